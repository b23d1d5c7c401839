import { FairQueue } from './fair-queue.ts';
import { lending, type Pool } from './pool.ts';
import type { Lasting } from './reconnecting.ts';
import type { Member } from './wire.ts';

/**
 * The pools of a database with one session for all: requests take turns at it, be it for a statement or a transaction.
 * Nothing that runs there can be cancelled.
 */
export const sharedPools = (
  sql: Lasting,
  mostWaiting: number,
): Record<'lanes' | 'writers' | 'sessions', Pool> => {
  const queue = new FairQueue({ places: 1, mostWaiting });
  const forGood = () => {};
  const lanes = lending({
    queue,
    take: (): Member => ({
      unsafe: (...statement) => sql.unsafe(...statement),
      isSound: () => true,
      drop: forGood,
      giveBack: forGood,
    }),
  });
  const writers = lending({
    queue,
    take: async (): Promise<Member> => {
      const { release, ...held } = await sql.hold();
      return { ...held, drop: forGood, giveBack: release };
    },
  });
  return { lanes, writers, sessions: writers };
};
