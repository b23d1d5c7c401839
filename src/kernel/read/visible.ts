import type { SQL } from 'drizzle-orm';
import type { Viewer } from '../context.ts';
import type { ColumnName, Table } from '../schema/table.ts';

/**
 * Row visibility: a condition on a row, which may look at any table, or several of which one is enough, or another row that
 * must be visible.
 */
export type Visible<T extends Table> =
  | ((viewer: Viewer | null, row: T) => SQL | readonly SQL[] | undefined)
  | AsRowOf<ColumnName<T>>;
/** A row is seen as the row that a foreign key of it names is; one that names none is only seen by who sees all. */
type AsRowOf<Key extends string> = { readonly asRowOf: Key };
