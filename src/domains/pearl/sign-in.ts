import { setTimeout as wait } from 'node:timers/promises';
import {
  isPassword,
  mutation,
  refusal,
  type Tx,
  throttle,
  type Viewer,
} from '../../kernel/index.ts';
import {
  grant,
  realm,
  SignedInType,
  sessionLifetime,
  type Turn,
  tokensOf,
  turn,
} from './session.ts';
import { User } from './user.ts';

/** Opens a session if the password that was checked is still the user's: checking takes its time. */
const newSession = async (tx: Tx, userId: number, hash: string | null) => {
  const [session] = await tx.query<Turn>(
    `insert into pearl.sessions (user_id, address, expires_at)
     select user_id, $3, now() + ${sessionLifetime} from pearl.user_passwords where user_id = $1 and password_hash = $2
     returning ${turn}`,
    [userId, hash, tx.ctx.address],
  );
  return session;
};

const wrongCredentials = () =>
  refusal('UNAUTHENTICATED', 'The user name or the password is wrong.');

type Account = Viewer & {
  readonly isActive: boolean;
  readonly hash: string | null;
  /** Whether the user has signed in from this address before. */
  readonly isKnownHere: boolean;
};

/** The account with this name, whatever its case, and the name as all its spellings are compared. */
const accountOf = async (outside: Tx, username: string) => {
  const [found] = await outside.query<{ name: string; account: Account | null }>(
    `select given.name, case when u.id is not null then jsonb_build_object(
       'realm', '${realm}', 'id', u.id, 'username', u.username, 'role', u.role, 'isActive', u.is_active, 'hash', p.password_hash,
       'isKnownHere', exists (select from pearl.sessions s where s.user_id = u.id and s.address = $2 and not s.failed)
     ) end as account
     from (select kernel.normal_label($1) as name) given
     left join pearl.users u on kernel.normal_label(u.username) = given.name
     left join pearl.user_passwords p on p.user_id = u.id`,
    [username, outside.ctx.address],
  );
  return { name: found?.name ?? '', account: found?.account ?? undefined };
};

const failedMs = 50;

/** Records a sign-in that failed: in the log, and as a session of the user's that never was. The throttle limits both. */
const fail = async (outside: Tx, username: string, account: Account | undefined) => {
  const { address } = outside.ctx;
  outside.ctx.warn({ realm, username, address }, 'a sign-in failed');
  const record =
    account &&
    outside.query(
      `insert into pearl.sessions (user_id, address, failed, expires_at, revoked_at)
       select id, $2, true, now(), now() from pearl.users where id = $1`,
      [account.id, address],
    );
  await Promise.all([record, wait(failedMs)]); // how long it takes must not tell whether there is such a user
  throw wrongCredentials();
};

mutation(
  'signIn',
  {
    description: 'Opens a session with a user name and a password.',
    allow: 'anyone',
    args: (arg) => ({
      username: arg.text('The name of the user, whatever its case.'),
      password: arg.text('The password of that user.', { exact: true, max: 100 }),
    }),
    answers: SignedInType,
    before: async (outside, { username, password }) => {
      tokensOf(outside);
      const { address } = outside.ctx;
      const { name, account } = await accountOf(outside, username);
      const own = `user ${realm} ${name} ${address}`;
      const forget = await throttle(outside, own, [
        [`address ${address}`, 100],
        [own, 10],
        // whoever tries a name from everywhere keeps its user out of new places only
        [`name ${realm} ${name}`, account?.isKnownHere ? Number.POSITIVE_INFINITY : 100],
      ]);
      const matches = await isPassword(account?.hash, password, outside.ctx);
      if (!account?.isActive || !matches) return fail(outside, username, account);
      return { account, forget };
    },
    actor: ({ account }) => account,
  },
  async (tx, _args, { account: { id, hash }, forget }) => {
    const user = await tx.lock(User, id, { lock: 'share' });
    const session = user.isActive ? await newSession(tx, id, hash) : undefined;
    if (!session) throw wrongCredentials();
    await forget(tx);
    return grant(tx, user, session);
  },
);
