import type { FieldMap, ObjectFieldBuilder } from '@pothos/core';
import { prefetch } from '../read/prefetch.ts';
import { byId, shownAll } from '../read/to-one.ts';
import { builder, type Types } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import { EntityType } from '../schema/entity-type.ts';
import { ErrorCode, Rule } from '../schema/error-enum.ts';
import { nodeIdOf } from '../schema/node.ts';
import { type Arg, arg } from './argument.ts';
import { doneOf, type Outcome } from './bulk-outcome.ts';

const BulkOutcome = builder
  .objectRef<Outcome & { readonly entityType: string }>('BulkOutcome')
  .implement({
    description: 'The result for one row of a bulk command.',
    fields: (t) => ({
      index: t.exposeInt('index', { description: 'Its place in the list that was given, from 0.' }),
      entityType: t.expose('entityType', { type: EntityType, description: 'The type of the row.' }),
      entityId: t.exposeID('id', {
        nullable: true,
        description: 'The key of the row; null for one that was not made.',
      }),
      ok: t.exposeBoolean('ok', { description: 'Whether it was done.' }),
      code: t.expose('code', {
        type: ErrorCode,
        nullable: true,
        description:
          'Why this row was not done, as an error code. ABORTED: this row was fine, but another one was refused.',
      }),
      rule: t.expose('rule', {
        type: Rule,
        nullable: true,
        description: 'The rule that does not allow it; with the code INVALID_STATE.',
      }),
      field: t.exposeString('field', {
        nullable: true,
        description: 'The field of the row that is wrong, if it is one.',
      }),
      message: t.exposeString('message', {
        nullable: true,
        description: 'Why this row was not done, in words.',
      }),
    }),
  });

type Outcomes = readonly Outcome[];

const resultOf = (
  name: string,
  { name: entityType }: Entity,
  more: (t: ObjectFieldBuilder<Types, Outcomes>) => FieldMap,
) =>
  builder.objectRef<Outcomes>(name).implement({
    description: `What a bulk command has done to rows of type ${entityType}.`,
    fields: (t) => ({
      done: t.int({
        description: 'How many rows were done.',
        resolve: (outcomes) => outcomes.filter(({ ok }) => ok).length,
      }),
      refused: t.int({
        description: 'How many rows were not done.',
        resolve: (outcomes) => outcomes.filter(({ ok }) => !ok).length,
      }),
      outcomes: t.field({
        type: [BulkOutcome],
        description: 'The result for every row, in the order in which the rows were given.',
        resolve: (outcomes) => outcomes.map((outcome) => ({ ...outcome, entityType })),
      }),
      ...more(t),
    }),
  });

type Result = ReturnType<typeof resultOf>;
const changes = new WeakMap<Entity, Result>();

/** What a bulk command answers with that changes rows: one field brings them, in one statement. */
export const bulkChange = (entity: Entity): Result => {
  const known = changes.get(entity) ?? makeBulkChange(entity);
  changes.set(entity, known);
  return known;
};

const makeBulkChange = (entity: Entity) =>
  resultOf(`${entity.name}BulkResult`, entity, (t) => ({
    [entity.many]: t.field({
      type: [entity.ref],
      complexity: { field: 1, multiplier: 1 }, // `bulkCost` has counted them
      description: 'The rows that were made or changed, each once, as they are now.',
      resolve: async (outcomes, _args, ctx, info) => {
        const found = await byId(entity, ctx, info).loadAll(doneOf(outcomes));
        const there = found.filter((row) => row !== null);
        await prefetch(entity, there, info.fieldNodes, ctx, info);
        return shownAll(entity, ctx, info, there) as never;
      },
    }),
  }));

/** What a bulk command answers with that deletes rows. */
export const bulkDelete = (entity: Entity) =>
  resultOf(`${entity.name}BulkDeleteResult`, entity, (t) => ({
    deletedNodeIds: t.idList({
      description: 'The `nodeId`s of the rows that are gone.',
      resolve: (outcomes) => doneOf(outcomes).map((id) => nodeIdOf(entity.name, id)),
    }),
  }));

/** As many rows as a bulk command is given it may answer with. */
export const bulkCost = (args: object) => ({
  field: 0,
  multiplier: Math.max(
    ...Object.values(args).map((each) => (Array.isArray(each) ? each.length : 1)),
  ),
});

const OnErrorType = builder.enumType('OnError', {
  description: 'What a bulk command does when rows are refused.',
  values: {
    ABORT: { value: 'ABORT', description: 'Nothing is done if any row is refused.' },
    SKIP: {
      value: 'SKIP',
      description: 'The rows that are refused are left out; the others are done.',
    },
  } as const,
});

export const onError = arg(
  OnErrorType,
  'Whether the other rows are still done when a row is refused.',
  { default: 'ABORT' },
);

export const dryRun = arg.boolean(
  'Whether only to find out what would be done: everything is tried, and nothing is written.',
  { default: false },
);

/** The list of a bulk command's items: one that is wrong is refused by itself. */
export const bulkList = <Items extends Arg | undefined>(items: Items): Items => ({
  ...items,
  rule: { ...items?.rule, isBulk: true },
});
