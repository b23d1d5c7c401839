import type { FieldRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { Types } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import type { Field } from '../schema/field.ts';
import { type ColumnName, columnsOf, nameOf, type Table } from '../schema/table.ts';
import { conjunction, type Filter } from './filter-comparison.ts';
import { newScope, whereOf } from './filter-sql.ts';
import { inOrder, loaderOf, withValue } from './loader.ts';
import { planOf } from './look-ahead.ts';
import { arrayOf, run } from './query.ts';
import type { Keyed } from './to-one.ts';

type Counts = { readonly [name: string]: number };

/** All counts over one foreign key: a document that asks for several of them gets them from one statement. */
type Group = {
  readonly target: Entity;
  readonly source: Source;
  readonly conditions: Map<string, Filter | undefined>;
};

/** Where the rows to be counted are, by an alias, and the column there that holds the key of the row they belong to. */
type Source = (alias: string) => { readonly from: string; readonly column: string };

const groups = new Map<string, Group>();

const groupOf = (target: Entity, source: Source): Group => {
  const name = Object.values(source('t')).join(' ');
  const group = groups.get(name) ?? { target, source, conditions: new Map() };
  groups.set(name, group);
  return group;
};

/** How many rows name this row by their foreign key, and fulfil a condition. */
export const count = <T extends Table>(
  target: Entity<T>,
  key: ColumnName<T>,
  description: string,
  where?: Filter,
): Field<Keyed> =>
  counted(
    groupOf(target.generic, (alias) => ({
      from: `${target.from} ${alias}`,
      column: `${alias}.${target.column(key).sql}`,
    })),
    description,
    where,
  );

/** How many rows are on the far side of a link table. */
export const countThrough = <T extends Table, L extends Table>(
  target: Entity<T>,
  link: L,
  near: ColumnName<L>,
  far: ColumnName<L>,
  description: string,
): Field<Keyed> => {
  const sql = (alias: string, name: string) => `l${alias}.${columnsOf(link).get(name)?.sql}`;
  const source: Source = (alias) => ({
    from: `${nameOf(link)} l${alias} join ${target.from} ${alias} on ${alias}."id" = ${sql(alias, far)}`,
    column: sql(alias, near),
  });
  return counted(groupOf(target.generic, source), description);
};

const counted = (group: Group, description: string, where?: Filter): Field<Keyed> => ({
  compared: {
    description,
    sql: (alias, scope) => {
      const inner = `n${scope.conditions}`;
      const { from, column } = group.source(inner);
      const rows = [`${column} = ${alias}."id"`, ...whereOf(group.target, inner, scope, where)];
      return `(select count(*)::int from ${from} where ${conjunction(rows)})`;
    },
  },
  fetch: async (rows, _args, ctx, info) => {
    await countsOf(group, ctx, info).loadAll(rows.map((row) => row.id));
    return [];
  },
  build: (t, name) => {
    group.conditions.set(name, where);
    return t.int({
      description,
      extensions: { needs: ['id'], counts: [group, name] },
      resolve: (parent: Keyed, _args, ctx, info) =>
        withValue(countsOf(group, ctx, info).load(parent.id), (counts) => counts?.[name] ?? 0),
    }) as FieldRef<Types>;
  },
});

const countsOf = (group: Group, ctx: Context, info: GraphQLResolveInfo) =>
  loaderOf<Counts | undefined>(ctx, group, null, () => {
    const { target, source, conditions } = group;
    const { from, column } = source('t');
    const params: unknown[] = [null];
    const scope = newScope(ctx.viewer, params);
    const selected = [...(planOf(info).counts.get(group) ?? [])].map((name) => {
      const condition = conditions.get(name);
      const only = condition
        ? ` filter (where ${conjunction(whereOf(target, 't', scope, condition))})`
        : '';
      return `count(*)${only}::int as "${name}"`;
    });
    const rows = [`${column} = any($1::int[])`, ...whereOf(target, 't', scope)];
    const text = `select ${[`${column} as "$key"`, ...selected].join(', ')} from ${from} where ${conjunction(rows)} group by 1`;
    return async (keys) =>
      inOrder(
        keys,
        await run<Counts>(ctx, text, [arrayOf(keys), ...params.slice(1)]),
        (row) => row['$key'],
        undefined,
      );
  });
