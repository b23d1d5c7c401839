import { getTableName, sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  check,
  customType,
  foreignKey,
  integer,
  serial,
  timestamp,
  type UpdateDeleteAction,
} from 'drizzle-orm/pg-core';

/** The serial key that every table of ours has. */
export const id = () => serial('id').primaryKey();

/** A moment, read and written as ISO text so that no microsecond is lost. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** When a row was made and last changed, and how often: `updated_at` and `version` move by trigger. */
export const stamps = () => ({
  createdAt: moment('created_at').notNull().default(sql`CURRENT_TIMESTAMP`),
  updatedAt: moment('updated_at').notNull().default(sql`CURRENT_TIMESTAMP`),
  version: integer('version').notNull().default(1),
});

/** Text that sorts byte by byte, which is what a computed sort key needs on every database. */
export const binaryText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** The transaction that wrote a row. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

const tableOf = (column: AnyPgColumn) => getTableName(column.table);

/** A foreign key, named as Postgres would name it. */
export const references = (
  column: AnyPgColumn,
  target: AnyPgColumn,
  onDelete: UpdateDeleteAction,
) =>
  foreignKey({
    name: `${tableOf(column)}_${column.name}_fkey`.slice(0, 63), // as Postgres cuts it
    columns: [column],
    foreignColumns: [target],
  }).onDelete(onDelete);

/** Keeps a column to the values of its enum. */
export const isOneOf = (column: AnyPgColumn, values: readonly string[]) =>
  rule(column, `${column.name} in (${values.map((value) => `'${value}'`).join(', ')})`);

/** Refuses a text of nothing but white space. */
export const notBlank = (column: AnyPgColumn) =>
  rule(column, `kernel.normal_label(${column.name}) <> ''`);

/** A CHECK on one column, named as Postgres would name it. */
export const rule = (column: AnyPgColumn, condition: string) =>
  check(`${tableOf(column)}_${column.name}_check`, sql.raw(condition));
