import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from '../database/connection.ts';
import { isLoss } from '../database/connection-loss.ts';
import type { Pool } from '../database/pool.ts';
import type { Realm } from '../kernel/accounts/people.ts';
import { findViewers } from '../kernel/accounts/viewer.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import { isSame, type Position } from './change-cursor.ts';
import { type Channel, deliver, jobsOf } from './channel.ts';
import type { Feed } from './feed.ts';
import { match } from './matching.ts';
import { executeJobs, type Means } from './running-event.ts';
import { atOnce } from './trail-reader.ts';

export type ReplayMeans = Omit<Means, 'contextFor'> & {
  readonly contextFor: (viewer: Viewer, more?: Partial<Context>) => Context;
  readonly replays: Pool;
  readonly realms: readonly Realm[];
};

export type Start = {
  readonly feed: Feed;
  readonly channels: readonly Channel[];
  /** Whose turns it takes. */
  readonly user: string;
  /** Where it begins. */
  readonly position: Position;
  /** Whether the position has been given by this database, and is not just said to be. */
  readonly isProven: boolean;
};

/** So many changes are executed before it is looked again who may have them, and has room for them. */
const mostAtOnce = 100;
/** So long may one of several subscribers have no room. */
const patienceMs = 3000;
/** So long may a turn wait for room. */
const turnMs = 100;
const retryMs = 250;

const nobody = refusal('ABORTED', 'Nobody waits for this any more.');

/** Subscribers who are told what has happened before, by and by, until they have caught up with the feed. */
export class Replay {
  readonly feed: Feed;
  readonly channels: readonly Channel[];
  readonly user: string;
  position: Position;
  isProven: boolean;
  /** How long its parts are: who comes and goes gets something, who stays gets much. */
  length = mostAtOnce;
  readonly #ending = new AbortController();

  constructor({ feed, channels, user, position, isProven }: Start) {
    this.feed = feed;
    this.channels = channels;
    this.user = user;
    this.position = position;
    this.isProven = isProven;
  }

  get subscribers() {
    return this.channels.flatMap(({ subscribers }) => [...subscribers]);
  }

  get isWanted(): boolean {
    return this.channels.some(({ subscribers }) => subscribers.size > 0);
  }

  /** Says when nobody waits for it any more: what it still asks of the database is cancelled. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** To be called when a channel is left by its last subscriber. */
  leave(): void {
    if (!this.isWanted) this.#ending.abort(nobody);
  }
}

/**
 * Runs a replay to its end: part by part, each in a turn of its own, with connections of their own. It holds nothing
 * between its turns, so that any number of them may wait.
 */
export const runReplay = async (
  replay: Replay,
  means: ReplayMeans,
  join: () => void,
): Promise<void> => {
  const { feed, user } = replay;
  if (!replay.isProven) await feed.caughtUp(); // another server may have been ahead of this one
  while (replay.isWanted) {
    if (replay.isProven && isSame(replay.position, feed.position)) {
      if (await joined(replay, join)) return;
      continue;
    }
    await untilRoom(replay, sizeOf(means));
    try {
      const lease = await means.replays.checkout({ owner: user, signal: replay.signal });
      await replayPart(replay, means, lease).finally(() => lease.release());
    } catch (error) {
      if (!isLoss(error)) throw error;
      await wait(retryMs); // the connection is replaced; what was told is behind the position
    }
  }
};

const joined = (replay: Replay, join: () => void): Promise<boolean> =>
  new Promise((resolve) => {
    replay.feed.whenResting(() => {
      const isThere = isSame(replay.position, replay.feed.position);
      if (isThere) join();
      resolve(isThere);
    });
  });

const replayPart = async (replay: Replay, means: ReplayMeans, lane: Connection): Promise<void> => {
  if (!replay.isWanted) return;
  const { feed, channels, length } = replay;
  const [{ changes, position }] = await Promise.all([
    feed.after(lane, replay.position, length),
    replay.isProven || feed.prove(lane, replay.position),
  ]);
  replay.isProven = true;
  if (!replay.isWanted) return;
  const tell = await match(
    lane,
    channels.map(({ topic }) => topic),
    changes,
  );
  const jobs = await jobsOf(channels, tell);
  const here: Means = {
    ...means,
    contextFor: (viewer) => means.contextFor(viewer, { sql: lane }),
  };
  const size = sizeOf(means);
  for (let at = 0; at < changes.length && replay.isWanted; at += size) {
    const some = changes.slice(at, at + size);
    const upTo = some.at(-1) ?? { id: 0, position };
    const count = jobs.findIndex(({ told }) => told.change.id > upTo.id);
    const those = jobs.splice(0, count < 0 ? jobs.length : count);
    if (those.length > 0) {
      if (!(await hasRoom(replay, size, turnMs))) return;
      const [executed] = await Promise.all([
        all(executeJobs(those, here)),
        dismiss(replay, lane, means.realms),
      ]);
      for (const [channel, deliveries] of executed) await deliver(channel, deliveries);
    }
    replay.position = upTo.position;
  }
  replay.position = position;
  replay.length = Math.min(2 * length, atOnce);
};

const sizeOf = ({ queueLength }: Pick<Means, 'queueLength'>) => Math.min(mostAtOnce, queueLength);

const full = (replay: Replay, size: number) =>
  replay.subscribers.flatMap(([subscriber]) => (subscriber.room < size ? subscriber : []));

/** Whether everybody has room, or gets it within this time. */
const hasRoom = async (replay: Replay, size: number, ms: number): Promise<boolean> => {
  for (const began = Date.now(); full(replay, size).length > 0; await wait(5)) {
    if (Date.now() - began > ms) return false;
  }
  return true;
};

/** Backpressure: who can wait is not cut off. But one must not keep others waiting. */
const untilRoom = async (replay: Replay, size: number): Promise<void> => {
  while (!(await hasRoom(replay, size, patienceMs))) {
    if (replay.subscribers.length === 1) continue;
    for (const subscriber of full(replay, size)) subscriber.cut();
  }
};

const all = async <Each>(some: AsyncIterable<Each>): Promise<Each[]> => {
  const list: Each[] = [];
  for await (const each of some) list.push(each);
  return list;
};

/** Ends the subscriptions of those who are not any more who they were. */
const dismiss = async (
  replay: Replay,
  lane: Connection,
  realms: readonly Realm[],
): Promise<void> => {
  const byRealm = Map.groupBy(replay.subscribers, ([, viewer]) => viewer.realm);
  for (const realm of realms) {
    const those = byRealm.get(realm.name) ?? [];
    if (those.length === 0) continue;
    const found = await findViewers(
      lane,
      realm,
      those.map(([, { id, sessionId = null, ...named }]) => ({ ...named, userId: id, sessionId })),
    );
    const rights = new Map(found.map(({ nth, ...viewer }) => [nth - 1, rightsOf(viewer)]));
    those.forEach(([subscriber, viewer], at) => {
      if (rights.get(at) !== rightsOf(viewer)) subscriber.fail(changedAccount());
    });
  }
};

const rightsOf = ({ role, permissions }: Viewer) => JSON.stringify([role, permissions ?? null]);

export const changedAccount = () =>
  refusal('UNAUTHENTICATED', 'Your account has changed, or your session is over: connect anew.');
