import { count, history, one, page } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxConfigActivityLog } from '../activity-log/config.ts';
import { DxAnalysisRun } from '../analysis-run/type.ts';
import { DxBuildRun } from '../build-run/type.ts';
import { DxConfigFile } from '../config-file/type.ts';
import { DxConfigOptimization } from '../config-optimization.ts';
import { DxDeployment } from '../deployment/type.ts';
import { dx } from '../domain.ts';
import { DxProject } from '../project/type.ts';
import { configSets } from '../tables.ts';
import { DxUser } from '../user.ts';

export const DxConfigSet = dx.entity('DxConfigSet', configSets);

DxConfigSet.implement({
  description:
    'The files that a project is built and deployed with, and the attempt to write them.',
  called: ['config set', 'config sets'],
  label: ['projectId', 'versionNumber'],
  isFew: true,
  columns: {
    id: 'The key of the config set.',
    projectId: 'The key of its project.',
    analysisRunId: 'The key of the analysis that it is made from.',
    userId: 'The key of the user who asked for it.',
    name: 'What it is called.',
    type: 'What it is for.',
    versionNumber: 'Which config set of its project it is, counted from 1. None comes twice.',
    localPath: 'The folder of the server that holds its files.',
    status: 'How far its generation is.',
    progress: 'How much of it is done, in percent.',
    generatedBy: 'Who writes it.',
    aiModel: 'The model that writes it.',
    description: 'What it does.',
    tags: 'Words that it is found by.',
    notes: 'What people have noted down.',
    errorMessage: 'Why it failed.',
    startedAt: 'When it began.',
    completedAt: 'When it ended, however it ended.',
    duration: 'How many seconds it took.',
    retryOfId: 'The key of the failed config set that it tries again.',
    ...dx.stamps,
  },
  orderBy: [{ field: 'versionNumber', direction: 'DESC' }],
  fields: () => ({
    history: history(dx, 'DxConfigSet'),
    project: one(DxProject, 'projectId', 'The project that it configures.'),
    analysisRun: one(DxAnalysisRun, 'analysisRunId', 'The analysis that it is made from.', {
      nullable: true,
    }),
    user: one(DxUser, 'userId', 'Who asked for it.'),
    retryOf: one(DxConfigSet, 'retryOfId', 'The failed config set that it tries again.', {
      nullable: true,
    }),
    retries: page(DxConfigSet, 'retryOfId', 'The config sets that try this one again.'),
    files: page(DxConfigFile, 'configSetId', 'Its files, in their order.'),
    fileCount: count(DxConfigFile, 'configSetId', 'How many files it has.'),
    invalidFileCount: count(
      DxConfigFile,
      'configSetId',
      'How many of its files something is wrong with.',
      { isValid: { eq: false } },
    ),
    optimizations: page(DxConfigOptimization, 'configSetId', 'What was done to make it better.'),
    logs: page(DxConfigActivityLog, 'configSetId', 'Its log, in order.'),
    logCount: count(DxConfigActivityLog, 'configSetId', 'How many lines its log has.'),
    buildRuns: page(DxBuildRun, 'configSetId', 'The builds that were made with it.'),
    deployments: page(DxDeployment, 'configSetId', 'The deployments that were made with it.'),
  }),
  visible: { asRowOf: 'projectId' },
  read: { one: 'dxConfigSet', many: 'dxConfigSets', allow: everyone },
  delete: {
    allow: everyone,
    parts: { DxConfigActivityLog: 'true', DxConfigFile: 'true', DxConfigOptimization: 'true' },
  },
});
