import type { Connection } from '../../database/connection.ts';
import { refusal, tooManyRequests } from '../errors.ts';
import {
  isOver,
  isSilent,
  leavable,
  type Owned,
  type Progress,
  ProgressFeed,
  unknown,
  waiting,
} from './progress.ts';

type Running = { progress: Progress; readonly ending: AbortController };

/** What a command runs with: what says that it is to end, and what it tells how far it is. */
type Means = {
  readonly signal: AbortSignal;
  readonly statementMs: number;
  readonly tell: (done: number, total?: number) => void;
};

/** So often a command says that it goes on. */
const beatMs = 500;
const graceSeconds = 5;
/** So many of a user's may run at a time. */
const mostRunning = 3;

const ofOwner = 'realm = $1 and user_id = $2 and key = $3';

export const cancelled = () =>
  refusal('ABORTED', 'This command was cancelled: nothing has been done.');

/**
 * Commands that take long. Each has a row of its own, written outside of its transaction, that says on every server how far
 * it is and whether it is to end (a heartbeat). That it is done, and what it was answered with, its transaction says.
 */
export class LongCommands {
  readonly #sql: Connection;
  readonly #seconds: number;
  readonly #feed: ProgressFeed;
  readonly #running = new Map<string, Running>();

  constructor(sql: Connection, seconds: number) {
    this.#sql = sql;
    this.#seconds = seconds;
    this.#feed = new ProgressFeed(sql, (owned) => this.#ofHere(owned)?.progress);
  }

  /** Statement timeout for what takes long: it has its own limit, and Postgres only ends what that has not reached. */
  get statementMs(): number {
    return (this.#seconds + graceSeconds) * 1000;
  }

  /** How far a command is, and again whenever that has changed, until it is over. */
  follow(owned: Owned): AsyncIterableIterator<Progress> {
    return leavable((signal) => this.#feed.follow(owned, signal));
  }

  /**
   * Runs a command to its end, even if its client hangs up; if it runs already, on whatever server, waits for that one.
   * `body` does nothing that is done already: it finds the answer.
   */
  async run<Result>(
    owned: Owned,
    signal: AbortSignal | undefined,
    body: (means: Partial<Means>) => Promise<Result>,
  ): Promise<Result> {
    let isLost = false;
    while (!(await this.#claim(owned))) {
      const { state } = await this.#end(owned, signal);
      if (state === 'WAITING' || (isLost && state === 'LOST')) throw tooManyRequests();
      isLost = state === 'LOST';
      if (state === 'CANCELLED') throw cancelled();
      if (state === 'DONE') return body({});
    }
    const work = this.#work(owned, body);
    work.catch(() => {}); // perhaps nobody waits for it any more
    return Promise.race([work, givenUp(signal)]);
  }

  /**
   * Ends a command, and says how it has ended: what is committed already stays done. One that has not come yet leaves its
   * row here as one that was cancelled, so that it is not done when it comes.
   */
  async cancel(owned: Owned): Promise<Progress> {
    await this.#sql.unsafe(
      `insert into kernel.commands as c (realm, user_id, key, cancelled, ended_at) values ($1, $2, $3, true, now())
       on conflict (realm, user_id, key) do update set cancelled = true where c.ended_at is null`,
      [...owned],
    );
    this.#ofHere(owned)?.ending.abort(cancelled());
    return this.#end(owned);
  }

  #ofHere(owned: Owned): Running | undefined {
    return this.#running.get(JSON.stringify(owned));
  }

  /** How a command ends, once it has; one that nobody has sent waits. */
  async #end(owned: Owned, signal?: AbortSignal): Promise<Progress> {
    for await (const progress of this.#feed.follow(owned, signal)) {
      if (progress.state === 'WAITING' || isOver(progress)) return progress;
    }
    return signal ? givenUp(signal) : Promise.reject(unknown());
  }

  /** Takes a command to run it here: one that is new, or whose server has gone. */
  async #claim(owned: Owned): Promise<boolean> {
    const claimed = await this.#sql.unsafe(
      `insert into kernel.commands as c (realm, user_id, key)
       select $1, $2, $3 where $4 > (
         select count(*) from kernel.commands c where realm = $1 and user_id = $2 and key <> $3
           and ended_at is null and not ${isSilent})
       on conflict (realm, user_id, key) do update
         set seen_at = now(), ended_at = null, done = null, total = null, cancelled = false
         where c.seen_at < now() - interval '${hoursKept} hours'
           or (not c.cancelled and (c.ended_at is not null or ${isSilent}))
       returning 1`,
      [...owned, mostRunning],
    );
    return claimed.length > 0;
  }

  async #work<Result>(owned: Owned, body: (means: Means) => Promise<Result>): Promise<Result> {
    const ending = new AbortController();
    const running: Running = {
      progress: { ...waiting, state: 'RUNNING' },
      ending,
    };
    this.#running.set(JSON.stringify(owned), running);
    const late = () => ending.abort(tooLong(this.#seconds));
    const limit = setTimeout(late, this.#seconds * 1000).unref();
    const beats = this.#beat(owned, running);
    try {
      return await body({
        signal: ending.signal,
        statementMs: this.statementMs,
        tell: (done, total) => {
          running.progress = { ...running.progress, done, total: total ?? null };
        },
      });
    } finally {
      clearTimeout(limit);
      clearInterval(beats);
      await this.#say(owned, running, 'now()').catch(() => {}); // then its silence says so
      this.#running.delete(JSON.stringify(owned));
    }
  }

  /** Heartbeat: says how far it is, and hears whether it is to end. */
  #beat(owned: Owned, running: Running): NodeJS.Timeout {
    let isSaying = false; // in the embedded database the command has the one session
    return setInterval(() => {
      if (isSaying) return;
      isSaying = true;
      this.#say(owned, running, 'null')
        .then(([row]) => row?.cancelled && running.ending.abort(cancelled()))
        .catch(() => {})
        .finally(() => (isSaying = false));
    }, beatMs).unref();
  }

  #say(owned: Owned, { progress: { done, total } }: Running, end: 'now()' | 'null') {
    return this.#sql.unsafe<{ cancelled: boolean }[]>(
      `update kernel.commands set seen_at = now(), done = $4, total = $5, ended_at = ${end}
       where ${ofOwner} returning cancelled`,
      [...owned, done, total],
    );
  }
}

/** So long the answer of a command is kept, and that it was cancelled. */
export const hoursKept = 24;

const tooLong = (seconds: number) =>
  refusal(
    'TIMED_OUT',
    `This command has taken longer than ${seconds} seconds: nothing has been done.`,
  );

/** The request is given up, and the command goes on. */
const givenUp = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_resolve, reject) => {
    const leave = () =>
      reject(
        refusal(
          'TIMED_OUT',
          'This request has taken too long, but the command goes on: follow it by `progress`, or send it again with the same Idempotency-Key to wait for its answer.',
        ),
      );
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave, { once: true });
  });
