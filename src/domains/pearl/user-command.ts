import { mutation, type Tx } from '../../kernel/index.ts';
import { admins } from './access.ts';
import { users } from './tables.ts';
import { User } from './user.ts';

const setActive = async (tx: Tx, id: number, isActive: boolean) =>
  tx.updateOne(users, await tx.lock(User, id), { isActive });

mutation(
  'deactivateUser',
  {
    description:
      'Locks a user out at once, until the user is reactivated, and ends the user’s sessions. What the user has done stays.',
    allow: admins,
    args: (arg) => ({ id: arg.id('The key of the user.', { of: User }) }),
    answers: User,
  },
  (tx, { id }) => setActive(tx, id, false),
);

mutation(
  'reactivateUser',
  {
    description: 'Lets a user in again.',
    allow: admins,
    args: (arg) => ({ id: arg.id('The key of the user.', { of: User }) }),
    answers: User,
  },
  (tx, { id }) => setActive(tx, id, true),
);
