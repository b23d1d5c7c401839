import {
  columns,
  givePassword,
  hashOf,
  input,
  mutation,
  optimistic,
  passwordRule,
  type Tx,
} from '../../kernel/index.ts';
import { admins } from './access.ts';
import { pearl } from './domain.ts';
import { users } from './tables.ts';
import { User } from './user.ts';

const rules = {
  username: {
    max: 100,
    pattern: /^[\w.@+-]+$/,
    meaning: 'of letters, digits and . _ @ + - only',
  },
};

const NewUser = input('CreateUserInput', {
  description: 'The values of a new User.',
  fields: (arg) => ({
    ...columns(User, ['username', 'role', 'department'], { required: true, rules }),
    password: arg.text(
      'The password to sign in with; not needed where tokens come from elsewhere.',
      { ...passwordRule, optional: true },
    ),
  }),
});

mutation(
  'createUser',
  {
    description: 'Creates a User.',
    allow: admins,
    args: (arg) => ({ input: arg(NewUser, 'Its values.') }),
    answers: User,
    before: async (outside, { input: { password } }) =>
      password ? hashOf(password, outside.ctx) : undefined,
  },
  async (tx, { input: { password: _password, ...values } }, hash) => {
    const user = await tx.insertOne(users, values);
    if (hash) await givePassword(tx, pearl, user.id, hash);
    return user;
  },
);

const UserChanges = input('UpdateUserInput', {
  description: 'The changes of a User. A field that is left out stays as it is.',
  fields: () => columns(User, ['username', 'role', 'department'], { rules }),
});

optimistic(
  'updateUser',
  {
    description: 'Changes a User.',
    allow: admins,
    on: User,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the row to change.', { of: User }),
      input: arg(UserChanges, 'What to change.'),
    }),
  },
  (_user, { input: changes }) => changes,
);

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
