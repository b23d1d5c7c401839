import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { tooLarge } from '../errors.ts';
import { goingOn } from './time-slice.ts';

/**
 * Puts something of a size into the answer, together with the statement that has brought it, or when it is its turn. Beyond the limit the whole execution is given
 * up: a row that was read once may be shown a thousand times, so only here it is seen how large an answer gets.
 */
export const answered = <Value>(
  ctx: Context,
  { path }: GraphQLResolveInfo,
  size: number,
  value: Value,
): Value | Promise<Value> => {
  const { spent, maxValues } = ctx;
  spent.values += size;
  if (spent.values > maxValues) return ctx.giveUp(path);
  return goingOn(spent, size, value);
};

/** Counts what a statement has brought for an answer, each of which is shown at least once. */
export const found = (ctx: Context, { path }: GraphQLResolveInfo, size: number): void => {
  ctx.spent.found += size;
  if (ctx.spent.found <= ctx.maxValues) return;
  ctx.giveUp(path).catch(() => {}); // others may wait for it too
  throw tooLarge(ctx.maxValues);
};
