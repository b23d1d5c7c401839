import type { FieldRef, OutputRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context, Viewer } from '../context.ts';
import type { Types } from '../schema/builder.ts';
import type { Entity, Field } from '../schema/entity.ts';
import { isAmong, type Scalar, type Table } from '../schema/table.ts';
import { type ArgBuilder, type Args, arg, fieldsOf, type Given } from '../write/argument.ts';
import { type Find, inOrder, loaderOf, placeOf, withValue } from './loader.ts';
import { arrayOf, bind, run } from './query.ts';
import type { Keyed } from './relation.ts';

/** What an expression is written with: the row's alias, who asks, what the field was given, and what takes values in. */
type Written<F extends Args> = {
  readonly alias: string;
  readonly viewer: Viewer | null;
  readonly args: Given<F>;
  readonly bind: (value: unknown) => string;
};

type Declaration<F extends Args> = {
  readonly type: Scalar | OutputRef;
  readonly description: string;
  readonly nullable?: boolean;
  readonly args?: (arg: ArgBuilder) => F;
  /** The types whose visibility decides what it is: one of rows that are a person's own is told to that person alone. */
  // oxlint-disable-next-line typescript/no-explicit-any -- entities of any tables
  readonly seenBy?: readonly Entity<any>[];
};

/** A value of a row by an expression in SQL, such as a subquery: one statement for any number of rows. */
export const subquery = <T extends Table, F extends Args = Record<never, never>>(
  of: Entity<T>,
  { type, description, nullable = false, args, seenBy = [] }: Declaration<F>,
  expression: (row: Written<F>) => string,
): Field<Keyed> => {
  const find = (given: object, ctx: Context): Find<unknown> => {
    const params: unknown[] = [null];
    const row = { alias: 't', viewer: ctx.viewer, args: given as Given<F> };
    const value = expression({ ...row, bind: (each) => bind(params, each) });
    const key = of.column('id');
    const text = `select ${key.of('t')} as "$key", ${value} as value from ${of.from} t where ${isAmong(key, 't', '$1')}`;
    return async (keys) => {
      const found = await run<{ $key: unknown; value: unknown }>(ctx, text, [
        arrayOf(keys),
        ...params.slice(1),
      ]);
      const rows = inOrder(keys, found, ({ $key }) => $key, undefined);
      return rows.map((each) => each?.value ?? null);
    };
  };
  const loader = (given: object, ctx: Context, info: GraphQLResolveInfo) =>
    loaderOf(ctx, expression, args ? placeOf(info) : null, () => find(given, ctx));
  return {
    seenBy: seenBy.map(({ generic }) => generic),
    fetch: async (rows, given, ctx, info) => {
      await loader(given, ctx, info).loadAll(rows.map(({ id }) => id));
      return [];
    },
    build: (t) =>
      t.field({
        type,
        nullable,
        description,
        args: args ? fieldsOf(t.arg as never, args(arg)) : {},
        extensions: { needs: ['id'], statements: 1 },
        resolve: ({ id }: Keyed, given: object, ctx: Context, info: GraphQLResolveInfo) =>
          withValue(loader(given, ctx, info).load(id), (value) => value),
      } as never) as FieldRef<Types>,
  };
};
