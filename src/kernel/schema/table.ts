import type { EnumRef } from '@pothos/core';
import { getTableColumns, getTableUniqueName, is, SQL } from 'drizzle-orm';
import { getTableConfig, PgArray, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import type { Types } from './builder.ts';
import type { Key } from './key.ts';
import { type Served, servedBy } from './served-column.ts';

/** A table with a primary key of any type. */
export type Table = PgTable;
export type Row<T extends PgTable> = T['$inferSelect'];
export type ColumnName<T extends PgTable> = keyof T['$inferSelect'] & string;
/** What names a row of a table: its `id`; what it is made of, as text, where there is none. */
export type KeyOf<T extends PgTable> = Row<T> extends { id: infer K extends Key } ? K : string;

export type Scalar =
  | 'ID'
  | 'Int'
  | 'String'
  | 'Boolean'
  | 'Date'
  | 'DateTime'
  | 'Time'
  | 'Decimal'
  | 'Float'
  | 'JSON';

type Reference = { readonly table: PgTable; readonly sql: string };

/** What GraphQL and SQL need to know of a column. */
export type Column = Served & {
  readonly name: string;
  /** The column's name in SQL, quoted. */
  readonly sql: string;
  /** The column of a row under an alias. */
  readonly of: (alias: string) => string;
  readonly sqlType: string;
  /** The type that values are given to Postgres as: nothing is cut off or too large before it is compared. */
  readonly cast: string;
  readonly scalar: Scalar;
  /** Whether it holds a list of such values. */
  readonly isList: boolean;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  /** Its default, where that is a plain value. */
  readonly preset: unknown;
  readonly isGenerated: boolean;
  readonly enumValues: readonly string[] | undefined;
  /** The columns that a key is made of, where it is not one column. */
  readonly parts?: readonly Column[];
  /** The column of another table that it refers to, as a foreign key. */
  readonly refersTo?: Reference | undefined;
  /** The enum that an entity shows it as. */
  readonly shownAs?: EnumRef<Types, string> | undefined;
};

const scalars: Record<string, Scalar> = {
  PgSerial: 'Int',
  PgInteger: 'Int',
  PgSmallInt: 'Int',
  PgVarchar: 'String',
  PgText: 'String',
  PgCustomColumn: 'String',
  PgUUID: 'ID',
  PgNumeric: 'Decimal',
  PgBigInt53: 'Decimal',
  PgBigInt64: 'Decimal',
  PgDoublePrecision: 'Float',
  PgReal: 'Float',
  PgTime: 'Time',
  PgChar: 'String',
  PgBoolean: 'Boolean',
  PgDateString: 'Date',
  PgTimestamp: 'DateTime',
  PgTimestampString: 'DateTime',
  PgJsonb: 'JSON',
};

const columns = new WeakMap<PgTable, ReadonlyMap<string, Column>>();

/** The columns of a table, with its key as `id`. */
export const columnsOf = (table: PgTable): ReadonlyMap<string, Column> => {
  const known = columns.get(table) ?? readColumns(table);
  columns.set(table, known);
  return known;
};

const readColumns = (table: PgTable): ReadonlyMap<string, Column> => {
  const own = getTableColumns(table);
  const { primaryKeys, foreignKeys } = getTableConfig(table);
  const inKeys = primaryKeys.flatMap((each) => each.columns);
  // in Drizzle, the columns of a constraint are other objects than those of their table
  const keys = [...inKeys, ...Object.values(own).filter(({ primary }) => primary)].map(sqlName);
  const references = foreignKeys.flatMap((each): [string, Reference][] => {
    const { columns: from, foreignColumns: to, foreignTable: table } = each.reference();
    if (!from[0] || !to[0] || from.length > 1) return [];
    return [[from[0].name, { table, sql: `"${to[0].name}"` }]];
  });
  const refersTo = new Map(references);
  const served = servedBy(table, nameOf(table), keys);
  const found = new Map(
    Object.entries(own).map(([name, column]) => [
      name,
      readColumn(name, column, {
        isInKey: keys.includes(column.name),
        refersTo: refersTo.get(column.name),
        ...served(column),
      }),
    ]),
  );
  const parts = [...found.values()].filter(({ sql }) => keys.some((key) => sql === `"${key}"`));
  if (!found.has('id') && parts[0]) found.set('id', keyColumn(parts[0], parts));
  return found;
};

const sqlName = ({ name }: PgColumn) => name;

/** Keys are `ID`s: a client must not calculate with them. */
const isKey = (name: string) => name === 'id' || name.endsWith('Id');

type Role = Served & Pick<Column, 'refersTo'> & { readonly isInKey: boolean };

const readColumn = (name: string, column: PgColumn, role: Role): Column => {
  const { isInKey, ...rest } = role;
  const isList = is(column, PgArray);
  const { columnType } = isList ? column.baseColumn : column;
  const scalar = scalars[columnType];
  if (!scalar) throw new Error(`No GraphQL type for a column of type ${columnType}.`);
  const sqlType = columnType === 'PgSerial' ? 'integer' : column.getSQLType();
  const isId = isInKey || rest.refersTo !== undefined || (isKey(name) && scalar === 'Int');
  const sql = `"${column.name}"`;
  return {
    name,
    sql,
    of: (alias) => `${alias}.${sql}`,
    sqlType,
    cast: castOf(sqlType),
    scalar: isId && (scalar === 'Int' || scalar === 'String') ? 'ID' : scalar,
    isList,
    nullable: !column.notNull,
    hasDefault: column.hasDefault,
    preset: is(column.default, SQL) ? undefined : column.default,
    isGenerated: column.generated !== undefined,
    enumValues: column.enumValues?.length ? column.enumValues : undefined,
    ...rest,
  };
};

/** What values are given to Postgres as is never narrower than what a client may send. */
const castOf = (sqlType: string): string => {
  if (sqlType === 'smallint') return 'integer';
  if (sqlType === 'bigint' || sqlType.startsWith('numeric')) return 'numeric';
  return /^(varchar|char|text)\b(?!.*\[)/.test(sqlType) ? 'text' : sqlType;
};

/** A key that is not called `id`, or that is made of several columns: a JSON array of these, as text. */
const keyColumn = (first: Column, parts: readonly Column[]): Column => {
  const own = {
    ...first,
    name: 'id',
    isGenerated: true,
    isUnique: true,
    isSorted: true,
    isIndexed: true,
  };
  if (parts.length === 1) return own;
  const array = (sqls: readonly string[]) =>
    `case when ${sqls[0]} is not null then jsonb_build_array(${sqls.join(', ')})::text end`;
  return {
    ...own,
    sql: array(parts.map(({ sql }) => sql)),
    of: (alias) => array(parts.map((part) => part.of(alias))),
    sqlType: 'text',
    cast: 'text',
    scalar: 'ID',
    parts,
  };
};

/** The columns that a key is, or is made of. */
export const partsOf = (key: Column): readonly Column[] => key.parts ?? [key];

/** That a column of a row is one of the values in a parameter: of the first, where that is the only one. */
export const isAmong = (column: Column, alias: string, param: string, isOnly = false): string => {
  const { parts, cast } = column;
  const values = `${param}::${cast}[]`;
  if (!parts) return `${column.of(alias)} = ${isOnly ? `(${values})[1]` : `any(${values})`}`;
  const key = parts.map((part, at) => `(k::jsonb ->> ${at})::${part.cast}`);
  const row = parts.map((part) => part.of(alias));
  return `(${row.join(', ')}) in (select ${key.join(', ')} from unnest(${values}) k)`;
};

/** The table's name in SQL, with its schema. */
export const nameOf = (table: PgTable): string =>
  `"${getTableUniqueName(table).replace('.', '"."')}"`;

/** A column, which is there. */
export const columnOf = (table: PgTable, name: string): Column => {
  const column = columnsOf(table).get(name);
  if (column) return column;
  throw new Error(`${nameOf(table)} has no column ${name}.`);
};
