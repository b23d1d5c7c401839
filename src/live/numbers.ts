import { setTimeout as wait } from 'node:timers/promises';
import { isLoss } from '../database/connection-loss.ts';
import type { Viewer } from '../kernel/context.ts';
import { type Channel, deliver } from './channel.ts';
import type { Delivery } from './delivery.ts';
import type { Queue } from './delivery-queue.ts';
import type { Feed } from './feed.ts';
import type { ReplayMeans } from './replay.ts';
import { executeJobs } from './running-event.ts';
import { stateOf } from './snapshot.ts';
import type { Told } from './topic.ts';

const retryMs = 250;
const today = () => new Date().toISOString().slice(0, 10);

type Question = {
  /** What has been answered last. */
  answer?: Delivery | undefined;
  /** Whether the answer may be another one by now. */
  isStale?: boolean;
  /** Whether an answer is on its way to all who ask. */
  isAsked?: boolean;
  /** Whether it has to wait before it is asked again. */
  isBusy?: boolean;
};

/**
 * Numbers: what is asked is asked again when the answer may have changed, once for all who ask the same with the same
 * rights. What changes while it is asked is in the next answer. Who has got an answer is told only another one.
 */
export class Numbers {
  readonly #feed: Feed;
  readonly #means: ReplayMeans;
  readonly #questions = new Map<Channel, Question>();
  readonly #known = new WeakMap<Queue<Delivery>, string>();
  #day = today();

  constructor(feed: Feed, means: ReplayMeans) {
    this.#feed = feed;
    this.#means = means;
  }

  /** Answers somebody who has come to a channel, and may know an answer. */
  async welcome(channel: Channel, subscriber: Queue<Delivery>, known: string | undefined) {
    if (known) this.#known.set(subscriber, known);
    const question: Question = this.#questions.get(channel) ?? {};
    this.#questions.set(channel, question);
    await this.#feed.caughtUp(); // what has been changed by now counts
    if (question.isAsked) return;
    if (question.answer && !question.isStale) await this.#tell(channel, question.answer);
    else question.isStale = true;
    this.ask();
  }

  /** The answers of these channels may be others by now. */
  stale(channels: readonly Channel[]): void {
    for (const channel of channels) Object.assign(this.#of(channel), { isStale: true });
  }

  leave(channel: Channel): void {
    this.#questions.delete(channel);
  }

  /** Asks all that is to be asked, and does not wait for it: those of one kind together. */
  ask(): void {
    // a day that is over may have changed what counts by days
    if (this.#day !== today()) this.stale([...this.#questions.keys()]);
    this.#day = today();
    const stale = [...this.#questions].filter(([, { isBusy, isStale }]) => isStale && !isBusy);
    const byKind = Map.groupBy(stale, ([{ kind }]) => kind);
    for (const those of byKind.values()) void this.#ask(those.map(([channel]) => channel));
  }

  async #ask(channels: readonly Channel[]): Promise<void> {
    const began = performance.now();
    for (const channel of channels)
      Object.assign(this.#of(channel), { isAsked: true, isBusy: true, isStale: false });
    try {
      await this.#execute(channels);
      // paced: whatever it costs, half of the time is for others
      const { within = 0 } = channels[0]?.topic.of.coalesce ?? {};
      await wait(Math.max(performance.now() - began, within));
    } catch (error) {
      this.stale(channels);
      if (isLoss(error)) await wait(retryMs);
      else {
        this.#means.mask(error); // logs it
        for (const each of channels) for (const [one] of each.subscribers) one.cut();
      }
    }
    for (const channel of channels)
      Object.assign(this.#of(channel), { isAsked: false, isBusy: false });
    this.ask();
  }

  async #execute(channels: readonly Channel[]): Promise<void> {
    const { replays, contextFor, ...means } = this.#means;
    const lease = await replays.checkout({ owner: 'live' }); // for many, so it has a share like one
    try {
      const jobs = channels.map((selection) => ({ selection, told: this.#toldOf(selection) }));
      const here = { ...means, contextFor: (viewer: Viewer) => contextFor(viewer, { sql: lease }) };
      for await (const { selection, deliveries } of executeJobs(jobs, here)) {
        for (const delivery of deliveries) await this.#tell(selection, delivery);
      }
    } finally {
      lease.release();
    }
  }

  #toldOf({ topic: { scopes, asked } }: Channel): Told {
    const [scope] = scopes;
    return { ...stateOf(scope?.entity.name ?? '', scope?.id ?? '', this.#feed.position), asked };
  }

  async #tell(channel: Channel, delivery: Delivery): Promise<void> {
    const answer = delivery.isSound ? delivery : undefined;
    Object.assign(this.#of(channel), { answer, isAsked: false });
    const { answer: digest = '' } = delivery.position;
    const those = [...channel.subscribers].filter(([each]) => this.#known.get(each) !== digest);
    for (const [subscriber] of those) this.#known.set(subscriber, digest);
    const selection = { ...channel, subscribers: new Map(those) };
    await deliver({ selection, deliveries: [delivery], isOver: false });
  }

  #of(channel: Channel): Question {
    return this.#questions.get(channel) ?? {};
  }
}
