import type { Entity } from '../schema/entity.ts';
import type { Column, ColumnName, Row, Table } from '../schema/table.ts';
import type { Arg } from './argument.ts';
import type { Rule } from './input-rules.ts';

const long: Rule = { max: 10_000, lines: true };

/** The rule that follows from a column's type; texts without a type's limit are long ones. */
const ruleOf = (column: Column): Rule => {
  const { scalar, sqlType } = column;
  if (scalar === 'ID') return { column };
  if (sqlType === 'text') return long;
  return sqlType === 'smallint' ? { min: -32768, max: 32767 } : {};
};

type Rules<K extends string> = { readonly [Name in K]?: Rule };
type Options<K extends string> = {
  /** For a new row: what has no default must be given. */
  readonly required?: true;
  readonly rules?: Rules<K>;
};

type Value<T extends Table, K extends ColumnName<T>, O> = O extends { readonly required: true }
  ? undefined extends T['$inferInsert'][K & keyof T['$inferInsert']]
    ? Row<T>[K] | undefined
    : Row<T>[K]
  : Row<T>[K] | undefined;

type Columns<T extends Table, K extends ColumnName<T>, O> = {
  readonly [Name in K]: Arg<Value<T, Name, O>>;
};

/**
 * The columns of an entity as fields of an input: described as they are there, and bounded by their types and rules. What
 * is left out stays as it is, or gets its default; null takes a value away.
 */
export const columns = <
  T extends Table,
  const K extends ColumnName<T>,
  const O extends Options<K> = object,
>(
  entity: Entity<T>,
  names: readonly K[],
  options?: O,
): Columns<T, K, O> => {
  const { required: isNew, rules }: Options<K> = options ?? {};
  const args = names.map((name): [string, Arg] => {
    const column = entity.column(name);
    const description = entity.exposed.find(([{ name: shown }]) => shown === name)?.[1] ?? '';
    const rule: Rule = { ...ruleOf(column), notNull: !column.nullable, ...rules?.[name] };
    const isNeeded = rule.isNeeded ?? (!column.nullable && !column.hasDefault);
    const required = Boolean(isNew) && isNeeded;
    // a type that can be left out but not be null does not exist
    const about = rule.notNull && !required ? `${description} It cannot be null.` : description;
    const type = entity.typeOf(column);
    return [name, { type, required, description: about, defaultValue: undefined, rule }];
  });
  return Object.fromEntries(args) as Columns<T, K, O>;
};
