import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { verifyMigrations } from '../../src/database/migrations/verify-migrations.ts';
import { tables } from '../support/domains.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
  await migrate(db.sql);
});
afterAll(() => db.drop());

test('what the migrations have made has no difference, and stays as it is', async () => {
  expect(await verifyMigrations(db.sql, tables)).toEqual([]);
  expect(await db.sql`select from pg_namespace where nspname like '%live'`).toEqual([]);
  expect(await migrate(db.sql)).toEqual([]);
});

const body = 'returns trigger language plpgsql as $$ begin return null; end $$';
test.each([
  [
    `create or replace function pearl.audit() ${body}`,
    'different function pearl.audit(): its body',
  ],
  [
    `create or replace function kernel.keep() ${body}`,
    'different function kernel.keep(): its body',
  ],
  [
    'grant execute on function kernel.prune to public',
    'different function kernel.prune(text,integer,integer): everybody may execute it',
  ],
  ['drop function pearl.let_go() cascade', 'missing function pearl.let_go()'],
  [`create function kernel.another() ${body}`, 'extra function kernel.another()'],
  ['drop table kernel.answers', 'missing table kernel.answers'],
  [
    'drop index kernel.idx_answers_created_at',
    'missing index kernel.answers.idx_answers_created_at',
  ],
  ['alter table kernel.pruned drop constraint pruned_pkey', 'missing primary key kernel.pruned'],
])('after "%s" it says "%s"', async (change, line) => {
  const undo = new Error('as before');
  const lines = await db.sql
    .begin(async (tx) => {
      await tx.unsafe(change);
      // a savepoint stands for the transaction that it would begin
      const inside = Object.assign(Object.create(tx), {
        begin: (act: (inner: typeof tx) => Promise<unknown>) => tx.savepoint(act),
      });
      const found = await verifyMigrations(inside, tables);
      throw Object.assign(undo, { found });
    })
    .catch((error: Error & { found?: string[] }) => {
      if (error !== undo) throw error;
      return error.found;
    });
  expect(lines).toEqual(expect.arrayContaining([expect.stringContaining(line)]));
  expect(await verifyMigrations(db.sql, tables)).toEqual([]);
});
