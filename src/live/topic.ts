import type { ObjectRef } from '@pothos/core';
import type { Connection } from '../database/connection.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import type { Filter } from '../kernel/read/filter.ts';
import type { Access } from '../kernel/schema/access.ts';
import type { Types } from '../kernel/schema/builder.ts';
import type { Domain } from '../kernel/schema/domain.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import type { Key } from '../kernel/schema/key.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import { decode, marked, type Position } from './change-cursor.ts';
import type { Due, Lateness } from './due.ts';
import type { Change, Values } from './feed.ts';
import { holdsOf } from './image.ts';
import { fieldsOf, type Part } from './part.ts';

/** A change as one subscription tells it: of a row, or of something that belongs to it. */
export type Told = {
  readonly change: Change;
  /** Where whoever has got this goes on. */
  readonly position: Position;
  readonly entityType: string;
  readonly id: Key;
  readonly action: 'STATE' | 'CREATED' | 'UPDATED' | 'DELETED' | 'DUE';
  readonly changedFields: readonly string[];
  /** Nothing follows it; or the end came with something that is not told. */
  readonly end?: 'told' | 'untold';
  /** Of numbers that are of no row: what they are asked for. */
  readonly asked?: Asked<Abouts>;
};

export type Args = { readonly [name: string]: unknown };

/** Finds out about changes what their rows do not say, such as the effort that a comment belongs to. */
export type Locate<Place> = (
  sql: Connection,
  changes: readonly Change[],
) => Promise<ReadonlyMap<number, Place>>;

/** An argument of a subscription: it names a row, of this type, that is told about; or it is true or false. */
export type About = { readonly description: string; readonly required?: true } & (
  | {
      readonly of: AnyEntity;
      /** Nothing follows any more, and the stream is complete, once the row is like this, or gone. */
      readonly ends?: Filter;
    }
  | { readonly of: 'Boolean' }
);
export type Abouts = { readonly [name: string]: About };

/** An entity of any table. */
export type AnyEntity = { readonly generic: Entity };

/** What a client has given: keys, and what is true or false. */
type Asked<A extends Abouts> = {
  readonly [Name in keyof A]?: (A[Name] extends { readonly of: 'Boolean' } ? boolean : Key) | null;
};

/** Which rows are the state of what is followed. */
export type State = { readonly of: AnyEntity; readonly where: Filter };

export type Coalesce = {
  /** So many milliseconds are an interval: what happens to a row in one of them is told as one change. */
  readonly within: number;
  /** What is told by itself all the same, as a change of its own row. */
  readonly unless?: (change: Change) => boolean;
};

/** Numbers that are of no row: their type, and what they are for those who asked with these arguments; null: of nothing any more. */
export type Computed<A extends Abouts = Abouts, Of = object> = {
  readonly type: ObjectRef<Types, Of>;
  readonly of: (ctx: Context, args: Asked<A>) => Promise<Of | null>;
};

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
  /** Snapshot: who begins without a cursor is told the rows as they are, and then what changes. Undefined: there are none. */
  readonly snapshot?: (args: Asked<A>, viewer: Viewer) => State | undefined;
  /** Of numbers: how long an answer stands at least. */
  readonly coalesce?: Coalesce;
  /** Rows that become late though nothing changes: it tells of that, and of what changes about rows that are or were late. */
  readonly due?: Due;
  /**
   * The argument that names a row whose numbers are followed, or how they are computed for all arguments: what is asked of
   * them is answered anew whenever the answer has become another one. `of` are the types that matter to them.
   */
  readonly numbers?: (keyof A & string) | Computed<A>;
};

/** A subscription, as it is looked at for each change. */
export type Watched = Omit<Subscription, 'of' | 'shows' | 'due'> & {
  readonly domain: Domain;
  readonly trail: AuditTrail;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly shown: ReadonlyMap<string, Entity>;
  readonly due: Lateness | undefined;
};

/** A row that ends the stream about it. */
type Ending = {
  readonly entity: Entity;
  readonly type: string;
  readonly id: Key;
  readonly ends: Filter;
  readonly isOver: (row: Values) => boolean;
};

/** What a client has subscribed to. */
export class Topic {
  readonly name: string;
  readonly of: Watched;
  readonly args: Args;
  readonly viewer: Viewer;
  readonly since: Position | undefined;
  /** So many rows of the state, if not all. */
  readonly last: number | undefined;
  readonly endings: readonly Ending[];
  /** The rows whose numbers are followed. */
  readonly scopes: readonly { readonly entity: Entity; readonly type: string; readonly id: Key }[];

