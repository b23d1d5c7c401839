import type { Access } from './access.ts';
import type { AuditTrail } from './audited.ts';
import type { Viewer } from './context.ts';
import type { Connection } from './database.ts';
import type { Entity } from './entity.ts';
import type { Change } from './feed.ts';
import { decode, type Position } from './position.ts';

/** A change as one subscription tells it: of a row, or of something that belongs to it. */
export type Told = {
  readonly change: Change;
  readonly entityType: string;
  readonly id: number;
  readonly action: 'CREATED' | 'UPDATED' | 'DELETED';
  readonly changedFields: readonly string[];
};

export type Args = { readonly [name: string]: unknown };

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
  /** Types whose rows belong to such rows: the key that names the row, and the field that changes by it. */
  readonly parts?: {
    readonly [entityType: string]: {
      readonly of: string;
      readonly key: string;
      readonly field: string;
    };
  };
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
    return [...Object.keys(this.of.entities), ...Object.keys(this.of.parts ?? {})];
  }

  /** What it has to tell of a change, if anything. */
  tell(change: Change, places: ReadonlyMap<number, unknown>): Told | undefined {
    const { entities, parts = {}, tells } = this.of;
    const part = parts[change.entityType];
    const entityType = part?.of ?? change.entityType;
    if (!entities[entityType]) return undefined;
    if (tells && !tells(places.get(change.id), this.args, this.viewer)) return undefined;
    if (!part) {
      const { entityId: id, changedFields } = change;
      return { change, entityType, id, action: actions[change.action], changedFields };
    }
    const id = Number((change.after ?? change.before)?.[part.key]);
    return { change, entityType, id, action: 'UPDATED', changedFields: [part.field] };
  }

  /** The executor wants something to iterate over; who serves the topic does not ask it for anything. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Told> {}
}

const actions = { CREATE: 'CREATED', UPDATE: 'UPDATED', DELETE: 'DELETED' } as const;
