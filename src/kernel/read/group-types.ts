import type { EnumRef, InputFieldMap, InputRef, ObjectRef } from '@pothos/core';
import { builder, type Types } from '../schema/builder.ts';
import type { Entity, FieldBuilder } from '../schema/entity.ts';
import { makeEnum, upperCase } from '../schema/enum.ts';
import { comparisonOf } from '../schema/filter-input.ts';
import type { Filter } from './filter.ts';
import { functionsOf, groupKeysOf } from './group-key.ts';
import { summaryOf } from './group-summary.ts';
import { Direction } from './order-by.ts';
import { largestPage, type OrderBy } from './page.ts';

export type DateCut = { readonly to: 'DAY' | 'WEEK' | 'MONTH'; readonly zone: string };

/** What groups are sorted by: one of their keys, how many rows they have, or a value of these. */
export type GroupOrder = {
  readonly of: 'KEY' | 'COUNT' | 'MIN' | 'MAX' | 'SUM' | 'AVG';
  readonly field?: string | null;
  readonly direction: OrderBy['direction'];
};

export type GroupArgs = {
  readonly by: readonly string[];
  readonly cut?: DateCut | null;
  readonly filter?: Filter | null;
  readonly having?: Filter | null;
  readonly orderBy?: readonly GroupOrder[] | null;
  readonly first?: number | null;
  readonly after?: string | null;
};

const enumOf = <Name extends string>(
  name: string,
  description: string,
  about: Readonly<Record<Name, string>>,
) => makeEnum(name, Object.keys(about) as Name[], description, about);

const Cut = builder.inputRef<DateCut>('DateCut').implement({
  description: 'Which days are one: dates and moments are grouped by the first day of a period.',
  fields: (t) => ({
    to: t.field({
      type: enumOf('DatePeriod', 'A period that dates and moments are cut to.', {
        DAY: 'A day of the calendar.',
        WEEK: 'A week, which begins on Monday.',
        MONTH: 'A month of the calendar.',
      }),
      required: true,
      defaultValue: 'DAY',
      description: 'The period that the first day stands for.',
    }),
    zone: t.string({
      required: true,
      defaultValue: 'UTC',
      description:
        'Where the days of moments begin: `UTC`, or a time zone such as `Europe/Berlin`.',
    }),
  }),
});

const Of = enumOf('GroupOrderOf', 'What of a group it is sorted by.', {
  KEY: 'A key, which has to be in `by`.',
  COUNT: 'How many rows it has; without a field.',
  MIN: 'The smallest or earliest value of its rows.',
  MAX: 'The largest or latest value of its rows.',
  SUM: 'The sum of the numbers of its rows.',
  AVG: 'The average of the numbers of its rows.',
});

type GroupTypes = {
  readonly Group: ObjectRef<Types, object>;
  readonly Key: EnumRef<Types, string>;
  readonly Having: InputRef<Filter>;
  readonly Order: InputRef<GroupOrder>;
};

const types = new WeakMap<Entity, GroupTypes>();

/** The types of an entity's groups; they are made when the first field asks for them. */
export const groupTypesOf = (entity: Entity): GroupTypes => {
  const made = types.get(entity) ?? makeTypes(entity);
  types.set(entity, made);
  return made;
};

const makeTypes = (entity: Entity): GroupTypes => {
  const { name } = entity;
  const keys = [...groupKeysOf(entity).values()];
  const measured = keys.filter((key) => functionsOf(key).length > 0);
  const Key = builder.enumType(`${name}GroupKey`, {
    description: `What rows of type ${name} can be grouped by.`,
    values: Object.fromEntries(
      keys.map((key) => [upperCase(key.name), { value: key.name, description: key.description }]),
    ),
  });
  const Keys = builder.objectRef<object>(`${name}GroupKeys`).implement({
    description: `What the rows of type ${name} in a group have in common: null for what is missing, and for what is not in \`by\`.`,
    fields: (t) =>
      Object.fromEntries(
        keys.map(({ name, description, column: { shownAs, scalar } }) => [
          name,
          t.expose(name as never, {
            type: (shownAs ?? (scalar === 'DateTime' ? 'Date' : scalar)) as never,
            nullable: true as never,
            description,
          }),
        ]),
      ),
  });
  const Group = builder.objectRef<object>(`${name}Group`).implement({
    description: `Rows of type ${name} that have something in common: at least one.`,
    fields: (t) => ({
      ...Object.fromEntries(
        measured.map((key) => [
          key.name,
          t.expose(key.name as never, {
            type: summaryOf(key).shown as never,
            description: key.description,
          }),
        ]),
      ),
      keys: t.expose('keys' as never, {
        type: Keys as never,
        description: 'What its rows have in common.',
      }),
      count: t.expose('count' as never, {
        type: 'Int' as never,
        description: 'How many rows it has.',
      }),
      cursor: t.expose('cursor' as never, {
        type: 'String' as never,
        description: 'The position of this group, for `after`.',
      }),
    }),
  });
  const Having = builder.inputRef<Filter>(`${name}GroupHaving`).implement({
    description: `Conditions on groups of rows of type ${name}; all of them must be true.`,
    fields: (t) => ({
      ...Object.fromEntries(
        measured.map((key) => [
          key.name,
          t.field({
            type: summaryOf(key).asked,
            required: false,
            description: key.description,
          }),
        ]),
      ),
      count: t.field({
        type: comparisonOf({ scalar: 'Int' }) as InputRef<Filter>,
        required: false,
        description: 'How many rows the group has.',
      }),
    }),
  });
  const Order = builder.inputRef<GroupOrder>(`${name}GroupOrder`).implement({
    description: `One thing to sort groups of rows of type ${name} by. In a list of these the first counts most.`,
    fields: (t) => ({
      of: t.field({ type: Of, required: true, defaultValue: 'KEY', description: 'What of it.' }),
      field: t.field({ type: Key, required: false, description: 'Of which key or values.' }),
      direction: t.field({
        type: Direction,
        required: true,
        defaultValue: 'ASC',
        description: 'Which way.',
      }),
    }),
  });
  return { Group, Key, Having, Order } as never;
};

/** What a field of groups takes. */
export const groupArgs = (t: FieldBuilder, entity: Entity): InputFieldMap => {
  const { Key, Having, Order } = groupTypesOf(entity);
  return {
    by: t.arg({
      type: [Key],
      required: true,
      defaultValue: [],
      description: 'What the rows of a group have in common. Without any, all rows are one group.',
    }),
    cut: t.arg({
      type: Cut,
      required: false,
      description: 'Which days are one; each is for itself, in UTC, when this is not given.',
    }),
    filter: t.arg({
      type: entity.filter,
      required: false,
      description: 'Only rows for which this is true.',
    }),
    having: t.arg({
      type: Having,
      required: false,
      description: 'Only groups for which this is true.',
    }),
    orderBy: t.arg({
      type: [Order],
      required: false,
      description: 'How to sort; the first counts most, and the keys break ties.',
    }),
    first: t.arg.int({
      required: false,
      description: `How many groups, ${largestPage} at most. All of them when it is not given; more than that are refused.`,
    }),
    after: t.arg.string({
      required: false,
      description: 'Only groups after the one with this cursor.',
    }),
  };
};
