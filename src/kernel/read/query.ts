import { setImmediate as nextTurn } from 'node:timers/promises';
import { resending } from '../../database/connection-loss.ts';
import { isCancelled } from '../../database/pipeline.ts';
import type { Context, Open } from '../context.ts';
import { refusal, tooLarge } from '../errors.ts';
import { inTurn } from './time-slice.ts';

/** A prepared statement is kept by every connection: past this many texts, rare ones are sent unprepared. */
const preparedTexts = 500;
const prepared = new Set<string>();

const isPrepared = (text: string): boolean => {
  if (prepared.has(text)) return true;
  if (prepared.size >= preparedTexts) return false;
  prepared.add(text);
  return true;
};

/** More than so many take their time; up to so many are found by their keys in hardly more time than one. */
export const manyRows = 50;

/**
 * Whether Postgres refuses a statement only because one before it has failed. They were sent together, and both errors may
 * have come at once: the first one is to be heard first, however long its way.
 */
const isFollowing = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === '25P02';

/**
 * Reads for the answer of a transaction. That may fail as it may outside, and undoes nothing: the transaction goes back to its
 * savepoint, and what was sent behind the statement that failed is sent again.
 */
const reading = async <Rows>(open: Open, send: () => PromiseLike<Rows>): Promise<Rows> => {
  const { returns } = open;
  try {
    return await send();
  } catch (error) {
    if (isFollowing(error)) await nextTurn();
    if (!open.lease.isSound) throw error;
    if (open.returns === returns) {
      open.returns += 1;
      await open.lease.unsafe('rollback to savepoint answer');
    }
    if (isFollowing(error)) return reading(open, send);
    throw error;
  }
};

/**
 * Ends what is read for an answer, also what nobody waits for any more since a field beside it has failed: nothing goes back
 * to the savepoint from now on. Says whether there is one.
 */
export const endReading = async (open: Open): Promise<boolean> => {
  while (open.reads.size > 0) await Promise.allSettled(open.reads);
  const { isAnswering } = open;
  open.isAnswering = false;
  return isAnswering;
};

/** Sends a statement in a transaction. */
const inside = <Rows>(
  open: Open,
  send: () => PromiseLike<Rows>,
  isAnswer: boolean,
): PromiseLike<Rows> => {
  if (!isAnswer || !open.isAnswering) return send();
  const read = reading(open, send).finally(() => open.reads.delete(read));
  open.reads.add(read);
  return read;
};

/** Runs one statement for a request and charges the request for it; what a command needs for itself is no answer. */
export const run = async <Row>(
  ctx: Context,
  text: string,
  params: readonly unknown[],
  isAnswer = true,
  isLookUp = false,
): Promise<Row[]> => {
  const { spent, sql } = ctx;
  if (isAnswer && Math.max(spent.found, spent.values) > ctx.maxValues)
    throw tooLarge(ctx.maxValues); // it has been given up
  const started = performance.now();
  spent.statements += 1;
  try {
    const send = () => {
      const statement = [text, params as string[], { prepare: isPrepared(text) }] as const;
      return isLookUp && sql.lookUp ? sql.lookUp(...statement) : sql.unsafe(...statement);
    };
    // outside of a transaction a lost connection is no reason to fail
    const rows = await (ctx.open ? inside(ctx.open, send, isAnswer) : resending(send));
    if (isAnswer) spent.rows += rows.length;
    if (isAnswer && spent.rows > ctx.maxRows) {
      throw refusal(
        'TOO_EXPENSIVE',
        `This request reads more than ${ctx.maxRows} rows: ask for smaller pages.`,
      );
    }
    // what is made of many rows takes its time
    if (rows.length > manyRows) await inTurn(spent, rows.length, null);
    return rows as unknown as Row[];
  } catch (error) {
    if (isFollowing(error)) await nextTurn();
    throw isCancelled(error)
      ? refusal('TOO_EXPENSIVE', 'This takes the database too long: ask for less.')
      : error;
  } finally {
    spent.ms += performance.now() - started;
  }
};

/** Takes a value into the parameters and names its place. */
export const bind = (params: unknown[], value: unknown): string => `$${params.push(value)}`;

/** Values as the text of a Postgres array: one parameter and one statement text, however many they are. */
export const arrayOf = (values: readonly (string | number | boolean | null)[]): string =>
  `{${values.map((value) => (typeof value === 'string' ? quoted(value) : String(value))).join(',')}}`;

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
