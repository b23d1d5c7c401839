import { columns, input, mutation, type Tx } from '../../kernel/index.ts';
import { everyone, may } from './access.ts';
import { genji } from './domain.ts';
import { users } from './tables.ts';
import { email, User } from './user.ts';

const ofUser = { of: User };
const theUser = 'The key of the user.';

const ProfileChanges = input('UpdateGenjiProfileInput', {
  description: 'What somebody changes of themselves. A field that is left out stays as it is.',
  fields: () =>
    columns(User, ['firstName', 'lastName', 'email', 'userMetadata'], { rules: { email } }),
});

mutation(
  'updateGenjiProfile',
  {
    description: 'Changes what is known of whoever asks.',
    allow: everyone,
    args: (arg) => ({
      input: arg(ProfileChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: User,
  },
  async (tx, { input: changes, expectedVersion }) =>
    tx.updateOne(users, await tx.lock(User, genji.idOf(tx.viewer), { expectedVersion }), changes),
);

const setActive = async (tx: Tx, id: number, isActive: boolean) =>
  tx.updateOne(users, await tx.lock(User, id), { isActive });

mutation(
  'deactivateGenjiUser',
  {
    description:
      'Locks a user out at once, until the user is reactivated. What the user has done stays.',
    allow: may('manage_users'),
    args: (arg) => ({ id: arg.id(theUser, ofUser) }),
    answers: User,
  },
  (tx, { id }) => setActive(tx, id, false),
);

mutation(
  'reactivateGenjiUser',
  {
    description: 'Lets a user in again.',
    allow: may('manage_users'),
    args: (arg) => ({ id: arg.id(theUser, ofUser) }),
    answers: User,
  },
  (tx, { id }) => setActive(tx, id, true),
);
