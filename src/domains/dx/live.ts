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
import { isThere, locate } from './place.ts';
import { DxProject } from './project/type.ts';
import { DxUser } from './user.ts';

const users = () => DxUser.generic;
const projectId = {
  of: DxProject.generic,
  description: 'Only what belongs to the project with this key.',
};
const own = { trail: dx.trail, allow: everyone, locate, tells: isThere, isPersonal: true };

const analysisLogs = {
  of: 'DxAnalysisRun',
  key: 'analysis_run_id',
  fields: { logs: [], log_count: [] },
};
const ofSet = { of: 'DxConfigSet', key: 'config_set_id' };

live('dxAnalysisRunChanged', 'DxAnalysisRunChange', users, {
  ...own,
  description:
    'Tells of every change of an analysis: its status, its progress, its results, and the lines of its log.',
  entities: { DxAnalysisRun: DxAnalysisRun.generic },
  parts: { DxAnalysisActivityLog: analysisLogs },
  args: {
    id: { of: DxAnalysisRun.generic, description: 'Only the run with this key.' },
    projectId,
  },
});

live('dxConfigSetChanged', 'DxConfigSetChange', users, {
  ...own,
  description:
    'Tells of every change of a config set: its status, its progress, its files, and the lines of its log.',
  entities: { DxConfigSet: DxConfigSet.generic },
  parts: {
    DxConfigActivityLog: { ...ofSet, fields: { logs: [], log_count: [] } },
    DxConfigFile: {
      ...ofSet,
      fields: { files: null, file_count: [], invalid_file_count: ['is_valid'] },
    },
    DxConfigOptimization: { ...ofSet, fields: { optimizations: null } },
  },
  args: {
    id: { of: DxConfigSet.generic, description: 'Only the config set with this key.' },
    projectId,
  },
});

live('dxConfigFileChanged', 'DxConfigFileChange', users, {
  ...own,
  description: 'Tells of every change of a file of a config set.',
  entities: { DxConfigFile: DxConfigFile.generic },
  args: {
    configSetId: {
      of: DxConfigSet.generic,
      description: 'Only files of the config set with this key.',
    },
  },
});

live('dxActivityLogged', 'DxActivityLogged', users, {
  ...own,
  description:
    'Tells of every line that is added to a log, in the order of the log. Read `dxLogs` with the `changeCursor` of the same query first, and subscribe with that cursor as `since`: no line is missed and none comes twice.',
  entities: {
    DxAnalysisActivityLog: DxAnalysisActivityLog.generic,
    DxConfigActivityLog: DxConfigActivityLog.generic,
  },
  args: {
    analysisRunId: {
      of: DxAnalysisRun.generic,
      description: 'Only lines of the analysis with this key.',
    },
    configSetId: {
      of: DxConfigSet.generic,
      description: 'Only lines of the config set with this key.',
    },
  },
});

live('dxBuildRunChanged', 'DxBuildRunChange', users, {
  ...own,
  description: 'Tells of every change of a build.',
  entities: { DxBuildRun: DxBuildRun.generic },
  args: {
    id: { of: DxBuildRun.generic, description: 'Only the build with this key.' },
    projectId,
  },
});

live('dxDeploymentChanged', 'DxDeploymentChange', users, {
  ...own,
  description: 'Tells of every change of a deployment.',
  entities: { DxDeployment: DxDeployment.generic },
  args: {
    id: { of: DxDeployment.generic, description: 'Only the deployment with this key.' },
    projectId,
  },
});

live('dxProjectChanged', 'DxProjectChange', users, {
  ...own,
  description:
    'Tells of every change of a project, and of the analyses, config sets, builds and deployments below it: what is added, what changes, what is gone.',
  entities: {
    DxProject: DxProject.generic,
    DxAnalysisRun: DxAnalysisRun.generic,
    DxConfigSet: DxConfigSet.generic,
    DxBuildRun: DxBuildRun.generic,
    DxDeployment: DxDeployment.generic,
  },
  args: { projectId },
});

live('dxUserChanged', 'DxUserChange', users, {
  trail: dx.trail,
  allow: admins,
  description: 'Tells of every change of a user.',
  entities: { DxUser: DxUser.generic },
});
