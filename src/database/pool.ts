import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from './connection.ts';
import { lost } from './connection-loss.ts';
import { retire } from './driver-faults.ts';
import type { Claimant, FairQueue, Place } from './fair-queue.ts';
import { Lease } from './lease.ts';
import { type Cancel, type Member, Pipeline } from './pipeline.ts';

/** Connection pool: requests lease its connections, in fair turns. */
export type Pool = {
  readonly checkout: (claimant: Claimant) => Promise<Lease>;
  /** Whether a claimant would wait for nobody's statement but those of this turn. */
  readonly isOpenTo: (owner: string) => boolean;
  readonly state: { readonly inUse: number; readonly waiting: number; readonly cancelled: number };
  /** Cancels what runs, and runs nothing more. */
  readonly close: () => Promise<void>;
};

type Parts = {
  readonly queue: FairQueue;
  readonly take: () => Member | Promise<Member>;
  readonly cancel?: Cancel;
  readonly silentMs?: number | undefined;
  readonly end?: () => Promise<void>;
};

/** Running statements may take so long to hear that they are cancelled. */
const closingMs = 1000;

/** Leases the connections that `take` brings to those whom the queue lets in. */
export const leasing = ({ queue, take, cancel, silentMs, end }: Parts): Pool => {
  const pipelines = new Map<Place, Promise<Pipeline>>();
  const out = new Set<Lease>();
  let cancelled = 0;
  let settled = () => {};

  const open = async (place: Place, { statementMs = 0 }: Claimant) => {
    const pipeline = new Pipeline(await take(), cancel, silentMs && silentMs + statementMs);
    place.isUsable = () => pipeline.isSound;
    return pipeline;
  };
  const leave = (place: Place) => {
    if (place.holders === 1) pipelines.delete(place);
    queue.leave(place);
  };
  const borrow = (pipeline: Pipeline, place: Place, claimant: Claimant): Lease => {
    const lease = new Lease(pipeline, claimant, (wasCancelled) => {
      out.delete(lease);
      if (wasCancelled) cancelled += 1;
      if (place.holders === 1) pipeline.giveBack();
      leave(place);
      if (out.size === 0) settled();
    });
    out.add(lease);
    return lease;
  };
  return {
    checkout: async (claimant) => {
      const place = await queue.enter(claimant);
      const pipeline = pipelines.get(place) ?? open(place, claimant);
      pipelines.set(place, pipeline);
      try {
        return borrow(await pipeline, place, claimant);
      } catch (error) {
        leave(place);
        throw error;
      }
    },
    isOpenTo: (owner) => queue.isOpenTo(owner),
    get state() {
      return { ...queue.state, cancelled };
    },
    close: async () => {
      queue.close();
      const empty = new Promise<void>((resolve) => (settled = resolve));
      for (const lease of out) lease.giveUp(lost());
      if (out.size > 0) await Promise.race([empty, wait(closingMs, undefined, { ref: false })]);
      await end?.();
    },
  };
};

type Settings = {
  readonly connect: (onClose: () => void) => Sql;
  readonly queue: FairQueue;
  readonly cancel: Cancel;
  readonly silentMs: number | undefined;
  /** The connections, of all pools to this server, that nobody has just now. */
  readonly idle: Set<Member>;
};

/** A pool of connections to a server. A lost one is replaced: what was begun on it must not go on upon another. */
export const makePool = ({ connect, idle, ...means }: Settings): Pool => {
  const own: Member[] = [];
  const all = new Set<Sql>();

  const open = (): Member => {
    let isSound = true;
    const lose = () => {
      isSound = false;
      all.delete(sql);
      void retire(sql);
    };
    const sql = connect(lose);
    all.add(sql);
    const member: Member = {
      unsafe: (...statement) => sql.unsafe(...statement),
      isSound: () => isSound,
      // what has silenced one connection has done so to those that nobody listens to, too
      drop: () => {
        lose();
        const silenced = [...idle];
        idle.clear();
        for (const each of silenced) each.drop();
      },
      giveBack: () => {
        if (!isSound) return;
        own.push(member);
        idle.add(member);
      },
    };
    return member;
  };
  const take = (): Member => {
    const member = own.pop();
    if (!member) return open();
    idle.delete(member);
    return member.isSound() ? member : take();
  };
  const end = async () => {
    await Promise.all([...all].map((sql) => retire(sql, 1)));
  };
  return leasing({ ...means, take, end });
};
