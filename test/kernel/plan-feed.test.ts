import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../../src/database/connection.ts';
import { loaded } from '../../src/domains/index.ts';
import { pearl } from '../../src/domains/pearl/domain.ts';
import { isSame } from '../../src/live/change-cursor.ts';
import { Feed } from '../../src/live/feed.ts';
import { closeReading, openReading, reading, scansOf, touched } from './query-plan.ts';
import type { Statement } from './reading.ts';

await loaded(['pearl']);
const { trail } = pearl;

beforeAll(openReading);
afterAll(closeReading);

describe('who follows changes', () => {
  const statements: Statement[] = [];
  const listener = {
    take: async () => {},
    leave: () => [],
    rest: async () => {},
    isWanted: () => true,
    lose: () => {},
  };

  const scans = async (statement: Statement, mode: 'custom' | 'generic') =>
    (await scansOf(statement, mode, 'audit_logs')).map(touched);

  /** A feed whose statements are kept. */
  const openFeed = async () => {
    const unsafe: Sql['unsafe'] = (text, params = []) => {
      statements.push({ text, params: [...params], isPrepared: true });
      return reading.sql.unsafe(text, params, { prepare: true }) as never;
    };
    const sql = new Proxy(reading.sql, {
      get: (target, name) => (name === 'unsafe' ? unsafe : Reflect.get(target, name)),
    });
    const [own] = await reading.sql<{ xid: string }[]>`select pg_current_xact_id()::text as xid`;
    let feed = await Feed.open(sql, trail);
    // somebody else on this Postgres may still be at what was begun before
    while (Number.parseInt(feed.position.before, 10) <= Number(own?.xid)) {
      await wait(20);
      feed = await Feed.open(sql, trail);
    }
    feed.listen(listener);
    statements.length = 0;
    return { feed, sql };
  };

  const record = (count: number) => reading.sql`
    insert into pearl.audit_logs (entity_type, entity_id, action, changes)
    select 'Study', n, 'UPDATE', '{}' from generate_series(1, ${count}::int) n`;

  test('reads what is new, however long the trail is', async () => {
    await record(60_000);
    await reading.sql`vacuum analyze pearl.audit_logs`;
    const { feed } = await openFeed();
    await reading.sql`update pearl.studies set study_label = study_label || '.' where id <= 3`;
    expect(await feed.read()).toBe(3);
    expect(statements).toHaveLength(1);
    for (const mode of ['custom', 'generic'] as const) {
      // the keys of the new records, and what is recorded under these
      expect(await scans(statements[0] as Statement, mode), mode).toEqual([3, 3]);
    }
  });

  test('reads a large transaction, then or later, part by part, and none of it again for each part', async () => {
    const { feed, sql } = await openFeed();
    let { position } = feed;
    await record(20_000);
    expect(await feed.read()).toBe(20_000);
    let told = 0;
    while (!isSame(position, feed.position)) {
      const next = await feed.after(sql, position);
      told += next.changes.length;
      position = next.position;
    }
    expect(told).toBe(20_000);
    expect(statements).toHaveLength(2 * 21 + 1); // the last one says where the later reading ends
    for (const mode of ['custom', 'generic'] as const) {
      let sum = 0;
      for (const each of statements) {
        for (const count of await scans(each, mode)) sum += count;
      }
      expect(sum, mode).toBeLessThan(2 * 4 * 20_000);
    }
  });
});
