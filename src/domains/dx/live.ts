import { live } from '../../live/index.ts';
import { admins, everyone } from './access.ts';
import { DxAnalysisActivityLog } from './activity-log/analysis.ts';
import { DxConfigActivityLog } from './activity-log/config.ts';
import { DxAnalysisRun } from './analysis-run/type.ts';
import { DxBuildRun } from './build-run/type.ts';
import { DxConfigFile } from './config-file/type.ts';
import { DxConfigSet } from './config-set/type.ts';
import { DxDeployment } from './deployment/type.ts';
import { dx } from './domain.ts';
import { type Asked, isThere, locate, type Place } from './place.ts';
import { DxProject } from './project/type.ts';
import { DxUser } from './user.ts';

const projectId = {
  of: DxProject,
  description: 'Only what belongs to the project with this key.',
};
type Viewer = Parameters<typeof dx.idOf>[0];

const own = {
  allow: everyone,
  locate,
  tellsTo: (viewer: Viewer, place: Place | undefined, asked: Asked) =>
    isThere(dx.idOf(viewer), place, asked),
};

const analysisLogs = {
  of: 'DxAnalysisRun',
  key: 'analysis_run_id',
  fields: { logs: [], log_count: [] },
};
const ofSet = { of: 'DxConfigSet', key: 'config_set_id' };

live(dx, 'dxAnalysisRunChanged', {
  ...own,
  description:
    'Tells of every change of an analysis: its status, its progress, its results, and the lines of its log.',
  of: [DxAnalysisRun],
  parts: { DxAnalysisActivityLog: analysisLogs },
  args: {
    id: { of: DxAnalysisRun, description: 'Only the run with this key.' },
    projectId,
  },
});

live(dx, 'dxConfigSetChanged', {
  ...own,
  description:
    'Tells of every change of a config set: its status, its progress, its files, and the lines of its log.',
  of: [DxConfigSet],
  parts: {
    DxConfigActivityLog: { ...ofSet, fields: { logs: [], log_count: [] } },
    DxConfigFile: {
      ...ofSet,
      fields: { files: null, file_count: [], invalid_file_count: ['is_valid'] },
    },
    DxConfigOptimization: { ...ofSet, fields: { optimizations: null } },
  },
  args: {
    id: { of: DxConfigSet, description: 'Only the config set with this key.' },
    projectId,
  },
});

live(dx, 'dxConfigFileChanged', {
  ...own,
  description: 'Tells of every change of a file of a config set.',
  of: [DxConfigFile],
  args: {
    configSetId: {
      of: DxConfigSet,
      description: 'Only files of the config set with this key.',
    },
  },
});

live(dx, 'dxLogChanged', {
  ...own,
  description:
    'Tells of every line that is added to a log, in the order of the log. Read `dxLogs` with the `changeCursor` of the same query first, and subscribe with that cursor as `since`: no line is missed and none comes twice.',
  of: [DxAnalysisActivityLog, DxConfigActivityLog],
  args: {
    analysisRunId: {
      of: DxAnalysisRun,
      description: 'Only lines of the analysis with this key.',
    },
    configSetId: {
      of: DxConfigSet,
      description: 'Only lines of the config set with this key.',
    },
  },
});

live(dx, 'dxBuildRunChanged', {
  ...own,
  description: 'Tells of every change of a build.',
  of: [DxBuildRun],
  args: {
    id: { of: DxBuildRun, description: 'Only the build with this key.' },
    projectId,
  },
});

live(dx, 'dxDeploymentChanged', {
  ...own,
  description: 'Tells of every change of a deployment.',
  of: [DxDeployment],
  args: {
    id: { of: DxDeployment, description: 'Only the deployment with this key.' },
    projectId,
  },
});

live(dx, 'dxProjectChanged', {
  ...own,
  description:
    'Tells of every change of a project, and of the analyses, config sets, builds and deployments below it: what is added, what changes, what is gone.',
  of: [DxProject, DxAnalysisRun, DxConfigSet, DxBuildRun, DxDeployment],
  args: { projectId },
});

const ofProject = {
  of: 'DxProject',
  key: 'project_id',
  fields: { failed_attempts: null, failed_attempt_count: null },
};

live(dx, 'dxFailedAttemptsChanged', {
  allow: everyone,
  description:
    'Tells of projects whose failed attempts are others now: one more has failed, or one was deleted or has come back. The project has the list and the count.',
  of: [DxProject],
  parts: {
    DxAnalysisRun: ofProject,
    DxConfigSet: ofProject,
    DxBuildRun: ofProject,
    DxDeployment: ofProject,
  },
  args: { projectId },
  locate,
  tellsTo: (viewer, place: Place | undefined, asked) =>
    Boolean(place?.isFailure) && isThere(dx.idOf(viewer), place, asked),
});

live(dx, 'dxUserChanged', {
  allow: admins,
  description: 'Tells of every change of a user.',
  of: [DxUser],
});
