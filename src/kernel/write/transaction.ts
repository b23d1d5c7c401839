import { setTimeout as wait } from 'node:timers/promises';
import { isLoss } from '../../database/connection-loss.ts';
import { literal } from '../../database/literal.ts';
import type { Context, Open } from '../context.ts';
import { unavailable } from '../errors.ts';
import { endReading } from '../read/query.ts';
import type { NameOfArg } from './input-rules.ts';
import { namingRow } from './refusal-label.ts';
import { Tx } from './tx.ts';
import { Undone } from './undone.ts';

const mostTries = 8;

/** Nothing is wrong with what was asked, only with the moment: it was undone, and may be tried again. */
export class Again extends Error {}

/** Serialization failures and deadlocks. */
const isPassing = (error: unknown) =>
  error instanceof Again ||
  (error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01'));

/** Repeats what got in somebody's way. */
export const persistently = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (tries === mostTries) throw error instanceof Again ? (error.cause ?? error) : error;
      await wait(Math.random() * 20 * tries);
    }
  }
};

/**
 * Runs `body` in a transaction that acts for the viewer. In a request whose fields share one transaction it is a part of
 * that, which can fail by itself.
 */
export const inTransaction = async <Result>(
  ctx: Context,
  body: (tx: Tx) => Promise<Result>,
  nameOfArg?: NameOfArg,
): Promise<Result> => {
  const { open } = ctx;
  let tx: Tx | undefined;
  const act = (inside: Context) => body((tx = new Tx(inside, nameOfArg)));
  const result = await persistently(() => (open ? part(ctx, open, act) : begin(ctx, act))).catch(
    (error) =>
      error instanceof Undone ? (error.answer as Result) : namingRow(ctx, tx?.subject)(error),
  );
  ctx.loaders.clear(); // what they know is from before
  if (!open) ctx.wrote();
  return result;
};

/** Opens a transaction and says for whom: the audit trail asks for it. */
export const begin = async <Result>(
  ctx: Context,
  body: (ctx: Context & { readonly open: Open }) => Promise<Result>,
): Promise<Result> => {
  const { viewer, statementMs } = ctx;
  const lease = await ctx.writers.checkout(ctx);
  let isEnding = false;
  try {
    // what opens a transaction has no parameters
    const actor = viewer ? `; set local app.user_id = ${literal(String(viewer.id))}` : '';
    const limit = statementMs ? `; set local statement_timeout = ${statementMs}` : '';
    // sent together with what the body begins with
    const opening = lease.unsafe(`begin${actor}${limit}`);
    const inside = {
      ...ctx,
      sql: lease,
      open: { lease, parts: 0, isAnswering: false, returns: 0, reads: new Set<Promise<unknown>>() },
    };
    const [result] = await Promise.all([body(inside), opening]);
    isEnding = lease.isSound;
    const { command } = await lease.end('commit');
    // Postgres "commits" a transaction that has failed by rolling it back, and does not call that an error.
    if (command === 'ROLLBACK') throw new Error('The transaction had failed already.');
    return result;
  } catch (error) {
    if (lease.isSound) await lease.end('rollback').catch(() => {});
    if (!isLoss(error)) throw error;
    if (!isEnding) throw new Again('The connection was lost.', { cause: error });
    throw unavailable(
      'The connection to the database was lost while the change was saved: look whether it has been made.',
    );
  } finally {
    lease.release();
  }
};

/**
 * A part of a transaction. Its records in the trail are numbered, so that it can be undone by itself later. What is read of it
 * for the answer follows a savepoint of its own.
 */
const part = async <Result>(
  ctx: Context,
  open: Open,
  body: (ctx: Context) => Promise<Result>,
): Promise<Result> => {
  const { sql } = ctx;
  const ending = (await endReading(open)) ? 'release savepoint answer; ' : '';
  open.parts += 1;
  const end = async (how: string) => {
    await sql.unsafe(`${how}release savepoint part; savepoint answer`);
    open.isAnswering = true;
  };
  try {
    const opening = sql.unsafe(`${ending}savepoint part; set local app.part = ${open.parts}`);
    const [result] = await Promise.all([body(ctx), opening]);
    await end('');
    return result;
  } catch (error) {
    if (open.lease.isSound) await end('rollback to savepoint part; ').catch(() => {});
    throw error;
  }
};
