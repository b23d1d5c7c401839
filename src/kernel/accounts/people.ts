import type { Access } from '../schema/access.ts';
import { type Column, columnsOf, nameOf, type Table } from '../schema/table.ts';

/** Who comes into a domain, as a plain value: columns by their names in TypeScript. */
export type People = {
  readonly table: Table;
  /** What somebody can sign in with, whatever its case; tokens call people by the first of them (`sub`). */
  readonly login: readonly [string, ...string[]];
  /** Whether tokens may write it in another case, as with e-mail addresses. */
  readonly anyCase?: true;
  /** The column that says who may come in; without it, all. */
  readonly active?: string;
  readonly role?: string;
  /** What somebody may do, as SQL of a `text[]` about the row `p`. */
  readonly permissions?: string;
  /** Who makes and changes accounts. */
  readonly manage: Access;
  /** Where the hashes of passwords are, and the column that names whose. Without it, tokens come from elsewhere. */
  readonly passwords?: { readonly table: Table; readonly person: string; readonly hash: string };
  /** Where sessions are (`sessionColumns`), and the column that names whose. */
  readonly sessions?: { readonly table: Table; readonly person: string };
};

/** A column, which is there. */
export const columnOf = (table: Table, name: string): Column => {
  const column = columnsOf(table).get(name);
  if (column) return column;
  throw new Error(`${nameOf(table)} has no column ${name}.`);
};
