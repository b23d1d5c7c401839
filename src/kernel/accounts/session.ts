import type { Viewer } from '../context.ts';
import { refusal } from '../errors.ts';
import { anyOf, membersOf } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import type { Domain } from '../schema/domain.ts';
import type { FieldBuilder } from '../schema/entity.ts';
import { mutation } from '../write/mutation.ts';
import { Tx } from '../write/tx.ts';
import { sqlOf } from './people.ts';
import { newTicket, ticketSeconds } from './ticket.ts';

const accessSeconds = 15 * 60;
export const sessionLifetime = `interval '7 days'`;
/** So long a refresh token that has been used gives the same pair again: another tab may have come with it, too. */
const graceLifetime = `interval '10 seconds'`;

type Person = { readonly [column: string]: unknown };
type SignedIn = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly realm: string;
  readonly person: Person;
};

export const SignedInType = builder.objectRef<SignedIn>('SignedIn');

/** What tokens say of their session. The same turn makes the same tokens, so that nothing secret has to be kept. */
export type Turn = {
  readonly id: number;
  readonly turn: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
};

export const turn = '"id", turn, issued_at as "issuedAt", expires_at as "expiresAt"';

export const tokensOf = ({ ctx }: Tx) => {
  if (ctx.tokens) return ctx.tokens;
  throw refusal('INVALID_STATE', 'This server makes no tokens: your identity provider does.');
};

export const sessionsOf = ({ name, people }: Domain) => {
  const { sessions, ...others } = sqlOf(people);
  if (!sessions) throw new Error(`The people of ${name} have no sessions.`);
  return { ...others, sessions };
};

/** The tokens of a session. */
export const grant = async (
  tx: Tx,
  { name: realm, people }: Domain,
  person: Person,
  session: Turn,
): Promise<SignedIn> => {
  const tokens = tokensOf(tx);
  const { id } = person as Pick<Viewer, 'id'>;
  const username = String(person[people.login[0]]);
  const issuedAt = new Date(session.issuedAt);
  const accessEnd = new Date(issuedAt.getTime() + accessSeconds * 1000);
  const [accessToken, refreshToken] = await Promise.all([
    tokens.access(
      { realm, id, username, sessionId: session.id },
      { issuedAt, expiresAt: accessEnd },
    ),
    tokens.refresh(
      { realm, id: session.id, turn: session.turn },
      { issuedAt, expiresAt: new Date(session.expiresAt) },
    ),
  ]);
  const left = Math.round((accessEnd.getTime() - Date.now()) / 1000);
  const expiresIn = Math.min(accessSeconds, left);
  return { accessToken, refreshToken, expiresIn, realm, person };
};

const lostSession = () =>
  refusal('UNAUTHENTICATED', 'This refresh token cannot be used: sign in again.');

type Open = Turn & { readonly viewer: Viewer; readonly isFresh: boolean };

/** The session that a refresh token names, locked, with its user; undefined when it is over. */
const openSession = async (tx: Tx, domains: ReadonlyMap<string, Domain>, token: string) => {
  const named = await tokensOf(tx).sessionOf(token);
  const domain = domains.get(named?.realm ?? '');
  if (!named || !domain?.people.sessions) return undefined;
  const { from, key, login, role, permissions, active, sessions } = sessionsOf(domain);
  const [session] = await tx.query<Open>(
    `select s."id", s.turn, s.issued_at as "issuedAt", s.expires_at as "expiresAt",
       json_build_object('realm', $2::text, 'id', ${key}, 'username', ${login}, 'role', ${role}, 'permissions', ${permissions}) as viewer,
       s.issued_at > now() - ${graceLifetime} as "isFresh"
     from ${sessions.from} s join ${from} p on ${key} = s.${sessions.person} and ${active}
     where s."id" = $1 and s.expires_at > now() and s.revoked_at is null for update of s`,
    [named.id, domain.name],
  );
  if (!session) return undefined;
  const { viewer } = session;
  await tx.actAs(viewer.id);
  const own = new Tx({ ...tx.ctx, viewer });
  return { domain, session, viewer, own, turnsAgo: session.turn - named.turn };
};

const revoke = (tx: Tx, domain: Domain, id: number) =>
  tx.query(`update ${sessionsOf(domain).sessions.from} set revoked_at = now() where "id" = $1`, [
    id,
  ]);

const prolong = async (tx: Tx, domain: Domain, id: number): Promise<Turn | undefined> => {
  const [prolonged] = await tx.query<Turn>(
    `update ${sessionsOf(domain).sessions.from}
     set turn = turn + 1, issued_at = now(), expires_at = now() + ${sessionLifetime}
     where "id" = $1 returning ${turn}`,
    [id],
  );
  return prolonged;
};

const refreshToken = 'The refresh token of the session.';

/** What is done with sessions, whatever the realm. */
export const implementSessions = (domains: ReadonlyMap<string, Domain>): void => {
  const all = [...domains.values()];
  mutation(
    'streamTicket',
    {
      description: `Lets an EventSource in, which can send no header: put it into the URL of one stream, as \`ticket=…\`, within ${ticketSeconds} seconds.`,
      allow: anyOf(all.map(({ name }) => membersOf(name))),
      answers: 'String',
    },
    (tx) => newTicket(tx),
  );
  const withSessions = all.filter(({ people }) => people.sessions);
  if (withSessions.length === 0) return;

  SignedInType.implement({
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
      ...Object.fromEntries(
        withSessions.map((domain) => [domain.queryName('User'), personField(t as never, domain)]),
      ),
    }),
  });

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
      const open = await openSession(tx, domains, given.refreshToken);
      if (!open) return lostSession();
      const { domain, session, viewer, own, turnsAgo } = open;
      const isAgain = turnsAgo === 1 && session.isFresh;
      if (turnsAgo !== 0 && !isAgain) {
        await revoke(tx, domain, session.id);
        return lostSession(); // returned: a stolen token's session stays ended
      }
      const prolonged = isAgain ? session : await prolong(tx, domain, session.id);
      const person = await own.lock(domain.person, viewer.id, { lock: 'none' });
      return prolonged ? grant(tx, domain, person, prolonged) : lostSession();
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
      const open = await openSession(tx, domains, given.refreshToken);
      if (open) await revoke(tx, open.domain, open.session.id);
      return Boolean(open);
    },
  );
};

/** Who is signed in, for those of this realm; PEARL's users are there whenever they are asked for. */
const personField = (t: FieldBuilder, { name, prefix, person }: Domain) =>
  t.field({
    type: person.ref,
    nullable: prefix !== '',
    description: 'Who is signed in.',
    resolve: ({ realm, person: row }: SignedIn) => {
      if (realm === name || prefix) return (realm === name ? row : null) as never;
      throw refusal('BAD_USER_INPUT', `Whoever is signed in to ${realm} is no user of ${name}.`);
    },
  });
