import type { Sql } from '../../kernel/database.ts';
import type { Viewer } from '../../kernel/index.ts';
import type { Role } from './access.ts';
import { givingPassword, hashOf } from './password.ts';

/** The active users with these names (an array's text); a deactivated one is nobody. */
export const findViewers = (sql: Sql, usernames: string): Promise<Viewer[]> =>
  sql<Viewer[]>`
    select 'pearl' as realm, id, username, role from pearl.users
    where username = any(${usernames}::varchar[]) and is_active`;

/** Makes an account, or lets an old one in again, with this role and password: for operators. */
export const letIn = async (sql: Sql, username: string, role: Role, password: string) => {
  const hash = await hashOf(password);
  await sql.begin(async (tx) => {
    const [account] = await tx<{ id: number }[]>`
      insert into pearl.users (username, role) values (${username}, ${role})
      on conflict (username) do update set role = excluded.role, is_active = true returning id`;
    await tx.unsafe(givingPassword, [account?.id ?? 0, hash]);
  });
};

/** Sessions that nobody can go on with any more are of no use after a while. */
export const tidy = (sql: Sql) =>
  sql`delete from pearl.sessions where expires_at < now() - interval '30 days'`;
