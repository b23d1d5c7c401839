import { is, SQL } from 'drizzle-orm';
import {
  type AnyPgTable,
  getTableConfig,
  IndexedColumn,
  PgArray,
  PgColumn,
  PgDialect,
  type PgSequence,
  type PgTable,
} from 'drizzle-orm/pg-core';
import { literal } from '../literal.ts';

/** A part of what a schema consists of. A part that is the whole of a table or sequence has no name of its own. */
export type Thing = {
  readonly table: string;
  readonly kind: string;
  readonly name: string;
  /** Says what it is, in the words that make one. */
  readonly definition: string;
};

const dialect = new PgDialect();
export const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Where each table lies: the declared schema, or one that is used in its stead. */
export type Place = (table: PgTable) => string;

export const placesIn = (tables: readonly PgTable[], schema: string): Place => {
  const own = new Set(tables.map((table) => getTableConfig(table).schema));
  return (table) => {
    const config = getTableConfig(table);
    const home = own.has(config.schema) ? schema : (config.schema ?? 'public');
    return `${quote(home)}.${quote(config.name)}`;
  };
};

/** The parts of the declared tables and sequences: tables first, then what refers to other tables. */
export const declaredThings = (
  tables: readonly PgTable[],
  place: Place,
  sequences: readonly PgSequence[] = [],
): Thing[] => [
  ...sequences.map(sequenceThing),
  ...tables.flatMap(tableThings),
  ...tables.flatMap(indexThings),
  ...tables.flatMap((table) => foreignKeyThings(table, place)),
];

/** The statements that make the declared tables in `schema`. */
export const createStatements = (
  tables: readonly PgTable[],
  schema: string,
  sequences: readonly PgSequence[] = [],
): string[] => makingAll(declaredThings(tables, placesIn(tables, schema), sequences), schema);

export const inTable = ['column', 'primary key', 'unique', 'check', 'exclusion'];
const order = ['sequence', 'table', 'index', 'foreign key', 'trigger'];

/** The statements that make all of these parts, a table with its columns and constraints in one. */
export const makingAll = (things: readonly Thing[], schema: string): string[] => {
  const lines = Map.groupBy(
    things.filter(({ kind }) => inTable.includes(kind)),
    ({ table }) => table,
  );
  return order
    .flatMap((kind) => things.filter((thing) => thing.kind === kind))
    .map((thing) =>
      thing.kind === 'table' ? makingTable(thing, lines, schema) : making(thing, schema),
    );
};

const makingTable = ({ table }: Thing, lines: Map<string, Thing[]>, schema: string) => {
  const parts = (lines.get(table) ?? []).map((thing) => `  ${lineOf(thing)}`);
  return `create table ${quote(schema)}.${quote(table)} (\n${parts.join(',\n')}\n)`;
};

const lineOf = ({ kind, name, definition }: Thing) =>
  `${kind === 'column' ? '' : 'constraint '}${quote(name)} ${definition}`;

/** The statement that makes one part. */
export const making = (thing: Thing, schema: string): string => {
  const { kind, name, definition } = thing;
  const at = `${quote(schema)}.${quote(thing.table)}`;
  if (kind === 'sequence') return `create sequence ${at} ${definition}`;
  if (kind === 'trigger') return `create trigger ${quote(name)} ${definition}`;
  if (kind === 'index') {
    const [, unique = '', method] = /^(unique )?(.*)$/s.exec(definition) ?? [];
    return `create ${unique}index ${quote(name)} on ${at} using ${method}`;
  }
  return `alter table ${at} add ${kind === 'column' ? 'column ' : ''}${lineOf(thing)}`;
};

const sequenceThing = ({ seqName = '', seqOptions = {} }: PgSequence): Thing => {
  const { increment = 1, minValue = 1, startWith = minValue, cache = 1, cycle } = seqOptions;
  const { maxValue = '9223372036854775807' } = seqOptions;
  const definition = `as bigint increment ${increment} minvalue ${minValue} maxvalue ${maxValue} start ${startWith} cache ${cache}${cycle ? ' cycle' : ''}`;
  return { table: seqName, kind: 'sequence', name: '', definition };
};

