import type { FieldRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Types } from './builder.ts';
import type { Context } from './context.ts';
import type { Entity } from './entity.ts';
import type { Field } from './field.ts';
import { conjunction, type Filter, newScope, whereOf } from './filter.ts';
import { inOrder, loaderOf, withValue } from './loader.ts';
import { planOf } from './plan.ts';
import type { Keyed } from './relation.ts';
import { arrayOf, run } from './statement.ts';
import type { ColumnName, Table } from './table.ts';

type Counts = { readonly [name: string]: number };

/** All counts over one foreign key: a document that asks for several of them gets them from one statement. */
type Group = {
  readonly target: Entity;
  readonly key: string;
  readonly conditions: Map<string, Filter | undefined>;
};

const groups = new Map<string, Group>();

const groupOf = (target: Entity, key: string): Group => {
  const name = `${target.name}.${key}`;
  const group = groups.get(name) ?? { target, key, conditions: new Map() };
  groups.set(name, group);
  return group;
};

/** How many rows name this row by their foreign key, and fulfil a condition. */
export const count = <T extends Table>(
  target: Entity<T>,
  key: ColumnName<T>,
  description: string,
  where?: Filter,
): Field<Keyed> => {
  const group = groupOf(target.generic, key);
  return {
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
  };
};

const countsOf = (group: Group, ctx: Context, info: GraphQLResolveInfo) =>
  loaderOf<Counts | undefined>(ctx, group, null, () => {
    const { target, key, conditions } = group;
    const params: unknown[] = [null];
    const scope = newScope(ctx.viewer, params);
    const column = `t.${target.column(key).sql}`;
    const selected = [...(planOf(info).counts.get(group) ?? [])].map((name) => {
      const condition = conditions.get(name);
      const only = condition
        ? ` filter (where ${conjunction(whereOf(target, 't', scope, condition))})`
        : '';
      return `count(*)${only}::int as "${name}"`;
    });
    const rows = [`${column} = any($1::int[])`, ...whereOf(target, 't', scope)];
    const text = `select ${[`${column} as "$key"`, ...selected].join(', ')} from ${target.from} t where ${conjunction(rows)} group by 1`;
    return async (keys) =>
      inOrder(
        keys,
        await run<Counts>(ctx, text, [arrayOf(keys), ...params.slice(1)]),
        (row) => row['$key'],
        undefined,
      );
  });
