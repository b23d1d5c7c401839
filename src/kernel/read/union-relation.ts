import type { FieldRef, UnionRef } from '@pothos/core';
import type { Types } from '../schema/builder.ts';
import type { Entity, Field } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import type { Table } from '../schema/table.ts';
import type { Scope } from './filter.ts';
import { withValue } from './loader.ts';
import { joinOf, type Keyed } from './relation.ts';
import { rowsBy } from './rows.ts';
import { loaderOfRows, shown } from './to-one.ts';

type Member = {
  readonly to: Entity;
  readonly table: Table;
  readonly key: string;
  /** The column of this row whose value that is; its own key, unless it names the other row. */
  readonly of?: string;
  readonly path: string;
  /** Stands before the keys of rows whose type has other tables too. */
  readonly prefix?: string;
};

type Parent<K extends string> = Keyed & { readonly [Name in K]: string | null };

const keyIn = (parent: object, name: string) =>
  (parent as { readonly [of: string]: Key | null })[name];

/** One of several types, chosen by a column of this row: each is a table whose key names this row, or is named by it. */
export const either = <K extends string>(
  union: UnionRef<Types, object>,
  column: K,
  members: { readonly [value: string]: Member },
  description: string,
): Field<Parent<K>> => {
  const byValue = new Map(
    Object.entries(members).map(([value, { to, table, key, of = 'id', path, prefix = '' }]) => [
      value,
      { rows: rowsBy(to, key, table), of, path, prefix },
    ]),
  );
  const columns = new Set(['id', column, ...[...byValue.values()].map(({ of }) => of)]);
  return {
    seenBy: Array.from(byValue.values(), ({ rows }) => rows.entity),
    fetch: async (parents, _args, ctx, info) => {
      await Promise.all(
        [...Map.groupBy(parents, (parent) => parent[column])].map(async ([value, those]) => {
          const { rows, of } = byValue.get(value ?? '') ?? {};
          const keys = those.flatMap((parent) => (of && keyIn(parent, of)) ?? []);
          if (rows) await loaderOfRows(rows, ctx, info).loadAll(keys);
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
        extensions: { needs: [...columns] },
        resolve: (parent: Parent<K>, _args, ctx, info) => {
          const member = byValue.get(parent[column] ?? '');
          const key = member && keyIn(parent, member.of);
          if (!member || key == null) return null;
          const { rows, prefix } = member;
          const row = shown(rows.entity, ctx, info, loaderOfRows(rows, ctx, info).load(key)) as
            | Keyed
            | null
            | Promise<Keyed | null>;
          return withValue(
            row,
            (it) =>
              it && { ...it, ...(prefix && { id: prefix + it.id }), __typename: rows.entity.name },
          ) as never;
        },
      }) as FieldRef<Types>,
    // details in the other table than the row's own type names are not shown, so no filter finds them either
    paths: (_name, parent) =>
      Object.fromEntries(
        Array.from(byValue, ([value, { rows, of, path }]) => {
          const join = (outer: string, inner: string, scope: Scope) => {
            const joined = joinOf(rows, parent, of)(outer, inner, scope);
            const on = `${joined.on} and ${parent.column(column).of(outer)} = '${value}'`;
            return { ...joined, on };
          };
          const { entity: to, isUnique } = rows;
          return [path, { to, many: false, isUnique, description, join }];
        }),
      ),
  };
};
