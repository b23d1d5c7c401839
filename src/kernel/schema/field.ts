import type { FieldRef, ObjectFieldBuilder } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { Filter, Scope } from '../read/filter-comparison.ts';
import type { Loader } from '../read/loader.ts';
import { predicateOf } from '../read/predicate.ts';
import type { Types } from './builder.ts';
import type { Entity } from './entity.ts';
import type { Scalar } from './table.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- stands for the builder of any parent type
export type FieldBuilder = ObjectFieldBuilder<Types, any>;

/** A field of an entity, to be built when the schema is. `Parent` is what it needs of its row. */
export type Field<in Parent> = {
  readonly build: (t: FieldBuilder, name: string) => FieldRef<Types>;
  /** The ways that filters can go through this field. */
  readonly paths?: (name: string, parent: Entity) => { readonly [name: string]: Path };
  /** How filters compare the field's value. */
  readonly compared?: Compared;
  /** Loads what the field will ask for, for many rows at once, and gives the rows that it leads to. */
  readonly fetch?: (
    rows: readonly Parent[],
    args: object,
    ctx: Context,
    info: GraphQLResolveInfo,
  ) => Promise<readonly object[]>;
  /** What those rows are, where the fields that come after are to be fetched too. */
  readonly leadsTo?: Entity;
  /** For a relation to at most one row: how a statement for many rows can bring it along. */
  readonly single?: Single;
  /** Never called: it lets the compiler check that the parent has the columns that the field reads. */
  readonly reads?: (parent: Parent) => void;
};

/** A value that filters can ask for though it is no column: a condition that holds or not, or a number by its SQL. */
export type Compared = { readonly description: string } & (
  | { readonly means: Filter }
  | { readonly sql: (alias: string, scope: Scope) => string }
);

export type Single = {
  /** The column of a row whose value its loader takes. */
  readonly key: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- the loader's rows are known where it is made and used
  readonly loader: (ctx: Context, info: GraphQLResolveInfo) => Loader<any>;
  /** Whether no other row leads to the same one. */
  readonly isOwn: boolean;
};

/** How a filter gets from a row to the rows that are related to it. */
export type Path = {
  readonly to: Entity;
  readonly many: boolean;
  readonly description: string;
  readonly where?: Filter | undefined;
  readonly join: (outer: string, inner: string) => { readonly from: string; readonly on: string };
};

/** A value that follows from columns of its own row. */
export const computed = <Parent, K extends keyof Parent & string>(
  type: Scalar | [Scalar],
  needs: readonly K[],
  description: string,
  compute: (row: Pick<Parent, K>) => unknown,
  { nullable = false } = {},
): Field<Parent> => ({
  build: (t) =>
    t.field({
      type: type as 'String',
      nullable,
      description,
      extensions: { needs },
      resolve: (row: Pick<Parent, K>) => compute(row) as string,
    }) as FieldRef<Types>,
});

/** Whether a row fulfils a condition on its own columns: one definition, for the value and for filters. */
export const condition = <Parent, K extends keyof Parent & string>(
  needs: readonly K[],
  description: string,
  means: Filter,
): Field<Parent> => ({
  ...computed<Parent, K>('Boolean', needs, description, predicateOf(means)),
  compared: { description, means },
});
