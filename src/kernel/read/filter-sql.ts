import type { Viewer } from '../context.ts';
import { refusal } from '../errors.ts';
import type { Entity } from '../schema/entity.ts';
import type { Compared } from '../schema/field.ts';
import { comparisons, conjunction, type Filter, nullIn, type Scope } from './filter-comparison.ts';

const maxConditions = 200;
/** Planning a join of relations costs Postgres time and memory that grow far faster than their number. */
const maxRelations = 8;

export const newScope = (viewer: Viewer | null, params: unknown[]): Scope => ({
  params,
  viewer,
  conditions: 0,
  relations: 0,
  values: 0,
  characters: 0,
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

const joined = (conditions: readonly string[], word: 'and' | 'or'): string =>
  conditions.length > 0
    ? `(${conditions.map((each) => `(${each})`).join(` ${word} `)})`
    : String(word === 'and');

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
