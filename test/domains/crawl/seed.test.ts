import { readFileSync } from 'node:fs';
import { is, SQL } from 'drizzle-orm';
import { getTableConfig, PgDialect, PgTable } from 'drizzle-orm/pg-core';
import { describe, expect, test } from 'vitest';
import * as declarations from '../../../src/domains/crawl/tables.ts';

/*
 * What the user asked for, out of the seed's own words (seed.md: its sections on keys, cascades, indexes and
 * constraints). `npm run db -- verify` proves that the database is as declared; this, that what is declared is the seed's.
 */

const seed = readFileSync(new URL('seed.md', import.meta.url), 'utf8');

const sectionOf = (title: string): string =>
  seed.split(/^## /m).find((each) => each.startsWith(`${title}\n`)) ?? '';

/** What the seed calls its tables, besides by their names. */
const models: Record<string, string> = {
  Profile: 'profiles',
  Project: 'projects',
  CrawlJob: 'crawl_jobs',
  Image: 'images',
  JobChunk: 'job_chunks',
  ActivityLog: 'activity_logs',
  CreditAccount: 'credit_accounts',
  CreditTransaction: 'credit_transactions',
  APIKey: 'api_keys',
  Notification: 'notifications',
  NotificationPreference: 'notification_preferences',
  UsageMetric: 'usage_metrics',
};

const tables = new Map(
  Object.values<unknown>(declarations)
    .filter((each): each is PgTable => is(each, PgTable))
    .map((each) => [getTableConfig(each).name, getTableConfig(each)]),
);

const configOf = (name: string) => {
  const found = tables.get(name);
  if (!found) throw new Error(`No table ${name} is declared.`);
  return found;
};

const namesOf = (columns: readonly unknown[]) =>
  columns.map((column) => (column as { name?: string }).name ?? '');

const dialect = new PgDialect();

/** The condition of a check, by the column that its name says. */
const checkOf = (table: string, column: string): string => {
  const found = configOf(table).checks.find(({ name }) => name === `${table}_${column}_check`);
  return found ? dialect.sqlToQuery(found.value).sql : '';
};

/** Indexes of a table, those of its unique constraints included, as the columns that they lead with. */
const indexesOf = (table: string): readonly (readonly string[])[] => {
  const { indexes, uniqueConstraints } = configOf(table);
  return [
    ...indexes
      .filter(({ config }) => !config.where && !config.columns.some((each) => is(each, SQL)))
      .map(({ config }) => namesOf(config.columns)),
    ...uniqueConstraints.map(({ columns }) => namesOf(columns)),
  ];
};

const isUnique = (table: string, columns: readonly string[]): boolean => {
  const { indexes, uniqueConstraints } = configOf(table);
  return [
    ...indexes.filter(({ config }) => config.unique).map(({ config }) => config.columns),
    ...uniqueConstraints.map((each) => each.columns),
  ].some((each) => namesOf(each).join() === columns.join());
};

const cascades = [...tables.values()].flatMap(({ name, foreignKeys }) =>
  foreignKeys
    .filter(({ onDelete }) => onDelete === 'cascade')
    .map((key) => `${getTableConfig(key.reference().foreignTable).name} ⇒ ${name}`),
);

/** `table.column` or `table.(column, column)` of a line. */
const placeOf = (text: string) => {
  const [, table = '', columns = ''] = /^(\w+)\.\(?([\w, ]+)\)?$/.exec(text) ?? [];
  return { table, columns: columns.split(', ') };
};

const lines = (title: string, form: RegExp) =>
  [...sectionOf(title).matchAll(form)].map(([, ...groups]) => groups.map((each) => each ?? ''));

const relations = lines(
  'Foreign Key Relationships',
  /^(\w+) \(1\) ──FK── \((1|many)\) (\w+)$/gm,
) as [string, string, string][];
const indexes = lines('Indexes for Performance', /^- `([^`]+)`/gm).map(([text = '']) => text);
const uniques = lines('Unique Constraints', /^- `([^`]+)`/gm).map(([text = '']) => text);
const deletes = lines('Cascade Delete Behavior', /^\| (\w+) \| (.+) \|$/gm)
  .filter(([deleted]) => deleted !== 'Delete')
  .flatMap(([deleted = '', others = '']) =>
    others.split(', ').map((other) => [deleted, other.replace(/s$/, '')] as const),
  );
const statuses = lines('Constraints', /^- \*\*(\w+)\*\*: (.+)$/gm) as [string, string][];
const ranges = lines('Constraints', /^- \*\*(\w+\.\w+)\*\*: (\S+)/gm) as [string, string][];

test('the seed is read: twelve tables, and all are declared', () => {
  expect([...tables.keys()]).toEqual(
    expect.arrayContaining([...Object.values(models), 'audit_logs']),
  );
  expect(tables.size).toBe(13); // ours: the trail
  expect(
    [relations, indexes, uniques, deletes, statuses, ranges].map(({ length }) => length),
  ).toEqual([11, 15, 4, 10, 5, 4]);
});

describe('the seed', () => {
  test.each(relations)('lets a %s have %s %s', (parent, howMany, child) => {
    const table = models[child] ?? '';
    const key = configOf(table).foreignKeys.find(
      (each) => getTableConfig(each.reference().foreignTable).name === models[parent],
    );
    const columns = namesOf(key?.reference().columns ?? []);
    expect(columns).toHaveLength(1);
    expect(key?.onDelete).toBe('cascade');
    expect(isUnique(table, columns)).toBe(howMany === '1');
  });

  test.each(deletes)('deletes with a %s its %s', (deleted, other) => {
    expect(cascades).toContain(`${models[deleted]} ⇒ ${models[other]}`);
  });

  test.each(indexes)('has an index on %s', (text) => {
    const { table, columns } = placeOf(text);
    const leading = indexesOf(table).map((each) => each.slice(0, columns.length).join());
    expect(leading).toContain(columns.join());
  });

  test.each(uniques)('keeps %s unique', (text) => {
    const { table, columns } = placeOf(text);
    expect(isUnique(table, columns)).toBe(true);
  });

  test.each(statuses)('knows of a %s as %s', (model, values) => {
    const table = models[model] ?? '';
    const column = model === 'Notification' ? 'type' : 'status';
    const found = [...checkOf(table, column).matchAll(/'(\w+)'/g)].map(([, value]) => value);
    expect(found).toEqual(values.split(', '));
  });

  test.each(ranges)('bounds %s: %s', (text, range) => {
    const [model = '', column = ''] = text.split('.');
    const bound = range === '0-10' ? `${column} between 0 and 10` : `${column} >= 0`;
    expect(checkOf(models[model] ?? '', column)).toBe(bound);
  });
});

test('whatever is below a profile goes with it', () => {
  const below = (table: string): string[] =>
    cascades
      .map((each) => each.split(' ⇒ '))
      .filter(([parent]) => parent === table)
      .flatMap(([, child = '']) => [child, ...below(child)]);
  expect(new Set(below('profiles'))).toEqual(
    new Set(Object.values(models).filter((each) => each !== 'profiles')),
  );
});
