import type { Sql } from '../../kernel/database.ts';
import type { Viewer } from '../../kernel/index.ts';

/** The active users with these names (an array's text); a deactivated one is nobody. */
export const findViewers = (sql: Sql, usernames: string): Promise<Viewer[]> =>
  sql<Viewer[]>`
    select 'pearl' as realm, id, username, role from pearl.users
    where username = any(${usernames}::varchar[]) and is_active`;
