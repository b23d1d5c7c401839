import { one } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxAnalysisRun } from '../analysis-run/type.ts';
import { DxBuildRun } from '../build-run/type.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { DxDeployment } from '../deployment/type.ts';
import { dx } from '../domain.ts';
import { DxProject } from '../project/type.ts';
import { DxUser } from '../user.ts';
import { attemptKinds, failedAttempts } from './tables.ts';

export const DxAttemptKind = dx.enum('DxAttemptKind', attemptKinds, 'What was tried.', {
  analysis: 'To analyze a project.',
  config_set: 'To write a config set.',
  build: 'To build a project.',
  deployment: 'To deploy a project.',
});

export const DxFailedAttempt = dx.entity('DxFailedAttempt', failedAttempts);

DxFailedAttempt.implement({
  description:
    'An analysis, a config set, a build or a deployment that has failed: it is here until it is deleted.',
  isFew: true,
  columns: {
    id: 'The key of the run, config set, build or deployment.',
    kind: 'What was tried.',
    projectId: 'The key of the project.',
    userId: 'The key of the user who asked for it.',
    title: 'What it is called.',
    versionNumber: 'Which analysis or config set of its project it is.',
    message: 'Why it failed.',
    details: 'What else is known of the failure, such as what a build has written.',
    createdAt: 'When it was asked for.',
    completedAt: 'When it failed.',
  },
  orderBy: [{ field: 'createdAt', direction: 'DESC' }],
  fields: () => ({
    project: one(DxProject, 'projectId', 'The project that it was tried with.'),
    user: one(DxUser, 'userId', 'Who asked for it.'),
    analysisRun: one(DxAnalysisRun, 'analysisRunId', 'The analysis, if it is one, with its log.', {
      nullable: true,
    }),
    configSet: one(DxConfigSet, 'configSetId', 'The config set, if it is one, with its log.', {
      nullable: true,
    }),
    buildRun: one(DxBuildRun, 'buildRunId', 'The build, if it is one.', { nullable: true }),
    deployment: one(DxDeployment, 'deploymentId', 'The deployment, if it is one.', {
      nullable: true,
    }),
  }),
  visible: { asRowOf: 'projectId' },
  read: { one: 'dxFailedAttempt', many: 'dxFailedAttempts', allow: everyone },
});
