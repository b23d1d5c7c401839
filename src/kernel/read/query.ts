import { setImmediate as nextTurn } from 'node:timers/promises';
import { resending } from '../../database/connection-loss.ts';
import { isCancelled } from '../../database/pipeline.ts';
import type { Context } from '../context.ts';
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
    const rows = await (ctx.open ? send() : resending(send));
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
