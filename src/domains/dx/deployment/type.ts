import { history, one, page } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxBuildRun } from '../build-run/type.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { dx } from '../domain.ts';
import { DxProject } from '../project/type.ts';
import { deployments } from '../tables.ts';
import { DxUser } from '../user.ts';

export const DxDeployment = dx.entity('DxDeployment', deployments);

DxDeployment.implement({
  description: 'One attempt to bring a project to a platform, and what runs there since.',
  called: ['deployment', 'deployments'],
  label: ['projectId', 'platform', 'environment'],
  large: ['build_logs', 'runtime_logs'],
  isFew: true,
  columns: {
    id: 'The key of the deployment.',
    projectId: 'The key of its project.',
    configSetId: 'The key of the config set that it is made with.',
    buildRunId: 'The key of the build that it deploys.',
    userId: 'The key of the user who asked for it.',
    name: 'What it is called.',
    platform: 'Where it runs, such as docker, vercel or aws.',
    environment: 'What it is for, such as production or staging.',
    status: 'How far the deployment is, or whether it runs.',
    deployUrl: 'Where it can be reached.',
    previewUrl: 'Where it can be looked at beforehand.',
    serviceUrls: 'Where each of its services can be reached.',
    buildLogs: 'What its building has written.',
    runtimeLogs: 'What it has written since it runs.',
    errorMessage: 'Why it failed.',
    notes: 'What people have noted down.',
    startedAt: 'When it began.',
    completedAt: 'When it ran, or failed.',
    stoppedAt: 'When it was stopped or terminated.',
    retryOfId: 'The key of the failed deployment that it tries again.',
    rollbackOfId: 'The key of the deployment that it took back.',
    ...dx.stamps,
  },
  orderBy: [{ field: 'createdAt', direction: 'DESC' }],
  fields: () => ({
    history: history(dx, 'DxDeployment'),
    project: one(DxProject, 'projectId', 'The project that is deployed.'),
    configSet: one(DxConfigSet, 'configSetId', 'The config set that it is made with.', {
      nullable: true,
    }),
    buildRun: one(DxBuildRun, 'buildRunId', 'The build that it deploys.', { nullable: true }),
    user: one(DxUser, 'userId', 'Who asked for it.'),
    retryOf: one(DxDeployment, 'retryOfId', 'The failed deployment that it tries again.', {
      nullable: true,
    }),
    retries: page(DxDeployment, 'retryOfId', 'The deployments that try this one again.'),
    rollbackOf: one(DxDeployment, 'rollbackOfId', 'The deployment that it took back.', {
      nullable: true,
    }),
    rollbacks: page(DxDeployment, 'rollbackOfId', 'The deployments that took this one back.'),
  }),
  visible: { asRowOf: 'projectId' },
  read: { one: 'dxDeployment', many: 'dxDeployments', allow: everyone },
  delete: { allow: everyone },
});
