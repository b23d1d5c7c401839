import type { AuditTrail } from './audited.ts';
import type { Sql } from './database.ts';
import { after, expired, isExpiry, type Position } from './position.ts';
import { nameOf } from './table.ts';

/** One change of one row, as the trail has recorded it. */
export type Change = {
  readonly id: number;
  readonly entityType: string;
  readonly entityId: number;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly userId: number | null;
  readonly username: string | null;
  readonly before: Values | null;
  readonly after: Values | null;
  readonly changedFields: readonly string[];
  readonly at: string;
  /** Where whoever has got this goes on. */
  readonly position: Position;
};

/** The columns of a row, as SQL names them. */
export type Values = { readonly [column: string]: unknown };

export type Listener = {
  /** Takes the changes of one reading, or of a part of it. The feed waits for it. */
  readonly take: (changes: readonly Change[]) => Promise<void>;
  /** Whether there is anybody to tell. */
  readonly isWanted: () => boolean;
  /** What comes next does not follow on what was taken last. */
  readonly lose: () => void;
};

const atOnce = 1000;

/**
 * Reads a trail as it grows. Ids are no guide to that, since transactions do not commit in their order: what is new is
 * what the last snapshot does not see.
 */
export class Feed {
  readonly trail: AuditTrail;
  readonly #sql: Sql;
  readonly #log: string;
  readonly #resting: (() => void)[] = [];
  #listener: Listener | undefined;
  #position: Position;
  #isBusy = false;
  /** How far a reading of several parts has come. */
  #progress: { readonly upTo: string; readonly record: number } | undefined;
  #readAt = Date.now();
  #taken = 0;
  #isInDoubt = false;
  /** Who waits for a reading that begins after they have asked for it. */
  readonly #wanting: (() => void)[] = [];
  #wake = () => {};

  private constructor(sql: Sql, trail: AuditTrail, position: Position) {
    this.#sql = sql;
    this.trail = trail;
    this.#log = nameOf(trail.log);
    this.#position = position;
  }

  /** A feed of what comes from now on. */
  static async open(sql: Sql, trail: AuditTrail): Promise<Feed> {
    return new Feed(sql, trail, await positionNow(sql));
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

  /** Reads what has come since the last time, and says how much that was. */
  async read(): Promise<number> {
    this.#isBusy = true;
    const takenBefore = this.#taken;
    const wanting = this.#wanting.splice(0);
    try {
      if (this.#isInDoubt) await this.#assertSameDatabase();
      // who comes later goes on from the position then
      const upTo = this.isWanted || this.#progress ? await this.#hand() : await this.#now();
      this.#position = after(this.#position.epoch, upTo);
      this.#progress = undefined;
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

  /** Hands all that is new to the listener, and says up to where that is. */
  async #hand(): Promise<string> {
    const { epoch, before } = this.#position;
    const from = { epoch, before, upTo: before, record: 0 };
    for (;;) {
      const { upTo, record } = this.#progress ?? { upTo: undefined, record: 0 };
      const { now, changes } = await this.#find(from, upTo, record);
      if (changes.length > 0) await this.#listener?.take(changes);
      this.#taken += changes.length;
      // should the next part fail, nobody is told of this one again
      this.#progress = { upTo: upTo ?? now, record: changes.at(-1)?.id ?? record };
      if (changes.length < atOnce) return this.#progress.upTo;
    }
  }

  async #now(): Promise<string> {
    const [row] = await this.#sql<[{ now: string }]>`select pg_current_snapshot()::text as now`;
    return row.now;
  }

  /** After an error: the database may have come back as another one. */
  async #assertSameDatabase(): Promise<void> {
    const { epoch } = await positionNow(this.#sql);
    if (epoch !== this.#position.epoch) throw expired();
    this.#isInDoubt = false;
  }

  async #startAnew(): Promise<void> {
    this.#position = await positionNow(this.#sql);
    this.#progress = undefined;
    this.#isInDoubt = false;
    this.#listener?.lose();
  }

  /** The changes between a position and a later one, part by part. */
  async *between(from: Position, to: Position): AsyncGenerator<readonly Change[]> {
    if (from.epoch !== to.epoch) throw expired();
    const rest = { ...from, upTo: from.before };
    if (from.before !== from.upTo) yield* this.#parts(rest, from.upTo, from.record);
    yield* this.#parts({ ...from, before: from.upTo }, to.before, 0);
  }

  async *#parts(from: Position, upTo: string, since: number): AsyncGenerator<readonly Change[]> {
    for (let record = since; ; ) {
      const { changes } = await this.#find(from, upTo, record);
      if (changes.length > 0) yield changes;
      record = changes.at(-1)?.id ?? 0;
      if (changes.length < atOnce) return;
    }
  }

  /** What `from.before` does not see: up to what `upTo` sees, or else all that is there now. */
  async #find(from: Position, upTo: string | undefined, record: number) {
    const rows = await this.#sql
      .unsafe<Found[]>(
        `with here as materialized (
         select pg_current_snapshot() as now,
           pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
             or exists (select from kernel.pruned where trail = $4 and xact_id >= pg_snapshot_xmin($1::pg_snapshot)) as lost
       )
       select now::text, lost, l.* from here left join lateral (
         select id, entity_type as "entityType", entity_id as "entityId", action, user_id as "userId", username,
           changes->'before' as before, changes->'after' as after, changes->'changed_fields' as "changedFields",
           "timestamp" as at
         from ${this.#log}
         where xact_id >= pg_snapshot_xmin($1::pg_snapshot)
           and xact_id < pg_snapshot_xmax(coalesce($2::pg_snapshot, pg_current_snapshot()))
           and not pg_visible_in_snapshot(xact_id, $1::pg_snapshot)
           and pg_visible_in_snapshot(xact_id, coalesce($2::pg_snapshot, now)) and id > $3::int
         order by id + 0 limit ${atOnce} -- by their own index: it would take all ids for the few that are new
       ) l on true order by id`,
        [from.before, upTo ?? null, record, this.#log],
        { prepare: true },
      )
      .catch((error: unknown) => {
        throw isDataException(error) ? expired() : error; // a snapshot that no database of ours has given
      });
    const [first] = rows;
    if (!first || first.lost) throw expired();
    const { now } = first;
    const changes = rows
      .filter(({ id }) => id !== null)
      .map(({ now: _now, lost: _lost, ...change }) => ({
        ...change,
        position: { ...from, upTo: upTo ?? now, record: change.id },
      }));
    return { now, changes: changes as readonly Change[] };
  }
}

/** Transaction ids mean something in one database only, and not across a recovery to an earlier time. */
const positionNow = async (sql: Sql): Promise<Position> => {
  const [row] = await sql<[{ epoch: string; now: string }]>`
    select concat_ws('.', system_identifier, timeline_id,
        (select oid from pg_database where datname = current_database())) as epoch,
      pg_current_snapshot()::text as now
    from pg_control_system(), pg_control_checkpoint()`;
  return after(row.epoch, row.now);
};

const isDataException = (error: unknown) =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('22');

type Found = Change & { readonly now: string; readonly lost: boolean };
