import {
  builder,
  mutation,
  newTicket,
  type Row,
  refusal,
  type Tx,
  ticketSeconds,
} from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { sessions, type users } from './tables.ts';
import { User } from './user.ts';

type UserRow = Row<typeof users>;

export const realm = 'pearl';
const accessSeconds = 15 * 60;
export const sessionLifetime = `interval '7 days'`;
/** So long a refresh token that has been used gives the same pair again: another tab may have come with it, too. */
const graceLifetime = `interval '10 seconds'`;

type SignedIn = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly user: UserRow;
};

export const SignedInType = builder.objectRef<SignedIn>('SignedIn').implement({
  description: 'The tokens of a session.',
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description:
        'Send it with every request, as `Authorization: Bearer …`. It lasts 15 minutes, and never longer than its session.',
    }),
    refreshToken: t.exposeString('refreshToken', {
      description:
        'Exchange it for the next pair of tokens (`refreshSession`), once, within 7 days. Keep it secret.',
    }),
    expiresIn: t.exposeInt('expiresIn', {
      description: 'How many seconds the access token lasts.',
    }),
    user: t.field({
      type: User.ref,
      description: 'Who is signed in.',
      resolve: ({ user }) => user,
    }),
  }),
});

/** What tokens say of their session. The same turn makes the same tokens, so that nothing secret has to be kept. */
export type Turn = Pick<Row<typeof sessions>, 'id' | 'turn' | 'issuedAt' | 'expiresAt'>;

export const turn = 'id, turn, issued_at as "issuedAt", expires_at as "expiresAt"';

export const tokensOf = ({ ctx }: Tx) => {
  if (ctx.tokens) return ctx.tokens;
  throw refusal('INVALID_STATE', 'This server makes no tokens: your identity provider does.');
};

export const grant = async (tx: Tx, user: UserRow, session: Turn): Promise<SignedIn> => {
  const tokens = tokensOf(tx);
  const issuedAt = new Date(session.issuedAt);
  const accessEnd = new Date(issuedAt.getTime() + accessSeconds * 1000);
  const [accessToken, refreshToken] = await Promise.all([
    tokens.access(
      { realm, id: user.id, username: user.username, sessionId: session.id },
      { issuedAt, expiresAt: accessEnd },
    ),
    tokens.refresh(
      { realm, id: session.id, turn: session.turn },
      { issuedAt, expiresAt: new Date(session.expiresAt) },
    ),
  ]);
  const left = Math.round((accessEnd.getTime() - Date.now()) / 1000);
  return { accessToken, refreshToken, expiresIn: Math.min(accessSeconds, left), user };
};

const lostSession = () =>
  refusal('UNAUTHENTICATED', 'This refresh token cannot be used: sign in again.');

type Open = Turn & { readonly userId: number; readonly isFresh: boolean };

/** The session that a refresh token names, locked, with its user; undefined when it is over. */
const openSession = async (tx: Tx, token: string) => {
  const named = await tokensOf(tx).sessionOf(token);
  if (named?.realm !== realm) return undefined;
  const [session] = await tx.query<Open>(
    `select s.id, s.turn, s.issued_at as "issuedAt", s.expires_at as "expiresAt", s.user_id as "userId",
       s.issued_at > now() - ${graceLifetime} as "isFresh"
     from pearl.sessions s join pearl.users u on u.id = s.user_id and u.is_active
     where s.id = $1 and s.expires_at > now() and s.revoked_at is null for update of s`,
    [named.id],
  );
  return session && { session, turnsAgo: session.turn - named.turn };
};

const revoke = (tx: Tx, id: number) =>
  tx.query('update pearl.sessions set revoked_at = now() where id = $1', [id]);

const prolong = async (tx: Tx, id: number): Promise<Turn | undefined> => {
  const [prolonged] = await tx.query<Turn>(
    `update pearl.sessions set turn = turn + 1, issued_at = now(), expires_at = now() + ${sessionLifetime}
     where id = $1 returning ${turn}`,
    [id],
  );
  return prolonged;
};

const refreshToken = 'The refresh token of the session.';

mutation(
  'refreshSession',
  {
    description:
      'Prolongs a session: gives new tokens for a refresh token, which is used up by that. For 10 seconds it gives the same new tokens again, as to another tab; after that, it ends the session, since somebody else may have it.',
    allow: 'anyone',
    args: (arg) => ({ refreshToken: arg.text(refreshToken, { max: 2000 }) }),
    answers: SignedInType,
  },
  async (tx, given) => {
    const open = await openSession(tx, given.refreshToken);
    if (!open) return lostSession();
    const { session, turnsAgo } = open;
    await tx.actAs(session.userId);
    const isAgain = turnsAgo === 1 && session.isFresh;
    if (turnsAgo !== 0 && !isAgain) {
      await revoke(tx, session.id);
      return lostSession(); // returned: a stolen token's session stays ended
    }
    const prolonged = isAgain ? session : await prolong(tx, session.id);
    const user = await tx.lock(User, session.userId, { lock: 'none' });
    return prolonged ? grant(tx, user, prolonged) : lostSession();
  },
);

mutation(
  'signOut',
  {
    description:
      'Ends a session: its tokens no longer work, and its connections are closed. Answers false if the session was already over.',
    allow: 'anyone',
    args: (arg) => ({ refreshToken: arg.text(refreshToken, { max: 2000 }) }),
    answers: 'Boolean',
  },
  async (tx, given) => {
    const open = await openSession(tx, given.refreshToken);
    if (!open) return false;
    await tx.actAs(open.session.userId);
    await revoke(tx, open.session.id);
    return true;
  },
);

mutation(
  'streamTicket',
  {
    description: `Lets an EventSource in, which can send no header: put it into the URL of one stream, as \`ticket=…\`, within ${ticketSeconds} seconds.`,
    allow: everyone,
    answers: 'String',
  },
  (tx) => newTicket(tx),
);
