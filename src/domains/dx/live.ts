import type { Viewer } from '../../kernel/index.ts';
import { live } from '../../live/index.ts';
import { admins, everyone } from './access.ts';
import { DxAnalysisActivityLog } from './activity-log/analysis.ts';
import { DxConfigActivityLog } from './activity-log/config.ts';
import * as analysis from './analysis-run/machine.ts';
import { DxAnalysisRun } from './analysis-run/type.ts';
import * as build from './build-run/machine.ts';
import { DxBuildRun } from './build-run/type.ts';
import { DxConfigFile } from './config-file/type.ts';
import * as config from './config-set/machine.ts';
import { DxConfigSet } from './config-set/type.ts';
import * as deployment from './deployment/machine.ts';
import { DxDeployment } from './deployment/type.ts';
import { dx } from './domain.ts';
import { type Asked, isThere, locate, type Place } from './place.ts';
import { DxProject } from './project/type.ts';
import { DxUser } from './user.ts';

const projectId = {
  of: DxProject,
  description: 'Only what belongs to the project with this key.',
};
const own = {
  allow: everyone,
  locate,
  tellsTo: (viewer: Viewer, place: Place | undefined, asked: Asked) =>
    isThere(dx.idOf(viewer), place, asked),
};

type About = Partial<Pick<Asked, 'id' | 'projectId'>>;

/** The rows with the keys that are asked for. */
const only = ({ id, projectId: project }: About) => ({
  ...(id != null && { id: { eq: id } }),
  ...(project != null && { projectId: { eq: project } }),
});

const analysisLogs = {
  of: 'DxAnalysisRun',
  key: 'analysis_run_id',
  fields: { logs: [], log_count: [] },
};
const ofSet = { of: 'DxConfigSet', key: 'config_set_id' };

const untilEnd = 'Only this one, until it is finished.';

live(dx, 'dxAnalysisRunChanged', {
  ...own,
  description:
    'Tells of analyses: first how they are, then of every change of their status, their progress, their results, and the lines of their logs. One that is followed by its key is followed until it is finished.',
  of: [DxAnalysisRun],
  parts: { DxAnalysisActivityLog: analysisLogs },
  args: {
    id: { of: DxAnalysisRun, description: untilEnd, ends: analysis.finished },
    projectId,
  },
  snapshot: (asked) => ({ of: DxAnalysisRun, where: only(asked) }),
});

live(dx, 'dxConfigSetChanged', {
  ...own,
  description:
    'Tells of config sets: first how they are, then of every change of their status, their progress, their files, and the lines of their logs. One that is followed by its key is followed until it is finished.',
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
    id: { of: DxConfigSet, description: untilEnd, ends: config.finished },
    projectId,
  },
  snapshot: (asked) => ({ of: DxConfigSet, where: only(asked) }),
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
    'Tells of a log: first its lines, or the last ones, then every line that is added, in the order of the log; no line is missed and none comes twice. It ends with the analysis or the config set that it belongs to. Without either of these, it tells of all lines that are added to your logs.',
  of: [DxAnalysisActivityLog, DxConfigActivityLog],
  args: {
    analysisRunId: {
      of: DxAnalysisRun,
      description: 'Only lines of this analysis, until it is finished.',
      ends: analysis.finished,
    },
    configSetId: {
      of: DxConfigSet,
      description: 'Only lines of this config set, until it is finished.',
      ends: config.finished,
    },
  },
  snapshot: ({ analysisRunId, configSetId }) => {
    if (analysisRunId != null)
      return { of: DxAnalysisActivityLog, where: { analysisRunId: { eq: analysisRunId } } };
    return configSetId == null
      ? undefined
      : { of: DxConfigActivityLog, where: { configSetId: { eq: configSetId } } };
  },
});

live(dx, 'dxBuildRunChanged', {
  ...own,
  description:
    'Tells of builds: first how they are, then of every change. One that is followed by its key is followed until it is finished.',
  of: [DxBuildRun],
  args: {
    id: { of: DxBuildRun, description: untilEnd, ends: build.finished },
    projectId,
  },
  snapshot: (asked) => ({ of: DxBuildRun, where: only(asked) }),
});

live(dx, 'dxDeploymentChanged', {
  ...own,
  description:
    'Tells of deployments: first how they are, then of every change. One that is followed by its key is followed until it has failed or is terminated.',
  of: [DxDeployment],
  args: {
    id: { of: DxDeployment, description: untilEnd, ends: deployment.finished },
    projectId,
  },
  snapshot: (asked) => ({ of: DxDeployment, where: only(asked) }),
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
    'Tells of projects and their failed attempts: first how they are, then when they are others: one more has failed, or one was deleted or has come back. The project has the list and the count.',
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
  snapshot: (asked) => ({ of: DxProject, where: only({ id: asked.projectId }) }),
});

live(dx, 'dxUserChanged', {
  allow: admins,
  description: 'Tells of every change of a user.',
  of: [DxUser],
});
