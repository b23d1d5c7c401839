import type { Connection, Sql } from '../database/connection.ts';
import { arrayOf } from '../kernel/read/query.ts';
import type { Key } from '../kernel/schema/key.ts';
import {
  after,
  expired,
  isPartial,
  largest,
  marked,
  type Position,
  wholeThrough,
} from './change-cursor.ts';
import { type Epoch, epochOf } from './epoch.ts';

/** One change of one row, as the trail has recorded it. */
export type Change = {
  readonly id: number;
  readonly entityType: string;
  readonly entityId: Key;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly userId: Key | null;
  readonly username: string | null;
  readonly before: Values | null;
  readonly after: Values | null;
  readonly changedFields: readonly string[];
  readonly at: string;
  /** Nothing was changed: the row has become late. */
  readonly isDue?: true;
  /** Where whoever has got this goes on. */
  readonly position: Position;
};

/** The columns of a row, as SQL names them. */
export type Values = { readonly [column: string]: unknown };

/** So many changes make a part at most. */
export const atOnce = 1000;
/** An interval ends with the part that makes it so long. */
const mostInBatch = 3 * atOnce;

type Wanted = {
  /** What it sees is known. */
  readonly before: string;
  /** What it does not see comes another time; by default, all that is there now is wanted. */
  readonly upTo?: string | undefined;
  /** The last record of the part before this one. */
  readonly record?: number;
  /** How many make a part this time. */
  readonly limit?: number;
  /** Types that nobody needs. */
  readonly without?: readonly string[];
};

/** Reads a trail, part by part, by what snapshots see of it: ids are no guide, since transactions do not commit in their order. */
export class TrailReader {
  readonly #log: string;
  readonly #first: string;
  readonly #further: string;
  #epoch: Epoch;

