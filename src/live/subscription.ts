import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import { rowOf } from '../kernel/read/row-by-id.ts';
import { byId, shown } from '../kernel/read/to-one.ts';
import { assertAllowed, viewerOf } from '../kernel/schema/access.ts';
import { builder } from '../kernel/schema/builder.ts';
import type { Domain } from '../kernel/schema/domain.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import { EntityType } from '../kernel/schema/entity-type.ts';
import type { Key } from '../kernel/schema/key.ts';
import { nodeIdOf } from '../kernel/schema/node.ts';
import { nameOf } from '../kernel/schema/table.ts';
import { cleaned } from '../kernel/write/input-rules.ts';
import { missing } from '../kernel/write/row-version.ts';
import { Tx } from '../kernel/write/tx.ts';
import { encode } from './change-cursor.ts';
import {
  type Abouts,
  type AnyEntity,
  type Args,
  type Subscription,
  type Told,
  Topic,
  type Watched,
} from './topic.ts';
import { seenAmong } from './visible.ts';

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
      'The position in the stream of changes when this query began, or just before. Subscribe with it as `since`, and you get every change that this query does not show yet.',
    resolve: (_root, _args, ctx) => {
      viewerOf(ctx);
      if (!ctx.changeCursor) throw refusal('INVALID_STATE', 'Changes are not followed here.');
      return ctx.changeCursor();
    },
  }),
);

/** Refuses to tell about rows that are not there. Who goes on is also told that a row was deleted in the meantime. */
const assertThere = async (ctx: Context, topic: Topic): Promise<void> => {
  const { of, args, since } = topic;
  const tx = new Tx(ctx);
  for (const [field, about] of Object.entries(of.args ?? {})) {
    const entity = about.of.generic;
    const id = args[field];
    if (typeof id !== 'number' && typeof id !== 'string') continue;
    const { size } = await tx.lockAll(entity, [id], 'none');
    if (size === 0 && !(since && (await wasThere(tx, topic, entity, id))))
      throw missing(entity.name, id, field);
  }
};

/** Whether a row was deleted that the viewer could see. */
const wasThere = async (tx: Tx, { of, viewer }: Topic, entity: Entity, id: Key) => {
  const { entity: type } = of.trail.of(entity.table);
  const [last] = await tx.query<{ action: string; gone: object }>(
    `select action, changes->'before' as gone from ${nameOf(of.trail.log)}
     where entity_type = $1 and entity_id = $2 order by id desc limit 1`,
    [type, id],
  );
  if (last?.action !== 'DELETE') return false;
  const seen = await seenAmong(tx.ctx.sql, entity, viewer, [{ key: String(id), image: last.gone }]);
  return seen.has(0);
};

/** The payload of `trackerChanged` is a TrackerChange. */
const payloadOf = (name: string) =>
  (name[0]?.toUpperCase() + name.slice(1)).replace(/Changed$/, 'Change');

const lowerFirst = (name: string) => name[0]?.toLowerCase() + name.slice(1);

const byName = (entities: readonly AnyEntity[]): ReadonlyMap<string, Entity> =>
  new Map(entities.map(({ generic }) => [generic.name, generic]));

/** A subscription to the changes of some types' rows. */
export const live = <Place, const A extends Abouts = Record<never, never>>(
  domain: Domain,
  name: string,
  { of: told, shows = [], ...declared }: Subscription<Place, A>,
): void => {
  const people = domain.person;
  const of = {
    ...declared,
    domain,
    trail: domain.trail,
    entities: byName(told),
    shown: byName(shows),
  } as Watched;
  const Payload = builder.objectRef<Told>(payloadOf(name)).implement({
    description: `A change that \`${name}\` reports.`,
    fields: (t) => ({
      cursor: t.string({
        description:
          'The position of this change. Subscribe with it as `since` to continue after it.',
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
        description: 'For an update: the fields that differ, with the names of this API.',
        resolve: ({ changedFields }) => changedFields.map(camelCase),
      }),
      actor: t.field({
        type: people.ref,
        nullable: true,
        complexity: 1,
        description:
          'The user who did it; null when it was not done through PEARL, or when the user has been deleted.',
        resolve: ({ change }, _args, ctx, info) =>
          (change.userId === null
            ? null
            : shown(people, ctx, info, byId(people, ctx, info).load(change.userId))) as never,
      }),
      at: t.field({
        type: 'DateTime',
        description: 'When it happened.',
        resolve: ({ change }) => change.at,
      }),
      ...Object.fromEntries(
        [...of.entities, ...of.shown].map(([entityType, entity]) => [
          lowerFirst(entityType),
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
          Object.entries(of.args ?? {}).map(([arg, about]) => [
            arg,
            t.arg.id({
              description: about.description,
              extensions: { rule: { of: about.of.generic } },
            }),
          ]),
        ) as object),
        since: t.arg.string({
          description:
            'The cursor of an earlier change, or `changeCursor`. Everything that has happened since then comes first. A cursor that is too old is refused (CURSOR_EXPIRED).',
          extensions: { rule: { exact: true, max: 10_000 } },
        }),
      },
      subscribe: (async (_root: unknown, args: Args, ctx: Context, info: GraphQLResolveInfo) => {
        assertAllowed(ctx, of.allow);
        const given = cleaned(args, info) as Args;
        const since = ctx.lastEventId ?? given['since']; // who reconnects sends both
        const topic = new Topic(name, of, { ...given, since }, viewerOf(ctx));
        await assertThere(ctx, topic);
        return topic;
      }) as never,
      resolve: ((told: Told) => told) as never,
    }),
  );
};
