import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from '../../src/database/connection.ts';
import { decode } from '../../src/live/change-cursor.ts';

/** Waits until the server, whose cursor this asks for, has read of all that was written. */
export const caughtUp = async (sql: Sql, askCursor: () => Promise<string>): Promise<void> => {
  const [own] = await sql<{ xid: string }[]>`select pg_current_xact_id()::text as xid`;
  for (;;) {
    const { upTo } = decode(await askCursor());
    const [seen] =
      await sql`select where pg_visible_in_snapshot(${own?.xid ?? ''}::xid8, ${upTo}::pg_snapshot)`;
    if (seen) return;
    await wait(10);
  }
};
