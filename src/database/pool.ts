import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from './connect.ts';
import { lost } from './connection-loss.ts';
import type { Claimant, FairQueue, Place } from './fair-queue.ts';
import { Lease } from './lease.ts';
import { retire } from './reconnecting.ts';
import { type Cancel, type Member, Wire } from './wire.ts';

/** Connections that requests have one by one, in fair turns. */
export type Pool = {
  readonly checkout: (claimant: Claimant) => Promise<Lease>;
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

/** Lends what `take` brings to those whom the queue lets in. */
export const lending = ({ queue, take, cancel, silentMs, end }: Parts): Pool => {
  const wires = new Map<Place, Promise<Wire>>();
  const out = new Set<Lease>();
  let cancelled = 0;
  let settled = () => {};

  const open = async (place: Place) => {
    const wire = new Wire(await take(), cancel, silentMs);
    place.isUsable = () => wire.isSound;
    return wire;
  };
  const leave = (place: Place) => {
    if (place.holders === 1) wires.delete(place);
    queue.leave(place);
  };
  const borrow = (wire: Wire, place: Place, claimant: Claimant): Lease => {
    const lease = new Lease(wire, claimant, (wasCancelled) => {
      out.delete(lease);
      if (wasCancelled) cancelled += 1;
      if (place.holders === 1) wire.giveBack();
      leave(place);
      if (out.size === 0) settled();
    });
    out.add(lease);
    return lease;
  };
  return {
    checkout: async (claimant) => {
      const place = await queue.enter(claimant);
      const wire = wires.get(place) ?? open(place);
      wires.set(place, wire);
      try {
        return borrow(await wire, place, claimant);
      } catch (error) {
        leave(place);
        throw error;
      }
    },
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
};

/** A pool of a server's connections. A lost one is replaced: what was begun on it must not go on upon another. */
export const makePool = ({ connect, ...means }: Settings): Pool => {
  const idle: Member[] = [];
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
        for (const each of idle.splice(0)) each.drop();
      },
      giveBack: () => isSound && idle.push(member),
    };
    return member;
  };
  const take = (): Member => {
    const member = idle.pop();
    if (!member) return open();
    return member.isSound() ? member : take();
  };
  const end = async () => {
    await Promise.all([...all].map((sql) => retire(sql, 1)));
  };
  return lending({ ...means, take, end });
};
