import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionArgs } from 'graphql';
import type { Connection } from '../database/connection.ts';
import type { Viewer } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import { expired, type Position } from './change-cursor.ts';
import { type Channel, deliver, jobsOf } from './channel.ts';
import type { Delivery, Outlet } from './delivery.ts';
import { Queue } from './delivery-queue.ts';
import type { Change, Feed } from './feed.ts';
import { match } from './matching.ts';
import { type Ended, isEnded, ownerOf, typesOfRights } from './realm.ts';
import { changedAccount, Replay, type ReplayMeans, runReplay, type Start } from './replay.ts';
import { executeJobs, type Job } from './running-event.ts';
import { makeSelect } from './subscription-key.ts';
import type { Topic } from './topic.ts';

type Parts = ReplayMeans & {
  readonly feeds: readonly Feed[];
  readonly sql: Connection;
};

/** So long may a part take while others wait. */
const patienceMs = 3000;
const tooLong = refusal('ABORTED', 'This takes too long to be told as it happens.');

/** Brings the changes of the feeds to whoever has subscribed to them: equal subscriptions are executed once. */
export class Hub {
  readonly #parts: Parts;
  readonly #channels = new Map<string, Channel>();
  /** Those who are still being told what has happened before. */
  readonly #replays = new Set<Replay>();
  readonly #replayOf = new WeakMap<Channel, Replay>();
  readonly #channelOf = new WeakMap<Queue<Delivery>, Channel>();
  readonly #select = makeSelect();
  #cutOffs = 0;
  #foresee: (trail: AuditTrail, changes: readonly Change[]) => void = () => {};
  #isWatched = () => false;

  constructor(parts: Parts) {
    this.#parts = parts;
    for (const feed of parts.feeds) {
      feed.listen({
        take: (changes) => this.#take(feed.trail, changes),
        leave: (changes, from) => this.#leaveBehind(feed, changes, from),
        isWanted: () => this.#channels.size + this.#replays.size > 0 || this.#isWatched(),
        lose: () => {
          for (const { topic, subscribers } of this.#all()) {
            if (topic.of.trail === feed.trail) fail(subscribers, expired());
          }
        },
      });
    }
  }

  /** Shows somebody changes before anybody is told of them, whenever there is a reason to look. */
  foresee(
    look: (trail: AuditTrail, changes: readonly Change[]) => void,
    isWatched: () => boolean,
  ): void {
    this.#foresee = look;
    this.#isWatched = isWatched;
  }

  /** Ends the subscriptions of somebody whose rights have changed, or whose session is over. */
  drop(ended: Ended): void {
    for (const { subscribers } of this.#all()) {
      for (const [subscriber, viewer] of subscribers) {
        if (isEnded(ended, viewer)) subscriber.fail(changedAccount());
      }
    }
  }

  /** How many subscriptions there are, how many of them differ, how many are behind, and how many were cut off. */
  get size() {
    const channels = [...this.#channels.values()];
    return {
      subscriptions: channels.reduce((sum, { subscribers }) => sum + subscribers.size, 0),
      channels: channels.length,
      replays: this.#replays.size,
      cutOffs: this.#cutOffs,
    };
  }

  subscribe(topic: Topic, args: ExecutionArgs, { tooSlow, send }: Outlet): Queue<Delivery> {
    const feed = this.#parts.feeds.find(({ trail }) => trail === topic.of.trail);
    if (!feed) throw new Error(`Nobody reads the trail of ${topic.name}.`);
    const subscriber = new Queue<Delivery>({
      most: this.#parts.queueLength,
      sizeOf: ({ json }) => json.length,
      onOverflow: () => {
        this.#cutOffs += 1;
        tooSlow?.();
      },
      onEnd: () => this.#remove(subscriber),
      send,
    });
    const channel = { ...this.#select(topic, args), subscribers: new Map() };
    this.#add(channel, subscriber, topic.viewer);
    this.#replay({
      feed,
      channels: [channel],
      user: ownerOf(topic.viewer),
      position: topic.since ?? feed.position,
      isProven: !topic.since,
    });
    return subscriber;
  }

  /** Breaks all subscriptions off: they can go on elsewhere. */
  close(): void {
    for (const { subscribers } of this.#all()) {
      for (const subscriber of subscribers.keys()) subscriber.cut();
    }
  }

