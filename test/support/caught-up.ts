import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from '../../src/database/connection.ts';
import { decode } from '../../src/live/change-cursor.ts';

/** Waits until the server, whose cursor this asks for, has read of all that was written; the cursor after that. */
export const caughtUp = async (sql: Sql, askCursor: () => Promise<string>): Promise<string> => {
  const [own] = await sql<{ xid: string }[]>`select pg_current_xact_id()::text as xid`;
  for (;;) {
    const cursor = await askCursor();
    const { upTo } = decode(cursor);
    const [seen] =
      await sql`select where pg_visible_in_snapshot(${own?.xid ?? ''}::xid8, ${upTo}::pg_snapshot)`;
    if (seen) return cursor;
    await wait(10);
  }
};