  constructor(name: string, of: Watched, args: Args, viewer: Viewer) {
    const { since, last, ...others } = args;
    this.name = name;
    this.of = of;
    this.args = others;
    this.viewer = viewer;
    this.since = typeof since === 'string' ? decode(since) : undefined;
    this.last = typeof last === 'number' ? last : undefined;
    const named = Object.entries(of.args ?? {}).flatMap(([arg, about]) => {
      const id = others[arg];
      if (about.of === 'Boolean' || !isKey(id)) return [];
      const { generic: entity } = about.of;
      return [{ arg, entity, type: of.trail.of(entity.table).entity, id, ends: about.ends }];
    });
    this.scopes = named.filter(({ arg }) => isScope(of.numbers, arg));
    this.endings = named.flatMap(({ ends, entity, ...row }) =>
      ends ? [{ ...row, entity, ends, isOver: holdsOf(entity, ends) }] : [],
    );
  }

  /** The types of rows whose changes it may tell of. */
  get types(): readonly string[] {
    const { entities, parts = {}, shown } = this.of;
    const ending = this.endings.map(({ type }) => type);
    return [...entities.keys(), ...Object.keys(parts), ...shown.keys(), ...ending];
  }

  /** Where it is told from: by default from now on, after the rows as they are. Marks of others mean nothing to it. */
  beginAt(now: Position): Position {
    const { since, of } = this;
    const { batch, state, due, isHalf } = since ?? {};
    return marked(since ?? now, {
      ...(of.coalesce && batch && { batch }),
      ...(isHalf && { isHalf }),
      ...(of.due && due && { due }),
      ...(since ? of.snapshot && state && { state } : this.state && { state: [] }),
    });
  }

  get asked(): Asked<Abouts> {
    return this.args as Asked<Abouts>;
  }

  get state(): State | undefined {
    return this.of.snapshot?.(this.asked, this.viewer);
  }

  /** Whether nothing that it tells of comes after a change. */
  isOverBy({ entityType, entityId, action, after }: Change): boolean {
    return this.endings.some(
      ({ type, id, isOver }) =>
        type === entityType &&
        String(id) === String(entityId) &&
        (action === 'DELETE' || (after !== null && isOver(after))),
    );
  }

  /** What it has to tell of a change, if anything. */
  tell(change: Change, places: ReadonlyMap<number, unknown>): Told | undefined {
    const { entities, parts = {}, shown, coalesce, due, numbers, trail } = this.of;
    const part = coalesce?.unless?.(change) ? undefined : parts[change.entityType];
    const entityType = part?.of ?? change.entityType;
    // what is made is shown by nobody yet, and what is deleted by nobody any more: rows that cease to show it say so
    const isShown = shown.has(entityType) && change.action === 'UPDATE';
    if (!entities.has(entityType) && !isShown) return undefined;
    if (due && !numbers && !due.concerns(change)) return undefined;
    if (!this.#isScope(change) && !this.#tells(places.get(change.id))) return undefined;
    const { position, changedFields } = change;
    if (!part) {
      const id = trail.keyOf(entityType, change.entityId);
      const action = change.isDue ? 'DUE' : actions[change.action];
      return { change, position, entityType, id, action, changedFields };
    }
    const id = trail.keyOf(entityType, (change.after ?? change.before)?.[part.key]);
    const fields = fieldsOf(part, change);
    return { change, position, entityType, id, action: 'UPDATED', changedFields: fields };
  }

  #isScope({ entityType, entityId }: Change): boolean {
    return this.scopes.some(
      ({ type, id }) => type === entityType && String(id) === String(entityId),
    );
  }

  #tells(place: unknown): boolean {
    const { tells, tellsTo } = this.of;
    const { asked, viewer } = this;
    return (tells?.(place, asked) ?? true) && (tellsTo?.(viewer, place, asked) ?? true);
  }

  /** The executor wants something to iterate over; who serves the topic does not ask it for anything. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Told> {}
}

/** Whether the numbers that are followed are those of the row that an argument names. */
export const isScope = (numbers: Watched['numbers'] | undefined, arg: string): boolean =>
  typeof numbers === 'object' || arg === numbers;

export const isKey = (value: unknown): value is Key =>
  typeof value === 'number' || typeof value === 'string';

const actions = { CREATE: 'CREATED', UPDATE: 'UPDATED', DELETE: 'DELETED' } as const;
