import { page } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { pearl } from './domain.ts';
import { userParts } from './parts.ts';
import { invalid } from './rule.ts';
import { users } from './tables.ts';
import { Tracker } from './tracker/type.ts';
import { TrackerComment } from './tracker-comment.ts';

export const User = pearl.entity('User', users);

User.implement({
  description: 'Somebody who works with PEARL.',
  called: ['user', 'users'],
  label: 'username',
  isFew: true,
  columns: {
    id: 'The key of the user.',
    username: 'The name to sign in with, unique whatever its case.',
    role: 'What the user may do.',
    department: 'Where the user works.',
    isActive: 'Whether the user may use PEARL at all.',
    ...pearl.stamps,
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
  read: { one: 'user', many: 'users', allow: everyone },
  write: {
    allow: admins,
    columns: ['username', 'role', 'department'],
    rules: {
      username: {
        max: 100,
        pattern: /^[\w.@+-]+$/,
        meaning: 'of letters, digits and . _ @ + - only',
      },
    },
  },
  delete: {
    allow: admins,
    parts: userParts,
    guard: ({ viewer }, { id }) => {
      if (viewer.id === id) throw invalid('NOT_YOURSELF', 'You cannot delete yourself.');
    },
  },
});
