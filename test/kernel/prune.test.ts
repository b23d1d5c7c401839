import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/database/connection.ts';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { loaded } from '../../src/domains/index.ts';
import { pearl } from '../../src/domains/pearl/domain.ts';
import { prune } from '../../src/kernel/trail/prune.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';

await loaded(['pearl']);
const { trail } = pearl;

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

const records = async () => {
  const [row] = await db.sql`select count(*)::int from pearl.audit_logs`;
  return row?.['count'];
};

test('what a command has recorded is thrown away at once, and what is young is kept', async () => {
  await record(15_000, 60);
  await record(15_000, 50);
  await record(3, 10);
  const left: unknown[] = [];
  const watched = (async (...query: Parameters<Sql>) => {
    const results = await db.sql(...query);
    left.push(await records());
    return results;
  }) as unknown as Sql;

  expect(await prune(watched, trail, 30)).toBe(30_000);
  expect(left).toEqual([15_003, 3, 3]);
  expect(await db.sql`select trail from kernel.pruned`).toHaveLength(1);
});

test('nobody but the owner can throw records away, by no setting and no function', async () => {
  await record(3, 60);
  const before = await records();
  const clerk = `pearl_test_${crypto.randomUUID().replaceAll('-', '')}`; // roles are the whole cluster's
  // it may delete from the trail, as roles made by "grant all" may
  await db.sql.unsafe(`
    create role ${clerk};
    grant usage on schema kernel, pearl to ${clerk};
    grant all on all tables in schema kernel, pearl to ${clerk}`);
  const asClerk = (statement: string) =>
    db.sql.begin((tx) =>
      tx.unsafe(`set local role ${clerk}; set local app.prune = 'on'; ${statement}`),
    );
  try {
    await expect(asClerk('delete from pearl.audit_logs')).rejects.toThrow(
      'The audit trail in pearl.audit_logs cannot be changed.',
    );
    await expect(asClerk(`select kernel.prune('pearl.audit_logs', 1, 1)`)).rejects.toThrow(
      'permission denied for function prune',
    );
    await expect(asClerk('alter table pearl.audit_logs disable trigger all')).rejects.toThrow(
      'must be owner of table audit_logs',
    );
    expect(await records()).toBe(before);
  } finally {
    await db.sql.unsafe(`drop owned by ${clerk}; drop role ${clerk}`);
  }
  expect(await prune(db.sql, trail, 30)).toBe(3);
});
