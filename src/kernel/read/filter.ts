import type { Viewer } from '../context.ts';
import { refusal } from '../errors.ts';

/** A condition on an entity's rows, in the form that the API's filter arguments have too. */
export type Filter = { readonly [name: string]: unknown };

/** The same for rows of a type, by some of their columns: what a domain writes is checked. */
export type FilterBy<Name extends string> = { readonly [K in Name]?: object } & {
  readonly and?: readonly FilterBy<Name>[];
  readonly or?: readonly FilterBy<Name>[];
  readonly not?: FilterBy<Name>;
};

/** What one statement gathers while its conditions are written. */
export type Scope = {
  readonly params: unknown[];
  readonly viewer: Viewer | null;
  conditions: number;
  relations: number;
  /** Values in lists, and characters in patterns: Postgres compares each row with all of them. */
  values: number;
  characters: number;
  /** Conditions on what is in a value, which an index brings in no order. */
  lookups: number;
  /** The names that lead to the condition that is being written: a refusal says where it is. */
  readonly path: string[];
};

/** Where related rows are, and on what they belong to a row: that this value of theirs is that of the row, and who sees them. */
export type Join = {
  readonly from: string;
  readonly on: string;
  readonly value: string;
  readonly ofRow: string;
  readonly seen: readonly string[];
};

export const newScope = (viewer: Viewer | null, params: unknown[]): Scope => ({
  params,
  viewer,
  conditions: 0,
  relations: 0,
  values: 0,
  characters: 0,
  lookups: 0,
  path: ['filter'],
});

const noNull = ({ path }: Scope, last: readonly string[], instead: string) => {
  const field = [...path, ...last].join('.');
  return refusal('BAD_USER_INPUT', `${field} cannot be null: leave it out${instead}.`, { field });
};

/** A null where there are conditions on a value. */
export const nullIn = (scope: Scope, ...last: readonly string[]) =>
  noNull(scope, last, ', or ask for { isNull: true }');

/** A null where there are none: for a relation, or for one of the words `and`, `or`, `not`, `some`, `none`. */
export const nothingIn = (scope: Scope, ...last: readonly string[]) => noNull(scope, last, '');

export const conjunction = (conditions: readonly string[]): string =>
  conditions.length > 0 ? conditions.join(' and ') : 'true';
