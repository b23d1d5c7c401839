import type { Connection } from '../database/connection.ts';
import { marked, type Position } from './change-cursor.ts';
import { type Channel, jobsOf } from './channel.ts';
import { DueClock, type Lateness, type Through } from './due.ts';
import type { Change, Feed } from './feed.ts';
import { match } from './matching.ts';
import { Numbers } from './numbers.ts';
import type { ReplayMeans } from './replay.ts';
import type { Job } from './running-event.ts';
import { serve } from './serve.ts';
import { Windows } from './windows.ts';

type Means = ReplayMeans & { readonly sql: Connection };

/** The channels that are told what a feed brings, as it comes or a little later. */
export class Line {
  readonly feed: Feed;
  readonly numbers: Numbers;
  readonly #means: Means;
  /** Lets the subscribers of a channel be those of an equal one. */
  readonly #merge: (channel: Channel, into: Channel) => void;
  readonly #channels = new Map<string, Channel>();
  readonly #windows = new Windows();
  readonly #clocks = new Map<Lateness, DueClock>();
  #late = 0;

  constructor(feed: Feed, means: Means, merge: (channel: Channel, into: Channel) => void) {
    this.feed = feed;
    this.numbers = new Numbers(feed, means);
    this.#means = means;
    this.#merge = merge;
  }

  get channels(): readonly Channel[] {
    return [...this.#channels.values()];
  }

  clockOf(due: Lateness | undefined): DueClock | undefined {
    if (!due) return undefined;
    const clock = this.#clocks.get(due) ?? new DueClock(due);
    this.#clocks.set(due, clock);
    return clock;
  }

  /** The channel that is equal to this one, or this one from now on. */
  equalTo(channel: Channel): Channel {
    const live = this.#channels.get(channel.key) ?? channel;
    this.#channels.set(channel.key, live);
    return live;
  }

  /** Takes a channel that has caught up. It stays by itself as long as the equal one has more to be told. */
  join(channel: Channel): void {
    const live = this.equalTo(channel);
    if (live === channel) return;
    if (this.#windows.isOpen(live)) this.#channels.set(`${channel.key}\n${++this.#late}`, channel);
    else this.#merge(channel, live);
  }

  leave(channel: Channel): void {
    this.#windows.leave(channel);
    this.numbers.leave(channel);
    for (const [at, each] of this.#channels) if (each === channel) this.#channels.delete(at);
  }

  /** Tells what has happened: at once, when an interval is over, or as a reason to ask anew. */
  async take(changes: readonly Change[]): Promise<void> {
    const { told, held } = await this.#sorted(this.channels, changes);
    const { position } = this.feed;
    this.#windows.hold(held, changes.length, position, () => this.feed.wake());
    await this.#serve(told);
  }

  /**
   * Gives up the channels that need changes of these types, and those that have more to be told: says where they go on, if
   * not from a position before these changes. Who asks anew does so after all of them. Nobody else needs these types.
   */
  leaveBehind(types: ReadonlySet<string>, position: Position) {
    const left = this.channels.filter(
      (channel) =>
        channel.topic.types.some((type) => types.has(type)) || this.#windows.isOpen(channel),
    );
    const { asked = [], ...ways } = Object.groupBy(left, wayOf);
    this.numbers.stale(asked);
    const starts = [...(ways.told ?? []), ...(ways.held ?? [])].map((channel) => {
      const begin = this.#windows.beginOf(channel) ?? position;
      this.leave(channel);
      const due = this.#toldBy(channel);
      return { channel, position: due ? marked(begin, { due }) : begin };
    });
    return { starts, types: left.flatMap(({ topic }) => topic.types) };
  }

  /** When a reading is over: what has become late, what was held back until now, and what is to be asked anew. */
  async rest(): Promise<void> {
    for (const clock of this.#clocks.values()) await this.#tellLate(clock);
    await this.#serve(this.#windows.close(this.feed.position));
    for (const [at, channel] of this.#channels) {
      const live = this.#channels.get(channel.key);
      if (at === channel.key || [channel, live].some((each) => each && this.#windows.isOpen(each)))
        continue;
      this.#channels.delete(at);
      this.join(channel);
    }
    this.numbers.ask();
  }

  async #tellLate(clock: DueClock): Promise<void> {
    const channels = this.channels.filter(({ topic }) => topic.of.due === clock.of);
    const changes = await clock.tick(this.#means.sql, this.feed.position, channels.length > 0);
    const { told, held } = await this.#sorted(channels, changes);
    // it waits for no interval: whoever goes on from there is told of what is held back
    const late = held.map(({ selection, told: each }) => {
      const position = { ...each.position, ...this.#windows.beginOf(selection) };
      return { selection, told: { ...each, position } };
    });
    await this.#serve([...told, ...late]);
  }

  /** What channels are to be told of changes, now or later; whom they are a reason to ask anew is noted. */
  async #sorted(channels: readonly Channel[], changes: readonly Change[]) {
    if (channels.length === 0 || changes.length === 0) return { told: [], held: [] };
    const topics = channels.map(({ topic }) => topic);
    const jobs = await jobsOf(channels, await match(this.#means.sql, topics, changes));
    const {
      asked = [],
      told = [],
      held = [],
    } = Object.groupBy(jobs, (job) => wayOf(job.selection));
    this.numbers.stale(asked.map(({ selection }) => selection));
    return { told, held };
  }

  /** Who goes on from there is told only of what becomes late later. */
  #serve(jobs: readonly Job<Channel>[]): Promise<void> {
    const dated = jobs.map(({ selection, told }) => {
      const due = told.position.due ?? this.#toldBy(selection);
      return due
        ? { selection, told: { ...told, position: { ...told.position, due } } }
        : { selection, told };
    });
    return serve(dated, this.#means);
  }

  #toldBy({ topic: { of } }: Channel): Through | undefined {
    return of.due && this.#clocks.get(of.due)?.told;
  }
}

const wayOf = ({ topic: { of } }: Channel) => {
  if (of.numbers) return 'asked';
  return of.coalesce ? 'held' : 'told';
};
