import { sql as fragment } from 'drizzle-orm';
import { index, integer, pgSchema, text, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  binaryText,
  id,
  moment,
  notBlank,
  references,
  rule,
  stamps,
} from '../../src/database/columns.ts';
import { createStatements } from '../../src/database/migrations/ddl.ts';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { verify } from '../../src/database/migrations/verify.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';

const shop = pgSchema('shop');
const makers = shop.table(
  'makers',
  { id: id(), name: varchar('name').notNull(), ...stamps() },
  (t) => [unique('uq_makers_name').on(t.name), notBlank(t.name)],
);
const goods = shop.table(
  'goods',
  {
    id: id(),
    makerId: integer('maker_id').notNull(),
    code: text('code').notNull().default('none'),
    codeKey: binaryText('code_key').notNull().generatedAlwaysAs(fragment`lower(code)`),
    soldAt: moment('sold_at'),
    note: text('note'),
    ...stamps(),
  },
  (t) => [
    references(t.makerId, makers.id, 'cascade'),
    uniqueIndex('uq_goods_code').on(t.makerId, fragment`lower(code)`),
    index('idx_goods_sold_at').on(t.soldAt.desc()).where(fragment`sold_at is not null`),
    rule(t.code, "code <> 'x'"),
  ],
);
const declared = [makers, goods];

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
  await migrate(db.sql);
});
afterAll(() => db.drop());

beforeEach(async () => {
  const statements = [
    'drop schema if exists shop, depot cascade',
    'create schema shop',
    ...createStatements(declared, 'shop'),
    'create trigger touch before update on shop.makers for each row execute function kernel.touch()',
    `create trigger touch before update on shop.goods for each row execute function kernel.touch('code_key')`,
  ];
  await db.sql.unsafe(statements.join(';'));
});

test('a database that is as declared has no difference', async () => {
  expect(await verify(db.sql, declared)).toEqual([]);
});

const code = 'shop.goods.code';
const goodsKey =
  'shop.goods.goods_maker_id_fkey: FOREIGN KEY (maker_id) REFERENCES makers(id) ON DELETE';
const touch = 'BEFORE UPDATE ON goods FOR EACH ROW EXECUTE FUNCTION kernel.touch';

