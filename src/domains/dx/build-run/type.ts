import { history, one, page } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { DxDeployment } from '../deployment/type.ts';
import { dx } from '../domain.ts';
import { DxProject } from '../project/type.ts';
import { buildRuns } from '../tables.ts';
import { DxUser } from '../user.ts';

export const DxBuildRun = dx.entity('DxBuildRun', buildRuns);

DxBuildRun.implement({
  description: 'One attempt to build a project.',
  called: ['build', 'builds'],
  label: ['projectId', 'createdAt'],
  large: ['build_logs'],
  isFew: true,
  columns: {
    id: 'The key of the build.',
    projectId: 'The key of its project.',
    configSetId: 'The key of the config set that it is made with.',
    userId: 'The key of the user who asked for it.',
    buildType: 'Where it runs.',
    status: 'How far the build is.',
    imageSize: 'The size of the image in bytes.',
    buildLogs: 'What it has written.',
    errorMessage: 'Why it failed.',
    startedAt: 'When it began.',
    completedAt: 'When it ended, however it ended.',
    duration: 'How many seconds it took.',
    retryOfId: 'The key of the failed build that it tries again.',
    ...dx.stamps,
  },
  orderBy: [{ field: 'createdAt', direction: 'DESC' }],
  fields: () => ({
    history: history(dx, 'DxBuildRun'),
    project: one(DxProject, 'projectId', 'The project that is built.'),
    configSet: one(DxConfigSet, 'configSetId', 'The config set that it is made with.', {
      nullable: true,
    }),
    user: one(DxUser, 'userId', 'Who asked for it.'),
    retryOf: one(DxBuildRun, 'retryOfId', 'The failed build that it tries again.', {
      nullable: true,
    }),
    retries: page(DxBuildRun, 'retryOfId', 'The builds that try this one again.'),
    deployments: page(DxDeployment, 'buildRunId', 'The deployments of what it has built.'),
  }),
  visible: { asRowOf: 'projectId' },
  read: { one: 'dxBuildRun', many: 'dxBuildRuns', allow: everyone },
  delete: { allow: everyone },
});
