import type { EnumRef } from '@pothos/core';
import { builder, type Types } from './builder.ts';

type Enum = EnumRef<Types, string, string>;

/** GraphQL enums by the list of values that their columns are declared with. */
const enums = new Map<readonly string[], Enum>();

/** A GraphQL enum of a column's values. Values sort in the order of the list. */
export const enumType = <const Value extends string>(
  name: string,
  values: readonly Value[],
  description: string,
  about: Record<NoInfer<Value>, string>,
): EnumRef<Types, Value, Value> => {
  const ref = builder.enumType(name, {
    description,
    values: Object.fromEntries(
      values.map((value) => [value, { value, description: about[value] }]),
    ),
  }) as unknown as EnumRef<Types, Value, Value>;
  enums.set(values, ref as unknown as Enum);
  return ref;
};

/** The GraphQL enum of a column's values. */
export const enumOf = (values: readonly string[]): Enum => {
  const ref = enums.get(values);
  if (!ref) throw new Error(`No enumType is declared for ${values.join(', ')}.`);
  return ref;
};

/** A name of ours as the name of an enum's value. */
export const upperCase = (name: string): string =>
  name.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase();

export const allEnums = (): Iterable<Enum> => enums.values();
