import { setTimeout as wait } from 'node:timers/promises';
import type { TransactionSql } from 'postgres';
import type { Context } from './context.ts';
import { run } from './statement.ts';

const mostTries = 5;

/** Serialization failures and deadlocks: nothing is wrong with what was asked, only with the moment. */
const isPassing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01');

/**
 * Runs `body` in a transaction that acts for the viewer, and repeats it when it got in somebody's way. In a request
 * whose fields share one transaction it is a part of that, which can fail by itself.
 */
export const inTransaction = async <Result>(
  ctx: Context,
  body: (ctx: Context) => Promise<Result>,
): Promise<Result> => {
  const { open } = ctx;
  const once = () => {
    if (!open) return begin(ctx, (inside) => body(inside));
    return open.savepoint((sql) => body({ ...ctx, sql, open: sql })) as Promise<Result>;
  };
  for (let tries = 1; ; tries += 1) {
    try {
      const result = await once();
      ctx.loaders.clear(); // what they know is from before
      if (!open) ctx.wrote();
      return result;
    } catch (error) {
      if (!isPassing(error) || tries === mostTries) throw error;
      await wait(Math.random() * 20 * tries);
    }
  }
};

/** Opens a transaction and says for whom: the audit trail asks for it. That travels with what the body begins with. */
export const begin = <Result>(
  ctx: Context,
  body: (ctx: Context & { readonly open: TransactionSql }) => Promise<Result>,
): Promise<Result> =>
  ctx.writer.begin(async (sql) => {
    const inside = { ...ctx, sql, open: sql };
    const acting = ctx.viewer && actAs(inside, ctx.viewer.id);
    const [result] = await Promise.all([body(inside), acting]);
    return result;
  }) as Promise<Result>;

/** Makes somebody the one whom the transaction acts for. */
export const actAs = (ctx: Context, userId: number): Promise<unknown> =>
  run(ctx, `select set_config('app.user_id', $1, true)`, [String(userId)]);
