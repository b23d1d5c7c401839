import { setTimeout as wait, setImmediate as yieldTurn } from 'node:timers/promises';
import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import type { AuditTrail } from '../kernel/audited.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import type { Connection } from '../kernel/database.ts';
import { refusal } from '../kernel/errors.ts';
import type { Change, Feed } from '../kernel/feed.ts';
import type { Told, Topic } from '../kernel/live.ts';
import { after, encode, expired, isSame } from '../kernel/position.ts';
import { Delivery } from './delivery.ts';
import type { Execute } from './executor.ts';
import type { Outlet } from './live.ts';
import { shown } from './masking.ts';
import { Queue } from './queue.ts';
import { makeSelect, type Selection } from './selection.ts';
import { telling } from './telling.ts';

/** Equal selections of several subscribers. */
type Channel = Selection & {
  readonly subscribers: Map<Queue<Delivery>, Viewer>;
};

type Parts = {
  readonly feeds: readonly Feed[];
  readonly execute: Execute;
  readonly mask: (error: unknown) => GraphQLError;
  /** A context of its own for what is executed for such a viewer. */
  readonly contextFor: (viewer: Viewer) => Context;
  readonly sql: Connection;
  readonly queueLength: number;
};

type Job<Of> = { readonly selection: Of; readonly told: Told };
type Executed<Of> = Job<Of> & { readonly result: ExecutionResult };

/** So many executions share the loaders of one context. */
const mostAtOnce = 100;
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
    const subscriber = new Queue<Delivery>({ most, onOverflow: tooSlow, onEnd: leave, send });
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

  /** Ends all subscriptions. */
  close(): void {
    const error = new Error('The server is going away.');
    for (const subscriber of this.#coming.keys()) subscriber.fail(error);
    for (const { subscribers } of this.#channels.values()) {
      for (const subscriber of subscribers.keys()) subscriber.fail(error);
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
        for await (const [, deliveries] of this.#execute(jobs)) {
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
    await Promise.all(
      [...byKind.values()].map(async (those) => {
        those.sort((one, other) => one.told.change.id - other.told.change.id);
        for await (const [{ subscribers }, deliveries] of this.#execute(those)) {
          let turns = 0;
          for (const subscriber of subscribers.keys()) {
            subscriber.push(deliveries);
            if (++turns % subscribersAtOnce === 0) await yieldTurn();
          }
        }
      }),
    );
  }

  /** Executes what selections of one kind are told of, part by part. */
  async *#execute<Of extends Selection>(
    jobs: readonly Job<Of>[],
  ): AsyncGenerator<readonly [Of, Delivery[]]> {
    const atOnce = Math.min(mostAtOnce, this.#parts.queueLength);
    for (let at = 0; at < jobs.length; at += atOnce) {
      const some = jobs.slice(at, at + atOnce);
      const each = bySelection(some);
      let executed = await this.#together(some);
      if (each.length > 1 && executed.some(isTooExpensive)) {
        executed = []; // nobody pays for what another one asks
        for (const own of each) executed.push(...(await this.#together(own)));
      }
      for (const own of bySelection(executed)) {
        yield [own[0].selection, own.map((each) => this.#deliveryOf(each))];
      }
    }
  }

  /** Executes with loaders that are shared, and new: what older ones know is from before. */
  #together<Of extends Selection>(jobs: readonly Job<Of>[]): Promise<Executed<Of>[]> {
    const { execute, contextFor } = this.#parts;
    const [first] = jobs;
    const contextValue = first && contextFor(first.selection.topic.viewer);
    return Promise.all(
      jobs.map(async ({ selection, told }) => {
        const result = await execute({ ...selection.args, rootValue: told, contextValue });
        return { selection, told, result };
      }),
    );
  }

  #deliveryOf({ told, result: { data, errors } }: Executed<Selection>): Delivery {
    const shownErrors = errors && {
      errors: errors.map((error) => shown(this.#parts.mask(error))),
    };
    return new Delivery({ data: data ?? null, ...shownErrors }, encode(told.change.position));
  }

  #each(trail: AuditTrail, act: (subscriber: Queue<Delivery>) => void): void {
    for (const { topic, subscribers } of this.#channels.values()) {
      if (topic.of.trail === trail) for (const subscriber of subscribers.keys()) act(subscriber);
    }
  }
}

const isTooExpensive = ({ result: { errors } }: Executed<Selection>): boolean =>
  errors?.some(({ extensions }) => extensions['code'] === 'TOO_EXPENSIVE') ?? false;

/** Lists that have at least one entry each. */
const bySelection = <Each extends Job<Selection>>(jobs: readonly Each[]) =>
  [...Map.groupBy(jobs, ({ selection }) => selection).values()] as [Each, ...Each[]][];
