import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from '../database/connection.ts';
import { isLoss } from '../database/connection-loss.ts';
import type { Pool } from '../database/pool.ts';
import type { Realm } from '../kernel/accounts/people.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import { isSame, type Position } from './change-cursor.ts';
import { type Channel, deliver } from './channel.ts';
import { dismiss } from './dismissal.ts';
import type { DueClock } from './due.ts';
import type { Feed } from './feed.ts';
import { nextPart } from './replay-part.ts';
import { executeJobs, type Job, type Means } from './running-event.ts';
import { atOnce } from './trail-reader.ts';

export type ReplayMeans = Omit<Means, 'contextFor'> & {
  readonly contextFor: (viewer: Viewer, more?: Partial<Context>) => Context;
  readonly replays: Pool;
  readonly realms: readonly Realm[];
};

export type Start = {
  readonly feed: Feed;
  /** Several only if all go on from the same place in the trail and from nothing else. */
  readonly channels: readonly Channel[];
  /** Whose turns it takes. */
  readonly user: string;
  /** Where it begins. */
  readonly position: Position;
  /** Whether the position has been given by this database, and is not just said to be. */
  readonly isProven: boolean;
  /** Tells what has become late, if that is told. */
  readonly clock?: DueClock | undefined;
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
  readonly clock: DueClock | undefined;
  position: Position;
  isProven: boolean;
  /** Whether the position may be ahead of the feed. */
  isAhead: boolean;
  /** Whether what is followed had come to its end when it was looked, if that has an end. */
  isOver: boolean | undefined;
  /** How long its parts are: who comes and goes gets something, who stays gets much. */
  length = mostAtOnce;
  readonly #ending = new AbortController();

  constructor({ feed, channels, user, position, isProven, clock }: Start) {
    this.feed = feed;
    this.channels = channels;
    this.user = user;
    this.clock = clock;
    this.position = position;
    this.isProven = isProven;
    this.isAhead = !isProven || clock !== undefined;
    this.isOver = channels.some(({ topic }) => topic.endings.length > 0) ? undefined : false;
  }

  get subscribers() {
    return this.channels.flatMap(({ subscribers }) => [...subscribers]);
  }

  get isWanted(): boolean {
    return this.channels.some(({ subscribers }) => subscribers.size > 0);
  }

  /** Whether it has been told all that the feed and the clock have told. */
  get isThere(): boolean {
    const { state, due } = this.position;
    const isKnown = this.isProven && !state && this.isOver !== undefined;
    return isKnown && isSame(this.position, this.feed.position) && due === this.clock?.told;
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
  const { feed, clock, user } = replay;
  while (replay.isWanted) {
    if (replay.isAhead) {
      replay.isAhead = false;
      clock?.hurry();
      await feed.caughtUp(); // another server may have been ahead of this one
    }
    const due = replay.position.due ?? clock?.told;
    if (due) replay.position = { ...replay.position, due };
    if (replay.isThere) {
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
      const { isThere } = replay;
      if (isThere) join();
      resolve(isThere);
    });
  });

const replayPart = async (replay: Replay, means: ReplayMeans, lane: Connection): Promise<void> => {
  if (!replay.isProven) await replay.feed.prove(lane, replay.position);
  replay.isProven = true;
  const { jobs, position, isOver } = await nextPart(replay, lane);
  // what it knows of by now, the feed has to tell first
  replay.isAhead = Boolean(replay.position.state) || (isOver !== replay.isOver && Boolean(isOver));
  replay.isOver = isOver;
  const here: Means = {
    ...means,
    contextFor: (viewer) => means.contextFor(viewer, { sql: lane }),
  };
  const size = sizeOf(means);
  for (let at = 0; at < jobs.length && replay.isWanted; ) {
    const those = jobs.slice(at, endOf(jobs, at + size));
    if (!(await hasRoom(replay, size, turnMs))) return;
    const [executed] = await Promise.all([
      all(executeJobs(those, here)),
      dismiss(replay.subscribers, lane, means.realms),
    ]);
    for (const each of executed) await deliver(each);
    at += those.length;
    replay.position = those.at(-1)?.told.position ?? position;
  }
  if (!replay.isWanted) return;
  replay.position = position;
  replay.length = Math.min(2 * replay.length, atOnce);
};

/** Who is told of the same change by several channels is told by all of them, or by none. */
const endOf = (jobs: readonly Job<Channel>[], end: number): number => {
  while (isSameRecord(jobs[end], jobs[end - 1])) end += 1;
  return end;
};

const isSameRecord = (one: Job<Channel> | undefined, other: Job<Channel> | undefined): boolean =>
  one !== undefined &&
  one.told.change.id === other?.told.change.id &&
  one.told.change.entityId === other.told.change.entityId;

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
