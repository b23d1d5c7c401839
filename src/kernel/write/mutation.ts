import type { OutputRef } from '@pothos/core';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { Context, Viewer } from '../context.ts';
import { prefetch } from '../read/prefetch.ts';
import { shownAll } from '../read/to-one.ts';
import type { Access } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import { Entity } from '../schema/entity.ts';
import type { Row } from '../schema/table.ts';
import { type ArgBuilder, type Args, arg, fieldsOf, type Given } from './argument.ts';
import { cleaned, namesIn } from './input-rules.ts';
import { inTransaction } from './transaction.ts';
import { Tx } from './tx.ts';

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
  /** Whether it may take long: with an Idempotency-Key it can be followed and cancelled then, and needs no client that waits. */
  readonly takesLong?: true;
  /** Whether an Idempotency-Key means nothing to it: it must not wait for that transaction, or its answer is not to be kept. */
  readonly isApart?: true;
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
): void =>
  implementMutation(name, declaration, answers, async (given: Given<F>, ctx, info) => {
    const named = namesIn(given, info);
    // whoever signs in waits for nobody who works
    const own = declaration.allow === 'anyone' && !ctx.open ? { ...ctx, ...ctx.sessions } : ctx;
    const prepared = (await before?.(new Tx(own, named), given)) as Prepared;
    const statementMs = declaration.takesLong && ctx.commands?.statementMs;
    const acting = { ...own, statementMs, ...(actor && { viewer: actor(prepared) }) };
    const answer = await inTransaction(acting, (tx) => run(tx, given, prepared), named);
    if (answer instanceof GraphQLError) throw answer;
    return answer;
  });

const asItGoes =
  'It may take long: sent with an Idempotency-Key, it goes on when the client hangs up, and `progress` tells how far it is.';

type Act<F extends Args> = (
  given: Given<F>,
  ctx: Context,
  info: GraphQLResolveInfo,
) => Promise<unknown>;

/** The field of a command: `act` is given what its arguments' rules let through. */
export const implementMutation = <F extends Args>(
  name: string,
  { description: about, allow, complexity, args, takesLong, isApart }: Declaration<F>,
  answers: Answers,
  act: Act<F>,
): void => {
  const [type, isList] = Array.isArray(answers) ? [answers[0], true] : [answers, false];
  const ref = type instanceof Entity ? type.ref : type;
  const description = takesLong ? `${about} ${asItGoes}` : about;
  const resolve = async (_root: unknown, given: object, ctx: Context, info: GraphQLResolveInfo) => {
    const answer = await act(cleaned(given, info) as Given<F>, ctx, info);
    if (!(type instanceof Entity)) return answer;
    const rows = (isList ? answer : [answer]) as readonly object[];
    await prefetch(type.generic, rows, info.fieldNodes, ctx, info);
    return shownAll(type.generic, ctx, info, rows, answer);
  };
  builder.mutationField(name, (t) =>
    t.field({
      type: (isList ? [ref] : ref) as never,
      allow,
      description,
      extensions: { takesLong, isApart },
      ...(complexity && { complexity }),
      args: fieldsOf(t.arg as never, args?.(arg) ?? {}),
      resolve: resolve as never,
    }),
  );
};
