import type { Context } from '../context.ts';
import type { Access } from './access.ts';
import type { Key } from './key.ts';
import type { Column } from './table.ts';

/** A log of who looks at what: reading is a write then, but only the first one of everybody in each period. */
export type Watch = {
  /** Names the period that it is, such as this day. */
  readonly period: () => string;
  /** Notes that the viewer looks at what these keys name; in a transaction, which acts for the viewer. */
  readonly note: (inside: Context, keys: readonly Key[]) => Promise<unknown>;
};

/** Columns that are shown to nobody before the log has it. */
export type Watched<Name extends string = string> = {
  readonly by: Watch;
  /** The column that says whose row it is. */
  readonly of: Name;
  readonly columns: readonly Name[];
};

/** Columns that are null for everybody but these. */
export type Reserved<Name extends string = string> = {
  readonly for: Access;
  readonly columns: readonly Name[];
};

type Shown = {
  readonly exposed: readonly (readonly [Column, string])[];
  readonly watched: Watched | undefined;
  readonly shape: { readonly reserved?: Reserved };
};

/** The columns that all read, without a trace: no others are in filters, orders, groups and searches, which would tell of them. */
export const plainOf = ({ exposed, watched, shape }: Shown): (readonly [Column, string])[] => {
  const others = [watched, shape.reserved].flatMap((each) => each?.columns ?? []);
  return exposed.filter(([{ name }]) => !others.includes(name));
};
