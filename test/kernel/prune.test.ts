import { afterAll, beforeAll, expect, test } from 'vitest';
import { audited } from '../../src/domains/pearl/audited.ts';
import type { Sql } from '../../src/kernel/database.ts';
import { migrate } from '../../src/kernel/migrate.ts';
import { prune } from '../../src/kernel/prune.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
  await migrate(db.sql);
});
afterAll(() => db.drop());

/** The records of one command, made so many days ago. */
const record = (count: number, days: number) => db.sql`
  insert into pearl.audit_logs (entity_type, entity_id, action, changes, "timestamp")
  select 'Study', n, 'DELETE', '{}', now() - make_interval(days => ${days}) from generate_series(1, ${count}::int) n`;

test('what a command has recorded is thrown away at once, and what is young is kept', async () => {
  await record(15_000, 60);
  await record(15_000, 50);
  await record(3, 10);
  const left: unknown[] = [];
  const watched = {
    unsafe: async (text: string) => {
      const results = await db.sql.unsafe(text);
      const [row] = await db.sql`select count(*)::int from pearl.audit_logs`;
      left.push(row?.['count']);
      return results;
    },
  } as unknown as Sql;

  expect(await prune(watched, audited, 30)).toBe(30_000);
  expect(left).toEqual([15_003, 3, 3]);
});
