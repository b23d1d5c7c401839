import { builder, entity, page, root, rowOf } from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { stamps } from './stamps.ts';
import { users } from './tables.ts';
import { Tracker } from './tracker/type.ts';
import { TrackerComment } from './tracker-comment.ts';

export const User = entity('User', users);

User.implement({
  description: 'Somebody who works with PEARL.',
  columns: {
    id: 'The key of the user.',
    username: 'The name to sign in with, unique whatever its case.',
    role: 'What the user may do.',
    department: 'Where the user works.',
    isActive: 'Whether the user may use PEARL at all.',
    ...stamps,
  },
  fields: () => ({
    primaryTrackers: page(
      Tracker,
      'primaryProgrammerId',
      'The trackers of items that the user programs.',
    ),
    qcTrackers: page(Tracker, 'qcProgrammerId', 'The trackers of items that the user checks.'),
    comments: page(TrackerComment, 'userId', 'The comments that the user has written.'),
  }),
});

root(User, { one: 'user', many: 'users', allow: everyone });

builder.queryField('me', (t) =>
  t.field({
    type: User.ref,
    allow: everyone,
    complexity: 1,
    description: 'Who asks.',
    resolve: (_root, _args, ctx, info) =>
      rowOf(User.generic, ctx.viewer?.id ?? 0, ctx, info) as never,
  }),
);
