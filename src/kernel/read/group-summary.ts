import type { InputRef, ObjectRef } from '@pothos/core';
import { builder, type Types } from '../schema/builder.ts';
import { comparisonOf } from '../schema/filter-input.ts';
import type { Scalar } from '../schema/table.ts';
import type { Filter } from './filter.ts';
import { functionsOf, type GroupKey } from './group-key.ts';

type SummaryTypes = { readonly shown: ObjectRef<Types, object>; readonly asked: InputRef<Filter> };

const summaries = new Map<Scalar, SummaryTypes>();

const aboutFunctions = {
  min: 'The smallest or earliest of them; null when there is none.',
  max: 'The largest or latest of them; null when there is none.',
  sum: 'Their sum; null when there is none.',
  avg: 'Their average; null when there is none.',
};

/** The types of what groups tell of the values of a column: the same for all columns of a type. */
export const summaryOf = (key: GroupKey): SummaryTypes => {
  const { scalar } = key.column;
  const made = summaries.get(scalar);
  if (made) return made;
  const functions = functionsOf(key);
  const types = {
    shown: builder.objectRef<object>(`${scalar}Summary`).implement({
      description: `What values of type ${scalar} come to in a group. Missing ones do not count.`,
      fields: (t) =>
        Object.fromEntries(
          functions.map(([name, type]) => [
            name,
            t.expose(name as never, {
              type: type as never,
              nullable: true as never,
              description: aboutFunctions[name],
            }),
          ]),
        ),
    }),
    asked: builder.inputRef<Filter>(`${scalar}SummaryFilter`).implement({
      description: `Conditions on what values of type ${scalar} come to in a group; all of them must be true.`,
      fields: (t) =>
        Object.fromEntries(
          functions.map(([name, type]) => [
            name,
            t.field({
              type: comparisonOf({ scalar: type }) as InputRef<Filter>,
              required: false,
              description: aboutFunctions[name],
            }),
          ]),
        ),
    }) as InputRef<Filter>,
  };
  summaries.set(scalar, types);
  return types;
};
