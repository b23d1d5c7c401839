import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDemo } from '../support/demo.ts';
import { columns, enums, foreignKeys, indexes, uniques } from './seed-tables.ts';

let db: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  db = await openDemo();
});
afterAll(() => db.close());

describe('the seed', () => {
  test('has fifteen tables, and all are there', async () => {
    const rows =
      await db.sql`select relname from pg_class where relnamespace = 'pearl'::regnamespace and relkind = 'r'`;
    expect(rows.map(({ relname }) => relname)).toEqual(
      expect.arrayContaining(Object.keys(columns)),
    );
    expect(Object.keys(columns)).toHaveLength(15);
  });

  test.each(Object.entries(columns))('gives %s its columns', async (table, own) => {
    const rows = await db.sql`
      select attname as name, format_type(atttypid, atttypmod) as type, attnotnull,
        replace(pg_get_expr(adbin, adrelid), '::character varying', '') as value
      from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = ${`pearl.${table}`}::regclass and attnum > 0 and not attisdropped`;
    const found = rows.map(({ name, type, attnotnull, value }) => {
      // ours are NOT NULL more often than the seed's, never less
      const notNull = attnotnull && own[name]?.includes('not null') ? ' not null' : '';
      const hasDefault = value && !String(value).startsWith('nextval(');
      return [name, `${type}${notNull}${hasDefault ? ` default ${value}` : ''}`];
    });
    expect(Object.fromEntries(found)).toMatchObject(own);
    expect(rows.find(({ name }) => name === 'id')?.['value']).toBe(
      `nextval('pearl.${table}_id_seq'::regclass)`,
    );
  });

  test.each(Object.entries(enums))('lets %s be just %j', async (column, values) => {
    const [table = '', name = ''] = column.split('.');
    const [check] = await db.sql`
      select pg_get_constraintdef(oid) as text from pg_constraint
      where conrelid = ${`pearl.${table}`}::regclass and contype = 'c' and conname = ${`${table}_${name}_check`}`;
    const found = [...String(check?.['text']).matchAll(/'(\w+)'/g)].map(([, value]) => value);
    expect(found).toEqual(values);
  });

  test.each(uniques)('keeps %s unique by %j', async (table, own) => {
    const rows = await db.sql`
      select array(
        select attname::text from unnest(conkey) with ordinality as k(number, place)
        join pg_attribute on attrelid = conrelid and attnum = k.number order by place)::text as columns
      from pg_constraint where conrelid = ${`pearl.${table}`}::regclass and contype = 'u'`;
    expect(rows.map((row) => row['columns'])).toContain(`{${own.join()}}`);
  });

  test.each(indexes)('has an index %s on %s that leads with %j', async (name, table, leading) => {
    const [index] = await db.sql`
      select indrelid::regclass::text as table, indpred, (
        select string_agg(attname || case when indoption[place - 1] & 1 = 1 then ' DESC' else '' end, ', ' order by place)
        from generate_series(1, ${leading.length}::int) as place
        join pg_attribute on attrelid = indrelid and attnum = indkey[place - 1]) as columns
      from pg_index where indexrelid = to_regclass(${`pearl.${name}`})`;
    expect(index).toEqual({ table: `pearl.${table}`, indpred: null, columns: leading.join(', ') });
  });

  test.each(foreignKeys)(
    'lets %s name a row of %s, and when that goes: %s',
    async (column, target, onDelete) => {
      const [table = '', name = ''] = column.split('.');
      const [key] = await db.sql`
      select confrelid::regclass::text as target, pg_get_constraintdef(oid) as text from pg_constraint
      where conrelid = ${`pearl.${table}`}::regclass and contype = 'f' and conname = ${`${table}_${name}_fkey`.slice(0, 63)}`;
      expect(key?.['target']).toBe(`pearl.${target}`);
      expect(key?.['text']).toBe(
        `FOREIGN KEY (${name}) REFERENCES pearl.${target}(id) ON DELETE ${onDelete}`,
      );
    },
  );
});
