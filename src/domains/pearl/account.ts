import {
  arrayOf,
  type Claims,
  type Connection,
  hashOf,
  type Sql,
  type Viewer,
} from '../../kernel/index.ts';
import type { Role } from './access.ts';
import { givingPassword } from './password.ts';

/** The accounts that may come in with such claims, each with the number of its claim: those that are active, while the session lasts. */
export const findViewers = (
  sql: Connection,
  claims: readonly Omit<Claims, 'expiresAt'>[],
): Promise<(Viewer & { readonly nth: number })[]> =>
  sql.unsafe<(Viewer & { readonly nth: number })[]>(
    `select 'pearl' as realm, u.id, u.username, u.role, c.session_id as "sessionId", c.nth::int
    from unnest($1::varchar[], $2::int[], $3::int[])
      with ordinality as c (username, user_id, session_id, nth)
    join pearl.users u on u.username = c.username and u.id = coalesce(c.user_id, u.id) and u.is_active
    left join pearl.sessions s
      on s.id = c.session_id and s.user_id = u.id and s.revoked_at is null and s.expires_at > now()
    where c.session_id is null or s.id is not null`,
    [
      arrayOf(claims.map(({ username }) => username)),
      arrayOf(claims.map(({ userId }) => userId)),
      arrayOf(claims.map(({ sessionId }) => sessionId)),
    ],
    { prepare: true },
  );

type Opened = {
  readonly id: number;
  readonly username: string;
  readonly sessionId: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
};

/** Opens a session for an active user without a password: for operators. */
export const openSession = async (
  sql: Sql,
  username: string,
  hours: number,
): Promise<Opened | undefined> => {
  const [opened] = await sql<Opened[]>`
    with account as (
      select id, username from pearl.users
      where kernel.normal_label(username) = kernel.normal_label(${username}) and is_active for share
    ), opened as (
      insert into pearl.sessions (user_id, expires_at) select id, now() + make_interval(hours => ${hours}) from account
      returning id, issued_at, expires_at
    )
    select a.id, a.username, o.id as "sessionId", o.issued_at as "issuedAt", o.expires_at as "expiresAt"
    from account a cross join opened o`;
  return opened;
};

/** Makes an account, or lets an old one in again, with this role and password: for operators. */
export const letIn = async (sql: Sql, username: string, role: Role, password: string) => {
  const hash = await hashOf(password, { owner: 'operator' });
  await sql.begin(async (tx) => {
    const [account] = await tx<{ id: number }[]>`
      insert into pearl.users (username, role) values (${username}, ${role})
      on conflict (username) do update set role = excluded.role, is_active = true returning id`;
    await tx.unsafe(givingPassword, [account?.id ?? 0, hash]);
  });
};

/** Sessions that nobody can go on with any more are of no use after a while; those that never were, after a day. */
export const tidy = (sql: Sql) =>
  sql`delete from pearl.sessions where expires_at < now() - case when failed then interval '1 day' else interval '30 days' end`;
