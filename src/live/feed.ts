import type { Connection, Sql } from '../database/connection.ts';
import { nameOf } from '../kernel/schema/table.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import { after, isExpiry, type Position } from './change-cursor.ts';
import { atOnce, type Change, TrailReader } from './trail-reader.ts';

export type { Change, Values } from './trail-reader.ts';

export type Listener = {
  /** Takes the changes of one reading, or of a part of it. The feed waits for it. */
  readonly take: (changes: readonly Change[]) => Promise<void>;
  /**
   * Told of a part that more follow upon, before it takes it: whom these changes concern goes on alone, from there. Says
   * which types nobody needs any more in what follows.
   */
  readonly leave: (changes: readonly Change[], from: Position) => readonly string[];
  /** Called when a reading has come to its end, and the position is there. The feed waits for it. */
  readonly rest: () => Promise<void>;
  /** Whether there is anybody to tell. */
  readonly isWanted: () => boolean;
  /** What comes next does not follow on what was taken last. */
  readonly lose: () => void;
};

/** Reads a trail as it grows: what is new is what the last snapshot does not see. */
export class Feed {
  readonly trail: AuditTrail;
  readonly #sql: Sql;
  readonly #reader: TrailReader;
  readonly #resting: (() => void)[] = [];
  #listener: Listener | undefined;
  #position: Position;
  #isBusy = false;
  #readAt = Date.now();
  #taken = 0;
  #isInDoubt = false;
  readonly #losses: () => number;
  #lossesKnown: number;
  /** Who waits for a reading that begins after they have asked for it. */
  readonly #wanting: (() => void)[] = [];
  #wake = () => {};

  private constructor(
    sql: Sql,
    trail: AuditTrail,
    reader: TrailReader,
    position: Position,
    losses: () => number,
  ) {
    this.#sql = sql;
    this.#losses = losses;
    this.#lossesKnown = losses();
    this.trail = trail;
    this.#reader = reader;
    this.#position = position;
  }

  /** A feed of what comes from now on. */
  static async open(sql: Sql, trail: AuditTrail, losses = () => 0): Promise<Feed> {
    const reader = await TrailReader.open(sql, nameOf(trail.log));
    return new Feed(sql, trail, reader, await reader.now(sql), losses);
  }

  get isWanted(): boolean {
    return this.#listener?.isWanted() ?? false;
  }

  /** How long ago it was read to its end, and how many changes it has brought in all. */
  get state(): { readonly lagSeconds: number; readonly changes: number } {
    return { lagSeconds: (Date.now() - this.#readAt) / 1000, changes: this.#taken };
  }

  get position(): Position {
    return this.#position;
  }

  listen(listener: Listener): void {
    this.#listener = listener;
  }

  /** Who keeps it reading is told when it is wanted at once. */
  wakeBy(wake: () => void): void {
    this.#wake = wake;
  }

  /** Reads at once, or as soon as it can. */
  wake(): void {
    this.#wake();
  }

  /** Comes back when all that had been committed by now has been read. */
  caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      this.#wanting.push(resolve);
      this.#wake();
    });
  }

  /** Calls back as soon as nothing is being read: the position is that of all listeners then. */
  whenResting(callback: () => void): void {
    if (this.#isBusy) this.#resting.push(callback);
    else callback();
  }

  /** The position of a snapshot. */
  at(sql: Connection, snapshot: string): Promise<Position> {
    return this.#reader.now(sql, snapshot);
  }

  /** Refuses a position that has not been given here. */
  prove(sql: Connection, position: Position): Promise<void> {
    return this.#reader.prove(sql, position);
  }

  /** What comes next after an earlier position, and where that leads. */
  after(sql: Connection, position: Position, limit = atOnce) {
    return this.#reader.next(sql, position, this.#position, limit);
  }

  /** Reads what has come since the last time, and says how much that was. */
  async read(): Promise<number> {
    this.#isBusy = true;
    const takenBefore = this.#taken;
    const wanting = this.#wanting.splice(0);
    try {
      this.#isInDoubt ||= this.#losses() !== this.#lossesKnown;
      if (this.#isInDoubt) await this.#assertSameDatabase();
      // who comes later goes on from the position then
      this.#position = this.isWanted ? await this.#hand() : await this.#reader.now(this.#sql);
      await this.#listener?.rest();
      this.#readAt = Date.now();
      for (const callback of wanting) callback();
      return this.#taken - takenBefore;
    } catch (error) {
      this.#isInDoubt = true;
      this.#wanting.push(...wanting);
      if (isExpiry(error)) await this.#startAnew();
      throw error;
    } finally {
      this.#isBusy = false;
      for (const callback of this.#resting.splice(0)) callback();
    }
  }

  /** Hands all that is new to the listener, part by part, and says up to where that is. */
  async #hand(): Promise<Position> {
    const from = this.#position;
    const without: string[] = [];
    let seen = from;
    let upTo: string | undefined;
    for (let record = 0; ; ) {
      const wanted = { before: from.before, upTo, record, without };
      const { end, changes } = await this.#reader.find(this.#sql, wanted);
      upTo = end;
      const isLast = changes.length < atOnce;
      if (!isLast) without.push(...(this.#listener?.leave(changes, from) ?? []));
      if (changes.length > 0) await this.#listener?.take(changes);
      this.#taken += changes.length;
      const last = changes.at(-1)?.position ?? from;
      if (last.record > seen.record) seen = last;
      record = last.record;
      if (!isLast) continue;
      return without.length > 0
        ? this.#reader.now(this.#sql, end) // not all has been seen
        : after(from.epoch, end, seen.record, seen.proof);
    }
  }

  /** After an error or a loss: the database may have come back as another one, or as it was before. */
  async #assertSameDatabase(): Promise<void> {
    this.#lossesKnown = this.#losses();
    await this.#reader.refresh(this.#sql);
    await this.#reader.prove(this.#sql, this.#position);
    this.#isInDoubt = false;
  }

  async #startAnew(): Promise<void> {
    await this.#reader.refresh(this.#sql);
    this.#position = await this.#reader.now(this.#sql);
    this.#isInDoubt = false;
    this.#listener?.lose();
  }
}
