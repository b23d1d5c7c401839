import {
  builder,
  prepared,
  type Row,
  refusal,
  type Tx,
  throttle,
  transacted,
  type Viewer,
} from '../../kernel/index.ts';
import { isPassword } from './password.ts';
import { sessions, type users } from './tables.ts';
import { User } from './user.ts';

type UserRow = Row<typeof users>;

const accessSeconds = 15 * 60;
const sessionSeconds = 7 * 24 * 60 * 60;
const nextExpiry = () => new Date(Date.now() + sessionSeconds * 1000).toISOString();

type SignedIn = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly user: UserRow;
};

const SignedInType = builder.objectRef<SignedIn>('SignedIn').implement({
  description: 'The tokens of a session.',
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description: 'Goes with every request, as `Authorization: Bearer …`. It lasts 15 minutes.',
    }),
    refreshToken: t.exposeString('refreshToken', {
      description: 'Gets the next pair of tokens, once, within 7 days. Keep it secret.',
    }),
    expiresIn: t.int({
      description: 'How many seconds the access token lasts.',
      resolve: () => accessSeconds,
    }),
    user: t.field({
      type: User.ref,
      description: 'Who is signed in.',
      resolve: ({ user }) => user,
    }),
  }),
});

/** What a refresh token says of its session. */
type Named = Pick<Row<typeof sessions>, 'id' | 'turn' | 'expiresAt'>;

const tokensOf = ({ ctx }: Tx) => {
  if (ctx.tokens) return ctx.tokens;
  throw refusal('INVALID_STATE', 'This server makes no tokens: your identity provider does.');
};

const grant = async (tx: Tx, user: UserRow, { id, turn, expiresAt }: Named): Promise<SignedIn> => {
  const tokens = tokensOf(tx);
  const session = { realm: 'pearl', id, turn };
  const [accessToken, refreshToken] = await Promise.all([
    tokens.access({ realm: 'pearl', ...user }, accessSeconds),
    tokens.refresh(session, new Date(expiresAt)),
  ]);
  return { accessToken, refreshToken, user };
};

/** The sessions of a user are over. */
export const endSessions = (tx: Tx, userId: number): Promise<unknown> =>
  tx.query(
    'update pearl.sessions set revoked_at = now() where user_id = $1 and revoked_at is null',
    [userId],
  );

/** Opens a session if the password that was checked is still the user's: checking takes its time. */
const newSession = async (tx: Tx, userId: number, hash: string | null) => {
  const [session] = await tx.query<Named>(
    `insert into pearl.sessions (user_id, expires_at)
     select user_id, $3 from pearl.user_passwords where user_id = $1 and password_hash = $2
     returning id, turn, expires_at as "expiresAt"`,
    [userId, hash, nextExpiry()],
  );
  return session;
};

const wrongCredentials = () =>
  refusal('UNAUTHENTICATED', 'The user name or the password is wrong.');

type Credentials = { readonly username: string; readonly password: string };

const signingIn = async (outside: Tx, { username, password }: Credentials) => {
  tokensOf(outside);
  const forget = await throttle(outside, [
    [`user ${username.toLowerCase()}`, 10],
    [`address ${outside.ctx.address}`, 100],
  ]);
  const [user] = await outside.query<Viewer & { isActive: boolean; hash: string | null }>(
    `select 'pearl' as realm, u.id, u.username, u.role, u.is_active as "isActive", p.password_hash as hash
     from pearl.users u
     left join pearl.user_passwords p on p.user_id = u.id where u.username = $1`,
    [username],
  );
  const matches = await isPassword(user?.hash, password);
  if (!user?.isActive || !matches) {
    throw wrongCredentials();
  }
  return { actor: user, hash: user.hash, forget };
};

builder.mutationField('signIn', (t) =>
  t.field({
    type: SignedInType,
    allow: 'anyone',
    description: 'Opens a session with a user name and a password.',
    args: {
      username: t.arg.string({ required: true, description: 'The name of the user.' }),
      password: t.arg.string({
        required: true,
        description: 'The password of that user.',
        extensions: { rule: { exact: true, max: 100 } },
      }),
    },
    resolve: prepared(
      signingIn,
      async (tx, _args: Credentials, { actor: { id: userId }, hash, forget }) => {
        const user = await tx.lock(User, userId, { lock: 'share' });
        const session = user.isActive ? await newSession(tx, userId, hash) : undefined;
        if (!session) throw wrongCredentials();
        await forget(tx);
        return grant(tx, user, session);
      },
    ) as never,
  }),
);

const lostSession = () =>
  refusal('UNAUTHENTICATED', 'This refresh token cannot be used: sign in again.');

/** The session that a refresh token names, locked, with its user; undefined when it is over. */
const openSession = async (tx: Tx, token: string) => {
  const named = await tokensOf(tx).sessionOf(token);
  if (named?.realm !== 'pearl') return undefined;
  const [session] = await tx.query<Row<typeof sessions> & { isActive: boolean }>(
    `select s.id, s.user_id as "userId", s.turn, s.expires_at as "expiresAt", s.revoked_at as "revokedAt", u.is_active as "isActive"
     from pearl.sessions s join pearl.users u on u.id = s.user_id where s.id = $1 and s.expires_at > now() for update of s`,
    [named.id],
  );
  if (!session || session.revokedAt !== null || !session.isActive) return undefined;
  return { session, isCurrent: session.turn === named.turn };
};

const revoke = (tx: Tx, id: number) =>
  tx.query('update pearl.sessions set revoked_at = now() where id = $1', [id]);

const refreshToken = 'The refresh token of the session.';

builder.mutationField('refreshSession', (t) =>
  t.field({
    type: SignedInType,
    allow: 'anyone',
    description:
      'Prolongs a session: gives new tokens for a refresh token, which is used up by that. One that is used a second time ends the session, since somebody else may have it.',
    args: {
      refreshToken: t.arg.string({
        required: true,
        description: refreshToken,
        extensions: { rule: { max: 2000 } },
      }),
    },
    resolve: async (root, args, ctx, info) => {
      const granted = await transacted(async (tx, given: { refreshToken: string }) => {
        const open = await openSession(tx, given.refreshToken);
        if (!open) return null;
        const { session, isCurrent } = open;
        await tx.actAs(session.userId);
        if (!isCurrent) {
          await revoke(tx, session.id);
          return null;
        }
        const prolonged = await tx.updateOne(sessions, session, {
          turn: session.turn + 1,
          expiresAt: nextExpiry(),
        });
        const user = await tx.lock(User, session.userId, { lock: 'none' });
        return grant(tx, user, prolonged);
      })(root, args as never, ctx, info);
      if (!granted) throw lostSession(); // after the commit: a stolen token's session stays ended
      return granted as never;
    },
  }),
);

builder.mutationField('signOut', (t) =>
  t.boolean({
    allow: 'anyone',
    description:
      'Ends a session: its refresh token is of no use any more; its last access token lasts until it expires. False when it was over already.',
    args: {
      refreshToken: t.arg.string({
        required: true,
        description: refreshToken,
        extensions: { rule: { max: 2000 } },
      }),
    },
    resolve: transacted(async (tx, given: { refreshToken: string }) => {
      const open = await openSession(tx, given.refreshToken);
      if (!open) return false;
      await tx.actAs(open.session.userId);
      await revoke(tx, open.session.id);
      return true;
    }) as never,
  }),
);
