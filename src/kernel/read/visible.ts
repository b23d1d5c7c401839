import type { AnyColumn, SQL } from 'drizzle-orm';
import type { Viewer } from '../context.ts';
import type { ColumnName, Table } from '../schema/table.ts';

/**
 * Row visibility: a condition on a row, which may look at any table, or several of which one is enough, or another row that
 * must be visible. The viewer's id is a value in its SQL and nothing else: it may stand for that of many who ask together.
 */
export type Visible<T extends Table> =
  | ((viewer: Viewer | null, row: T) => Way | readonly Way[] | undefined)
  | AsRowOf<ColumnName<T>>;

/** The same for what a row said before, when it may have been seen by fewer. */
export type Recalled<T extends Table> = (viewer: Viewer | null, row: T) => SQL | undefined;

/**
 * A condition, and where it says that a column has one of certain keys: these, as a query that depends on nobody but the
 * viewer. What belongs to few keys is read key by key then, each out of the column's index.
 */
export type Way = SQL | WayByKeys;

type WayByKeys = { readonly seen: SQL; readonly column: AnyColumn; readonly keys: SQL };
/** A row is seen as the row that a foreign key of it names is; one that names none is only seen by who sees all. */
type AsRowOf<Key extends string> = { readonly asRowOf: Key };
