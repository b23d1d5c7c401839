import { page } from '../../kernel/index.ts';
import { admins } from './access.ts';
import { DxAnalysisRun } from './analysis-run/type.ts';
import { DxBuildRun } from './build-run/type.ts';
import { DxConfigSet } from './config-set/type.ts';
import { DxDeployment } from './deployment/type.ts';
import { dx } from './domain.ts';
import { DxProject } from './project/type.ts';
import { invalid } from './rule.ts';
import { users } from './tables.ts';

const seen = 'of which you see those in your own projects';

export const DxUser = dx.entity('DxUser', users);

DxUser.implement({
  description: 'Somebody who works with the deployment suite.',
  called: ['user', 'users'],
  label: 'email',
  hidden: ['password_hash'],
  isFew: true,
  columns: {
    id: 'The key of the user.',
    email: 'The address to sign in with, unique whatever its case.',
    name: 'The name of the user.',
    role: 'What the user may do.',
    isActive: 'Whether the user may come in at all.',
    lastLoginAt: 'When the user has signed in for the last time.',
    ...dx.stamps,
  },
  fields: () => ({
    projects: page(DxProject, 'userId', 'The projects of the user, of which you see your own.'),
    analysisRuns: page(DxAnalysisRun, 'userId', `The analyses that the user asked for, ${seen}.`),
    configSets: page(DxConfigSet, 'userId', `The config sets that the user asked for, ${seen}.`),
    buildRuns: page(DxBuildRun, 'userId', `The builds that the user asked for, ${seen}.`),
    deployments: page(DxDeployment, 'userId', `The deployments that the user asked for, ${seen}.`),
  }),
  read: { one: 'dxUser', many: 'dxUsers', allow: admins },
  write: {
    allow: admins,
    columns: ['email', 'name', 'role', 'isActive'],
    rules: { role: { isNeeded: true } }, // its default is an administrator
  },
  delete: {
    allow: admins,
    parts: { DxSession: 'true' },
    guard: ({ viewer }, { id }) => {
      if (dx.idOf(viewer) === id) throw invalid('NOT_YOURSELF', 'You cannot delete yourself.');
    },
  },
});
