import type { InputFieldMap, InputFieldRef, InputRef } from '@pothos/core';
import { builder, type Types } from '../schema/builder.ts';
import { type Entity, typeOf } from '../schema/entity.ts';
import type { Column, ColumnName, Table } from '../schema/table.ts';
import type { Rule } from './input-rules.ts';
import type { Values } from './tx.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the builder of any input type
type InputBuilder = any;

const long: Rule = { max: 10_000, lines: true };

/** The rule that follows from a column's type; texts without a type's limit are long ones. */
const ruleOf = ({ sqlType }: Column): Rule => {
  if (sqlType === 'text') return long;
  return sqlType === 'smallint' ? { min: -32768, max: 32767 } : {};
};

type Options = { readonly rules?: Readonly<Record<string, Rule>> };

/** The columns of an entity as fields of an input: described as they are there, and bounded by their types and rules. */
export const fieldsOf = (
  t: InputBuilder,
  entity: Entity,
  names: readonly string[],
  rules: Readonly<Record<string, Rule>> = {},
  isRequired: (column: Column) => boolean = () => false,
): InputFieldMap =>
  Object.fromEntries(
    names.map((name): [string, InputFieldRef<Types, unknown>] => {
      const column = entity.column(name);
      const description = entity.exposed.find(([each]) => each === column)?.[1];
      const rule = { ...ruleOf(column), notNull: !column.nullable, ...rules[name] };
      const required = isRequired(column);
      return [
        name,
        t.field({
          type: typeOf(column),
          required,
          // a type that can be left out but not be null does not exist
          description:
            rule.notNull && !required ? `${description} It cannot be null.` : description,
          extensions: { rule },
        }),
      ];
    }),
  );

/** The values to make a row of an entity with: what has no default must be there. */
export const newValuesOf = <T extends Table, K extends ColumnName<T>, More = object>(
  entity: Entity<T>,
  names: readonly K[],
  more?: (t: InputBuilder) => InputFieldMap,
  { rules }: Options = {},
): InputRef<Pick<Values<T>, K> & More> =>
  builder.inputRef<Pick<Values<T>, K> & More>(`Create${entity.name}Input`).implement({
    description: `The values of a new ${entity.name}.`,
    fields: (t) =>
      ({
        ...fieldsOf(
          t,
          entity.generic,
          names,
          rules,
          ({ nullable, hasDefault }) => !nullable && !hasDefault,
        ),
        ...more?.(t),
      }) as never,
  }) as never;

/** New values for a row of an entity. What is left out stays as it is; null takes a value away. */
export const changesOf = <T extends Table, K extends ColumnName<T>, More = object>(
  entity: Entity<T>,
  names: readonly K[],
  more?: (t: InputBuilder) => InputFieldMap,
  { rules }: Options = {},
): InputRef<Pick<Values<T>, K> & More> =>
  builder.inputRef<Pick<Values<T>, K> & More>(`Update${entity.name}Input`).implement({
    description: `The changes of a ${entity.name}. A field that is left out stays as it is.`,
    fields: (t) => ({ ...fieldsOf(t, entity.generic, names, rules), ...more?.(t) }) as never,
  }) as never;
