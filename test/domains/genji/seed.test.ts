import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { describe, expect, test } from 'vitest';
import * as declarations from '../../../src/domains/genji/tables.ts';
import {
  columnsOfIndex,
  foreignKeys,
  type SeedColumn,
  seedTables,
  sequences,
  uniques,
} from './seed-tables.ts';

/* `npm run db -- verify` proves that the database is as declared; this, that what is declared is the seed's. */

const declared = new Map(
  Object.values<unknown>(declarations)
    .filter((each): each is PgTable => is(each, PgTable))
    .map((each) => [getTableConfig(each).name, getTableConfig(each)]),
);

const tableOf = (name: string) => {
  const table = declared.get(name);
  if (!table) throw new Error(`No table ${name} is declared.`);
  return table;
};

const namesOf = (columns: readonly unknown[]) =>
  columns.map((column) => (column as { name: string }).name);

/** Every index of a table, those of unique constraints included: its name, columns and method. */
const indexesOf = (name: string) => {
  const { indexes, uniqueConstraints } = tableOf(name);
  return [
    ...indexes.map(({ config }) => ({
      name: config.name,
      columns: namesOf(config.columns),
      method: config.method,
      where: config.where,
    })),
    ...uniqueConstraints.map((each) => ({
      name: each.name,
      columns: namesOf(each.columns),
      method: 'btree',
      where: undefined,
    })),
  ];
};

/** What the seed's words say of a column. */
const wantedOf = ({ type, rules }: SeedColumn) => ({
  type: type === 'INTEGER' && rules.includes('AUTO') ? 'serial' : type.toLowerCase(),
  ...(/\bNULL/.test(rules) && { notNull: rules.includes('NOT NULL') }),
  ...(rules.includes('DEFAULT TRUE') && { default: true }),
  ...(rules.includes('DEFAULT FALSE') && { default: false }),
  ...(/NOW|AUTO UPDATE/.test(rules) && { hasDefault: true }),
  ...(rules.includes('UNIQUE') && { isUnique: true }),
  ...(rules.includes('INDEX') && { isIndexed: true }),
});

const columns = [...seedTables].flatMap(([table, { columns }]) =>
  columns.map((column) => ({ table, ...column })),
);

describe('the seed', () => {
  test('has fourteen tables in the schema app, and all are there', () => {
    expect(seedTables.size).toBe(14);
    expect([...declared.keys()]).toEqual(expect.arrayContaining([...seedTables.keys()]));
    expect(new Set([...declared.values()].map(({ schema }) => schema))).toEqual(new Set(['app']));
  });

  test.each(columns)('gives $table a column $name: $type $rules', ({ table, ...wanted }) => {
    const column = tableOf(table).columns.find(({ name }) => name === wanted.name);
    const found = {
      type: column?.getSQLType().replace(' (', '('),
      notNull: column?.notNull,
      default: column?.default,
      hasDefault: column?.hasDefault,
      isUnique: tableOf(table).uniqueConstraints.some(
        (each) => namesOf(each.columns).join() === wanted.name,
      ),
      isIndexed: indexesOf(table).some(({ columns }) => columns[0] === wanted.name),
    };
    expect(found).toMatchObject(wantedOf(wanted));
  });

  test('adds columns that are listed here, and no others', () => {
    const added = [...seedTables].flatMap(([table, { columns }]) => {
      const own = new Set(columns.map(({ name }) => name));
      return namesOf(tableOf(table).columns)
        .filter((name) => !own.has(name) && name !== 'version')
        .map((name) => `${table}.${name}`);
    });
    expect(added.sort()).toEqual([
      'annotations.lost_group',
      'annotations.reply_to_id',
      'annotations.text',
      'document_elements.element_order',
      'document_elements.text',
      'object_sharing.collection_id',
      'object_sharing.document_id',
      'object_sharing.group_id',
      'object_sharing.user_id',
    ]);
    expect([...declared.keys()].filter((name) => !seedTables.has(name)).sort()).toEqual([
      'audit_logs',
      'sessions',
    ]);
  });

  test.each([...seedTables])('gives %s its key', (table, { key }) => {
    const { primaryKeys, columns } = tableOf(table);
    const composite = primaryKeys.flatMap((each) => namesOf(each.columns));
    const own = columns.filter((column) => column.primary).map(({ name }) => name);
    expect([...composite, ...own]).toEqual(key);
    expect(primaryKeys.map((each) => each.getName())).toEqual(
      key.length > 1 ? [`${table}_pkey`] : [],
    );
  });

  test.each(
    [...seedTables].flatMap(([table, seed]) =>
      seed.indexes.map(({ name, note }) => ({ table, name, note, seed })),
    ),
  )('has an index $name on $table$note', ({ table, name, note, seed }) => {
    const index = indexesOf(table).find((each) => each.name === name);
    const wanted = columnsOfIndex(seed, name, note);
    expect(wanted).not.toEqual([]);
    expect(index?.columns.slice(0, wanted.length)).toEqual(wanted);
    expect(index?.where).toBeUndefined();
    expect(index?.method === 'gin').toBe(note.includes('GIN'));
  });

  test('indexes whoever made a group', () => {
    expect(indexesOf('groups').map(({ columns }) => columns[0])).toContain('created_by_id');
  });

  test.each(uniques)('keeps $table.$column unique', ({ table, column }) => {
    const found = tableOf(table).uniqueConstraints.map((each) => namesOf(each.columns));
    expect(found).toContainEqual([column]);
  });

  test('has two sequences', () => {
    const own = [declarations.annotationBodyIds, declarations.annotationTargetIds];
    expect(own.map(({ schema, seqName }) => `${schema}.${seqName}`)).toEqual(sequences);
  });

  test('names sixteen foreign keys', () => expect(foreignKeys).toHaveLength(16));

  const associations = [
    { table: 'user_roles', column: 'user_id', target: 'users', onDelete: 'cascade' },
    { table: 'user_roles', column: 'role_id', target: 'roles', onDelete: 'cascade' },
    { table: 'role_permissions', column: 'role_id', target: 'roles', onDelete: 'cascade' },
    {
      table: 'role_permissions',
      column: 'permission_id',
      target: 'permissions',
      onDelete: 'cascade',
    },
    { table: 'group_members', column: 'group_id', target: 'groups', onDelete: 'cascade' },
    { table: 'group_members', column: 'user_id', target: 'users', onDelete: 'cascade' },
  ];

  test.each([...foreignKeys, ...associations])(
    'lets $table.$column name a row of $target, and when that goes: $onDelete',
    ({ table, column, target, onDelete }) => {
      const keys = tableOf(table).foreignKeys.map((key) => {
        const { columns, foreignColumns, foreignTable } = key.reference();
        return {
          name: key.getName(),
          columns: namesOf(columns),
          target: getTableConfig(foreignTable).name,
          targets: namesOf(foreignColumns),
          onDelete: key.onDelete,
        };
      });
      expect(keys).toContainEqual({
        name: `${table}_${column}_fkey`,
        columns: [column],
        target,
        targets: ['id'],
        onDelete,
      });
    },
  );
});
