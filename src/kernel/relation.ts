import type { FieldRef, UnionRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Types } from './builder.ts';
import type { Context } from './context.ts';
import type { Entity } from './entity.ts';
import type { Field } from './field.ts';
import { conjunction, newScope, whereOf } from './filter.ts';
import { inOrder, loaderOf } from './loader.ts';
import { columnList } from './select.ts';
import { arrayOf, run } from './statement.ts';
import { type ColumnName, columnsOf, nameOf, type Row, type Table } from './table.ts';

type Keyed = { readonly id: number };
type Naming<K extends string> = { readonly [Name in K]: number | null };

/** The row that a foreign key of this row names. */
export const one = <T extends Table, K extends string>(
  target: Entity<T>,
  key: K,
  description: string,
  { nullable = false } = {},
): Field<Naming<K>> => ({
  build: (t) =>
    t.field({
      type: target.ref,
      nullable,
      description,
      complexity: 1,
      extensions: { needs: [key] },
      resolve: (parent: Naming<K>, _args, ctx, info) =>
        (parent[key] === null ? null : byId(target, ctx, info).load(parent[key])) as never,
    }) as FieldRef<Types>,
  paths: (name, parent) => ({
    [name]: {
      to: target.generic,
      many: false,
      description,
      join: (outer, inner) => ({
        from: `${target.from} ${inner}`,
        on: `${inner}."id" = ${outer}.${parent.column(key).sql}`,
      }),
    },
  }),
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
  return {
    build: (t) =>
      t.field({
        type: target.ref,
        description,
        complexity: 1,
        extensions: { needs: [key] },
        resolve: (parent: Naming<K>, _args, ctx, info) =>
          loaderOf<number | null, Row<T> | null>(ctx, relation, null, () => {
            const from = `${nameOf(middle)} m join ${target.from} t on t."id" = m.${farSql}`;
            return rowsFrom(target.generic, from, 'm."id"', ctx, info);
          }).load(parent[key]) as never,
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

/** The loader that finds an entity's rows by their keys. */
export const byId = <T extends Table>(target: Entity<T>, ctx: Context, info: GraphQLResolveInfo) =>
  loaderOf<number, Row<T> | null>(ctx, target, 'id', () =>
    rowsBy(target.generic, target.table, 'id', ctx, info),
  );

/** The one row whose foreign key names this row. */
export const inverse = <T extends Table>(
  target: Entity<T>,
  key: ColumnName<T>,
  description: string,
): Field<Keyed> => ({
  build: (t) =>
    t.field({
      type: target.ref,
      nullable: true,
      description,
      complexity: 1,
      extensions: { needs: ['id'] },
      resolve: (parent: Keyed, _args, ctx, info) =>
        byKey(target, target.table, key, ctx, info).load(parent.id) as never,
    }) as FieldRef<Types>,
  paths: (name) => ({ [name]: inversePath(target.generic, target.table, key, description) }),
});

const inversePath = (to: Entity, table: Table, key: string, description: string) => ({
  to,
  many: false,
  description,
  join: (outer: string, inner: string) => ({
    from: `${nameOf(table)} ${inner}`,
    on: `${inner}.${columnsOf(table).get(key)?.sql} = ${outer}."id"`,
  }),
});

const byKey = <T extends Table>(
  target: Entity<T>,
  table: Table,
  key: string,
  ctx: Context,
  info: GraphQLResolveInfo,
) =>
  loaderOf<number, Row<T> | null>(ctx, table, key, () =>
    rowsBy(target.generic, table, key, ctx, info),
  );

/** One of several types, chosen by a column of this row: each is a table whose foreign key names this row. */
export const either = <K extends string>(
  union: UnionRef<Types, object>,
  column: K,
  members: { readonly [value: string]: { to: Entity; table: Table; key: string; path: string } },
  description: string,
): Field<Keyed & { readonly [Name in K]: string }> => ({
  build: (t) =>
    t.field({
      type: union,
      nullable: true,
      description,
      complexity: 1,
      extensions: { needs: ['id', column] },
      resolve: async (parent: Keyed & { [Name in K]: string }, _args, ctx, info) => {
        const member = members[parent[column]];
        if (!member) return null;
        const { to, table, key } = member;
        const row = await byKey(to, table, key, ctx, info).load(parent.id);
        return row && ({ ...row, __typename: to.name } as never);
      },
    }) as FieldRef<Types>,
  paths: () =>
    Object.fromEntries(
      Object.values(members).map(({ to, table, key, path }) => [
        path,
        inversePath(to, table, key, description),
      ]),
    ),
});

const rowsBy = <Value>(
  target: Entity,
  table: Table,
  key: string,
  ctx: Context,
  info: GraphQLResolveInfo,
) =>
  rowsFrom<Value>(target, `${nameOf(table)} t`, `t.${columnsOf(table).get(key)?.sql}`, ctx, info);

/** Finds one row of `t` for each key. */
const rowsFrom = <Value>(
  target: Entity,
  from: string,
  key: string,
  ctx: Context,
  info: GraphQLResolveInfo,
) => {
  const params: unknown[] = [null];
  const where = [`${key} = any($1::int[])`, ...whereOf(target, 't', newScope(ctx.viewer, params))];
  const select = [`${key} as "$key"`, ...columnList(target, info, 't')];
  const text = `select ${select.join(', ')} from ${from} where ${conjunction(where)}`;
  return async (keys: readonly (number | null)[]): Promise<Value[]> => {
    const rows = await run<{ $key: number }>(ctx, text, [
      arrayOf(keys as number[]),
      ...params.slice(1),
    ]);
    return inOrder(keys, rows, (row) => row.$key, null) as Value[];
  };
};

/** The rows on the far side of a link table, all of them: for lists that are short by their nature. */
export const through = <T extends Table, L extends Table>(
  target: Entity<T>,
  link: L,
  near: ColumnName<L>,
  far: ColumnName<L>,
  description: string,
  orderBy: ColumnName<L> = 'id' as ColumnName<L>,
): Field<Keyed> => {
  const columns = columnsOf(link);
  const sql = (name: string) => `l.${columns.get(name)?.sql}`;
  const relation = {};
  return {
    build: (t) =>
      t.field({
        type: [target.ref],
        description,
        complexity: { field: 1, multiplier: 10 },
        extensions: { needs: ['id'] },
        resolve: (parent: Keyed, _args, ctx, info) =>
          loaderOf<number, Row<T>[]>(ctx, relation, null, () => {
            const params: unknown[] = [null];
            const where = whereOf(target.generic, 't', newScope(ctx.viewer, params));
            const select = [`${sql(near)} as "$key"`, ...columnList(target.generic, info, 't')];
            const text = `select ${select.join(', ')} from ${nameOf(link)} l join ${target.from} t on t."id" = ${sql(far)} where ${conjunction([`${sql(near)} = any($1::int[])`, ...where])} order by ${sql(near)}, ${sql(orderBy)}, l."id"`;
            return async (keys) => {
              const rows = await run<Row<T> & { $key: number }>(ctx, text, [
                arrayOf(keys),
                ...params.slice(1),
              ]);
              const lists = new Map<number, Row<T>[]>(keys.map((key) => [key, []]));
              for (const row of rows) lists.get(row.$key)?.push(row);
              return [...lists.values()];
            };
          }).load(parent.id) as never,
      }) as FieldRef<Types>,
    paths: (name) => ({
      [name]: {
        to: target.generic,
        many: true,
        description,
        join: (outer, inner) => ({
          from: `${nameOf(link)} l${inner} join ${target.from} ${inner} on ${inner}."id" = l${inner}.${columns.get(far)?.sql}`,
          on: `l${inner}.${columns.get(near)?.sql} = ${outer}."id"`,
        }),
      },
    }),
  };
};
