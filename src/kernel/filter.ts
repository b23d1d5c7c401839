import type { Viewer } from './context.ts';
import type { Entity } from './entity.ts';
import { refusal } from './errors.ts';
import type { Compared } from './field.ts';
import { asOfNow } from './predicate.ts';
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
  relations: number;
  /** The names that lead to the condition that is being written: a refusal says where it is. */
  readonly path: string[];
};

/** What a comparison needs to know of a column. */
type Comparable = Pick<Column, 'scalar' | 'sqlType'>;

const maxConditions = 200;
/** Planning a join of relations costs Postgres time and memory that grow far faster than their number. */
const maxRelations = 8;

export const newScope = (viewer: Viewer | null, params: unknown[]): Scope => ({
  params,
  viewer,
  conditions: 0,
  relations: 0,
  path: ['filter'],
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

/** A filter as SQL. A condition on a missing value is false; what denies it (`not`, `ne`, `notIn`) is its exact opposite. */
const allOf = (entity: Entity, filter: Filter, alias: string, scope: Scope): string[] =>
  Object.entries(filter).map(([name, value]) =>
    conditionOf(entity, name, value, alias, scope, false),
  );

/**
 * The opposite of a filter: one of its conditions does not hold. Each is denied by itself, so that a relation becomes
 * `not exists`, which Postgres can join; of `not (...)` around it all it would ask anew for every row.
 */
const noneOf = (entity: Entity, filter: Filter, alias: string, scope: Scope): string => {
  const denied = Object.entries(filter).map(([name, value]) =>
    conditionOf(entity, name, value, alias, scope, true),
  );
  return denied.length > 0 ? `(${denied.join(' or ')})` : 'false';
};

const conditionOf = (...how: Parameters<typeof writeCondition>): string => {
  const [, name, , , { path }] = how;
  path.push(name);
  const condition = writeCondition(...how);
  path.pop();
  return condition;
};

const writeCondition = (
  entity: Entity,
  name: string,
  value: unknown,
  alias: string,
  scope: Scope,
  isDenied: boolean,
): string => {
  scope.conditions += 1;
  if (scope.conditions > maxConditions) {
    throw refusal('BAD_USER_INPUT', `A filter may have at most ${maxConditions} conditions.`, {
      field: 'filter',
    });
  }
  if (value === null) throw nullIn(scope);
  const every = (filter: Filter) => conjunction(allOf(entity, filter, alias, scope));
  const none = (filter: Filter) => noneOf(entity, filter, alias, scope);
  if (name === 'and' || name === 'or') {
    const parts = (value as Filter[]).map(isDenied ? none : every);
    return joined(parts, (name === 'and') === isDenied ? 'or' : 'and');
  }
  if (name === 'not') return `(${isDenied ? every(value as Filter) : none(value as Filter)})`;
  const column = entity.columns.get(name);
  const compared = column ? undefined : entity.fields.get(name)?.compared;
  if (!column && !compared) {
    return throughRelation(entity, name, value as Filter, alias, scope, isDenied);
  }
  const condition = column
    ? comparisons(`${alias}.${column.sql}`, column, value as Filter, scope)
    : comparedTo(compared as Compared, value as Filter, every, none, alias, scope);
  return isDenied ? `(${condition}) is not true` : condition;
};

/** A condition on a value that follows from others. */
const comparedTo = (
  compared: Compared,
  wanted: Filter,
  every: (filter: Filter) => string,
  none: (filter: Filter) => string,
  alias: string,
  scope: Scope,
): string => {
  if ('sql' in compared) {
    countRelation(scope);
    return comparisons(compared.sql(alias, scope), whole, wanted, scope);
  }
  return conjunction(
    Object.entries(wanted).map(([operator, value]) => {
      if (value === null) throw nullIn(scope, operator);
      if (operator === 'isNull') return String(!value);
      const is = (operator === 'eq') === value ? every : none;
      return `(${is(compared.means)})`;
    }),
  );
};

/** Stands for the column of a whole number. */
const whole = { scalar: 'Int', sqlType: 'integer' } as const;

const nullIn = ({ path }: Scope, ...last: readonly string[]) => {
  const field = [...path, ...last].join('.');
  return refusal(
    'BAD_USER_INPUT',
    `${field} cannot be null: leave it out, or ask for { isNull: true }.`,
    { field },
  );
};

export const conjunction = (conditions: readonly string[]): string =>
  conditions.length > 0 ? conditions.join(' and ') : 'true';

const joined = (conditions: readonly string[], word: 'and' | 'or'): string =>
  conditions.length > 0
    ? `(${conditions.map((each) => `(${each})`).join(` ${word} `)})`
    : String(word === 'and');

const comparisons = (sql: string, column: Comparable, wanted: Filter, scope: Scope): string =>
  conjunction(
    Object.entries(wanted).map(([operator, value]) => {
      const compare = operators[operator];
      if (!compare) throw new Error(`No such operator: ${operator}`);
      if (value === null) throw nullIn(scope, operator);
      const field = [...scope.path, operator].join('.');
      const values = [asOfNow(value)].flat().map((each) => valueFor(column, each, field));
      return compare(sql, Array.isArray(value) ? values : values[0], column, scope.params);
    }),
  );

/** A value as the column's comparison takes it; what Postgres would choke on is refused by name. */
const valueFor = (column: Comparable, value: unknown, field: string): Plain => {
  if (typeof value === 'boolean') return value;
  if (column.scalar === 'ID') return keyOf(value, field);
  if (typeof value === 'string' && value.includes('\0')) {
    throw refusal('BAD_USER_INPUT', 'A text cannot hold the character NUL.', { field });
  }
  return value as string | number;
};

type Plain = string | number | boolean;
type Operator = (
  sql: string,
  value: Plain | Plain[] | undefined,
  column: Comparable,
  params: unknown[],
) => string;

const compared =
  (sign: string): Operator =>
  (sql, value, column, params) =>
    `${sql} ${sign} ${bind(params, value)}::${castOf(column)}`;

/** An integer that is too large for a small column is no match, not an error. */
const castOf = ({ sqlType }: Comparable) => (sqlType === 'smallint' ? 'integer' : sqlType);

const among: Operator = (sql, values, column, params) =>
  `${sql} = any(${bind(params, arrayOf(values as Plain[]))}::${castOf(column)}[])`;

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

const countRelation = (scope: Scope): void => {
  scope.relations += 1;
  if (scope.relations <= maxRelations) return;
  throw refusal(
    'BAD_USER_INPUT',
    `A filter may follow at most ${maxRelations} relations, counts included.`,
    { field: 'filter' },
  );
};

const throughRelation = (
  entity: Entity,
  name: string,
  wanted: Filter,
  alias: string,
  scope: Scope,
  isDenied: boolean,
): string => {
  const path = entity.paths.get(name);
  if (!path) throw new Error(`${entity.name} has no column or relation ${name}.`);
  const inner = `f${scope.conditions}`;
  countRelation(scope);
  const exists = (filter: Filter, isWanted: boolean) => {
    const { from, on } = path.join(alias, inner);
    const conditions = [on, ...whereOf(path.to, inner, scope, path.where, filter)];
    const not = isWanted === isDenied ? 'not ' : '';
    return `${not}exists (select from ${from} where ${conjunction(conditions)})`;
  };
  if (!path.many) return exists(wanted, true);
  const conditions = Object.entries(wanted).map(([quantifier, filter]) => {
    if (filter === null) throw nullIn(scope, quantifier);
    scope.path.push(quantifier);
    const condition = exists(filter as Filter, quantifier === 'some');
    scope.path.pop();
    return condition;
  });
  return joined(conditions, isDenied ? 'or' : 'and');
};
