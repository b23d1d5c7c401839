import type { ExecutionArgs } from 'graphql';
import type { Connection } from '../database/connection.ts';
import type { Viewer } from '../kernel/context.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import { expired, type Position } from './change-cursor.ts';
import type { Channel } from './channel.ts';
import type { Delivery, Outlet } from './delivery.ts';
import { Queue } from './delivery-queue.ts';
import { changedAccount } from './dismissal.ts';
import type { Change, Feed } from './feed.ts';
import { Line } from './line.ts';
import { type Ended, isEnded, ownerOf, typesOfRights } from './realm.ts';
import { Replay, type ReplayMeans, runReplay, type Start } from './replay.ts';
import { makeSelect } from './subscription-key.ts';
import type { Topic } from './topic.ts';

type Parts = ReplayMeans & {
  readonly feeds: readonly Feed[];
  readonly sql: Connection;
};

/** Brings the changes of the feeds to whoever has subscribed to them: equal subscriptions are executed once. */
export class Hub {
  readonly #parts: Parts;
  readonly #lines: readonly Line[];
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
    this.#lines = parts.feeds.map((feed) => new Line(feed, parts, this.#merge));
    for (const line of this.#lines) {
      const { feed } = line;
      feed.listen({
        take: (changes) => {
          this.#foresee(feed.trail, changes);
          return line.take(changes);
        },
        leave: (changes, from) => this.#leaveBehind(line, changes, from),
        rest: () => line.rest(),
        isWanted: () => this.#isWanted || this.#isWatched(),
        lose: () => {
          for (const { topic, subscribers } of this.#all()) {
            if (topic.of.trail === feed.trail) fail(subscribers, expired());
          }
        },
      });
    }
  }

  /** Whether somebody follows changes of this trail. */
  isFollowed(trail: AuditTrail): boolean {
    return this.#lines.some(({ feed, channels }) => feed.trail === trail && channels.length > 0);
  }

  get #isWanted(): boolean {
    return this.#replays.size > 0 || this.#lines.some(({ channels }) => channels.length > 0);
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
    const channels = this.#lines.flatMap((line) => line.channels);
    return {
      subscriptions: channels.reduce((sum, { subscribers }) => sum + subscribers.size, 0),
      channels: channels.length,
      replays: this.#replays.size,
      cutOffs: this.#cutOffs,
    };
  }

  subscribe(topic: Topic, args: ExecutionArgs, { tooSlow, send }: Outlet): Queue<Delivery> {
    const line = this.#lines.find(({ feed }) => feed.trail === topic.of.trail);
    if (!line) throw new Error(`Nobody reads the trail of ${topic.name}.`);
    const subscriber = new Queue<Delivery>({
      most: this.#parts.queueLength,
      sizeOf: ({ json }) => json.length,
      onOverflow: () => {
        this.#cutOffs += 1;
        tooSlow?.();
      },
      onEnd: () => this.#remove(line, subscriber),
      send,
    });
    const channel = { ...this.#select(topic, args), subscribers: new Map() };
    const { since, viewer } = topic;
    if (topic.of.numbers) {
      const asked = line.equalTo(channel);
      this.#add(asked, subscriber, viewer);
      void line.numbers.welcome(asked, subscriber, since?.answer);
    } else {
      this.#add(channel, subscriber, viewer);
      const position = topic.beginAt(line.feed.position);
      const user = ownerOf(viewer);
      this.#replay(line, { channels: [channel], user, position, isProven: !since });
    }
    return subscriber;
  }

  /** Breaks all subscriptions off: they can go on elsewhere. */
  close(): void {
    for (const { subscribers } of this.#all()) {
      for (const subscriber of subscribers.keys()) subscriber.cut();
    }
  }

  *#all(): Generator<Channel> {
    for (const { channels } of this.#lines) yield* channels;
    for (const { channels } of this.#replays) yield* channels;
  }

  #add(channel: Channel, subscriber: Queue<Delivery>, viewer: Viewer): void {
    channel.subscribers.set(subscriber, viewer);
    this.#channelOf.set(subscriber, channel);
  }

  readonly #merge = ({ subscribers }: Channel, into: Channel): void => {
    for (const [each, viewer] of subscribers) this.#add(into, each, viewer);
  };

  #remove(line: Line, subscriber: Queue<Delivery>): void {
    const channel = this.#channelOf.get(subscriber);
    channel?.subscribers.delete(subscriber);
    if (channel?.subscribers.size !== 0) return;
    line.leave(channel);
    this.#replayOf.get(channel)?.leave();
  }

  /** Lets subscribers catch up; then they are among those who are told as it happens. */
  #replay(line: Line, start: Omit<Start, 'feed' | 'clock'>): void {
    const clock = line.clockOf(start.channels[0]?.topic.of.due);
    const replay = new Replay({ ...start, feed: line.feed, clock });
    this.#replays.add(replay);
    for (const channel of replay.channels) this.#replayOf.set(channel, replay);
    const join = () => {
      this.#replays.delete(replay);
      for (const channel of replay.channels) {
        if (replay.isOver) for (const each of channel.subscribers.keys()) each.finish();
        else if (channel.subscribers.size > 0) line.join(channel);
      }
    };
    runReplay(replay, this.#parts, join)
      .catch((error: unknown) => {
        for (const { subscribers } of replay.channels) fail(subscribers, error);
      })
      .finally(() => this.#replays.delete(replay));
  }

  /** Whom a large change concerns goes on alone: nobody else has to wait for it. */
  #leaveBehind(line: Line, changes: readonly Change[], position: Position): readonly string[] {
    const types = new Set(changes.map(({ entityType }) => entityType));
    const { starts, types: needed } = line.leaveBehind(types, position);
    const behind = { user: '', isProven: true };
    // those who go on from the same place do so together
    const together = starts.filter((start) => start.position === position);
    if (together.length > 0) {
      this.#replay(line, { ...behind, channels: together.map(({ channel }) => channel), position });
    }
    for (const start of starts) {
      if (start.position === position) continue;
      this.#replay(line, { ...behind, channels: [start.channel], position: start.position });
    }
    // what happens to accounts is never skipped
    const accounts = this.#parts.realms.flatMap((realm) =>
      realm.trail === line.feed.trail ? typesOfRights(realm) : [],
    );
    return needed.filter((type) => types.has(type) && !accounts.includes(type));
  }
}

const fail = (subscribers: Channel['subscribers'], error: unknown): void => {
  for (const subscriber of subscribers.keys()) subscriber.fail(error);
};
