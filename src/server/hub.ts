import { setTimeout as wait, setImmediate as yieldTurn } from 'node:timers/promises';
import type { ExecutionArgs } from 'graphql';
import type { AuditTrail } from '../kernel/audited.ts';
import type { Viewer } from '../kernel/context.ts';
import type { Connection } from '../kernel/database.ts';
import { refusal } from '../kernel/errors.ts';
import type { Change, Feed } from '../kernel/feed.ts';
import type { Topic } from '../kernel/live.ts';
import { after, expired, isSame } from '../kernel/position.ts';
import type { Delivery } from './delivery.ts';
import { executing, type Job, type Means } from './executing.ts';
import type { Outlet } from './live.ts';
import { Queue } from './queue.ts';
import { makeSelect, type Selection } from './selection.ts';
import { telling } from './telling.ts';

/** Equal selections of several subscribers. */
type Channel = Selection & {
  readonly subscribers: Map<Queue<Delivery>, Viewer>;
};

type Parts = Means & {
  readonly feeds: readonly Feed[];
  readonly sql: Connection;
};

/** So long may a part take while others wait. */
const patienceMs = 3000;
/** After so many subscribers, others of this process have their turn. */
const subscribersAtOnce = 250;

/** Brings the changes of the feeds to whoever has subscribed to them: equal subscriptions are executed once. */
export class Hub {
  readonly #parts: Parts;
  readonly #channels = new Map<string, Channel>();
  /** Those who are still being told what has happened before they came. */
  readonly #coming = new Map<Queue<Delivery>, Viewer>();
  readonly #select = makeSelect();
  #foresee: (trail: AuditTrail, changes: readonly Change[]) => void = () => {};
  #isWatched = () => false;

