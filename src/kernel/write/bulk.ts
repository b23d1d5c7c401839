import type { FieldMap, ObjectFieldBuilder } from '@pothos/core';
import { GraphQLError } from 'graphql';
import type { Code } from '../errors.ts';
import { prefetch } from '../read/prefetch.ts';
import { byId } from '../read/to-one.ts';
import { builder, type Types } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import { EntityType } from '../schema/entity-type.ts';
import { ErrorCode, Rule } from '../schema/error-enum.ts';
import type { Key } from '../schema/key.ts';
import { nodeIdOf } from '../schema/node.ts';
import { WrongRow } from './input-rules.ts';
import { missing } from './row-version.ts';

/** What became of one row of a bulk command. */
export type Outcome = {
  readonly index: number;
  readonly id: Key;
  readonly ok: boolean;
  readonly code: Code | null;
  readonly rule: string | null;
  readonly field: string | null;
  readonly message: string | null;
};

export type OnError = 'ABORT' | 'SKIP';

const BulkOutcome = builder
  .objectRef<Outcome & { readonly entityType: string }>('BulkOutcome')
  .implement({
    description: 'The result for one row of a bulk command.',
    fields: (t) => ({
      index: t.exposeInt('index', { description: 'Its place in the list that was given, from 0.' }),
      entityType: t.expose('entityType', { type: EntityType, description: 'The type of the row.' }),
      entityId: t.exposeID('id', { description: 'The key of the row.' }),
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

/** The keys of the rows that it was done for, each once. */
export const doneOf = (outcomes: Outcomes): number[] => [
  ...new Set(outcomes.filter(({ ok }) => ok).map(({ id }) => Number(id))),
];

/** What a bulk command answers with that changes rows: `rows` is the field that brings them, in one statement. */
export const bulkChange = (entity: Entity, rows: string) =>
  resultOf(`${entity.name}BulkResult`, entity, (t) => ({
    [rows]: t.field({
      type: [entity.ref],
      complexity: { field: 1, multiplier: 1 }, // `bulkCost` has counted them
      description: 'The rows that were changed, each once, as they are now.',
      resolve: async (outcomes, _args, ctx, info) => {
        const found = await byId(entity, ctx, info).loadAll(doneOf(outcomes));
        const there = found.filter((row) => row !== null);
        await prefetch(entity, there, info.fieldNodes, ctx, info);
        return there as never;
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

// oxlint-disable-next-line typescript/no-explicit-any -- the argument builder of any field
export const onError = (t: any) =>
  t.arg({
    type: OnErrorType,
    required: true,
    defaultValue: 'ABORT',
    description: 'Whether the other rows are still done when a row is refused.',
  }) as never;

/** The rows that a bulk command was given; those with a value that cannot be written stand there with why. */
export type Given<Item> = readonly (Item | WrongRow)[];

/** The rows that can be read. */
export const soundOf = <Item>(items: Given<Item>): Item[] =>
  items.filter((item): item is Item => !(item instanceof WrongRow));

/** Tries every row; what it refuses is its outcome. Nothing counts as done if one is refused, unless others may go on. */
export const tryEach = <Item>(
  items: Given<Item>,
  idOf: (item: Item) => Key,
  mode: OnError,
  attempt: (item: Item) => void,
): Outcome[] => {
  const outcomes = items.map((item, index): Outcome => {
    const id = idOf(item instanceof WrongRow ? (item.given as Item) : item);
    try {
      if (item instanceof WrongRow) throw item.error;
      attempt(item);
      return { index, id, ...done };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const { code, rule = null, field = null } = error.extensions as Partial<Outcome>;
      return { index, id, ok: false, code: code ?? null, rule, field, message: error.message };
    }
  });
  if (mode === 'SKIP' || outcomes.every(({ ok }) => ok)) return outcomes;
  return outcomes.map((outcome) => (outcome.ok ? { ...outcome, ...aborted } : outcome));
};

const done = { ok: true, code: null, rule: null, field: null, message: null };
const aborted = {
  ok: false,
  code: 'ABORTED',
  message: 'Nothing was done, because other rows were refused.',
} as const;

/** Whether there is anything to write. */
export const isAny = (outcomes: readonly Outcome[]) => outcomes.some(({ ok }) => ok);

/** Finds what a bulk command's row names; `field` is what names it. */
export const among = <Value>(
  found: ReadonlyMap<number, Value>,
  entity: string,
  key: number,
  field: string,
): Value => {
  const value = found.get(key);
  if (value === undefined) throw missing(entity, key, field);
  return value;
};

/** A row of a bulk command's list, in its rule: one that is wrong is refused by itself. */
export const bulk = { rule: { isBulk: true } };
