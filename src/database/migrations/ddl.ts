import { is, SQL } from 'drizzle-orm';
import {
  getTableConfig,
  IndexedColumn,
  PgColumn,
  PgDialect,
  type PgTable,
} from 'drizzle-orm/pg-core';

const dialect = new PgDialect();
const quote = (name: string) => `"${name}"`;

/** The statements that make the declared tables in `schema`: tables first, then what refers to other tables. */
export const createStatements = (tables: readonly PgTable[], schema: string): string[] => {
  const own = new Set(tables.map((table) => getTableConfig(table).schema));
  const place = (table: PgTable) => {
    const config = getTableConfig(table);
    return `${quote(own.has(config.schema) ? schema : (config.schema ?? 'public'))}.${quote(config.name)}`;
  };
  return [
    ...tables.map((table) => `create table ${place(table)} (\n  ${lines(table).join(',\n  ')}\n)`),
    ...tables.flatMap((table) => indexes(table, place(table))),
    ...tables.flatMap((table) => foreignKeys(table, place)),
  ];
};

/** A fragment of Drizzle's as plain SQL. It has no parameters: DDL takes none. */
const plain = (fragment: SQL): string => dialect.sqlToQuery(fragment).sql;

const lines = (table: PgTable): string[] => {
  const { name, columns, checks, uniqueConstraints } = getTableConfig(table);
  return [
    ...columns.map(columnLine),
    `constraint ${quote(`${name}_pkey`)} primary key ("id")`,
    ...uniqueConstraints.map(
      (each) => `constraint ${quote(each.name ?? '')} unique (${names(each.columns)})`,
    ),
    ...checks.map((each) => `constraint ${quote(each.name)} check (${plain(each.value)})`),
  ];
};

const names = (columns: readonly { name: string }[]) =>
  columns.map((column) => quote(column.name)).join(', ');

const columnLine = (column: PgColumn): string => {
  const generated = column.generated?.as;
  return [
    quote(column.name),
    column.getSQLType(),
    column.notNull && 'not null',
    column.hasDefault && column.default !== undefined && `default ${defaultOf(column.default)}`,
    generated &&
      `generated always as (${plain((typeof generated === 'function' ? generated() : generated) as SQL)}) stored`,
  ]
    .filter(Boolean)
    .join(' ');
};

const defaultOf = (value: unknown): string => {
  if (is(value, SQL)) return plain(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `'${text.replaceAll("'", "''")}'`;
};

const indexes = (table: PgTable, place: string): string[] =>
  getTableConfig(table).indexes.map(({ config }) => {
    const columns = config.columns.map((column) => {
      if (!is(column, IndexedColumn)) return plain(column as SQL);
      return `${quote(column.name ?? '')}${column.indexConfig?.order === 'desc' ? ' desc' : ''}`;
    });
    const where = config.where ? ` where ${plain(config.where)}` : '';
    return `create ${config.unique ? 'unique ' : ''}index ${quote(config.name ?? '')} on ${place} using ${config.method ?? 'btree'} (${columns.join(', ')})${where}`;
  });

const foreignKeys = (table: PgTable, place: (table: PgTable) => string): string[] =>
  getTableConfig(table).foreignKeys.map((key) => {
    const { columns, foreignColumns, foreignTable } = key.reference();
    return `alter table ${place(table)} add constraint ${quote(key.getName())} foreign key (${names(columns)}) references ${place(foreignTable)} (${names(foreignColumns)}) on delete ${key.onDelete ?? 'no action'}`;
  });
