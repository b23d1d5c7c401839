import type { Connection } from '../database/connection.ts';
import type { Viewer } from '../kernel/context.ts';
import type { Access } from '../kernel/schema/access.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import { decode, type Position } from './change-cursor.ts';
import type { Change } from './feed.ts';

/** A change as one subscription tells it: of a row, or of something that belongs to it. */
export type Told = {
  readonly change: Change;
  readonly entityType: string;
  readonly id: number;
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

export type Subscription<Place> = {
  readonly trail: AuditTrail;
  readonly allow: Access;
  readonly description: string;
  /** The types whose rows it tells of, and the field of its payload that holds the row. */
  readonly entities: { readonly [entityType: string]: Entity };
  /** Types whose rows belong to such rows. */
  readonly parts?: { readonly [entityType: string]: Part };
  /**
   * Types whose rows such rows show, and others too. A change of one is told once, as a change of that row: its payload
   * holds it, and how many rows show it does not matter.
   */
  readonly shows?: { readonly [entityType: string]: Entity };
  /** Each names a row, of this type, that it tells about. */
  readonly args?: {
    readonly [name: string]: { readonly of: Entity; readonly description: string };
  };
  readonly locate?: Locate<Place>;
  /** Whether it tells of a change to somebody who asked with these arguments. */
  readonly tells?: (place: Place | undefined, args: Args, viewer: Viewer) => boolean;
  /** Whether that depends on who asks, and not just on the role. */
  readonly isPersonal?: boolean;
};

/** What a client has subscribed to. */
export class Topic {
  readonly name: string;
  readonly of: Subscription<unknown>;
  readonly args: Args;
  readonly viewer: Viewer;
  readonly since: Position | undefined;

  constructor(name: string, of: Subscription<unknown>, args: Args, viewer: Viewer) {
    const { since, ...others } = args;
    this.name = name;
    this.of = of;
    this.args = others;
    this.viewer = viewer;
    this.since = typeof since === 'string' ? decode(since) : undefined;
  }

  /** Who may be told the same. */
  get scope(): string {
    const { realm, role, id } = this.viewer;
    return JSON.stringify([realm, role, this.of.isPersonal ? id : null]);
  }

  /** The types of rows whose changes it may tell of. */
  get types(): readonly string[] {
    const { entities, parts = {}, shows = {} } = this.of;
    return [entities, parts, shows].flatMap(Object.keys);
  }

  /** What it has to tell of a change, if anything. */
  tell(change: Change, places: ReadonlyMap<number, unknown>): Told | undefined {
    const { entities, parts = {}, shows = {}, tells } = this.of;
    const part = parts[change.entityType];
    const entityType = part?.of ?? change.entityType;
    // what is made is shown by nobody yet, and what is deleted by nobody any more: rows that cease to show it say so
    const isShown = entityType in shows && change.action === 'UPDATE';
    if (!entities[entityType] && !isShown) return undefined;
    if (tells && !tells(places.get(change.id), this.args, this.viewer)) return undefined;
    if (!part) {
      const { entityId: id, changedFields } = change;
      return { change, entityType, id, action: actions[change.action], changedFields };
    }
    const id = Number((change.after ?? change.before)?.[part.key]);
    return { change, entityType, id, action: 'UPDATED', changedFields: fieldsOf(part, change) };
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