const tableThings = (table: PgTable): Thing[] => {
  const { name: own, columns, checks, primaryKeys, uniqueConstraints } = getTableConfig(table);
  const thing = (kind: string, name: string, definition: string) => ({
    table: own,
    kind,
    name: name.slice(0, 63), // as Postgres cuts it
    definition,
  });
  const inline = columns.filter(({ primary }) => primary);
  const keys = [
    ...(inline.length > 0 ? [{ columns: inline, name: undefined }] : []),
    ...primaryKeys.map((key) => ({ columns: key.columns, name: key.name })),
  ];
  return [
    thing('table', '', ''),
    ...columns.map((column) => thing('column', column.name, columnDefinition(column, table))),
    ...keys.map((key) =>
      thing('primary key', key.name ?? `${own}_pkey`, `primary key (${names(key.columns)})`),
    ),
    ...columns.flatMap((column) =>
      column.isUnique
        ? [thing('unique', column.uniqueName ?? '', uniqueOn([column], column.uniqueType))]
        : [],
    ),
    ...uniqueConstraints.map((each) =>
      thing(
        'unique',
        each.name ?? '',
        uniqueOn(each.columns, each.nullsNotDistinct ? 'not distinct' : undefined),
      ),
    ),
    ...checks.map((each) => thing('check', each.name, `check (${plain(each.value, table)})`)),
  ];
};

const names = (columns: readonly { name: string }[]) =>
  columns.map((column) => quote(column.name)).join(', ');

const uniqueOn = (columns: readonly { name: string }[], nulls: string | undefined) =>
  `unique${nulls === 'not distinct' ? ' nulls not distinct' : ''} (${names(columns)})`;

/** A fragment of Drizzle's as plain SQL. It has no parameters, since DDL takes none, and no names of the table itself. */
const plain = (fragment: SQL, table: AnyPgTable): string => {
  const { schema, name } = getTableConfig(table);
  const qualified = `${schema ? `${quote(schema)}.` : ''}${quote(name)}.`;
  return dialect.sqlToQuery(fragment.inlineParams()).sql.replaceAll(qualified, '');
};

const columnDefinition = (column: PgColumn, table: PgTable): string => {
  const { generated, generatedIdentity: identity } = column;
  const expression = typeof generated?.as === 'function' ? generated.as() : generated?.as;
  return [
    column.getSQLType(),
    column.notNull && 'not null',
    column.hasDefault && column.default !== undefined && `default ${defaultOf(column, table)}`,
    identity && `generated ${identity.type === 'always' ? 'always' : 'by default'} as identity`,
    generated && `generated always as (${plain(expression as SQL, table)}) stored`,
  ]
    .filter(Boolean)
    .join(' ');
};

const defaultOf = (column: PgColumn, table: PgTable): string => {
  const value = column.default;
  if (is(value, SQL)) return plain(value, table);
  const written = is(column, PgArray)
    ? column.mapToDriverValue(value as unknown[])
    : column.mapToDriverValue(value);
  if (typeof written === 'number' || typeof written === 'boolean') return String(written);
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  return literal(text);
};

const indexThings = (table: PgTable): Thing[] =>
  getTableConfig(table).indexes.map(({ config }) => {
    const columns = config.columns.map((column) => {
      if (!is(column, IndexedColumn)) return plain(column as SQL, table);
      const { order, nulls, opClass } = column.indexConfig;
      // Drizzle says "nulls last" of what says nothing: that is Postgres' own rule only where the order is ascending
      const isOther = nulls === 'first' && order === 'asc';
      return [
        quote(column.name ?? ''),
        opClass,
        order === 'desc' && 'desc',
        isOther && 'nulls first',
      ]
        .filter(Boolean)
        .join(' ');
    });
    const unique = config.unique ? 'unique ' : '';
    const options = Object.entries(config.with ?? {}).map(([name, value]) => `${name} = ${value}`);
    const storage = options.length > 0 ? ` with (${options.join(', ')})` : '';
    const where = config.where ? ` where ${plain(config.where, table)}` : '';
    return {
      table: getTableConfig(table).name,
      kind: 'index',
      name: (config.name ?? '').slice(0, 63),
      definition: `${unique}${config.method ?? 'btree'} (${columns.join(', ')})${storage}${where}`,
    };
  });

const foreignKeyThings = (table: PgTable, place: Place): Thing[] =>
  getTableConfig(table).foreignKeys.map((key) => {
    const { columns, foreignColumns, foreignTable } = key.reference();
    const onUpdate =
      key.onUpdate && key.onUpdate !== 'no action' ? ` on update ${key.onUpdate}` : '';
    return {
      table: getTableConfig(table).name,
      kind: 'foreign key',
      name: key.getName().slice(0, 63),
      definition: `foreign key (${names(columns)}) references ${place(foreignTable)} (${names(foreignColumns)})${onUpdate} on delete ${key.onDelete ?? 'no action'}`,
    };
  });
