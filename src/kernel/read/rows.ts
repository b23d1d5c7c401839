import { type Entity, entityOf } from '../schema/entity.ts';
import {
  type Column,
  type ColumnName,
  columnsOf,
  isAmong,
  nameOf,
  type Table,
} from '../schema/table.ts';
import type { Scope } from './filter.ts';
import { isSeenAs, visibleLink } from './visibility.ts';

/** Where the rows of a relation are in SQL, under an alias, and what there holds the key of the row that they belong to. */
export type Rows = {
  readonly entity: Entity;
  readonly from: (alias: string) => string;
  /** The same without the rows themselves, where what leads to them names one that exists. */
  readonly links?: (alias: string) => string;
  readonly key: (alias: string) => string;
  /** That the key is one of those in a parameter, or the only one there. */
  readonly isAmong: (alias: string, param: string, isOnly?: boolean) => string;
  /** The types whose visibility decides which rows these are: theirs, and that of what leads to them. */
  readonly seenBy: readonly Entity[];
  /** That the viewer may see what leads to the rows, where they may not see all of it. */
  readonly seen: (alias: string, scope: Scope) => string[];
  /** Whether they are seen as the row of the key is. */
  readonly areSeenAsKey: () => boolean;
  /** The table whose rows the key names, if it is a foreign key of theirs. */
  readonly of?: Table | undefined;
  /** The type of the key in SQL. */
  readonly cast: string;
  /** Whether a key has one of them at most. */
  readonly isUnique: boolean;
  /** Relations to the same rows by the same key share a loader. */
  readonly shared: readonly [object, string];
};

const columnOf = (table: Table, name: string): Column => {
  const column = columnsOf(table).get(name);
  if (!column) throw new Error(`${nameOf(table)} has no column ${name}.`);
  return column;
};

const known = new WeakMap<Table, Map<string, Rows>>();

/** Rows that hold the key themselves: their own, or that of a row that they name. */
export const rowsBy = (entity: Entity, name: string, table: Table = entity.table): Rows => {
  let ofTable = known.get(table);
  if (!ofTable) known.set(table, (ofTable = new Map<string, Rows>()));
  const as = `${entity.name} ${name}`;
  let rows = ofTable.get(as);
  if (!rows) ofTable.set(as, (rows = makeRowsBy(entity, name, table, as)));
  return rows;
};

const makeRowsBy = (entity: Entity, name: string, table: Table, as: string): Rows => {
  const key = columnOf(table, name);
  let areSeenAsKey: boolean | undefined;
  return {
    entity,
    from: (alias) => `${nameOf(table)} ${alias}`,
    key: key.of,
    isAmong: (alias, param, isOnly) => isAmong(key, alias, param, isOnly),
    seenBy: [entity],
    seen: () => [],
    areSeenAsKey: () => (areSeenAsKey ??= table === entity.table && isSeenAs(entity, name)),
    of: key.refersTo?.table,
    cast: key.cast,
    isUnique: key.isUnique,
    shared: [table, as],
  };
};

/** A table whose rows each name two others: the one that a relation starts from, and one that it leads to. */
export type Link<L extends Table> = {
  readonly link: L;
  readonly near: ColumnName<L>;
  readonly far: ColumnName<L>;
};

/** Rows that name a row: by a key of their own, or on the far side of a link table. */
export const rowsNaming = <T extends Table, L extends Table>(
  { generic }: Entity<T>,
  by: ColumnName<T> | Link<L>,
): Rows =>
  typeof by === 'string' ? rowsBy(generic, by) : rowsBeyond(generic, by.link, by.near, by.far);

/** Rows beyond those of another table, which hold the key in `near` and name them in `far`. */
export const rowsBeyond = (entity: Entity, link: Table, near: string, far: string): Rows => {
  const key = columnOf(link, near);
  const named = columnOf(link, far);
  const id = entity.column('id');
  const links = (alias: string) => `${nameOf(link)} l${alias}`;
  const isKey = named.refersTo?.table === entity.table && !named.nullable;
  return {
    entity,
    ...(isKey && { links }),
    from: (alias) =>
      `${links(alias)} join ${entity.from} ${alias} on ${id.of(alias)} = ${named.of(`l${alias}`)}`,
    key: (alias) => key.of(`l${alias}`),
    isAmong: (alias, param, isOnly) => isAmong(key, `l${alias}`, param, isOnly),
    seenBy: [entity, entityOf(link) ?? []].flat(),
    seen: (alias, scope) => visibleLink(link, `l${alias}`, scope),
    areSeenAsKey: () => false,
    cast: key.cast,
    isUnique: key.isUnique && id.isUnique,
    shared: [link, `${entity.name} ${near} ${far}`],
  };
};