  constructor(parts: Parts) {
    this.#parts = parts;
    for (const feed of parts.feeds) {
      feed.listen({
        take: (changes) => this.#take(feed.trail, changes),
        isWanted: () => this.#channels.size + this.#coming.size > 0 || this.#isWatched(),
        lose: () => this.#each(feed.trail, (subscriber) => subscriber.fail(expired())),
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

  /** Ends the subscriptions of somebody whose rights have changed. */
  drop(realm: string, username: string): void {
    const error = refusal('UNAUTHENTICATED', 'Your account has changed: connect anew.');
    const channels = [...this.#channels.values()].map(({ subscribers }) => subscribers);
    for (const subscribers of [this.#coming, ...channels]) {
      for (const [subscriber, viewer] of subscribers) {
        if (viewer.realm === realm && viewer.username === username) subscriber.fail(error);
      }
    }
  }

  /** How many subscriptions there are, and how many of them differ. */
  get size(): { readonly subscriptions: number; readonly channels: number } {
    const subscriptions = [...this.#channels.values()].reduce(
      (sum, { subscribers }) => sum + subscribers.size,
      0,
    );
    return { subscriptions, channels: this.#channels.size };
  }

  subscribe(topic: Topic, args: ExecutionArgs, { tooSlow, send }: Outlet): Queue<Delivery> {
    const feed = this.#parts.feeds.find(({ trail }) => trail === topic.of.trail);
    if (!feed) throw new Error(`Nobody reads the trail of ${topic.name}.`);
    const selection = this.#select(topic, args);
    const { key } = selection;
    const leave = () => {
      this.#coming.delete(subscriber);
      const channel = this.#channels.get(key);
      channel?.subscribers.delete(subscriber);
      if (channel?.subscribers.size === 0) this.#channels.delete(key);
    };
    const most = this.#parts.queueLength;
    const subscriber = new Queue<Delivery>({
      most,
      sizeOf: ({ json }) => json.length,
      onOverflow: tooSlow,
      onEnd: leave,
      send,
    });
    this.#coming.set(subscriber, topic.viewer);
    const join = () => {
      if (subscriber.hasEnded) return;
      this.#coming.delete(subscriber);
      const channel = this.#channels.get(key) ?? { ...selection, subscribers: new Map() };
      this.#channels.set(key, channel);
      channel.subscribers.set(subscriber, topic.viewer);
    };
    this.#bring(feed, selection, subscriber, join).catch((error: unknown) =>
      subscriber.fail(error),
    );
    return subscriber;
  }

  /** Breaks all subscriptions off: they can go on elsewhere. */
  close(): void {
    for (const subscriber of this.#coming.keys()) subscriber.cut();
    for (const { subscribers } of this.#channels.values()) {
      for (const subscriber of subscribers.keys()) subscriber.cut();
    }
  }

  /** Gives a subscriber what has happened since its position, until it can join those who are told as it happens. */
  async #bring(
    feed: Feed,
    selection: Selection,
    subscriber: Queue<Delivery>,
    join: () => void,
  ): Promise<void> {
    const { topic } = selection;
    let position = topic.since ?? feed.position;
    if (topic.since) await feed.caughtUp(); // another server may have been ahead of this one
    for (;;) {
      const now = feed.position;
      if (position.epoch !== now.epoch) throw expired();
      if (isSame(position, now)) {
        const hasJoined = await new Promise<boolean>((resolve) => {
          feed.whenResting(() => {
            const isThere = isSame(position, feed.position);
            if (isThere) join();
            resolve(isThere);
          });
        });
        if (hasJoined || subscriber.hasEnded) return;
        continue;
      }
      for await (const changes of feed.between(position, now)) {
        const tell = await telling(this.#parts.sql, [topic], changes);
        const jobs = (await tell(topic)).map((each) => ({ selection, told: each }));
        for await (const [, deliveries] of executing(jobs, this.#parts)) {
          while (subscriber.room < deliveries.length && !subscriber.hasEnded) await wait(5);
          if (subscriber.hasEnded) return;
          subscriber.push(deliveries);
        }
      }
      position = after(now.epoch, now.before);
    }
  }

  async #take(trail: AuditTrail, changes: readonly Change[]): Promise<void> {
    this.#foresee(trail, changes);
    const channels = [...this.#channels.values()].filter(({ topic }) => topic.of.trail === trail);
    if (channels.length === 0) return;
    const topics = channels.map(({ topic }) => topic);
    const tell = await telling(this.#parts.sql, topics, changes);
    const jobs = await Promise.all(
      channels.map(async (channel) => {
        const told = await tell(channel.topic);
        return told.map((each) => ({ selection: channel, told: each }));
      }),
    );
    const byKind = Map.groupBy(jobs.flat(), ({ selection }) => selection.kind);
    await Promise.all([...byKind.values()].map((those) => this.#serve(those)));
  }

  /**
   * Tells those of one kind. Who asks so much that others would have to wait goes on alone, after the last cursor; so does
   * everybody where it fails, since the feed must not read again what has been told in part.
   */
  async #serve(jobs: Job<Channel>[]): Promise<void> {
    jobs.sort((one, other) => one.told.change.id - other.told.change.id);
    const parts = executing(jobs, this.#parts);
    for (;;) {
      const part = await inTime(parts.next()).catch((error) => void this.#parts.mask(error));
      if (!part) {
        const channels = new Set(jobs.map(({ selection }) => selection));
        for (const { subscribers } of channels) {
          for (const subscriber of subscribers.keys()) subscriber.cut();
        }
        return;
      }
      if (part.done) return;
      const [{ subscribers }, deliveries] = part.value;
      let turns = 0;
      for (const subscriber of subscribers.keys()) {
        subscriber.push(deliveries);
        if (++turns % subscribersAtOnce === 0) await yieldTurn();
      }
    }
  }

  #each(trail: AuditTrail, act: (subscriber: Queue<Delivery>) => void): void {
    for (const { topic, subscribers } of this.#channels.values()) {
      if (topic.of.trail === trail) for (const subscriber of subscribers.keys()) act(subscriber);
    }
  }
}

/** Gives up on what takes too long. */
const inTime = async <Value>(value: Promise<Value>): Promise<Value | undefined> => {
  const ending = new AbortController();
  const patience = wait(patienceMs, undefined, { signal: ending.signal, ref: false });
  try {
    return await Promise.race([value, patience]);
  } finally {
    ending.abort();
  }
};
