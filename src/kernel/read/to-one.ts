import type { GraphQLResolveInfo } from 'graphql';
import type { Context, Loader } from '../context.ts';
import type { Entity, Field, Single } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import type { ColumnName, Row, Table } from '../schema/table.ts';
import { answered } from './answer-limit.ts';
import { isLight, sizeOf, sizeOfAll, weightOf } from './answer-size.ts';
import { conjunction, newScope } from './filter.ts';
import { whereOf } from './filter-sql.ts';
import { type Find, inOrder, loaderOf, withValue } from './loader.ts';
import { columnList } from './look-ahead.ts';
import { arrayOf, manyRows, run } from './query.ts';
import { type Keyed, type Naming, relation } from './relation.ts';
import { type Rows, rowsBeyond, rowsBy } from './rows.ts';
import { joinedTo } from './to-one-joins.ts';

type Options = { readonly nullable?: boolean; readonly isOwn?: boolean };

const toOne = <K extends string>(
  rows: Rows,
  key: K,
  description: string,
  { nullable = false, isOwn = false }: Options = {},
): Field<Naming<K>> => {
  const field = relation<K, object | null>({
    rows,
    key,
    description,
    isOwn,
    loader: (_args, ctx, info) => loaderOfRows(rows, ctx, info),
    field: () => ({ type: rows.entity.ref, nullable, complexity: 1 }),
    // counted with the row that leads to it, of which there may be thousands
    show: (row, ctx, info, from) =>
      from && isLight(rows.entity, info) ? row : shown(rows.entity, ctx, info, row),
    leadsTo: (row) => [row],
    filtered: { many: false },
  });
  return {
    ...field,
    paths: (name, parent) => {
      const column = parent.column(key);
      if (column.refersTo && column.refersTo.table !== rows.shared[0])
        throw new Error(`${parent.name}.${name}: ${key} names rows of another table.`);
      if (!column.nullable || nullable) return field.paths?.(name, parent) ?? {};
      throw new Error(
        `${parent.name}.${name} may lead to no row: declare it as { nullable: true }.`,
      );
    },
  };
};

/** The row that a foreign key of this row names. */
export const one = <T extends Table, K extends string>(
  target: Entity<T>,
  key: K,
  description: string,
  { nullable = false } = {},
): Field<Naming<K>> => toOne(rowsBy(target.generic, 'id'), key, description, { nullable });

/** The row that a row named by a foreign key of this row names in turn: the parent's parent, in one step. */
export const oneBeyond = <T extends Table, M extends Table, K extends string>(
  target: Entity<T>,
  key: K,
  middle: M,
  far: ColumnName<M>,
  description: string,
): Field<Naming<K>> => toOne(rowsBeyond(target.generic, middle, 'id', far), key, description);

/** The one row whose foreign key names this row. */
export const inverse = <T extends Table>(
  target: Entity<T>,
  key: ColumnName<T>,
  description: string,
): Field<Keyed> =>
  toOne(rowsBy(target.generic, key), 'id', description, { nullable: true, isOwn: true });

/** Puts a row that was loaded into the answer. */
export const shown = (
  entity: Entity,
  ctx: Context,
  info: GraphQLResolveInfo,
  loaded: object | null | Promise<object | null>,
) =>
  withValue(loaded, (row) => row && answered(ctx, info, sizeOf(weightOf(entity, info), row), row));

/** Puts rows that were loaded into the answer, as they are or within `value`. */
export const shownAll = <Value = readonly object[]>(
  entity: Entity,
  ctx: Context,
  info: GraphQLResolveInfo,
  rows: readonly object[],
  value = rows as Value,
) => answered(ctx, info, sizeOfAll(weightOf(entity, info), rows), value);

/** The loader that finds an entity's rows by their keys. */
export const byId = <T extends Table>(target: Entity<T>, ctx: Context, info: GraphQLResolveInfo) =>
  loaderOfRows(rowsBy(target.generic, 'id'), ctx, info) as Loader<Row<T> | null>;

/** The loader that finds one row for each key. */
export const loaderOfRows = (rows: Rows, ctx: Context, info: GraphQLResolveInfo) =>
  loaderOf<object | null>(ctx, ...rows.shared, () => rowsFrom(rows, ctx, info));

/** Finds one row for each key, and brings along the single rows around it that are worth it. */
export const rowsFrom = (
  rows: Rows,
  ctx: Context,
  info: GraphQLResolveInfo,
  isWorthIt: (relation: Single) => boolean = () => false,
): Find<object | null> => {
  const { entity } = rows;
  const params: unknown[] = [null];
  const joined = joinedTo(entity, params, ctx, info, isWorthIt);
  const scope = newScope(ctx.viewer, params);
  const seen = [...rows.seen('t', scope), ...whereOf(entity, 't', scope)];
  const select = [
    `${rows.key('t')} as "$key"`,
    ...columnList(entity, info, 't'),
    ...joined.columns,
  ];
  const from = `select ${select.join(', ')} from ${rows.from('t')}${joined.joins}`;
  return async (keys) => {
    // the planner takes a list for ten keys, of which it would rather gather all that somebody sees than look up one
    const isOnly = seen.length > 0 && keys.length === 1;
    const text = `${from} where ${conjunction([rows.isAmong('t', '$1', isOnly), ...seen])}`;
    const given = [arrayOf(keys), ...params.slice(1)];
    const found = await run<{ $key: Key }>(ctx, text, given, true, keys.length <= manyRows);
    joined.leave(found);
    return inOrder(keys, found, (row) => row.$key, null);
  };
};
