import { isDeepStrictEqual } from 'node:util';
import { conjunction } from '../read/filter.ts';
import { arrayOf } from '../read/query.ts';
import { inTurn, rowsAtOnce, type Worker } from '../read/time-slice.ts';
import type { Key } from '../schema/key.ts';
import { asStored } from '../schema/moment.ts';
import {
  type Column,
  type ColumnName,
  columnsOf,
  type KeyOf,
  nameOf,
  partsOf,
  type Row,
  type Table,
} from '../schema/table.ts';

/* The parts of statements that write rows. */

/** Values for columns of a table. What is left out keeps its value, or gets its default. */
export type Values<T extends Table> = { readonly [K in ColumnName<T>]?: Row<T>[K] | undefined };

/** Keys that columns are to be among. */
export type KeysIn<T extends Table> = { readonly [K in ColumnName<T>]?: readonly Key[] };

export const idOf = <T extends Table>(row: Row<T>) => (row as { id: KeyOf<T> }).id;

/** The columns of a table's key, and how a statement finds a row `t` by them. */
export const keyIn = (table: Table) => {
  const keys = partsOf(column(table, 'id'));
  const isRow = (valueAt: (at: number, key: Column) => string) =>
    conjunction(keys.map((key, at) => `${key.of('t')} = ${valueAt(at, key)}`));
  return { keys, isRow };
};

export const keysOf = (values: object) =>
  Object.keys(values).filter((name) => values[name as keyof typeof values] !== undefined);

export const defined = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Whether a row has not these values. */
export const differs = (row: object, values: object) =>
  Object.entries(defined(values)).some(
    ([name, value]) => !isDeepStrictEqual(value, row[name as keyof typeof row]),
  );

export const column = (table: Table, name: string): Column => {
  const found = columnsOf(table).get(name);
  if (!found) throw new Error(`${nameOf(table)} has no column ${name}.`);
  return found;
};

/** In the order of the alphabet: the same columns make the same statement. */
export const columnsNamed = (table: Table, values: object): Column[] =>
  keysOf(values)
    .sort()
    .map((name) => column(table, name));

/** Rows that name the same columns, together: those of a command differ in few ways. */
export const alike = <Values extends object>(rows: readonly Values[]): Values[][] => [
  ...Map.groupBy(rows, (row) => keysOf(row).sort().join()).values(),
];

/** Rows that all name the same columns: those that one of them leaves out have their default there. */
export const completed = <Values extends object>(
  table: Table,
  rows: readonly Values[],
): readonly Values[] => {
  const [first, ...others] = alike(rows);
  if (!first || others.length === 0) return rows;
  const names = [first, ...others].flatMap(([each]) => keysOf(each ?? {}));
  const presets = Object.fromEntries(names.map((name) => [name, presetOf(column(table, name))]));
  return rows.map((row) => ({ ...presets, ...(defined(row) as Values) }));
};

const presetOf = ({ name, hasDefault, preset }: Column): unknown => {
  if (hasDefault && preset === undefined) throw new Error(`All rows or none have to name ${name}.`);
  return preset ?? null;
};

/** Gives rows that have this key already the other values. */
export const overwriting = (table: Table, key: readonly string[], values: object): string => {
  const set = columnsNamed(table, values)
    .filter(({ name }) => !key.includes(name))
    .map(({ sql }) => `${sql} = excluded.${sql}`);
  const found = key.map((name) => column(table, name).sql).join(', ');
  return `on conflict (${found}) do ${set.length > 0 ? `update set ${set.join(', ')}` : 'nothing'}`;
};

export const listOf = (columns: ReadonlyMap<string, Column>, alias?: string): string =>
  [...columns.values()]
    .map(({ name, sql, of }) => `${alias ? of(alias) : sql} as "${name}"`)
    .join(', ');

/** Postgres has no list of lists or of JSON texts to unnest: these come as texts. */
const comesAsText = ({ isList, scalar }: Column) => isList || scalar === 'JSON';

/** The values of columns in parameters, one list for each. */
export const arrays = (columns: readonly Column[], from: number): string =>
  columns
    .map((each, at) => `$${from + at}::${comesAsText(each) ? 'text' : each.sqlType}[]`)
    .join(', ');

/** A column out of such lists. */
export const givenIn = (given: string, column: Column): string =>
  `${given}.${column.sql}${comesAsText(column) ? `::${column.sqlType}` : ''}`;

type Plain = string | number | boolean | null;

/** A value as Postgres reads it. */
export const stored = (value: unknown, { isList, scalar, sqlType }: Column): Plain => {
  if (value === null || value === undefined) return null;
  if (isList) return arrayOf(value as Plain[]);
  if (scalar === 'JSON') return JSON.stringify(value);
  return asStored(value as Plain, sqlType);
};

export const valuesOf = (rows: readonly object[], column: Column): string =>
  arrayOf(rows.map((row) => stored((row as Record<string, unknown>)[column.name], column)));

/** The same for several columns; those of many rows are put together in turns. */
export const listsOf = async (
  worker: Worker,
  rows: readonly object[],
  columns: readonly Column[],
): Promise<string[]> => {
  const lists: string[] = [];
  for (const each of columns) {
    if (rows.length > rowsAtOnce) await inTurn(worker, rows.length, null);
    lists.push(valuesOf(rows, each));
  }
  return lists;
};

/** Gives the rows that the first lists name new values, which are in the others. */
export const updateSql = (table: Table, columns: readonly Column[]) => {
  const { keys, isRow } = keyIn(table);
  const set = columns.map((each) => `${each.sql} = ${givenIn('given', each)}`).join(', ');
  const named = [...keys.map((_, at) => `"$key${at}"`), ...columns.map(({ sql }) => sql)];
  const text = `update ${nameOf(table)} t set ${set} from unnest(${arrays([...keys, ...columns], 1)}) as given (${named.join(', ')})
    where ${isRow((at) => `given."$key${at}"`)} returning ${listOf(columnsOf(table), 't')}`;
  return { keys, text };
};

/** Makes rows out of such lists. */
export const insertSql = (table: Table, columns: readonly Column[], otherwise: string): string => {
  const names = columns.map(({ sql }) => sql).join(', ');
  const values = columns.map((each) => givenIn('given', each)).join(', ');
  return `insert into ${nameOf(table)} (${names}) select ${values} from unnest(${arrays(columns, 1)})
    with ordinality as given (${names}, nth) order by nth ${otherwise} returning ${listOf(columnsOf(table))}`;
};
