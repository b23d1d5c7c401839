import type { OutputRef } from '@pothos/core';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { Context, Viewer } from '../context.ts';
import { prefetch } from '../read/prefetch.ts';
import type { Access } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import { Entity } from '../schema/entity.ts';
import type { Row, Table } from '../schema/table.ts';
import { type ArgBuilder, type Args, arg, fieldsOf, type Given } from './argument.ts';
import { cleaned, namesIn } from './input-rules.ts';
import { inTransaction } from './transaction.ts';
import { Tx } from './tx.ts';

export type Resolve<Args, Result> = (
  root: unknown,
  args: Args,
  ctx: Context,
  info: GraphQLResolveInfo,
) => Promise<Result>;

type Scalars = { readonly Boolean: boolean; readonly Int: number; readonly String: string };
// oxlint-disable-next-line typescript/no-explicit-any -- an entity of any table
type Single = Entity<any> | OutputRef | keyof Scalars;
/** What a mutation answers with: a row of an entity, an object, a scalar, or a list of these. */
type Answers = Single | readonly [Single];

type AnswerOf<A> = A extends readonly [infer Element]
  ? readonly AnswerOf<Element>[]
  : A extends Entity<infer T>
    ? Row<T>
    : A extends OutputRef<infer Value>
      ? Value
      : A extends keyof Scalars
        ? Scalars[A]
        : never;

export type Declaration<F extends Args> = {
  readonly description: string;
  readonly allow: Access | 'anyone';
  readonly args?: (arg: ArgBuilder) => F;
  /** How many values its answer may hold, if that is not plain from the document. */
  readonly complexity?: (args: object) => { readonly field: number; readonly multiplier: number };
};

type Mutation<F extends Args, A, Prepared> = Declaration<F> & {
  readonly answers: A;
  /** What takes its time is done before the transaction, which must not wait for it. */
  readonly before?: (outside: Tx, args: Given<F>) => Promise<Prepared>;
  /** Whom the transaction acts for, if that is found out before it. */
  readonly actor?: (prepared: NoInfer<Prepared>) => Viewer;
};

/**
 * A command: one transaction, and then what the document asks of the rows that it answers with. A refusal that is thrown
 * undoes what was written; one that is returned lets it stand.
 */
export const mutation = <
  const A extends Answers,
  F extends Args = Record<never, never>,
  Prepared = undefined,
>(
  name: string,
  { before, actor, answers, ...declaration }: Mutation<F, A, Prepared>,
  run: (tx: Tx, args: Given<F>, prepared: Prepared) => Promise<AnswerOf<A> | GraphQLError>,
): void => {
  const [type, isList] = Array.isArray(answers) ? [answers[0], true] : [answers, false];
  const ref = type instanceof Entity ? type.ref : type;
  implement(name, declaration, isList ? [ref] : ref, async (_root, args, ctx, info) => {
    const given = cleaned(args, info) as Given<F>;
    const named = namesIn(given, info);
    const own = waitingForNobody(ctx, info);
    const prepared = (await before?.(new Tx(own, named), given)) as Prepared;
    const acting = actor ? { ...own, viewer: actor(prepared) } : own;
    const answer = await inTransaction(acting, (inside) =>
      run(new Tx(inside, named), given, prepared),
    );
    if (answer instanceof GraphQLError) throw answer;
    if (type instanceof Entity) {
      const rows = (isList ? answer : [answer]) as readonly object[];
      await prefetch(type.generic, rows, info.fieldNodes, ctx, info);
    }
    return answer;
  });
};

/** Declares the field of a command. */
export const implement = (
  name: string,
  { description, allow, complexity, args }: Declaration<Args>,
  type: unknown,
  resolve: Resolve<object, unknown>,
): void => {
  builder.mutationField(name, (t) =>
    t.field({
      type: type as never,
      allow,
      description,
      ...(complexity && { complexity }),
      args: fieldsOf(t.arg as never, args?.(arg) ?? {}),
      resolve: resolve as never,
    }),
  );
};

/** Whoever signs in waits for nobody who works: commands for everybody have connections of their own. */
const waitingForNobody = (ctx: Context, info: GraphQLResolveInfo): Context =>
  !ctx.open && isForAnyone(info) ? { ...ctx, ...ctx.sessions } : ctx;

/** A mutation that answers with a row: one transaction, and then what the document asks of the row. */
export const command = <T extends Table, Args extends object>(
  target: Entity<T>,
  body: (tx: Tx, args: Args) => Promise<Row<T>>,
): Resolve<Args, Row<T>> => answering(target, transacted(body));

/** Gets what the document asks of the row that a mutation answers with. */
export const answering =
  <T extends Table, Args extends object>(
    target: Entity<T>,
    write: Resolve<Args, Row<T>>,
  ): Resolve<Args, Row<T>> =>
  async (root, args, ctx, info) => {
    const row = await write(root, args, ctx, info);
    await prefetch(target.generic, [row], info.fieldNodes, ctx, info);
    return row;
  };

/** A mutation that answers with something else. */
export const transacted = <Args extends object, Result>(
  body: (tx: Tx, args: Args) => Promise<Result>,
): Resolve<Args, Result> =>
  prepared(
    async () => undefined,
    (tx, args: Args) => body(tx, args),
  );

/**
 * A mutation with something to do first that takes its time: a transaction should not wait for it. If that finds out who
 * asks (`actor`), the transaction acts for them.
 */
export const prepared =
  <Args extends object, Prepared, Result>(
    prepare: (outside: Tx, args: Args) => Promise<Prepared>,
    body: (tx: Tx, args: Args, prepared: Prepared) => Promise<Result>,
  ): Resolve<Args, Result> =>
  async (_root, args, requested, info) => {
    const given = cleaned(args, info);
    const ctx = waitingForNobody(requested, info);
    const found = await prepare(new Tx(ctx), given);
    const { actor } = (found ?? {}) as { readonly actor?: Viewer };
    const acting = actor ? { ...ctx, viewer: actor } : ctx;
    return inTransaction(acting, (inside) => body(new Tx(inside), given, found));
  };

const isForAnyone = ({ parentType, fieldName }: GraphQLResolveInfo) =>
  parentType.getFields()[fieldName]?.extensions['allow'] === 'anyone';
