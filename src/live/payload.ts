import { rowOf } from '../kernel/read/row-by-id.ts';
import { byId, shown } from '../kernel/read/to-one.ts';
import { builder } from '../kernel/schema/builder.ts';
import { lowerFirst, upperFirst } from '../kernel/schema/domain-prefix.ts';
import type { Entity, FieldBuilder } from '../kernel/schema/entity.ts';
import { EntityType } from '../kernel/schema/entity-type.ts';
import { nodeIdOf } from '../kernel/schema/node.ts';
import { encode } from './change-cursor.ts';
import { cursorToCome } from './delivery.ts';
import type { Computed, Told, Watched } from './topic.ts';

const ChangeAction = builder.enumType('ChangeAction', {
  description: 'What has happened to a row.',
  values: {
    STATE: { value: 'STATE', description: 'Nothing: this is how the row is as you begin.' },
    CREATED: { value: 'CREATED', description: 'It was made, or brought back.' },
    UPDATED: { value: 'UPDATED', description: 'It, or something that belongs to it, was changed.' },
    DELETED: {
      value: 'DELETED',
      description: 'It was deleted, by itself or by a cascade, or you cannot see it any more.',
    },
    DUE: { value: 'DUE', description: 'Nothing was changed, but it has become late.' },
  } as const,
});

/** The payload of `trackerChanged` is a TrackerChange. */
const payloadOf = (name: string) => upperFirst(name).replace(/Changed$/, 'Change');

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** The type of what a subscription tells; `scope` is the type of the row whose numbers it answers with. */
export const implementPayload = (name: string, of: Watched, scope: Entity | undefined) => {
  const { numbers } = of;
  return builder.objectRef<Told>(payloadOf(name)).implement({
    description: numbers
      ? `An answer that \`${name}\` gives.`
      : `A change that \`${name}\` reports.`,
    fields: (t) => {
      if (typeof numbers === 'object') return { ...cursorField(t), ...computedField(t, numbers) };
      return (
        scope ? { ...cursorField(t), ...scopeField(t, scope) } : changeFields(t, of)
      ) as never;
    },
  });
};

const missing = new WeakSet<Told>();

/** Whether the row that is told of was not there any more, or not to be seen, when it was asked for. */
export const isMissing = (told: Told): boolean => missing.has(told);

const noted = <Of>(told: Told, row: Of): Of => {
  if (row === null) missing.add(told);
  return row;
};

/** A row as it is now, where a change is about one of its type. */
const rowField = (t: FieldBuilder, entity: Entity, description: string) =>
  t.field({
    type: entity.ref,
    nullable: true,
    complexity: 1,
    description,
    resolve: async (told: Told, _args, ctx, info) => {
      const { entityType, id, action } = told;
      if (entityType !== entity.name || action === 'DELETED') return null as never;
      return noted(told, await rowOf(entity, id, ctx, info)) as never;
    },
  });

const cursorField = (t: FieldBuilder) => ({
  cursor: t.string({
    description:
      'Which answer it is. Subscribe with it as `since`, and you get the next one that is another.',
    resolve: () => cursorToCome,
  }),
});

const scopeField = (t: FieldBuilder, scope: Entity) => ({
  [lowerFirst(scope.name)]: rowField(
    t,
    scope,
    'The row whose numbers are followed, as it is now; null when it is not there any more.',
  ),
});

const computedField = (t: FieldBuilder, { type, of }: Computed) => ({
  [lowerFirst(type.name)]: t.field({
    type,
    nullable: true,
    complexity: 1,
    description:
      'The numbers as they are now; null when what they are about is not there any more.',
    resolve: ({ asked = {} }: Told, _args, ctx) => of(ctx, asked) as never,
  }),
});

const changeFields = (
  t: FieldBuilder,
  { domain: { person }, entities, shown: others }: Watched,
) => ({
  cursor: t.string({
    description: 'The position of this change. Subscribe with it as `since` to continue after it.',
    resolve: ({ position }: Told) => encode(position),
  }),
  action: t.field({
    type: ChangeAction,
    description: 'What has happened.',
    resolve: ({ action }: Told) => action,
  }),
  entityType: t.field({
    type: EntityType,
    description: 'The type of the row.',
    resolve: ({ entityType }: Told) => entityType,
  }),
  entityId: t.id({ description: 'The key of the row.', resolve: ({ id }: Told) => id }),
  deletedNodeId: t.id({
    nullable: true,
    description: 'The `nodeId` of the row, if it has been deleted; else null.',
    resolve: ({ action, entityType, id }: Told) =>
      action === 'DELETED' ? nodeIdOf(entityType, id) : null,
  }),
  changedFields: t.stringList({
    description: 'For an update: the fields that differ, with the names of this API.',
    resolve: ({ changedFields }: Told) => changedFields.map(camelCase),
  }),
  actor: t.field({
    type: person.ref,
    nullable: true,
    complexity: 1,
    description:
      'The user who did it; null when it was not done through PEARL, or when the user has been deleted.',
    resolve: ({ change }: Told, _args, ctx, info) =>
      (change.userId === null
        ? null
        : shown(person, ctx, info, byId(person, ctx, info).load(change.userId))) as never,
  }),
  at: t.field({
    type: 'DateTime',
    description: 'When it happened.',
    resolve: ({ change }: Told) => change.at,
  }),
  ...Object.fromEntries(
    [...entities.values(), ...others.values()].map((entity) => [
      lowerFirst(entity.name),
      rowField(t, entity, 'The row as it is now; null when it is deleted, or of another type.'),
    ]),
  ),
});
