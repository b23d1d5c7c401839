import type { Entity } from '../schema/entity.ts';
import { columnsOf, nameOf, type Table } from '../schema/table.ts';

/** Where the rows of a relation are in SQL, under an alias, and what there holds the key of the row that they belong to. */
export type Rows = {
  readonly entity: Entity;
  readonly from: (alias: string) => string;
  readonly key: (alias: string) => string;
  /** Relations to the same rows by the same key share a loader. */
  readonly shared: readonly [object, string];
};

const sqlOf = (table: Table, name: string) => {
  const column = columnsOf(table).get(name);
  if (!column) throw new Error(`${nameOf(table)} has no column ${name}.`);
  return column.sql;
};

/** Rows that hold the key themselves: their own, or that of a row that they name. */
export const rowsBy = (entity: Entity, column: string, table: Table = entity.table): Rows => {
  const key = sqlOf(table, column);
  return {
    entity,
    from: (alias) => `${nameOf(table)} ${alias}`,
    key: (alias) => `${alias}.${key}`,
    shared: [table, `${entity.name} ${column}`],
  };
};

/** Rows beyond those of another table, which hold the key in `near` and name them in `far`. */
export const rowsBeyond = (entity: Entity, link: Table, near: string, far: string): Rows => {
  const [nearSql, farSql] = [sqlOf(link, near), sqlOf(link, far)];
  return {
    entity,
    from: (alias) =>
      `${nameOf(link)} l${alias} join ${entity.from} ${alias} on ${alias}."id" = l${alias}.${farSql}`,
    key: (alias) => `l${alias}.${nearSql}`,
    shared: [link, `${entity.name} ${near} ${far}`],
  };
};
