import { sql as fragment } from 'drizzle-orm';
import { index, pgSchema, text, varchar } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { id, rule } from '../../src/database/columns.ts';
import { createStatements } from '../../src/database/migrations/ddl.ts';
import { verify } from '../../src/database/migrations/verify.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

test('a database that was dumped and restored has no difference, though Postgres prints it differently', async () => {
  const isOne = "in ('a', 'b')"; // of a varchar, it is printed as another expression that means the same
  const boxes = pgSchema('shop').table(
    'boxes',
    {
      id: id(),
      kind: varchar('kind').notNull(),
      flag: text('flag').generatedAlwaysAs(
        fragment.raw(`case when kind ${isOne} then 'x' else 'y' end`),
      ),
    },
    (t) => [
      rule(t.kind, `kind ${isOne}`),
      index('idx_boxes_kind')
        .on(t.kind)
        .where(fragment.raw(`kind ${isOne}`)),
    ],
  );
  await db.sql.unsafe(['create schema shop', ...createStatements([boxes], 'shop')].join(';'));
  expect(await verify(db.sql, [boxes])).toEqual([]);

  // as pg_restore makes them: out of what Postgres prints
  const [printed] = await db.sql`
    select pg_get_constraintdef(c.oid) as check, pg_get_indexdef('shop.idx_boxes_kind'::regclass) as index,
      pg_get_expr(adbin, adrelid) as flag
    from pg_constraint c join pg_attrdef on adrelid = conrelid and adnum = 3
    where conname = 'boxes_kind_check'`;
  await db.sql.unsafe(`
    alter table shop.boxes drop constraint boxes_kind_check, add constraint boxes_kind_check ${printed?.['check']},
      drop flag, add flag text generated always as (${printed?.['flag']}) stored;
    drop index shop.idx_boxes_kind; ${printed?.['index']};`);
  expect(await verify(db.sql, [boxes])).toEqual([]);

  await db.sql`alter table shop.boxes drop constraint boxes_kind_check, add constraint boxes_kind_check check (kind in ('a', 'c'))`;
  expect(await verify(db.sql, [boxes])).toHaveLength(1);
});
