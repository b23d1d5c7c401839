import type { EnumRef } from '@pothos/core';
import { getTableColumns, getTableUniqueName } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Types } from './builder.ts';

/** A table of ours: keyed by a serial `id`. */
export type Table = PgTable & { id: PgColumn };
export type Row<T extends PgTable> = T['$inferSelect'];
export type ColumnName<T extends PgTable> = keyof T['$inferSelect'] & string;

export type Scalar = 'ID' | 'Int' | 'String' | 'Boolean' | 'Date' | 'DateTime' | 'JSON';

/** What GraphQL and SQL need to know of a column. */
export type Column = {
  readonly name: string;
  /** The column's name in SQL, quoted. */
  readonly sql: string;
  readonly sqlType: string;
  readonly scalar: Scalar;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly isGenerated: boolean;
  readonly enumValues: readonly string[] | undefined;
  /** The enum that an entity shows it as. */
  readonly shownAs?: EnumRef<Types, string> | undefined;
};

const scalars: Record<string, Scalar> = {
  PgSerial: 'Int',
  PgInteger: 'Int',
  PgSmallInt: 'Int',
  PgVarchar: 'String',
  PgText: 'String',
  PgCustomColumn: 'String',
  PgBoolean: 'Boolean',
  PgDateString: 'Date',
  PgTimestampString: 'DateTime',
  PgJsonb: 'JSON',
};

/** Keys are `ID`s: a client must not calculate with them. */
const isKey = (name: string) => name === 'id' || name.endsWith('Id');

const columns = new WeakMap<PgTable, ReadonlyMap<string, Column>>();

export const columnsOf = (table: PgTable): ReadonlyMap<string, Column> => {
  const known = columns.get(table) ?? readColumns(table);
  columns.set(table, known);
  return known;
};

const readColumns = (table: PgTable) =>
  new Map(
    Object.entries(getTableColumns(table)).map(([name, column]) => {
      const scalar = scalars[column.columnType];
      if (!scalar) throw new Error(`No GraphQL type for a column of type ${column.columnType}.`);
      return [
        name,
        {
          name,
          sql: `"${column.name}"`,
          sqlType: column.columnType === 'PgSerial' ? 'integer' : column.getSQLType(),
          scalar: isKey(name) && scalar === 'Int' ? 'ID' : scalar,
          nullable: !column.notNull,
          hasDefault: column.hasDefault,
          isGenerated: column.generated !== undefined,
          enumValues: column.enumValues?.length ? column.enumValues : undefined,
        },
      ];
    }),
  );

/** The table's name in SQL, with its schema. */
export const nameOf = (table: PgTable): string =>
  `"${getTableUniqueName(table).replace('.', '"."')}"`;
