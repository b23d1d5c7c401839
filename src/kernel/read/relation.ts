import type { FieldRef, InputFieldMap } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context, Loader } from '../context.ts';
import type { Types } from '../schema/builder.ts';
import {
  type Compared,
  type Entity,
  entityOf,
  type Field,
  type FieldBuilder,
} from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import { conjunction, type Filter, type Scope } from './filter.ts';
import { withValue } from './loader.ts';
import type { Rows } from './rows.ts';

export type Keyed = { readonly id: Key };
export type Naming<K extends string> = { readonly [Name in K]: Key | null };

/** What a relation is; how it is loaded, filtered by, joined and shown follows. */
type Relation<K extends string, Value> = {
  readonly rows: Rows;
  /** The column of a row whose value its rows are known by. */
  readonly key: K;
  readonly description: string;
  readonly loader: (args: object, ctx: Context, info: GraphQLResolveInfo) => Loader<Value>;
  /** The field's type in GraphQL. */
  readonly field: (t: FieldBuilder, name: string) => FieldOptions;
  /** `from` is the type whose row it is shown with. */
  readonly show: (
    value: Value,
    ctx: Context,
    info: GraphQLResolveInfo,
    from: Entity | undefined,
  ) => unknown;
  /** The rows that a value leads to. */
  readonly leadsTo?: (value: Value) => readonly (object | null)[];
  /** How filters follow it; without this they do not. */
  readonly filtered?: { readonly many: boolean; readonly where?: Filter | undefined };
  readonly compared?: Compared;
  /** For a relation to at most one row: whether no other row leads to the same one. */
  readonly isOwn?: boolean;
};

type FieldOptions = {
  readonly type: unknown;
  readonly nullable?: boolean;
  readonly args?: InputFieldMap;
  readonly complexity?: unknown;
  readonly extensions?: object;
};

export const relation = <K extends string, Value>({
  rows,
  key,
  description,
  loader,
  field,
  show,
  leadsTo,
  filtered,
  compared,
  isOwn,
}: Relation<K, Value>): Field<Naming<K>> => ({
  seenBy: rows.seenBy,
  ...(compared && { compared }),
  ...(leadsTo && { leadsTo: rows.entity }),
  ...(isOwn !== undefined && {
    single: { key, loader: (ctx, info) => loader({}, ctx, info), isOwn },
  }),
  fetch: async (parents, args, ctx, info) => {
    const keys = new Set(parents.map((parent) => asKey(parent[key], rows)));
    keys.delete(null);
    const values = await loader(args, ctx, info).loadAll([...keys] as Key[]);
    return leadsTo ? values.flatMap(leadsTo).filter((row) => row !== null) : [];
  },
  build: (t, name, from) => {
    const { extensions, ...options } = field(t, name);
    // who comes from a row sees what is seen as it is: the row must be of that type
    if (key === 'id' && from && rows.of && entityOf(rows.of) !== from) {
      throw new Error(`${from.name}.${name} leads to rows of another type's.`);
    }
    return t.field({
      ...options,
      description,
      extensions: { needs: [key], ...extensions },
      resolve: (parent: Naming<K>, args: object, ctx: Context, info: GraphQLResolveInfo) => {
        const named = asKey(parent[key], rows);
        if (named === null) return null;
        return withValue(loader(args, ctx, info).load(named), (value) =>
          show(value, ctx, info, from),
        );
      },
    } as never) as FieldRef<Types>;
  },
  ...(filtered && {
    paths: (name, parent) => ({
      [name]: {
        to: rows.entity,
        isUnique: rows.isUnique,
        description,
        ...filtered,
        join: joinOf(rows, parent, key),
      },
    }),
  }),
});

/** A key as the rows hold it: what names rows of any type (a trail's `entity_id`) is a text. */
const asKey = (key: Key | null, { cast }: Rows): Key | null =>
  typeof key === 'number' && cast === 'text' ? String(key) : key;

/** How a filter and a join come to the rows from another. */
export const joinOf =
  (rows: Rows, parent: Entity, name: string) => (outer: string, inner: string, scope: Scope) => {
    const column = parent.column(name);
    const ofRow = column.of(outer) + (column.cast === rows.cast ? '' : `::${rows.cast}`);
    const value = rows.key(inner);
    const seen = rows.seen(inner, scope);
    const on = conjunction([`${value} = ${ofRow}`, ...seen]);
    return { from: rows.from(inner), on, value, ofRow, seen };
  };