  *#all(): Generator<Channel> {
    yield* this.#channels.values();
    for (const { channels } of this.#replays) yield* channels;
  }

  #add(channel: Channel, subscriber: Queue<Delivery>, viewer: Viewer): void {
    channel.subscribers.set(subscriber, viewer);
    this.#channelOf.set(subscriber, channel);
  }

  #remove(subscriber: Queue<Delivery>): void {
    const channel = this.#channelOf.get(subscriber);
    channel?.subscribers.delete(subscriber);
    if (channel?.subscribers.size !== 0) return;
    if (this.#channels.get(channel.key) === channel) this.#channels.delete(channel.key);
    this.#replayOf.get(channel)?.leave();
  }

  /** Lets subscribers catch up; then they are among those who are told as it happens. */
  #replay(start: Start): void {
    const replay = new Replay(start);
    this.#replays.add(replay);
    for (const channel of replay.channels) this.#replayOf.set(channel, replay);
    const join = () => {
      this.#replays.delete(replay);
      for (const channel of replay.channels) this.#join(channel);
    };
    runReplay(replay, this.#parts, join)
      .catch((error: unknown) => {
        for (const { subscribers } of replay.channels) fail(subscribers, error);
      })
      .finally(() => this.#replays.delete(replay));
  }

  #join(channel: Channel): void {
    const live = this.#channels.get(channel.key);
    if (live) for (const [each, viewer] of channel.subscribers) this.#add(live, each, viewer);
    else if (channel.subscribers.size > 0) this.#channels.set(channel.key, channel);
  }

  /** Whom a large change concerns goes on alone: nobody else has to wait for it. */
  #leaveBehind(feed: Feed, changes: readonly Change[], position: Position): readonly string[] {
    const types = new Set(changes.map(({ entityType }) => entityType));
    const channels = [...this.#channels.values()].filter(
      ({ topic }) => topic.of.trail === feed.trail && topic.types.some((type) => types.has(type)),
    );
    for (const { key } of channels) this.#channels.delete(key);
    if (channels.length > 0) this.#replay({ feed, channels, user: '', position, isProven: true });
    const needed = channels.flatMap(({ topic }) => topic.types);
    // what happens to accounts is never skipped
    const accounts = this.#parts.realms.flatMap((realm) =>
      realm.trail === feed.trail ? typesOfRights(realm) : [],
    );
    return needed.filter((type) => types.has(type) && !accounts.includes(type));
  }

  async #take(trail: AuditTrail, changes: readonly Change[]): Promise<void> {
    this.#foresee(trail, changes);
    const channels = [...this.#channels.values()].filter(({ topic }) => topic.of.trail === trail);
    if (channels.length === 0) return;
    const topics = channels.map(({ topic }) => topic);
    const jobs = await jobsOf(channels, await match(this.#parts.sql, topics, changes));
    const byKind = Map.groupBy(jobs, ({ selection }) => selection.kind);
    await Promise.all([...byKind.values()].map((those) => this.#serve(those)));
  }

  /**
   * Tells those of one kind. Who asks so much that others would have to wait goes on alone, after the last cursor; so does
   * everybody where it fails, since the feed must not read again what has been told in part.
   */
  async #serve(jobs: Job<Channel>[]): Promise<void> {
    const ending = new AbortController();
    const { contextFor, ...means } = this.#parts;
    const parts = executeJobs(jobs, {
      ...means,
      contextFor: (viewer) => contextFor(viewer, { signal: ending.signal }),
    });
    for (;;) {
      const part = await withTimeout(parts.next()).catch((error) => void this.#parts.mask(error));
      if (!part) {
        ending.abort(tooLong);
        const channels = new Set(jobs.map(({ selection }) => selection));
        for (const { subscribers } of channels) {
          for (const subscriber of subscribers.keys()) subscriber.cut();
        }
        return;
      }
      if (part.done) return;
      await deliver(...part.value);
    }
  }
}

const fail = (subscribers: Channel['subscribers'], error: unknown): void => {
  for (const subscriber of subscribers.keys()) subscriber.fail(error);
};

/** Timeout: gives up on what takes too long. */
const withTimeout = async <Value>(value: Promise<Value>): Promise<Value | undefined> => {
  const ending = new AbortController();
  const patience = wait(patienceMs, undefined, { signal: ending.signal, ref: false });
  try {
    return await Promise.race([value, patience]);
  } finally {
    ending.abort();
  }
};