test.each([
  ['create table shop.bin (id int)', 'extra table shop.bin'],
  ['drop table shop.goods', 'missing table shop.goods'],
  ['create view shop.seen as select 1', 'extra view shop.seen'],

  ['alter table shop.goods add weight int', 'extra column shop.goods.weight: integer'],
  ['alter table shop.goods drop note', 'missing column shop.goods.note: text'],
  [
    'alter table shop.goods alter note type varchar',
    'different column shop.goods.note: character varying; declared: text',
  ],
  [
    'alter table shop.goods alter note type text collate "C"',
    'different column shop.goods.note: text collate "C"; declared: text',
  ],
  [
    'alter table shop.goods alter note set not null',
    'different column shop.goods.note: text not null; declared: text',
  ],
  [
    'alter table shop.goods alter maker_id drop not null',
    'different column shop.goods.maker_id: integer; declared: integer not null',
  ],
  [
    "alter table shop.goods alter code set default 'some'",
    `different column ${code}: text not null default 'some'::text; declared: text not null default 'none'::text`,
  ],
  [
    'alter table shop.goods alter code drop default',
    `different column ${code}: text not null; declared: text not null default 'none'::text`,
  ],
  [
    'alter table shop.goods drop code_key, add code_key text collate "C" not null generated always as (upper(code)) stored',
    `different column ${code}_key: text collate "C" not null generated always as (upper(code)) stored; declared: text collate "C" not null generated always as (lower(code)) stored`,
  ],
  [
    'alter table shop.goods alter code_key drop expression',
    `different column ${code}_key: text collate "C" not null; declared: text collate "C" not null generated always as (lower(code)) stored`,
  ],

  [
    'alter table shop.goods add check (id > 0)',
    'extra check shop.goods.goods_id_check: CHECK (id > 0)',
  ],
  [
    'alter table shop.goods drop constraint goods_code_check',
    "missing check shop.goods.goods_code_check: CHECK (code <> 'x'::text)",
  ],
  [
    "alter table shop.goods drop constraint goods_code_check, add check (code <> 'y')",
    "different check shop.goods.goods_code_check: CHECK (code <> 'y'::text); declared: CHECK (code <> 'x'::text)",
  ],
  [
    'alter table shop.makers drop constraint uq_makers_name',
    'missing unique shop.makers.uq_makers_name: UNIQUE (name)',
  ],
  [
    'alter table shop.makers drop constraint uq_makers_name, add constraint uq_makers_name unique (name, id)',
    'different unique shop.makers.uq_makers_name: UNIQUE (name, id); declared: UNIQUE (name)',
  ],
  [
    'alter table shop.goods drop constraint goods_pkey',
    'missing primary key shop.goods.goods_pkey: PRIMARY KEY (id)',
  ],
  [
    'alter table shop.goods drop constraint goods_maker_id_fkey',
    `missing foreign key ${goodsKey} CASCADE`,
  ],
  [
    'alter table shop.goods drop constraint goods_maker_id_fkey, add foreign key (maker_id) references shop.makers on delete restrict',
    `different foreign key ${goodsKey} RESTRICT; declared: FOREIGN KEY (maker_id) REFERENCES makers(id) ON DELETE CASCADE`,
  ],

  ['create index idx_note on shop.goods (note)', 'extra index shop.goods.idx_note: btree (note)'],
  [
    'drop index shop.uq_goods_code',
    'missing index shop.goods.uq_goods_code: unique btree (maker_id, lower(code))',
  ],
  [
    'drop index shop.uq_goods_code; create index uq_goods_code on shop.goods (maker_id, lower(code))',
    'different index shop.goods.uq_goods_code: btree (maker_id, lower(code)); declared: unique btree (maker_id, lower(code))',
  ],
  [
    'drop index shop.uq_goods_code; create unique index uq_goods_code on shop.goods (maker_id, upper(code))',
    'different index shop.goods.uq_goods_code: unique btree (maker_id, upper(code)); declared: unique btree (maker_id, lower(code))',
  ],
  [
    'drop index shop.idx_goods_sold_at; create index idx_goods_sold_at on shop.goods (sold_at) where sold_at is not null',
    'different index shop.goods.idx_goods_sold_at: btree (sold_at) WHERE sold_at IS NOT NULL; declared: btree (sold_at DESC) WHERE sold_at IS NOT NULL',
  ],
  [
    'drop index shop.idx_goods_sold_at; create index idx_goods_sold_at on shop.goods (sold_at desc)',
    'different index shop.goods.idx_goods_sold_at: btree (sold_at DESC); declared: btree (sold_at DESC) WHERE sold_at IS NOT NULL',
  ],

  ['drop trigger touch on shop.goods', `missing trigger shop.goods.touch: ${touch}('code_key')`],
  [
    'alter table shop.goods disable trigger touch',
    `missing trigger shop.goods.touch: ${touch}('code_key')`,
  ],
  [
    'drop trigger touch on shop.goods; create trigger touch before update on shop.goods for each row execute function kernel.touch()',
    `different trigger shop.goods.touch: ${touch}(); declared: ${touch}('code_key')`,
  ],
])('"%s" is noticed and named', async (change, line) => {
  await db.sql.unsafe(change);
  expect(await verify(db.sql, declared)).toEqual([line]);
});

test('every difference has its line', async () => {
  await db.sql`alter table shop.makers drop name, add title text`;
  expect(await verify(db.sql, declared)).toEqual([
    "missing check shop.makers.makers_name_check: CHECK (kernel.normal_label(name::text) <> ''::text)",
    'missing column shop.makers.name: character varying not null',
    'missing unique shop.makers.uq_makers_name: UNIQUE (name)',
    'extra column shop.makers.title: text',
  ]);
});

test('schemas may have tables of one name, and keys from one to the other', async () => {
  const depot = pgSchema('depot');
  const stock = depot.table('goods', { id: id(), goodId: integer('good_id') }, (t) => [
    references(t.goodId, goods.id, 'set null'),
  ]);
  await db.sql.unsafe(['create schema depot', ...createStatements([stock], 'depot')].join(';'));
  expect(await verify(db.sql, [...declared, stock])).toEqual([]);

  await db.sql`alter table depot.goods drop constraint goods_good_id_fkey`;
  expect(await verify(db.sql, [...declared, stock])).toEqual([
    'missing foreign key depot.goods.goods_good_id_fkey: FOREIGN KEY (good_id) REFERENCES shop.goods(id) ON DELETE SET NULL',
  ]);
});

test('a database without the functions that tables rest on says why it cannot be compared', async () => {
  await db.sql`alter schema kernel rename to away`;
  expect(await verify(db.sql, declared)).toEqual([
    'schema shop cannot be compared: schema "kernel" does not exist',
  ]);
  await db.sql`alter schema away rename to kernel`;
});

test('a comparison leaves nothing behind', async () => {
  await verify(db.sql, declared);
  expect(await db.sql`select from pg_namespace where nspname = 'verify_scratch'`).toHaveLength(0);
});
