import type { GraphQLResolveInfo } from 'graphql';
import { type Access, assertAllowed, viewerOf } from './access.ts';
import type { AuditTrail } from './audited.ts';
import { builder } from './builder.ts';
import { cleaned } from './clean.ts';
import type { Context, Viewer } from './context.ts';
import type { Connection } from './database.ts';
import type { Entity } from './entity.ts';
import { EntityType } from './entity-type.ts';
import { refusal } from './errors.ts';
import type { Change } from './feed.ts';
import { nodeIdOf } from './node.ts';
import { decode, encode, type Position } from './position.ts';
import { byId, shown } from './relation.ts';
import { rowOf } from './row.ts';
import { missing } from './stale.ts';
import { nameOf } from './table.ts';
import { Tx } from './tx.ts';

/** A change as one subscription tells it: of a row, or of something that belongs to it. */
export type Told = {
  readonly change: Change;
  readonly entityType: string;
  readonly id: number;
  readonly action: 'CREATED' | 'UPDATED' | 'DELETED';
  readonly changedFields: readonly string[];
};

type Args = { readonly [name: string]: unknown };

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

const ChangeAction = builder.enumType('ChangeAction', {
  description: 'What has happened to a row.',
  values: {
    CREATED: { value: 'CREATED', description: 'It was made, or brought back.' },
    UPDATED: { value: 'UPDATED', description: 'It, or something that belongs to it, was changed.' },
    DELETED: { value: 'DELETED', description: 'It was deleted, by itself or by a cascade.' },
  } as const,
});

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

builder.queryField('changeCursor', (t) =>
  t.string({
    allow: 'anyone',
    description:
      'The place in the stream of changes at which this query began, or a moment before: a subscription with it as `since` misses nothing that the query does not show.',
    resolve: (_root, _args, ctx) => {
      viewerOf(ctx);
      const { position } = ctx;
      if (!position) throw refusal('INVALID_STATE', 'Changes are not followed here.');
      return encode(position);
    },
  }),
);

/** Refuses to tell about rows that are not there. Who goes on is also told that a row was deleted in the meantime. */
const assertThere = async (ctx: Context, { of, args, since }: Topic): Promise<void> => {
  const tx = new Tx(ctx);
  for (const [field, { of: entity }] of Object.entries(of.args ?? {})) {
    const id = args[field];
    if (typeof id !== 'number') continue;
    const { size } = await tx.lockAll(entity, [id], 'none');
    if (size === 0 && !(since && (await wasThere(tx, of.trail, entity, id))))
      throw missing(entity.name, id, field);
  }
};

const wasThere = async (tx: Tx, trail: AuditTrail, { table }: Entity, id: number) => {
  const { entity } = trail.of(table);
  const found = await tx.query(
    `select from ${nameOf(trail.log)} where entity_type = $1 and entity_id = $2 limit 1`,
    [entity, id],
  );
  return found.length > 0;
};

/** A subscription to the changes of some types' rows. `User` is the type of those who make changes. */
export const live = <Place>(
  name: string,
  payload: string,
  users: () => Entity,
  of: Subscription<Place>,
): void => {
  const Payload = builder.objectRef<Told>(payload).implement({
    description: `A change that \`${name}\` tells of.`,
    fields: (t) => ({
      cursor: t.string({
        description: 'The place of this change: subscribe with it as `since` to go on after it.',
        resolve: ({ change }) => encode(change.position),
      }),
      action: t.field({
        type: ChangeAction,
        description: 'What has happened.',
        resolve: ({ action }) => action,
      }),
      entityType: t.expose('entityType', { type: EntityType, description: 'The type of the row.' }),
      entityId: t.exposeID('id', { description: 'The key of the row.' }),
      deletedNodeId: t.id({
        nullable: true,
        description: 'The `nodeId` of the row, if it has been deleted; else null.',
        resolve: ({ action, entityType, id }) =>
          action === 'DELETED' ? nodeIdOf(entityType, id) : null,
      }),
      changedFields: t.stringList({
        description: 'For an update: the fields that differ, named as this API does.',
        resolve: ({ changedFields }) => changedFields.map(camelCase),
      }),
      actor: t.field({
        type: users().ref,
        nullable: true,
        complexity: 1,
        description: 'Who did it; null when it was not done through PEARL, or the user is gone.',
        resolve: ({ change }, _args, ctx, info) =>
          (change.userId === null
            ? null
            : shown(users(), ctx, info, byId(users(), ctx, info).load(change.userId))) as never,
      }),
      at: t.field({
        type: 'DateTime',
        description: 'When it happened.',
        resolve: ({ change }) => change.at,
      }),
      ...Object.fromEntries(
        Object.entries(of.entities).map(([entityType, entity]) => [
          entity.name[0]?.toLowerCase() + entity.name.slice(1),
          t.field({
            type: entity.ref,
            nullable: true,
            complexity: 1,
            description: 'The row as it is now; null when it is deleted, or of another type.',
            resolve: (told, _args, ctx, info) =>
              (told.entityType === entityType && told.action !== 'DELETED'
                ? rowOf(entity, told.id, ctx, info)
                : null) as never,
          }),
        ]),
      ),
    }),
  });

  builder.subscriptionField(name, (t) =>
    t.field({
      type: Payload,
      allow: of.allow,
      complexity: 1,
      description: of.description,
      args: {
        ...(Object.fromEntries(
          Object.entries(of.args ?? {}).map(([arg, { description }]) => [
            arg,
            t.arg.id({ description }),
          ]),
        ) as object),
        since: t.arg.string({
          description:
            'A cursor of an earlier change, or of `changeCursor`: what has happened since then comes first. One that is too old is refused (CURSOR_EXPIRED).',
          extensions: { rule: { exact: true, max: 10_000 } },
        }),
      },
      subscribe: (async (_root: unknown, args: Args, ctx: Context, info: GraphQLResolveInfo) => {
        assertAllowed(ctx, of.allow);
        const given = cleaned(args, info) as Args;
        const since = ctx.lastEventId ?? given['since']; // who reconnects sends both
        const topic = new Topic(
          name,
          of as Subscription<unknown>,
          { ...given, since },
          ctx.viewer as Viewer,
        );
        await assertThere(ctx, topic);
        return topic;
      }) as never,
      resolve: ((told: Told) => told) as never,
    }),
  );
};
