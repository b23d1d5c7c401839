import type { Sql } from './database.ts';
import type { Loader } from './loader.ts';

/** Who asks: an account of one realm, found anew for every request. */
export type Viewer = {
  readonly realm: string;
  readonly id: number;
  readonly username: string;
  readonly role: string;
};

/** What every resolver gets. Made anew for every execution, so that no loader outlives what it has read. */
export type Context = {
  readonly viewer: Viewer | null;
  readonly sql: Sql;
  readonly maxRows: number;
  readonly maxCost: number;
  readonly loaders: Map<unknown, Map<unknown, AnyLoader>>;
  readonly spent: { statements: number; ms: number; rows: number };
};

// oxlint-disable-next-line typescript/no-explicit-any -- each loader's own types are known where it is made and used
export type AnyLoader = Loader<any>;

export type Limits = { maxRows: number; maxCost: number };

export const newContext = (sql: Sql, viewer: Viewer | null, limits: Limits): Context => ({
  viewer,
  sql,
  maxRows: limits.maxRows,
  maxCost: limits.maxCost,
  loaders: new Map(),
  spent: { statements: 0, ms: 0, rows: 0 },
});
