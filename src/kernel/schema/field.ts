import type { FieldRef, OutputRef } from '@pothos/core';
import type { FilterBy } from '../read/filter.ts';
import { withValue } from '../read/loader.ts';
import { predicateOf } from '../read/predicate.ts';
import { subquery } from '../read/subquery.ts';
import { byId } from '../read/to-one.ts';
import type { Types } from './builder.ts';
import type { Entity, Field } from './entity.ts';
import type { Key } from './key.ts';
import type { ColumnName, Row, Scalar, Table } from './table.ts';

/** What a computed value is. */
type Shown = Scalar | 'Float' | OutputRef;

/** Another row that a value depends on, besides its own: the column that names it, and what is needed of it. */
type Beside<K extends string, T extends Table, N extends ColumnName<T>> = {
  readonly key: K;
  readonly row: Entity<T>;
  readonly needs: readonly N[];
};

type Options<K extends string, T extends Table, N extends ColumnName<T>> = {
  readonly nullable?: boolean;
  readonly beside?: Beside<K, T, N>;
};

/** A value that follows from columns of its own row, and of another one beside it where it is said so. */
const fromColumns = <
  Parent,
  K extends keyof Parent & string,
  T extends Table = Table,
  N extends ColumnName<T> = ColumnName<T>,
>(
  type: Shown | [Shown],
  needs: readonly K[],
  description: string,
  compute: (row: Pick<Parent, K>, beside: Pick<Row<T>, N> | null) => unknown,
  { nullable = false, beside }: Options<NoInfer<K>, T, N> = {},
): Field<Parent> => {
  const keyIn = (row: Pick<Parent, K>) => (beside ? (row[beside.key] as Key | null) : null);
  return {
    ...(beside && {
      fetch: async (rows, _args, ctx, info) => {
        const keys = new Set(rows.map(keyIn));
        keys.delete(null);
        await byId(beside.row, ctx, info).loadAll([...keys] as Key[]);
        return [];
      },
    }),
    build: (t) =>
      t.field({
        type: type as 'String',
        nullable,
        description,
        extensions: { needs, ...(beside && { besides: [beside.row.name, beside.needs] }) },
        resolve: (row: Pick<Parent, K>, _args, ctx, info) => {
          const key = keyIn(row);
          const other = beside && key !== null ? byId(beside.row, ctx, info).load(key) : null;
          return withValue(other, (found) => compute(row, found)) as string;
        },
      }) as FieldRef<Types>,
  };
};

/** By columns, or by an expression in SQL where these are not enough. */
export const computed = Object.assign(fromColumns, { sql: subquery });

/** Whether a row fulfils a condition on its own columns: one definition, for the value and for filters. */
export const condition = <Parent, K extends keyof Parent & string>(
  needs: readonly K[],
  description: string,
  means: FilterBy<NoInfer<K>>,
): Field<Parent> => ({
  ...computed<Parent, K>('Boolean', needs, description, predicateOf(means)),
  compared: { description, means },
});
