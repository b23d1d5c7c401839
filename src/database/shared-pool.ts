import { FairQueue } from './fair-queue.ts';
import type { Member } from './pipeline.ts';
import { leasing, type Pool } from './pool.ts';
import type { Reconnecting } from './reconnecting.ts';

/**
 * Pools over one session, which is all that the embedded database has: requests take turns at it, be it for a statement or
 * a transaction. Nothing that runs there can be cancelled.
 */
export const sharedPools = (
  sql: Reconnecting,
  mostWaiting: number,
): Record<'lanes' | 'exports' | 'writers' | 'sessions' | 'deliveries' | 'replays', Pool> => {
  const queue = new FairQueue({ places: 1, mostWaiting });
  const forGood = () => {};
  const shared: Member = {
    unsafe: (...statement) => sql.unsafe(...statement),
    isSound: () => true,
    drop: forGood,
    giveBack: forGood,
  };
  const take = () => shared;
  const lanes = leasing({ queue, take });
  const writers = leasing({
    queue,
    take: async (): Promise<Member> => {
      const { release, ...held } = await sql.hold();
      return { ...held, drop: forGood, giveBack: release };
    },
  });
  // a part of a replay is many statements, and some waiting: others have their turns between them
  const one = new FairQueue({ places: 1, mostWaiting: Number.POSITIVE_INFINITY });
  const replays = leasing({ queue: one, take });
  return { lanes, exports: lanes, writers, sessions: writers, deliveries: lanes, replays };
};
