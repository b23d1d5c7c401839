import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, rollback } from '../../src/database/migrations/migrate.ts';
import { verify } from '../../src/database/migrations/verify.ts';
import { verifyMigrations } from '../../src/database/migrations/verify-migrations.ts';
import { guards, tables as pearl, trails } from '../support/domains.ts';
import { drafting } from './drafting.ts';
import { tables as shop, ticketNumbers, trail } from './toy-shop.ts';

/* What `npm run db -- draft` writes makes what is declared, and its down file takes that back. */

let at: Awaited<ReturnType<typeof drafting>>;
beforeAll(async () => {
  at = await drafting();
});
afterAll(() => at.close());

test('our own migrations leave nothing to draft', async () => {
  expect(await at.draft('pearl', pearl, { trails, guards })).toBeUndefined();
});

test('a new schema with keys, columns, indexes and triggers of every kind', async () => {
  const besides = { trails: [trail], sequences: [ticketNumbers] };
  const name = await at.write('shop', await at.draft('shop', shop, besides));
  await migrate(at.sql, { folder: at.folder });
  expect(await verify(at.sql, shop, besides)).toEqual([]);
  expect(await verifyMigrations(at.sql, shop, { folder: at.folder })).toEqual([]);
  expect(await at.draft('shop', shop, besides)).toBeUndefined();

  expect(await rollback(at.sql, 1, { folder: at.folder })).toEqual([name]);
  expect(await at.sql`select from pg_namespace where nspname = 'shop'`).toHaveLength(0);
  await at.forget(name);
});
