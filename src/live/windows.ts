import { largest, type Position } from './change-cursor.ts';
import type { Channel } from './channel.ts';
import { coalesced } from './coalesce.ts';
import type { Job } from './running-event.ts';
import type { Told } from './topic.ts';
import { atOnce } from './trail-reader.ts';

/** What a channel is to be told when its interval is over. */
type Window = {
  /** Up to where it has been told. */
  readonly begin: Position;
  readonly told: Told[];
  /** Intervals of the same length are the same for all: whoever comes to a channel waits for the end of one. */
  readonly interval: number;
  /** How many changes of any kind the feed has brought since. */
  changes: number;
};

/** The intervals of coalesced channels: what happens in one is told at its end. */
export class Windows {
  readonly #open = new Map<Channel, Window>();

  isOpen(channel: Channel): boolean {
    return this.#open.has(channel);
  }

  /** Up to where a channel has been told, if there is something that it has not been told yet. */
  beginOf(channel: Channel): Position | undefined {
    return this.#open.get(channel)?.begin;
  }

  /** Forgets what a channel is to be told: somebody else tells it, from where the interval began. */
  leave(channel: Channel): Position | undefined {
    const begin = this.beginOf(channel);
    this.#open.delete(channel);
    return begin;
  }

  /** Keeps what channels are told by some changes that come after a position, and says when to come back. */
  hold(jobs: readonly Job<Channel>[], changes: number, begin: Position, wake: () => void): void {
    for (const window of this.#open.values()) window.changes += changes;
    for (const { selection: channel, told } of jobs) {
      let window = this.#open.get(channel);
      if (!window) {
        const interval = intervalOf(channel);
        const over = withinOf(channel) * (interval + 1) - performance.now();
        this.#open.set(channel, (window = { begin, told: [], interval, changes }));
        setTimeout(wake, Math.max(1, Math.ceil(over))).unref();
      }
      if (!window.told.at(-1)?.end) window.told.push(told);
    }
  }

  /** What is to be told at a position by now: the intervals that are over, or are getting too long. */
  close(end: Position): Job<Channel>[] {
    const jobs: Job<Channel>[] = [];
    for (const [channel, { begin, told, interval, changes }] of this.#open) {
      if (intervalOf(channel) === interval && changes < atOnce) continue;
      this.#open.delete(channel);
      const batch = { begin, records: [0, largest], end } as const;
      for (const each of coalesced(channel.topic, told, batch))
        jobs.push({ selection: channel, told: each });
    }
    return jobs;
  }
}

const withinOf = ({ topic }: Channel) => topic.of.coalesce?.within ?? 0;
const intervalOf = (channel: Channel) => Math.floor(performance.now() / withinOf(channel));