  private constructor(log: string, epoch: Epoch) {
    this.#log = log;
    this.#epoch = epoch;
    // by their own index the first ones would be looked for among all ids
    this.#first = finding(
      log,
      `xact_id >= pg_snapshot_xmin($1::pg_snapshot)
        and xact_id < pg_snapshot_xmax(coalesce($2::pg_snapshot, pg_current_snapshot())) and`,
      'id + 0',
    );
    this.#further = finding(log, '', 'id');
  }

  static async open(sql: Sql, log: string): Promise<TrailReader> {
    return new TrailReader(log, await epochOf(sql, log));
  }

  /** Looks whether it is another database by now. */
  async refresh(sql: Sql): Promise<void> {
    this.#epoch = await epochOf(sql, this.#log);
  }

  get epoch(): string {
    return this.#epoch.epoch;
  }

  /** After all that has been committed, or all that this snapshot sees. */
  async now(sql: Connection, snapshot?: string): Promise<Position> {
    // it passes what has not been committed yet: not for every reading
    const [{ now, last, proof }] = await sql.unsafe<
      [{ now: string; last: number | null; proof: string | null }]
    >(
      `select now, last.* from (select coalesce($1, pg_current_snapshot()::text) as now) here left join lateral (
         select id as last, ${proofOf} as proof from ${this.#log}
         where $1 is null or id <= $2::int or pg_visible_in_snapshot(xact_id, now::pg_snapshot)
         order by id desc limit 1
       ) last on true`,
      [snapshot ?? null, this.#epoch.record] as string[],
      { prepare: true },
    );
    return after(this.epoch, now, last ?? 0, proof ?? '');
  }

  /** The next changes of a reading, and the snapshot that ends it. */
  async find(sql: Connection, { before, upTo, record = 0, limit = atOnce, without = [] }: Wanted) {
    const rows = await sql
      .unsafe<Found[]>(
        record === 0 ? this.#first : this.#further,
        [
          before,
          upTo ?? null,
          Math.max(record, this.#epoch.record),
          this.#log,
          arrayOf(without),
          limit,
        ] as string[],
        { prepare: true },
      )
      .catch(expiring);
    const [first] = rows;
    if (!first || first.lost) throw expired();
    const end = upTo ?? first.now;
    const changes = rows
      .filter(({ id }) => id !== null)
      .map(({ now: _now, lost: _lost, proof, ...change }) => ({
        ...change,
        position: { epoch: this.epoch, before, upTo: end, record: change.id, proof },
      }));
    return { end, changes: changes as readonly Change[] };
  }

  /** What comes next between a position and a later one, and where that leads. */
  async next(sql: Connection, from: Position, to: Position, limit: number) {
    if (from.epoch !== to.epoch) throw expired();
    const { before, batch: [begin, through] = [wholeThrough(from), largest] } = from;
    const most = from.batch ? mostInBatch : limit;
    const rest = isPartial(from) ? { before, upTo: from.upTo, record: begin } : undefined;
    const found = await this.find(sql, { ...(rest ?? { before, upTo: to.before }), limit: most });
    const changes = found.changes.filter(({ id }) => id <= through);
    const last = changes.at(-1);
    if (changes.length < found.changes.length)
      return { changes, position: last?.position ?? marked(from, {}) };
    if (changes.length === most && last) return { changes, position: last.position };
    // somebody may come back with it: it needs its last record, which need not be among these
    return { changes, position: rest ? await this.now(sql, rest.upTo) : to };
  }

  /**
   * Refuses a position that this database has not given: one of another database, or from before it was set back to an
   * earlier time. Its last record is not there then, or its snapshot sees one that came later.
   */
  async prove(sql: Connection, position: Position): Promise<void> {
    const { epoch, before, record, proof } = position;
    if (epoch !== this.epoch) throw expired();
    const [row] = await sql
      .unsafe<[{ proof: string | null; isPruned: boolean; isAhead: boolean }]>(
        `select found.proof, $2::int <= coalesce(pruned.record, 0) as "isPruned",
           not $4 and exists (select from ${this.#log}
             where id > $2::int and pg_visible_in_snapshot(xact_id, $1::pg_snapshot)) as "isAhead"
         from (select) one
         left join (select ${proofOf} as proof from ${this.#log} where id = $2::int) found on true
         left join kernel.pruned on trail = $3`,
        [before, record, this.#log, isPartial(position)] as string[],
        { prepare: true },
      )
      .catch(expiring);
    const isKnown = row.proof === null ? row.isPruned : row.proof === proof;
    if (!isKnown || row.isAhead) throw expired();
  }
}

type Found = Change & { readonly now: string; readonly lost: boolean; readonly proof: string };

/** A time in microseconds is not given to two records with the same id. */
const proofOf = `left(md5(concat_ws(' ', id, entity_type, entity_id, action, extract(epoch from "timestamp"))), 12)`;

/** Keyset: the first part looks for its records by their transactions, those that follow by the record before them. */
const finding = (log: string, among: string, order: string): string =>
  `with here as materialized (
     select pg_current_snapshot() as now,
       pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
         or exists (select from kernel.pruned where trail = $4 and xact_id >= pg_snapshot_xmin($1::pg_snapshot)) as lost
   )
   select now::text, lost, change.* from here left join lateral (
     select id as key from ${log}
     where ${among} not pg_visible_in_snapshot(xact_id, $1::pg_snapshot)
       and pg_visible_in_snapshot(xact_id, coalesce($2::pg_snapshot, now)) and id > $3::int
       and entity_type <> all($5::text[])
     order by ${order} limit $6::int
   ) keys on true left join lateral (
     select id, entity_type as "entityType", entity_id as "entityId", action, user_id as "userId", username,
       changes->'before' as before, changes->'after' as after, changes->'changed_fields' as "changedFields",
       "timestamp" as at, ${proofOf} as proof
     from ${log} where id = key limit 1
   ) change on true order by id`;

/** A data exception: no database of ours has given such a snapshot. */
export const expiring = (error: unknown): never => {
  const isDataException =
    error instanceof Error && 'code' in error && String(error.code).startsWith('22');
  throw isDataException ? expired() : error;
};
