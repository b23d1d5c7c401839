import type { Sql } from '../../kernel/database.ts';
import type { Viewer } from '../../kernel/index.ts';

/** The active user with a name; a deactivated one is nobody. */
export const findViewer = async (sql: Sql, username: string): Promise<Viewer | null> => {
  const [user] = await sql<Viewer[]>`
    select 'pearl' as realm, id, username, role from pearl.users where username = ${username} and is_active`;
  return user ?? null;
};
