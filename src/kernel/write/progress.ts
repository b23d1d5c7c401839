import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from '../../database/connection.ts';
import { refusal } from '../errors.ts';
import type { Key } from '../schema/key.ts';

/** Whose command it is, and the id that its owner gave it: its Idempotency-Key. */
export type Owned = readonly [realm: string, userId: string, id: string];

type Owner = { readonly realm: string; readonly id: Key };

export const ownedBy = ({ realm, id }: Owner, key: string): Owned => [realm, String(id), key];

/** What an answer shows: rows by their nodeIds, to somebody with these rights. */
export type Shows = { readonly rights: string; readonly rows: readonly string[] };

/** How far a command is. */
export type Progress = {
  readonly state: 'WAITING' | 'RUNNING' | 'DONE' | 'CANCELLED' | 'LOST';
  readonly done: number | null;
  readonly total: number | null;
  /** What it was answered with, as JSON. */
  readonly answer: string | null;
  readonly shows: Shows | null;
};

export const waiting: Progress = {
  state: 'WAITING',
  done: null,
  total: null,
  answer: null,
  shows: null,
};

export const isOver = ({ state }: Progress): boolean => state !== 'WAITING' && state !== 'RUNNING';

export const unknown = () =>
  refusal('NOT_FOUND', 'You have sent no command with this id.', { field: 'id' });

/** A command `c` that says nothing for so long has gone with its server. */
export const isSilent = `c.seen_at < now() - interval '15 seconds'`;

const lookMs = 250;
/** So long one may follow a command that has not come yet. */
const patienceMs = 60_000;

type Followed = { readonly owned: Owned; followers: number; progress: Progress };

/** Events that end at once when they are left: a generator that is left while it waits goes on waiting. */
export const leavable = <Event>(
  make: (signal: AbortSignal) => AsyncIterator<Event>,
): AsyncIterableIterator<Event> => {
  const leaving = new AbortController();
  const events = make(leaving.signal);
  return {
    next: () => events.next(),
    return: async () => {
      leaving.abort();
      void events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

/** Tells how far commands are, on whatever server they run: those of this one out of its memory. */
export class ProgressFeed {
  readonly #sql: Connection;
  readonly #own: (owned: Owned) => Progress | undefined;
  readonly #followed = new Map<string, Followed>();
  #looking: Promise<unknown> | undefined;
  #reading: Promise<unknown> | undefined;

  constructor(sql: Connection, own: (owned: Owned) => Progress | undefined) {
    this.#sql = sql;
    this.#own = own;
  }

  /** How far a command is, and again whenever that has changed, until it is over or nobody listens any more. */
  async *follow(owned: Owned, signal?: AbortSignal): AsyncGenerator<Progress, undefined> {
    const id = JSON.stringify(owned);
    const followed = this.#followed.get(id) ?? { owned, followers: 0, progress: waiting };
    this.#followed.set(id, followed);
    followed.followers += 1;
    const began = performance.now();
    try {
      await this.#read([followed]);
      for (let told: Progress | undefined; !signal?.aborted; await this.#nextLook()) {
        const { progress } = followed;
        if (progress !== told) yield (told = progress);
        if (isOver(progress)) return;
        if (progress === waiting && performance.now() - began > patienceMs) throw unknown();
      }
    } finally {
      followed.followers -= 1;
      if (followed.followers === 0) this.#followed.delete(id);
    }
  }

  /** Waits for the next look at all that is followed: one statement for all who follow. */
  #nextLook(): Promise<unknown> {
    this.#looking ??= wait(lookMs)
      .then(() => {
        const all = [...this.#followed.values()];
        this.#reading ??= this.#read(all)
          .catch(() => {}) // at the next look
          .finally(() => (this.#reading = undefined));
        // a command may have the one session of the embedded database
        return Promise.race([this.#reading, wait(lookMs)]);
      })
      .finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #read(all: readonly Followed[]): Promise<void> {
    const distant = all.filter((followed) => !this.#readOwn(followed));
    if (distant.length === 0) return;
    const rows = await this.#sql.unsafe<Progress[]>(
      `select c.done, c.total, a.answer, a.shows, case
         when a.answer is not null then 'DONE'
         when c.key is null then 'WAITING'
         when c.ended_at is null and not ${isSilent} then 'RUNNING'
         when c.cancelled then 'CANCELLED'
         else 'LOST' end as state
       from (select own->>0 as realm, own->>1 as user_id, own->>2 as key, nth
         from jsonb_array_elements($1::text::jsonb) with ordinality as o (own, nth)) f
       left join kernel.commands c using (realm, user_id, key)
       left join kernel.answers a using (realm, user_id, key)
       order by f.nth`,
      [JSON.stringify(distant.map(({ owned }) => owned))],
    );
    for (const [at, row] of rows.entries()) {
      const followed = distant[at];
      if (!followed || this.#readOwn(followed)) continue;
      const { state, done, total } = followed.progress;
      if (row.state !== state || row.done !== done || row.total !== total) followed.progress = row;
    }
  }

  #readOwn(followed: Followed): boolean {
    const progress = this.#own(followed.owned);
    if (progress) followed.progress = progress;
    return progress !== undefined;
  }
}
