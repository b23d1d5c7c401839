import { getTableConfig } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { status } from '../../src/database/migrations/migrate.ts';
import { schemaOf } from '../../src/database/migrations/verify.ts';
import { openDemo } from '../support/demo.ts';
import { domains, tables } from '../support/domains.ts';

let db: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  db = await openDemo();
});
afterAll(() => db.close());

const schemas = [...new Set(tables.map(schemaOf))];

/** The names that a query finds: what breaks a rule. */
const names = async (query: string): Promise<string[]> => {
  const rows = await db.sql.unsafe(query, [`{${schemas.join()}}`]);
  return rows.map(({ name }) => String(name));
};

const ours = 'relnamespace = any($1::text[]::regnamespace[])';

test('every domain has a schema to itself, and the kernel has no tables but what every domain needs', async () => {
  const owned = domains.map((domain) => [...new Set(domain.tables.map(schemaOf))]);
  expect(owned.filter((each) => each.length !== 1)).toEqual([]);
  expect(new Set(owned.flat()).size).toBe(owned.length);
  expect(owned.flat()).not.toContain('public');
  expect(
    await names(`
      select relnamespace::regnamespace || '.' || relname as name from pg_class
      where relkind in ('r', 'p') and not ${ours}
        and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
      order by 1`),
  ).toEqual([
    'kernel.answers',
    'kernel.attempts',
    'kernel.audit_days',
    'kernel.commands',
    'kernel.epochs',
    'kernel.large_values',
    'kernel.migrations',
    'kernel.pruned',
    'kernel.tickets',
  ]);
});

test('every migration names the kernel or a domain of ours', async () => {
  const named = (await status(db.sql)).slice(8).map(({ name }) => name.split('_')[1] ?? '');
  const known = ['kernel', ...domains.map(({ name }) => name)];
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('there are exactly the declared tables and views', async () => {
  const declared = [
    ...tables.map((table) => `${schemaOf(table)}.${getTableConfig(table).name}`),
    ...domains.flatMap(({ views }) => views.map((view) => view.split(' ')[2] ?? '')),
  ];
  const query = `select relnamespace::regnamespace || '.' || relname as name from pg_class
    where relkind in ('r', 'p', 'f', 'v', 'm') and ${ours}`;
  expect((await names(query)).sort()).toEqual(declared.sort());
});

test('every foreign key has an index that leads with it', async () => {
  const declared = tables.flatMap((table) => getTableConfig(table).foreignKeys);
  const keys = `from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'f' and ${ours}`;
  expect(await names(`select conname as name ${keys}`)).toHaveLength(declared.length);
  expect(
    await names(`
      select c.relname || '.' || k.conname as name ${keys} and not exists (
        select from pg_index
        where indrelid = k.conrelid and indisvalid and indpred is null
          and (indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)`),
  ).toEqual([]);
});

test('every table is audited but the trail itself: a cascade would lose its rows for good', () => {
  const unaudited = domains.flatMap(({ tables: own, trail, record }) => {
    const kept = new Set<unknown>([...trail.tables.values()].map(({ table }) => table));
    const { log, digests = [] } = record.trail;
    return own.filter((table) => ![log, ...digests, ...kept].includes(table));
  });
  expect(unaudited.map((table) => getTableConfig(table).name)).toEqual([]);
});

test('every foreign key says what a delete does', async () => {
  const silent = tables.flatMap((table) =>
    getTableConfig(table).foreignKeys.filter(
      ({ onDelete }) => !onDelete || onDelete === 'no action',
    ),
  );
  expect(silent.map((key) => key.getName())).toEqual([]);
});

test('every table has a key of its own or is a link, and every one with a version has the trigger that moves it', async () => {
  const unkeyed = await names(`
    select relname as name from pg_class c where relkind = 'r' and ${ours} and not exists (
      select from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
      where indrelid = c.oid and indisprimary and indnatts = 1 and attname = 'id')`);
  const links = tables.filter((table) => getTableConfig(table).primaryKeys.length > 0);
  expect(unkeyed.sort()).toEqual(links.map((table) => getTableConfig(table).name).sort());

  const versioned = tables.filter((table) =>
    getTableConfig(table).columns.some(({ name }) => name === 'version'),
  );
  const touched = await names(`
    select c.relname as name from pg_trigger t join pg_class c on c.oid = tgrelid join pg_proc p on p.oid = tgfoid
    where ${ours} and tgname = 'touch' and tgenabled = 'O' and tgtype = 19 -- before each row, on update
      and p.proname = 'touch' and p.pronamespace = 'kernel'::regnamespace
      and exists (select from pg_attribute where attrelid = c.oid and attname = 'version')`);
  expect(touched.sort()).toEqual(versioned.map((table) => getTableConfig(table).name).sort());
});

test('only what is no record of work goes without a version', () => {
  const plain = tables
    .filter((table) => !getTableConfig(table).columns.some(({ name }) => name === 'version'))
    .map((table) => getTableConfig(table).name);
  expect([...new Set(plain)].sort()).toEqual([
    'activity_logs',
    'analysis_activity_logs',
    'audit_logs',
    'config_activity_logs',
    'item_steps',
  ]);
});
