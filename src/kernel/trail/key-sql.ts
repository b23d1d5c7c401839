import { arrayOf } from '../read/query.ts';
import type { Column } from '../schema/table.ts';
import {
  type Audited,
  type AuditTrail,
  bare,
  type ForeignKey,
  keyColumnOf,
} from './audit-trail.ts';

/* Keys and rows in SQL, as the trail and its tables have them. */

/** The key of a row, of the type that the trail has for all of its tables. */
export const keyIn = ({ keyType }: AuditTrail, { key }: Audited, alias: string): string =>
  keyType === key.sqlType ? key.of(alias) : `${key.of(alias)}::${keyType}`;

/** Numbers come in their order also where they are text. */
export const inKeyOrder = ({ keyType }: AuditTrail, key: string): string =>
  keyType === 'text' ? `length(${key}), ${key}` : key;

/** Whether a foreign key names a row by its whole key, in one column. */
export const namesKey = ({ refersTo, target }: ForeignKey): boolean =>
  refersTo.length === 1 && refersTo[0]?.sql === keyColumnOf(target).sql;

/** That a foreign key, whose columns lie where `own` says, names a row under an alias. */
export const refers = (
  { columns, refersTo }: ForeignKey,
  own: (column: Column) => string,
  alias: string,
): string =>
  columns.map((column, at) => `${own(column)} = ${refersTo[at]?.of(alias)}`).join(' and ');

/** The key by which a use belongs to the row that uses another. */
export const owningKey = ({ foreignKeys, entity }: Audited): ForeignKey => {
  const key = foreignKeys.find(({ onDelete }) => onDelete === 'cascade');
  if (!key) throw new Error(`${entity} is no use of a row by another: it belongs to none.`);
  return key;
};

/** A column of a row that a record holds as JSON. */
export const recorded =
  (row: string) =>
  (column: Column): string =>
    `(${row}->>'${bare(column.sql)}')::${column.cast}`;

/** A row that a record holds, without its large values, of which it has only the digests. */
export const withoutLarge = ({ large }: Audited, row: string): string =>
  large.length > 0 ? `(${row}) - '${arrayOf(large)}'::text[]` : row;
