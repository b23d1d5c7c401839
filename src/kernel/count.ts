import type { FieldRef } from '@pothos/core';
import type { Types } from './builder.ts';
import type { Entity } from './entity.ts';
import type { Field } from './field.ts';
import { conjunction, type Filter, newScope, whereOf } from './filter.ts';
import { inOrder, loaderOf } from './loader.ts';
import { planOf } from './plan.ts';
import { arrayOf, run } from './statement.ts';
import type { ColumnName, Table } from './table.ts';

/** All counts over one foreign key: a document that asks for several of them gets them from one statement. */
type Group = { readonly conditions: Map<string, Filter | undefined> };

const groups = new Map<string, Group>();

const groupOf = (target: Entity, key: string): Group => {
  const name = `${target.name}.${key}`;
  const group = groups.get(name) ?? { conditions: new Map() };
  groups.set(name, group);
  return group;
};

/** How many rows name this row by their foreign key, and fulfil a condition. */
export const count = <T extends Table>(
  target: Entity<T>,
  key: ColumnName<T>,
  description: string,
  where?: Filter,
): Field<{ readonly id: number }> => ({
  build: (t, name) => {
    const group = groupOf(target.generic, key);
    group.conditions.set(name, where);
    return t.int({
      description,
      extensions: { needs: ['id'], counts: [group, name] },
      resolve: async (parent: { readonly id: number }, _args, ctx, info) => {
        const counts = await loaderOf<number, Record<string, number> | undefined>(
          ctx,
          group,
          null,
          () => {
            const params: unknown[] = [null];
            const scope = newScope(ctx.viewer, params);
            const column = `t.${target.column(key).sql}`;
            const selected = [...(planOf(info).counts.get(group) ?? [])].map((each) => {
              const condition = group.conditions.get(each);
              const only = condition
                ? ` filter (where ${conjunction(whereOf(target.generic, 't', scope, condition))})`
                : '';
              return `count(*)${only}::int as "${each}"`;
            });
            const rows = [`${column} = any($1::int[])`, ...whereOf(target.generic, 't', scope)];
            const text = `select ${[`${column} as "$key"`, ...selected].join(', ')} from ${target.from} t where ${conjunction(rows)} group by 1`;
            return async (keys) =>
              inOrder(
                keys,
                await run<Record<string, number>>(ctx, text, [arrayOf(keys), ...params.slice(1)]),
                (row) => row['$key'],
                undefined,
              );
          },
        ).load(parent.id);
        return counts?.[name] ?? 0;
      },
    }) as FieldRef<Types>;
  },
});
