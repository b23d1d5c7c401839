import type { Connection } from './connection.ts';
import { isLoss } from './connection-loss.ts';
import type { Claimant } from './fair-queue.ts';
import type { Lease } from './lease.ts';
import type { Pool } from './pool.ts';

type Turn = { readonly lease: Promise<Lease>; pending: number };

/**
 * Statement batching: what a request asks for at a time goes to one connection in one packet, and that one is free again
 * when all is answered. Where all requests share one session, each statement waits for its turn.
 */
export const laneOf = (pool: Pool, claimant: Claimant, isShared: boolean): Connection => {
  let open: Turn | undefined;
  return {
    unsafe: async (...statement) => {
      const turn: Turn = open ?? { lease: pool.checkout(claimant), pending: 0 };
      if (!isShared) open = turn;
      turn.pending += 1;
      const close = () => {
        if (open === turn) open = undefined;
      };
      try {
        const lease = await turn.lease;
        return await lease.unsafe(...statement);
      } catch (error) {
        if (isLoss(error)) close(); // whoever sends again wants another connection
        throw error;
      } finally {
        turn.pending -= 1;
        if (turn.pending === 0) {
          close();
          turn.lease.then(
            (lease) => lease.release(),
            () => {},
          );
        }
      }
    },
  };
};
