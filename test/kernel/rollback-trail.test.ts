import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, rollback, status } from '../../src/database/migrations/migrate.ts';
import { domains } from '../../src/domains/index.ts';
import { nameOf } from '../../src/kernel/schema/table.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';

/* A domain that is taken back leaves nothing behind that would be said of the trail of one that comes again. */

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
  await migrate(db.sql);
});
afterAll(() => db.drop());

const others = Object.values(domains).flatMap(({ domain }) =>
  domain.name === 'pearl' ? [] : nameOf(domain.record.trail.log),
);

test('what the kernel knows of its trail goes with it', async () => {
  for (const trail of others) {
    await db.sql`insert into kernel.pruned (trail, xact_id, record) values (${trail}, '7', 7)`;
    await db.sql`insert into kernel.epochs (trail, epoch, record) values (${trail}, 'x', 7)`;
    await db.sql`insert into kernel.large_values (trail, entity_type, entity_id, digest, value)
      values (${trail}, 'x', '7', 'x', '7')`;
  }
  const applied = await status(db.sql);
  await rollback(db.sql, applied.length - 9);
  const left = await db.sql`
    select trail from kernel.pruned union all select trail from kernel.epochs union all select trail from kernel.large_values`;
  expect(left).toEqual([]);
});
