import type { Access } from '../schema/access.ts';
import { type Cell, joinTexts } from './cell.ts';

/** Where the values of a column are in a row that the API shows: a path; the first of several that is there; a moment's day; texts of a list. */
type Place = string | readonly string[] | { readonly day: string } | Each;

type Each = {
  /** The list. */
  readonly each: string;
  /** Those of it whose fields have these values. */
  readonly where?: Readonly<Record<string, string>>;
  readonly value: string;
};

/** Rows as a file, which `GET /export/<name>` gives: read as the API reads them, with its filters, orders and permissions. */
export type Exported = {
  /** The field of Query that brings the rows in pages. */
  readonly rows: string;
  /** What is read of a row, as GraphQL. */
  readonly select: string;
  /** For rows that belong to another one: the field of Query that finds that one, and the column that names it. */
  readonly of?: { readonly one: string; readonly key: string };
  /** Only these, as a filter of the API. */
  readonly where?: object;
  readonly orderBy?: readonly { readonly field: string }[];
  /** Who may have the file, if not everybody who may read the rows. */
  readonly allow?: Access;
  readonly columns: Readonly<Record<string, Place>>;
  /** The values that columns can have. */
  readonly valid?: Readonly<Record<string, readonly string[]>>;
};

export const cellsOf = ({ columns }: Exported, row: unknown): Cell[] =>
  Object.values(columns).map((place) => cell(valueOf(row, place)));

/** A row as a line of JSON, with the names of the columns. */
export const jsonLineOf = ({ columns }: Exported, row: unknown): string => {
  const values = Object.entries(columns).map(([name, place]) => [
    name,
    valueOf(row, place) ?? null,
  ]);
  return `${JSON.stringify(Object.fromEntries(values))}\n`;
};

const valueOf = (row: unknown, place: Place): unknown => {
  if (typeof place === 'string') return at(row, place);
  if ('day' in place) return dayOf(at(row, place.day));
  if (!('each' in place)) return place.map((path) => at(row, path)).find((value) => value != null);
  const { each, where = {}, value } = place;
  const list = at(row, each);
  const wanted = Object.entries(where);
  const some = (Array.isArray(list) ? list : []).filter((one) =>
    wanted.every(([field, text]) => at(one, field) === text),
  );
  return joinTexts(some.map((one) => String(at(one, value))));
};

/** The day of a moment, in UTC. */
const dayOf = (moment: unknown): Cell => (typeof moment === 'string' ? moment.slice(0, 10) : null);

const at = (row: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, field) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined,
      row,
    );

const cell = (value: unknown): Cell =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell);
