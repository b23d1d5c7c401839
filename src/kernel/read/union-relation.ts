import type { FieldRef, UnionRef } from '@pothos/core';
import type { Types } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import type { Field } from '../schema/field.ts';
import type { Table } from '../schema/table.ts';
import { withValue } from './loader.ts';
import { byKey, inversePath, type Keyed, shown } from './to-one.ts';

type Member = {
  readonly to: Entity;
  readonly table: Table;
  readonly key: string;
  readonly path: string;
  /** Stands before the keys of rows whose type has other tables too. */
  readonly prefix?: string;
};

/** One of several types, chosen by a column of this row: each is a table whose foreign key names this row. */
export const either = <K extends string>(
  union: UnionRef<Types, object>,
  column: K,
  members: { readonly [value: string]: Member },
  description: string,
): Field<Keyed & { readonly [Name in K]: string }> => ({
  fetch: async (rows, _args, ctx, info) => {
    const byValue = Map.groupBy(rows, (row) => row[column]);
    await Promise.all(
      [...byValue].map(async ([value, those]) => {
        const member = members[value];
        const keys = those.map((row) => row.id);
        if (member) await byKey(member.to, member.table, member.key, ctx, info).loadAll(keys);
      }),
    );
    return [];
  },
  build: (t) =>
    t.field({
      type: union,
      nullable: true,
      description,
      complexity: 1,
      extensions: { needs: ['id', column] },
      resolve: (parent: Keyed & { [Name in K]: string }, _args, ctx, info) => {
        const member = members[parent[column]];
        if (!member) return null;
        const { to, table, key, prefix } = member;
        const row = shown(to, ctx, info, byKey(to, table, key, ctx, info).load(parent.id));
        return withValue(row, (it) => {
          if (!it) return it;
          const { id } = it as Keyed;
          return { ...it, id: prefix ? prefix + id : id, __typename: to.name };
        }) as never;
      },
    }) as FieldRef<Types>,
  // details in the other table than the row's own type names are not shown, so no filter finds them either
  paths: (_name, parent) =>
    Object.fromEntries(
      Object.entries(members).map(([value, { to, table, key, path }]) => {
        const { join, ...rest } = inversePath(to, table, key, description);
        const joinOwn = (outer: string, inner: string) => {
          const { from, on } = join(outer, inner);
          return { from, on: `${on} and ${outer}.${parent.column(column).sql} = '${value}'` };
        };
        return [path, { ...rest, join: joinOwn }];
      }),
    ),
});
