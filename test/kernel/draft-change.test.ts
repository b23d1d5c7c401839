import { sql as fragment } from 'drizzle-orm';
import type { PgColumnBuilderBase } from 'drizzle-orm/pg-core';
import {
  check,
  index,
  integer,
  type PgColumn,
  type PgTable,
  type PgTableExtraConfigValue,
  pgSchema,
  primaryKey,
  serial,
  text,
  unique,
  varchar,
} from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { references, stamps } from '../../src/database/columns.ts';
import type { Ask } from '../../src/database/migrations/draft-rename.ts';
import { migrate, rollback } from '../../src/database/migrations/migrate.ts';
import { verify } from '../../src/database/migrations/verify.ts';
import { drafting, nobody } from './drafting.ts';

/* What is drafted for a change of what is declared. */

const depot = pgSchema('depot');
const makers = depot.table('makers', { id: serial('id').primaryKey(), name: text('name') });
type Columns = { [name: string]: PgColumnBuilderBase | null };
type Extra = (t: Record<string, PgColumn>) => PgTableExtraConfigValue[];
const key = (t: Record<string, PgColumn>) =>
  references(t['makerId'] as PgColumn, makers.id, 'cascade');
const on = (t: Record<string, PgColumn>, name: string) => t[name] as never;
const same: Extra = (t) => [
  key(t),
  unique('uq_goods_title').on(on(t, 'title')),
  index('idx_goods_maker').on(on(t, 'makerId')),
  check('goods_title_check', fragment`title <> ''`),
];
const goods = (columns: Columns = {}, extra: Extra = same, name = 'goods') => {
  const all: Columns = {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    makerId: integer('maker_id').notNull(),
    title: varchar('title', { length: 10 }).default('x'),
    ...columns,
  };
  const given = Object.entries(all).flatMap(([each, column]) => (column ? [[each, column]] : []));
  return depot.table(name, Object.fromEntries(given) as Record<string, PgColumnBuilderBase>, (t) =>
    extra(t as never),
  );
};
const first = [makers, goods()];

let at: Awaited<ReturnType<typeof drafting>>;
beforeAll(async () => {
  at = await drafting();
  await at.write('depot', await at.draft('depot', first));
  await migrate(at.sql, { folder: at.folder });
});
afterAll(() => at.close());

const uncommented = (drafted: string) =>
  drafted.replace(/^-- Uncomment it to do it:\n/gm, '').replace(/^-- /gm, '');

const cases: [
  string,
  readonly PgTable[],
  RegExp,
  edit?: typeof uncommented | undefined,
  ask?: Ask,
][] = [
  ['a new column', [makers, goods({ note: text('note') }, same)], /add column "note" text;/],
  [
    'a new table with a key of two columns and a foreign key',
    [
      ...first,
      depot.table('links', { a: integer('a'), b: text('b') }, (t) => [
        primaryKey({ columns: [t.a, t.b] }),
        references(t.a, makers.id, 'restrict'),
      ]),
    ],
    /create table "depot"."links" \(\n {2}"a" integer,\n {2}"b" text,\n {2}constraint "links_pkey" primary key \("a", "b"\)\n\);/,
  ],
  [
    'another type, default and nullability of a column',
    [makers, goods({ title: text('title').notNull().default('y') }, same)],
    /alter column "title" type text using "title"::text;/,
  ],
  [
    'a version, with its trigger',
    [makers, goods({ ...stamps() }, same)],
    /create trigger touch before update on "depot"."goods"/,
  ],
  [
    'another rule of a delete',
    [
      makers,
      goods({}, (t) => [
        ...same(t).slice(1),
        references(t['makerId'] as PgColumn, makers.id, 'restrict'),
      ]),
    ],
    /drop constraint "goods_maker_id_fkey";\nalter table .* on delete restrict;/,
  ],
  [
    'another check and another index',
    [
      makers,
      goods({}, (t) => [
        ...same(t).slice(0, 2),
        index('idx_goods_maker').on(fragment`"maker_id" desc`),
        check('goods_title_check', fragment`title <> 'none'`),
      ]),
    ],
    /drop index "depot"."idx_goods_maker";[^]*create index "idx_goods_maker" on "depot"."goods" using btree \("maker_id" desc\);/,
  ],
  [
    'a column that is computed, and then in another way',
    [makers, goods({ key: text('key').generatedAlwaysAs(fragment`lower(title)`) }, same)],
    /add column "key" text generated always as \(lower\(title\)\) stored;/,
  ],
  [
    'a column, a constraint and an index that are gone: a comment',
    [makers, goods({ title: null }, (t) => [key(t)])],
    /^-- Uncomment it to do it:\n-- alter table "depot"."goods" drop column "title";$/m,
    uncommented,
  ],
  ['a table that is gone: a comment', [makers], /^-- drop table "depot"."goods";$/m, uncommented],
  [
    'a column with another name, if somebody says so',
    [
      makers,
      goods({ title: null, label: varchar('label', { length: 10 }).default('x') }, (t) => [
        key(t),
        unique('uq_goods_title').on(on(t, 'label')),
        index('idx_goods_maker').on(on(t, 'makerId')),
        check('goods_title_check', fragment`label <> ''`),
      ]),
    ],
    /^alter table "depot"."goods" rename column "title" to "label";\n$/,
    undefined,
    async () => true,
  ],
  [
    'a column with another name, which is another column if somebody says so',
    [
      makers,
      goods({ title: null, label: varchar('label', { length: 10 }).default('x') }, (t) => [
        key(t),
        index('idx_goods_maker').on(on(t, 'makerId')),
      ]),
    ],
    /add column "label" [^]*-- alter table "depot"."goods" drop column "title"/,
    uncommented,
    async () => false,
  ],
];

test.each(cases)('%s', async (_what, after, expected, edit, ask) => {
  const tables = after;
  const drafted = await at.draft('depot', tables, {}, ask ?? nobody);
  expect(drafted?.up).toMatch(expected);
  const name = await at.write('depot', drafted, edit);
  await migrate(at.sql, { folder: at.folder });
  expect(await verify(at.sql, tables)).toEqual([]);
  expect(await rollback(at.sql, 1, { folder: at.folder })).toEqual([name]);
  expect(await verify(at.sql, first)).toEqual([]);
  await at.forget(name);
});

test('a column with another name, when nobody is there to ask: both readings, as comments', async () => {
  const label = varchar('label', { length: 10 }).default('x');
  const drafted = await at.draft('depot', [
    makers,
    goods({ title: null, label }, (t) => [
      key(t),
      unique('uq_goods_title').on(on(t, 'label')),
      index('idx_goods_maker').on(on(t, 'makerId')),
      check('goods_title_check', fragment`label <> ''`),
    ]),
  ]);
  expect(drafted?.up.split('\n')).toEqual([
    '-- depot.goods.label may be the old depot.goods.title with another name. Uncomment one of the two readings.',
    '-- alter table "depot"."goods" rename column "title" to "label";',
    '-- or',
    `-- alter table "depot"."goods" add column "label" character varying(10) default 'x'::character varying;`,
    '-- alter table "depot"."goods" drop column "title";',
    '',
  ]);
});

test('a table with another name', async () => {
  const drafted = await at.draft('depot', [makers, goods({}, same, 'wares')], {}, async () => true);
  expect(drafted?.up).toBe(`alter table "depot"."goods" rename to "wares";
alter table "depot"."wares" rename constraint "goods_maker_id_fkey" to "wares_maker_id_fkey";
alter table "depot"."wares" rename constraint "goods_pkey" to "wares_pkey";
`);
});
