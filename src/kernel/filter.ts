import type { Viewer } from './context.ts';
import type { Entity } from './entity.ts';
import { refusal } from './errors.ts';
import { keyOf } from './scalar.ts';
import { arrayOf, bind } from './statement.ts';
import type { Column } from './table.ts';

/** A condition on an entity's rows, in the form that the API's filter arguments have too. */
export type Filter = { readonly [name: string]: unknown };

/** What one statement gathers while its conditions are written. */
export type Scope = {
  readonly params: unknown[];
  readonly viewer: Viewer | null;
  conditions: number;
};

const maxConditions = 200;

export const newScope = (viewer: Viewer | null, params: unknown[]): Scope => ({
  params,
  viewer,
  conditions: 0,
});

/** The conditions under which a row counts: those given, and that the viewer may see it. */
export const whereOf = (
  entity: Entity,
  alias: string,
  scope: Scope,
  ...filters: readonly (Filter | null | undefined)[]
): string[] =>
  [entity.visibleTo(scope.viewer), ...filters].flatMap((filter) =>
    filter ? allOf(entity, filter, alias, scope) : [],
  );

/**
 * A filter as SQL. A condition on a missing value is false, but `ne`, `notIn` and `not` are exact opposites: together
 * with what they deny they give every row.
 */
const allOf = (entity: Entity, filter: Filter, alias: string, scope: Scope): string[] =>
  Object.entries(filter).map(([name, value]) => {
    scope.conditions += 1;
    if (scope.conditions > maxConditions) {
      throw refusal('BAD_USER_INPUT', `A filter may have at most ${maxConditions} conditions.`);
    }
    if (value === null) throw nullIn(name);
    if (name === 'and') return joined(entity, value as Filter[], alias, scope, ' and ', 'true');
    if (name === 'or') return joined(entity, value as Filter[], alias, scope, ' or ', 'false');
    if (name === 'not') {
      return `(${conjunction(allOf(entity, value as Filter, alias, scope))}) is not true`;
    }
    const column = entity.columns.get(name);
    if (column) return comparisons(`${alias}.${column.sql}`, column, value as Filter, scope);
    return throughRelation(entity, name, value as Filter, alias, scope);
  });

const nullIn = (name: string) =>
  refusal(
    'BAD_USER_INPUT',
    `"${name}" in a filter cannot be null: leave it out, or ask for { isNull: true }.`,
  );

export const conjunction = (conditions: readonly string[]): string =>
  conditions.length > 0 ? conditions.join(' and ') : 'true';

const joined = (
  entity: Entity,
  filters: readonly Filter[],
  alias: string,
  scope: Scope,
  word: string,
  empty: string,
): string =>
  filters.length === 0
    ? empty
    : `(${filters.map((each) => `(${conjunction(allOf(entity, each, alias, scope))})`).join(word)})`;

const comparisons = (sql: string, column: Column, wanted: Filter, scope: Scope): string =>
  conjunction(
    Object.entries(wanted).map(([operator, value]) => {
      const compare = operators[operator];
      if (!compare) throw new Error(`No such operator: ${operator}`);
      if (value === null) throw nullIn(operator);
      return compare(
        sql,
        Array.isArray(value) ? value : valueFor(column, value),
        column,
        scope.params,
      );
    }),
  );

/** A value as the column's comparison takes it; what Postgres would choke on is refused by name. */
const valueFor = (column: Column, value: unknown): string | number | boolean => {
  if (typeof value === 'boolean') return value;
  if (column.scalar === 'ID') return keyOf(value);
  if (typeof value === 'string' && value.includes('\0')) {
    throw refusal('BAD_USER_INPUT', 'A text cannot hold the character NUL.');
  }
  return value as string | number;
};

type Operator = (sql: string, value: unknown, column: Column, params: unknown[]) => string;

const compared =
  (sign: string): Operator =>
  (sql, value, column, params) =>
    `${sql} ${sign} ${bind(params, value)}::${castOf(column)}`;

/** An integer that is too large for a small column is no match, not an error. */
const castOf = ({ sqlType }: Column) => (sqlType === 'smallint' ? 'integer' : sqlType);

const among: Operator = (sql, values, column, params) =>
  `${sql} = any(${bind(params, arrayOf((values as unknown[]).map((value) => valueFor(column, value))))}::${castOf(column)}[])`;

const matching =
  (before: string): Operator =>
  (sql, value, _column, params) =>
    `${sql} ilike ${bind(params, `${before}${String(value).replace(/[\\%_]/g, '\\$&')}%`)}`;

const operators: Record<string, Operator> = {
  eq: compared('='),
  ne: compared('is distinct from'),
  lt: compared('<'),
  lte: compared('<='),
  gt: compared('>'),
  gte: compared('>='),
  in: among,
  notIn: (sql, values, column, params) => `(${among(sql, values, column, params)}) is not true`,
  contains: matching('%'),
  startsWith: matching(''),
  isNull: (sql, value) => `${sql} is ${value ? '' : 'not '}null`,
};

const throughRelation = (
  entity: Entity,
  name: string,
  wanted: Filter,
  alias: string,
  scope: Scope,
): string => {
  const path = entity.paths.get(name);
  if (!path) throw new Error(`${entity.name} has no column or relation ${name}.`);
  const inner = `f${scope.conditions}`;
  const exists = (filter: Filter) => {
    const { from, on } = path.join(alias, inner);
    const conditions = [on, ...whereOf(path.to, inner, scope, path.where, filter)];
    return `exists (select from ${from} where ${conjunction(conditions)})`;
  };
  if (!path.many) return exists(wanted);
  return conjunction(
    Object.entries(wanted).map(([quantifier, filter]) => {
      if (filter === null) throw nullIn(quantifier);
      return `${quantifier === 'none' ? 'not ' : ''}${exists(filter as Filter)}`;
    }),
  );
};
