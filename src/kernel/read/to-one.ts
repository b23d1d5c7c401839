import type { FieldRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { Types } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import type { Field, Single } from '../schema/field.ts';
import { type ColumnName, columnsOf, nameOf, type Row, type Table } from '../schema/table.ts';
import { answered } from './answer-limit.ts';
import { sizeOf, weightOf } from './answer-size.ts';
import { conjunction } from './filter-comparison.ts';
import { newScope, whereOf } from './filter-sql.ts';
import { type Find, inOrder, type Loader, loaderOf, withValue } from './loader.ts';
import { columnList } from './look-ahead.ts';
import { arrayOf, run } from './query.ts';
import { joinedTo } from './to-one-joins.ts';

export type Keyed = { readonly id: number };
type Naming<K extends string> = { readonly [Name in K]: number | null };

/** The row that a foreign key of this row names. */
export const one = <T extends Table, K extends string>(
  target: Entity<T>,
  key: K,
  description: string,
  { nullable = false } = {},
): Field<Naming<K>> => ({
  single: { key, loader: (ctx, info) => byId(target, ctx, info), isOwn: false },
  leadsTo: target.generic,
  fetch: (rows, _args, ctx, info) =>
    found(
      byId(target, ctx, info),
      rows.map((row) => row[key]),
    ),
  build: (t) =>
    t.field({
      type: target.ref,
      nullable,
      description,
      complexity: 1,
      extensions: { needs: [key] },
      resolve: (parent: Naming<K>, _args, ctx, info) =>
        (parent[key] === null
          ? null
          : shown(target.generic, ctx, info, byId(target, ctx, info).load(parent[key]))) as never,
    }) as FieldRef<Types>,
  paths: (name, parent) => {
    const column = parent.column(key);
    if (column.nullable && !nullable) {
      throw new Error(
        `${parent.name}.${name} may lead to no row: declare it as { nullable: true }.`,
      );
    }
    return {
      [name]: {
        to: target.generic,
        many: false,
        description,
        join: (outer, inner) => ({
          from: `${target.from} ${inner}`,
          on: `${inner}."id" = ${outer}.${column.sql}`,
        }),
      },
    };
  },
});

/** The row that a row named by a foreign key of this row names in turn: the parent's parent, in one step. */
export const oneBeyond = <T extends Table, M extends Table, K extends string>(
  target: Entity<T>,
  key: K,
  middle: M,
  far: ColumnName<M>,
  description: string,
): Field<Naming<K>> => {
  const relation = {};
  const farSql = columnsOf(middle).get(far)?.sql;
  const loader = (ctx: Context, info: GraphQLResolveInfo) =>
    loaderOf<Row<T> | null>(ctx, relation, null, () => {
      const from = `${nameOf(middle)} m join ${target.from} t on t."id" = m.${farSql}`;
      return rowsFrom(target.generic, from, 'm."id"', ctx, info);
    });
  return {
    single: { key, loader, isOwn: false },
    leadsTo: target.generic,
    fetch: (rows, _args, ctx, info) =>
      found(
        loader(ctx, info),
        rows.map((row) => row[key]),
      ),
    build: (t) =>
      t.field({
        type: target.ref,
        description,
        complexity: 1,
        extensions: { needs: [key] },
        resolve: (parent: Naming<K>, _args, ctx, info) =>
          (parent[key] === null
            ? null
            : shown(target.generic, ctx, info, loader(ctx, info).load(parent[key]))) as never,
      }) as FieldRef<Types>,
    paths: (name, parent) => ({
      [name]: {
        to: target.generic,
        many: false,
        description,
        join: (outer, inner) => ({
          from: `${nameOf(middle)} m${inner} join ${target.from} ${inner} on ${inner}."id" = m${inner}.${farSql}`,
          on: `m${inner}."id" = ${outer}.${parent.column(key).sql}`,
        }),
      },
    }),
  };
};

/** Puts a row that was loaded into the answer. */
export const shown = (
  entity: Entity,
  ctx: Context,
  info: GraphQLResolveInfo,
  loaded: object | null | Promise<object | null>,
) =>
  withValue(loaded, (row) => row && answered(ctx, info, sizeOf(weightOf(entity, info), row), row));

/** The rows that keys lead to, each once. */
const found = async <Value>(
  loader: Loader<Value>,
  keys: readonly (number | null)[],
): Promise<object[]> => {
  const distinct = [...new Set(keys)].filter((key) => key !== null);
  const values = await loader.loadAll(distinct);
  return values.filter((value) => value !== null) as object[];
};

/** The loader that finds an entity's rows by their keys. */
export const byId = <T extends Table>(target: Entity<T>, ctx: Context, info: GraphQLResolveInfo) =>
  loaderOf<Row<T> | null>(ctx, target, 'id', () =>
    rowsBy(target.generic, target.table, 'id', ctx, info),
  );

/** The one row whose foreign key names this row. */
export const inverse = <T extends Table>(
  target: Entity<T>,
  key: ColumnName<T>,
  description: string,
): Field<Keyed> => ({
  single: {
    key: 'id',
    loader: (ctx, info) => byKey(target, target.table, key, ctx, info),
    isOwn: true,
  },
  leadsTo: target.generic,
  fetch: (rows, _args, ctx, info) =>
    found(
      byKey(target, target.table, key, ctx, info),
      rows.map((row) => row.id),
    ),
  build: (t) =>
    t.field({
      type: target.ref,
      nullable: true,
      description,
      complexity: 1,
      extensions: { needs: ['id'] },
      resolve: (parent: Keyed, _args, ctx, info) =>
        shown(
          target.generic,
          ctx,
          info,
          byKey(target, target.table, key, ctx, info).load(parent.id),
        ) as never,
    }) as FieldRef<Types>,
  paths: (name) => ({ [name]: inversePath(target.generic, target.table, key, description) }),
});

export const inversePath = (to: Entity, table: Table, key: string, description: string) => ({
  to,
  many: false,
  description,
  join: (outer: string, inner: string) => ({
    from: `${nameOf(table)} ${inner}`,
    on: `${inner}.${columnsOf(table).get(key)?.sql} = ${outer}."id"`,
  }),
});

/** The loader that finds the rows whose foreign keys name other rows. */
export const byKey = <T extends Table>(
  target: Entity<T>,
  table: Table,
  key: string,
  ctx: Context,
  info: GraphQLResolveInfo,
) => loaderOf<Row<T> | null>(ctx, table, key, () => rowsBy(target.generic, table, key, ctx, info));

const rowsBy = <Value>(
  target: Entity,
  table: Table,
  key: string,
  ctx: Context,
  info: GraphQLResolveInfo,
) =>
  rowsFrom<Value>(target, `${nameOf(table)} t`, `t.${columnsOf(table).get(key)?.sql}`, ctx, info);

/** Finds one row of `t` for each key, and brings along the single rows around it that are worth it. */
export const rowsFrom = <Value>(
  target: Entity,
  from: string,
  key: string,
  ctx: Context,
  info: GraphQLResolveInfo,
  isWorthIt: (relation: Single) => boolean = () => false,
): Find<Value> => {
  const params: unknown[] = [null];
  const joined = joinedTo(target, params, ctx, info, isWorthIt);
  const where = [`${key} = any($1::int[])`, ...whereOf(target, 't', newScope(ctx.viewer, params))];
  const select = [`${key} as "$key"`, ...columnList(target, info, 't'), ...joined.columns];
  const text = `select ${select.join(', ')} from ${from}${joined.joins} where ${conjunction(where)}`;
  return async (keys) => {
    const rows = await run<{ $key: number }>(ctx, text, [arrayOf(keys), ...params.slice(1)]);
    joined.leave(rows);
    return inOrder(keys, rows, (row) => row.$key, null) as Value[];
  };
};
