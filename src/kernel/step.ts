import { cleaned } from './clean.ts';
import { answering, type Resolve } from './command.ts';
import type { Context } from './context.ts';
import type { Entity } from './entity.ts';
import { refusal } from './errors.ts';
import type { Row, Table } from './table.ts';
import { inTransaction } from './transaction.ts';
import { Tx, type Values } from './tx.ts';

export type StepArgs = { readonly expectedVersion?: number | null | undefined };

const mostTries = 20;

/**
 * A mutation that changes one row by a rule that looks at nothing else. It needs no lock and no round trips for a
 * transaction: what the rule made of the row is written if the row is still the same, and else the rule is asked again.
 */
export const step = <T extends Table, Args extends StepArgs>(
  target: Entity<T>,
  field: string,
  rule: (row: Row<T>, args: Args) => Values<T>,
): Resolve<Args, Row<T>> =>
  answering(target, async (_root, args, ctx, info) => {
    const given = cleaned(args, info);
    const key = (given as Record<string, unknown>)[field] as number;
    const options = { field, expectedVersion: given.expectedVersion };
    if (ctx.open) {
      return inTransaction(ctx, async (inside) => {
        const tx = new Tx(inside);
        const row = await tx.lock(target, key, options);
        return tx.updateOne(target.table, row, rule(row, given));
      });
    }
    const [reading, writing] = [new Tx(ctx), new Tx(onWriter(ctx))];
    for (let tries = 0; tries < mostTries; tries += 1) {
      const row = await reading.lock(target, key, { ...options, lock: 'none' });
      const updated = await writing.updateUnchanged(target.table, row, rule(row, given));
      ctx.loaders.clear(); // what they know is from before
      ctx.wrote();
      if (updated) return updated;
    }
    throw refusal('STALE', `This ${target.name} is changed by others all the time: try again.`);
  });

/** Who waits for a row there holds up no reader. */
const onWriter = (ctx: Context): Context => ({ ...ctx, sql: ctx.writer });
