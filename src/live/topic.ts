import type { Connection } from '../database/connection.ts';
import type { Viewer } from '../kernel/context.ts';
import type { Access } from '../kernel/schema/access.ts';
import type { Domain } from '../kernel/schema/domain.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import type { Key } from '../kernel/schema/key.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import { decode, type Position } from './change-cursor.ts';
import type { Change } from './feed.ts';

/** A change as one subscription tells it: of a row, or of something that belongs to it. */
export type Told = {
  readonly change: Change;
  readonly entityType: string;
  readonly id: Key;
  readonly action: 'CREATED' | 'UPDATED' | 'DELETED';
  readonly changedFields: readonly string[];
};

export type Args = { readonly [name: string]: unknown };

type Part = {
  /** The type of the row that it belongs to, and the key that names that row. */
  readonly of: string;
  readonly key: string;
  /** The fields of that row that follow from it, each with the columns that matter to it when they change; null: all. */
  readonly fields: { readonly [field: string]: readonly string[] | null };
};

/** Finds out about changes what their rows do not say, such as the effort that a comment belongs to. */
export type Locate<Place> = (
  sql: Connection,
  changes: readonly Change[],
) => Promise<ReadonlyMap<number, Place>>;

/** An argument of a subscription: it names a row, of this type, that is told about. */
export type About = { readonly of: AnyEntity; readonly description: string };
export type Abouts = { readonly [name: string]: About };

/** An entity of any table. */
export type AnyEntity = { readonly generic: Entity };

/** The keys that a client has given. */
type Asked<A extends Abouts> = { readonly [Name in keyof A]?: Key | null };

export type Subscription<Place = unknown, A extends Abouts = Abouts> = {
  readonly allow: Access;
  readonly description: string;
  /** The types whose rows it tells of; its payload holds the row. */
  readonly of: readonly AnyEntity[];
  /** Types whose rows belong to such rows. */
  readonly parts?: { readonly [entityType: string]: Part };
  /**
   * Types whose rows such rows show, and others too. A change of one is told once, as a change of that row: its payload
   * holds it, and how many rows show it does not matter.
   */
  readonly shows?: readonly AnyEntity[];
  readonly args?: A;
  readonly locate?: Locate<Place>;
  /** Whether it tells of a change to those who asked with these arguments. */
  readonly tells?: (place: Place | undefined, args: Asked<A>) => boolean;
  /** The same, where it depends on who asks: nobody shares what somebody else is told then. */
  readonly tellsTo?: (viewer: Viewer, place: Place | undefined, args: Asked<A>) => boolean;
};

/** A subscription, as it is looked at for each change. */
export type Watched = Omit<Subscription, 'of' | 'shows'> & {
  readonly domain: Domain;
  readonly trail: AuditTrail;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly shown: ReadonlyMap<string, Entity>;
};

/** What a client has subscribed to. */
export class Topic {
  readonly name: string;
  readonly of: Watched;
  readonly args: Args;
  readonly viewer: Viewer;
  readonly since: Position | undefined;

  constructor(name: string, of: Watched, args: Args, viewer: Viewer) {
    const { since, ...others } = args;
    this.name = name;
    this.of = of;
    this.args = others;
    this.viewer = viewer;
    this.since = typeof since === 'string' ? decode(since) : undefined;
  }

  /** The types of rows whose changes it may tell of. */
  get types(): readonly string[] {
    const { entities, parts = {}, shown } = this.of;
    return [...entities.keys(), ...Object.keys(parts), ...shown.keys()];
  }

  /** What it has to tell of a change, if anything. */
  tell(change: Change, places: ReadonlyMap<number, unknown>): Told | undefined {
    const { entities, parts = {}, shown } = this.of;
    const part = parts[change.entityType];
    const entityType = part?.of ?? change.entityType;
    // what is made is shown by nobody yet, and what is deleted by nobody any more: rows that cease to show it say so
    const isShown = shown.has(entityType) && change.action === 'UPDATE';
    if (!entities.has(entityType) && !isShown) return undefined;
    if (!this.#tells(places.get(change.id))) return undefined;
    const { trail } = this.of;
    if (!part) {
      const { changedFields } = change;
      const id = trail.keyOf(entityType, change.entityId);
      return { change, entityType, id, action: actions[change.action], changedFields };
    }
    const id = trail.keyOf(entityType, (change.after ?? change.before)?.[part.key]);
    return { change, entityType, id, action: 'UPDATED', changedFields: fieldsOf(part, change) };
  }

  #tells(place: unknown): boolean {
    const { tells, tellsTo } = this.of;
    const args = this.args as Asked<Abouts>;
    return (tells?.(place, args) ?? true) && (tellsTo?.(this.viewer, place, args) ?? true);
  }

  /** The executor wants something to iterate over; who serves the topic does not ask it for anything. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Told> {}
}

const fieldsOf = ({ fields }: Part, { action, changedFields }: Change): string[] =>
  Object.entries(fields).flatMap(([field, columns]) => {
    const isConcerned = columns?.some((column) => changedFields.includes(column)) ?? true;
    return isConcerned || action !== 'UPDATE' ? [field] : [];
  });

const actions = { CREATE: 'CREATED', UPDATE: 'UPDATED', DELETE: 'DELETED' } as const;
