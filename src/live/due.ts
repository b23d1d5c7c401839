import type { Connection } from '../database/connection.ts';
import type { Filter } from '../kernel/read/filter.ts';
import { conjunction, newScope } from '../kernel/read/filter.ts';
import { allOf } from '../kernel/read/filter-sql.ts';
import { arrayOf } from '../kernel/read/query.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import type { Key } from '../kernel/schema/key.ts';
import type { Column } from '../kernel/schema/table.ts';
import { type AuditTrail, bare } from '../kernel/trail/audit-trail.ts';
import { largest, type Marks, marked, type Position } from './change-cursor.ts';
import type { Change, Values } from './feed.ts';
import { holdsOf } from './image.ts';
import { atOnce, expiring } from './trail-reader.ts';

/** Rows that become late by the clock. */
export type Due = {
  readonly of: { readonly generic: Entity };
  /** The column of the day that has to be over (in UTC), or of the moment that has to have come. */
  readonly column: string;
  /** What else a row is like that is late. */
  readonly where: Filter;
};

/** Through when it has been told what has become late. */
export type Through = NonNullable<Marks['due']>;

const dayMs = 86_400_000;

/** The rows of a declaration that are late. */
export class Lateness {
  readonly type: string;
  readonly #entity: Entity;
  readonly #column: Column;
  readonly #where: Filter;
  readonly #holds: (row: Values) => boolean;
  readonly #image: string;

  constructor({ of: { generic: entity }, column, where }: Due, trail: AuditTrail) {
    const { entity: type, hidden, large } = trail.of(entity.table);
    this.type = type;
    this.#entity = entity;
    this.#column = entity.column(column);
    this.#where = where;
    this.#holds = holdsOf(entity, where);
    this.#image = `to_jsonb(t) - '${arrayOf([...hidden, ...large])}'::text[]`;
  }

  /** Whether a change is about a row that was late before it or after it, at that time; others than such rows do not matter. */
  concerns({ entityType, before, after, at }: Change): boolean {
    const isLate = (row: Values | null) =>
      row !== null && this.#momentOf(row) <= Date.parse(at) && this.#holds(row);
    return entityType !== this.type || isLate(before) || isLate(after);
  }

  /** The first rows that have become late after what is told, and through when that is. */
  async list(sql: Connection, told: Through, position: Position, through?: Through) {
    const params: unknown[] = [...bound(told), ...bound(through)];
    const scope = newScope(null, params);
    const others = allOf({ entity: this.#entity, alias: 't', scope }, this.#where);
    const key = this.#entity.column('id');
    const { moment, within } = this.#sql();
    const rows = await sql
      .unsafe<{ now: string; key: Key | null; moment: string; row: Values }[]>(
        `select here.now, late.* from (select now() as now) here left join lateral (
           select * from (
             select ${key.of('t')} as key, ${moment} as moment, ${this.#image} as row from ${this.#entity.from} t
             where ${conjunction([within, ...others])}
           ) t where (moment > $1::timestamptz or moment = $1::timestamptz and key > $2::text::${key.cast})
             and (moment < ${end} or moment = ${end} and ($4::text is null or key <= $4::text::${key.cast}))
           order by moment, key limit ${atOnce}
         ) late on true`,
        params as string[],
        { prepare: true },
      )
      .catch(expiring);
    const [first] = rows;
    const found = rows.filter(({ key }) => key !== null);
    const changes = found.map(
      ({ key, moment: at, row }, nth): Change => ({
        id: largest - found.length + nth,
        entityType: this.type,
        entityId: key as Key,
        action: 'UPDATE',
        isDue: true,
        userId: null,
        username: null,
        before: row,
        after: row,
        changedFields: [],
        at,
        position: marked(position, { due: [at, String(key)] }),
      }),
    );
    const last = changes.length === atOnce ? changes.at(-1)?.position.due : undefined;
    return { changes, through: last ?? through ?? ([String(first?.now)] as const) };
  }

  #momentOf(row: Values): number {
    const value = (row[bare(this.#column.sql)] ?? 'never') as string;
    if (this.#column.sqlType === 'date') return Date.parse(value) + dayMs;
    return Date.parse(/[Z+-]\d*(:\d\d)?$/.test(value.slice(10)) ? value : `${value}Z`);
  }

  /** When a row becomes late, and which rows that can be, so that an index finds them. */
  #sql() {
    const column = this.#column.of('t');
    if (this.#column.sqlType === 'date') {
      const within = `${column} >= (${begin} at time zone 'UTC')::date - 1 and ${column} < (${end} at time zone 'UTC')::date`;
      return { moment: `(${column} + 1)::timestamp at time zone 'UTC'`, within };
    }
    const hasZone = this.#column.sqlType.includes('with time zone');
    const at = (moment: string) => (hasZone ? moment : `${moment} at time zone 'UTC'`);
    const within = `${column} >= ${at(begin)} and ${column} <= ${at(end)}`;
    return { moment: at(column), within };
  }
}

const begin = '$1::timestamptz';
const end = 'coalesce($3::timestamptz, now())';
const bound = (told: Through | undefined) => [told?.[0] ?? null, told?.[1] ?? null];

const everyMs = 1000;

/** The clock of a declaration: through when those who listen have been told of what has become late. */
export class DueClock {
  readonly of: Lateness;
  #told: Through | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isHurried = false;

  constructor(of: Lateness) {
    this.of = of;
  }

  get told(): Through | undefined {
    return this.#told;
  }

  /** It is looked at once: whoever comes with a cursor of another server must not be ahead. */
  hurry(): void {
    this.#isHurried = true;
  }

  /** What has become late since it was looked last. What nobody has listened for is not looked up. */
  async tick(sql: Connection, position: Position, isHeard: boolean): Promise<readonly Change[]> {
    const isTime = isHeard && performance.now() - this.#lookedAt >= everyMs;
    if (!isTime && !this.#isHurried) return [];
    this.#isHurried = false;
    if (!this.#told || !isHeard) {
      const [{ now }] = await sql.unsafe<[{ now: string }]>('select now() as now');
      this.#told = [now];
    }
    const { changes, through } = await this.of.list(sql, this.#told, position);
    this.#told = through;
    if (changes.length < atOnce) this.#lookedAt = performance.now();
    return changes;
  }
}
