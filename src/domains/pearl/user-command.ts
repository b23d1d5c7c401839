import {
  answering,
  builder,
  changeBy,
  changesOf,
  command,
  creation,
  hashOf,
  newValuesOf,
  prepared,
  type Row,
  type Tx,
} from '../../kernel/index.ts';
import { admins } from './access.ts';
import { passwordRule, setPassword } from './password.ts';
import { users } from './tables.ts';
import { User } from './user.ts';

type UserRow = Row<typeof users>;

const columns = ['username', 'role', 'department'] as const;
const rules = {
  username: {
    max: 100,
    pattern: /^[\w.@+-]+$/,
    meaning: 'of letters, digits and . _ @ + - only',
  },
};

const NewUser = newValuesOf<typeof users, (typeof columns)[number], { password?: string | null }>(
  User,
  columns,
  (t) => ({
    password: t.string({
      description: 'The password to sign in with; not needed where tokens come from elsewhere.',
      extensions: passwordRule,
    }),
  }),
  { rules },
);

creation(
  User,
  admins,
  NewUser,
  async (tx, { password: _password, ...values }, hash: string | undefined) => {
    const [user] = await tx.insert(users, [values]);
    if (hash) await setPassword(tx, (user as UserRow).id, hash);
    return user as UserRow;
  },
  async ({ password }, ctx) => (password ? hashOf(password, ctx) : undefined),
);

changeBy(User, admins, changesOf(User, columns, undefined, { rules }), (_user, input) => input);

const setActive = async (tx: Tx, id: number, isActive: boolean): Promise<UserRow> =>
  tx.updateOne(users, await tx.lock(User, id), { isActive });

const id = 'The key of the user.';

builder.mutationField('deactivateUser', (t) =>
  t.field({
    type: User.ref,
    allow: admins,
    description:
      'Locks a user out at once, until the user is reactivated, and ends the user’s sessions. What the user has done stays.',
    args: { id: t.arg.id({ required: true, description: id }) },
    resolve: command(User, (tx, args: { id: number }) => setActive(tx, args.id, false)) as never,
  }),
);

builder.mutationField('reactivateUser', (t) =>
  t.field({
    type: User.ref,
    allow: admins,
    description: 'Lets a user in again.',
    args: { id: t.arg.id({ required: true, description: id }) },
    resolve: command(User, (tx, args: { id: number }) => setActive(tx, args.id, true)) as never,
  }),
);

builder.mutationField('setPassword', (t) =>
  t.field({
    type: User.ref,
    allow: admins,
    description: 'Gives a user a new password, and ends the user’s sessions.',
    args: {
      id: t.arg.id({ required: true, description: id }),
      password: t.arg.string({
        required: true,
        description: 'The new password: 8 to 100 characters.',
        extensions: passwordRule,
      }),
    },
    resolve: answering(
      User,
      prepared(
        (outside, args: { id: number; password: string }) => hashOf(args.password, outside.ctx),
        async (tx, args, hash) => {
          const user = await tx.lock(User, args.id);
          await setPassword(tx, user.id, hash);
          return user;
        },
      ),
    ) as never,
  }),
);
