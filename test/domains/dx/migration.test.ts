import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, rollback } from '../../../src/database/migrations/migrate.ts';
import { verify } from '../../../src/database/migrations/verify.ts';
import { dx } from '../../../src/domains/dx/domain.ts';
import '../../../src/domains/dx/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/homes.ts';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const differences = () => {
  const { tables, trail, guards, sequences, views } = dx;
  return verify(db.sql, tables, { trails: [trail], guards, sequences, views });
};

test('the migrations make what is declared, and can be taken back', async () => {
  const scope = { domains: ['dx'] as const };
  const applied = await migrate(db.sql, scope);
  expect(applied.filter((name) => name.includes('_dx_')).length).toBeGreaterThan(0);
  expect(await differences()).toEqual([]);

  await db.sql`drop view dx.failed_attempts`;
  expect(await differences()).toEqual(['missing view dx.failed_attempts']);

  const first = applied.findIndex((name) => name.includes('_dx_'));
  await rollback(db.sql, applied.length - first, scope);
  const [schema] = await db.sql`select to_regnamespace('dx') as found`;
  expect(schema?.['found']).toBeNull();
});
