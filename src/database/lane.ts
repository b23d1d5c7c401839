import type { Connection } from './connection.ts';
import { isLoss } from './connection-loss.ts';
import type { Claimant } from './fair-queue.ts';
import type { Lease } from './lease.ts';
import type { Pool } from './pool.ts';

type Turn = { readonly lease: Promise<Lease>; pending: number };

/** Nobody in particular: what is found by keys takes so little time that it is all the same for whom. */
const everybody = '';

/**
 * Statement batching: what a request asks for at a time goes to one connection in one packet, and that one is free again
 * when all is answered. What is looked up by keys goes in one packet with what other requests look up in the same turn of
 * the event loop, as long as nothing older is in front of it there: a packet costs more than such a statement. Where all
 * requests share one session, each statement waits for its turn.
 */
export const laneOf = (
  pool: Pool,
  claimant: Claimant,
  isShared: boolean,
  lookUps?: Pool,
): Connection => {
  let open: Turn | undefined;
  let shared: Connection | undefined;
  const own: Connection = {
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
  return {
    ...own,
    lookUp: (...statement) => {
      if (!lookUps?.isOpenTo(everybody)) return own.unsafe(...statement);
      shared ??= laneOf(lookUps, { ...claimant, owner: everybody }, false);
      return shared.unsafe(...statement);
    },
  };
};
