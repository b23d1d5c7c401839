import type { GraphQLResolveInfo } from 'graphql';
import type { Context, Viewer } from '../context.ts';
import { prefetch } from '../read/prefetch.ts';
import type { Entity } from '../schema/entity.ts';
import type { Row, Table } from '../schema/table.ts';
import { cleaned } from './input-rules.ts';
import { inTransaction } from './transaction.ts';
import { Tx } from './tx.ts';

export type Resolve<Args, Result> = (
  root: unknown,
  args: Args,
  ctx: Context,
  info: GraphQLResolveInfo,
) => Promise<Result>;

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
    // whoever signs in waits for nobody who works
    const isOwn = !requested.open && isForAnyone(info);
    const ctx = isOwn ? { ...requested, ...requested.sessions } : requested;
    const found = await prepare(new Tx(ctx), given);
    const { actor } = (found ?? {}) as { readonly actor?: Viewer };
    const acting = actor ? { ...ctx, viewer: actor } : ctx;
    return inTransaction(acting, (inside) => body(new Tx(inside), given, found));
  };

const isForAnyone = ({ parentType, fieldName }: GraphQLResolveInfo) =>
  parentType.getFields()[fieldName]?.extensions['allow'] === 'anyone';
