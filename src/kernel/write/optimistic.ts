import { isLoss } from '../../database/connection-loss.ts';
import type { Context } from '../context.ts';
import type { Entity } from '../schema/entity.ts';
import type { KeyOf, Row, Table } from '../schema/table.ts';
import { type Arg, type Args, arg, type Given } from './argument.ts';
import { type Declaration, implementMutation } from './mutation.ts';
import { namingRow } from './refusal-label.ts';
import type { Values } from './statement.ts';
import { differs } from './statement.ts';
import { Again, inTransaction, persistently } from './transaction.ts';
import { Tx } from './tx.ts';

type Optimistic<T extends Table, K extends string, F extends Args> = Declaration<F> & {
  /** The entity that the row is one of. */
  readonly on: Entity<T>;
  /** The argument that names the row. */
  readonly key: K;
};

const mostTries = 3;

/**
 * Optimistic update: a command that changes one row by a rule that looks at nothing else. It needs no lock and no round
 * trips for a transaction: what the rule made of the row is written if its version is still the same, and else the rule is
 * asked again.
 */
export const optimistic = <
  T extends Table,
  const K extends string,
  F extends Args & { readonly [Name in K]: Arg<KeyOf<T>> },
>(
  name: string,
  { on, key: field, args, ...declaration }: Optimistic<T, K, F>,
  rule: (row: Row<T>, args: Given<F>) => Values<T>,
): void => {
  const declared = () => ({ ...args?.(arg), expectedVersion: arg.version() });
  const attempt = async (given: Given<F> & Given<Versioned>, ctx: Context, key: KeyOf<T>) => {
    const options = { field, expectedVersion: given.expectedVersion };
    const locked = () =>
      inTransaction(ctx, async (tx) => {
        const row = await tx.lock(on, key, options);
        return tx.updateOne(on.table, row, rule(row, given));
      });
    if (ctx.open) return locked();
    for (let tries = 0; tries < mostTries; tries += 1) {
      const row = await new Tx(ctx).lock(on, key, { ...options, lock: 'none' });
      const values = rule(row, given);
      let wasLost = false;
      const updated = await persistently(() =>
        onWriter(ctx, (tx) => tx.updateUnchanged(on.table, row, values)).catch((error) => {
          wasLost ||= error instanceof Again;
          throw error;
        }),
      );
      if (updated) return updated;
      if (wasLost) {
        // with the connection, perhaps, the news that it was done
        const now = await new Tx(ctx).lock(on, key, { field, lock: 'none' });
        if (versionOf(now) === versionOf(row) + 1 && !differs(now, values)) return now;
      }
    }
    return locked(); // many are at this row: wait in line
  };
  const act = (given: Given<F> & Given<Versioned>, ctx: Context) => {
    const key = given[field] as KeyOf<T>;
    return attempt(given, ctx, key).catch(namingRow(ctx, [on.generic, key]));
  };
  implementMutation(name, { ...declaration, args: declared }, on, act as never);
};

type Versioned = { readonly expectedVersion: Arg<number | null | undefined> };

const versionOf = (row: object) => Number((row as { version?: number }).version);

/** Who waits for a row there holds up no reader. */
const onWriter = async <Result>(
  ctx: Context,
  act: (tx: Tx) => Promise<Result>,
): Promise<Result> => {
  const lease = await ctx.writers.checkout(ctx);
  try {
    const result = await act(new Tx({ ...ctx, sql: lease }));
    ctx.loaders.clear(); // what they know is from before
    ctx.wrote();
    return result;
  } catch (error) {
    // it names the version that it is for, so doing it twice does nothing the second time
    throw isLoss(error) ? new Again('The connection was lost.', { cause: error }) : error;
  } finally {
    lease.release();
  }
};
