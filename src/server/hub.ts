import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import type { AuditTrail } from '../kernel/audited.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import type { Connection } from '../kernel/database.ts';
import { refusal } from '../kernel/errors.ts';
import type { Change, Feed } from '../kernel/feed.ts';
import type { Locate, Told, Topic } from '../kernel/live.ts';
import { after, encode, expired, isSame, type Position } from '../kernel/position.ts';
import { Delivery } from './delivery.ts';
import type { Execute } from './executor.ts';
import { shown } from './masking.ts';
import { Queue } from './queue.ts';

type Channel = {
  readonly topic: Topic;
  readonly args: ExecutionArgs;
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

/** So many changes are executed with the loaders of one context. */
const changesAtOnce = 100;

/** Brings the changes of the feeds to whoever has subscribed to them: equal subscriptions are executed once. */
export class Hub {
  readonly #parts: Parts;
  readonly #channels = new Map<string, Channel>();
  /** Those who are still being told what has happened before they came. */
  readonly #coming = new Map<Queue<Delivery>, Viewer>();
  readonly #documents = new WeakMap<object, number>();
  #documentsSeen = 0;
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

  subscribe(topic: Topic, args: ExecutionArgs, onOverflow: () => void): Queue<Delivery> {
    const feed = this.#parts.feeds.find(({ trail }) => trail === topic.of.trail);
    if (!feed) throw new Error(`Nobody reads the trail of ${topic.name}.`);
    const key = this.#keyOf(topic, args);
    const leave = () => {
      this.#coming.delete(subscriber);
      const channel = this.#channels.get(key);
      channel?.subscribers.delete(subscriber);
      if (channel?.subscribers.size === 0) this.#channels.delete(key);
    };
    const subscriber = new Queue<Delivery>(this.#parts.queueLength, onOverflow, leave);
    this.#coming.set(subscriber, topic.viewer);
    const join = () => {
      if (subscriber.hasEnded) return;
      this.#coming.delete(subscriber);
      const channel = this.#channels.get(key) ?? { topic, args, subscribers: new Map() };
      this.#channels.set(key, channel);
      channel.subscribers.set(subscriber, topic.viewer);
    };
    this.#bring(feed, topic, args, subscriber, join).catch((error: unknown) =>
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

  #keyOf(
    { name, args: given, scope }: Topic,
    { document, operationName, variableValues }: ExecutionArgs,
  ) {
    let number = this.#documents.get(document);
    if (!number) this.#documents.set(document, (number = ++this.#documentsSeen));
    // the place to start from is no part of what is asked; that a variable holds it does no harm but to sharing
    const { since: _since, ...variables } = variableValues ?? {};
    return JSON.stringify([number, operationName, name, given, scope, variables]);
  }

  /** Gives a subscriber what has happened since its position, until it can join those who are told as it happens. */
  async #bring(
    feed: Feed,
    topic: Topic,
    args: ExecutionArgs,
    subscriber: Queue<Delivery>,
    join: () => void,
  ): Promise<void> {
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
        const told = await this.#toldOf(topic, changes, await this.#placesOf([topic], changes));
        for (const delivery of await this.#execute(topic, args, told)) {
          while (subscriber.isFull && !subscriber.hasEnded) await wait(5);
          if (subscriber.hasEnded) return;
          subscriber.push(delivery);
        }
      }
      position = after(now.epoch, now.before);
    }
  }

  async #take(trail: AuditTrail, changes: readonly Change[]): Promise<void> {
    this.#foresee(trail, changes);
    const channels = [...this.#channels.values()].filter(({ topic }) => topic.of.trail === trail);
    if (channels.length === 0) return;
    const places = await this.#placesOf(
      channels.map(({ topic }) => topic),
      changes,
    );
    await Promise.all(
      channels.map(async ({ topic, args, subscribers }) => {
        const told = await this.#toldOf(topic, changes, places);
        for (const delivery of await this.#execute(topic, args, told)) {
          for (const subscriber of subscribers.keys()) subscriber.push(delivery);
        }
      }),
    );
  }

  #toldOf(
    topic: Topic,
    changes: readonly Change[],
    places: ReadonlyMap<unknown, ReadonlyMap<number, unknown>>,
  ): Promise<Told[]> {
    const here = places.get(topic.of.locate) ?? new Map();
    const told = changes.flatMap((change) => topic.tell(change, here) ?? []);
    return this.#withoutRemains(topic, told);
  }

  /** What goes along with a row is no change of it. */
  async #withoutRemains(topic: Topic, told: readonly Told[]): Promise<Told[]> {
    const isRemains = ({ change, action }: Told) =>
      change.action === 'DELETE' && action === 'UPDATED';
    const left = new Map<string, Set<number>>();
    for (const [type, those] of Map.groupBy(told.filter(isRemains), (each) => each.entityType)) {
      const rows = await this.#parts.sql.unsafe<{ id: number }[]>(
        `select id from ${topic.of.entities[type]?.from} where id = any($1::int[])`,
        [`{${those.map(({ id }) => id).join()}}`],
        { prepare: true },
      );
      left.set(type, new Set(rows.map(({ id }) => id)));
    }
    return told.filter((each) => !isRemains(each) || left.get(each.entityType)?.has(each.id));
  }

  /** Where changes have happened, found out once for all topics that want to know in the same way. */
  async #placesOf(topics: readonly Topic[], changes: readonly Change[]) {
    const wanted = Map.groupBy(topics, ({ of }) => of.locate);
    const places = new Map<unknown, ReadonlyMap<number, unknown>>();
    for (const [locate, those] of wanted) {
      if (!locate) continue;
      const types = new Set(
        those.flatMap(({ of }) => [...Object.keys(of.entities), ...Object.keys(of.parts ?? {})]),
      );
      const about = changes.filter(({ entityType }) => types.has(entityType));
      const found =
        about.length > 0 ? (locate as Locate<unknown>)(this.#parts.sql, about) : new Map();
      places.set(locate, await found);
    }
    return places;
  }

  async #execute(topic: Topic, args: ExecutionArgs, told: readonly Told[]): Promise<Delivery[]> {
    const { execute, mask, contextFor } = this.#parts;
    const deliveries: Delivery[] = [];
    for (let at = 0; at < told.length; at += changesAtOnce) {
      const contextValue = contextFor(topic.viewer); // loaders of its own: what older ones know is from before
      const some = told.slice(at, at + changesAtOnce);
      const results = await Promise.all(
        some.map(async (rootValue) => execute({ ...args, rootValue, contextValue })),
      );
      results.forEach(({ data, errors }, at) => {
        const cursor = encode(some[at]?.change.position as Position);
        const shownErrors = errors && { errors: errors.map((error) => shown(mask(error))) };
        deliveries.push(new Delivery({ data: data ?? null, ...shownErrors }, cursor));
      });
    }
    return deliveries;
  }

  #each(trail: AuditTrail, act: (subscriber: Queue<Delivery>) => void): void {
    for (const { topic, subscribers } of this.#channels.values()) {
      if (topic.of.trail === trail) for (const subscriber of subscribers.keys()) act(subscriber);
    }
  }
}
