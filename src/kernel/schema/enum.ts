import type { EnumRef } from '@pothos/core';
import { builder, type Types } from './builder.ts';

type Enum = EnumRef<Types, string, string>;

/** GraphQL enums by the list of values that their columns are declared with. */
export type Enums = ReadonlyMap<readonly string[], Enum>;

/** A GraphQL enum of a column's values, which sort in the order of the list: `in-progress` is named IN_PROGRESS. */
export const makeEnum = <const Value extends string>(
  name: string,
  values: readonly Value[],
  description: string,
  about: Readonly<Record<Value, string>>,
): EnumRef<Types, Value, Value> =>
  builder.enumType(name, {
    description,
    values: Object.fromEntries(
      values.map((value) => [
        value.replace(/\W+/g, '_').toUpperCase(),
        { value, description: about[value] },
      ]),
    ),
  }) as unknown as EnumRef<Types, Value, Value>;

/** A name of ours as the name of an enum's value. */
export const upperCase = (name: string): string =>
  name.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase();
