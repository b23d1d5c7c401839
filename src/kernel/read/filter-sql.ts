import { refusal } from '../errors.ts';
import type { Compared, Entity, Target } from '../schema/entity.ts';
import type { Column } from '../schema/table.ts';
import { amongFew } from './content-slice.ts';
import { conjunction, type Filter, nothingIn, nullIn, type Scope } from './filter.ts';
import { comparisons } from './filter-comparison.ts';
import { arrayOf, bind } from './query.ts';
import type { Rows } from './rows.ts';
import { visibleSql } from './visibility.ts';

const maxConditions = 200;
/** Planning a join of relations costs Postgres time and memory that grow far faster than their number. */
const maxRelations = 8;

type Filters = readonly (Filter | null | undefined)[];

/** The conditions under which a row counts: those given, and that the viewer may see it. */
export const whereOf = (
  entity: Entity,
  alias: string,
  scope: Scope,
  ...filters: Filters
): string[] => {
  const target = { entity, alias, scope };
  return [visibleSql(target) ?? [], filtersOf(target, filters)].flat();
};

/** The same of rows that belong to a row which the viewer has come from. */
export const whereIn = (
  { entity, areSeenAsKey }: Rows,
  alias: string,
  scope: Scope,
  ...filters: Filters
): string[] =>
  areSeenAsKey()
    ? filtersOf({ entity, alias, scope }, filters)
    : whereOf(entity, alias, scope, ...filters);

export const filtersOf = (target: Target, filters: Filters): string[] =>
  filters.flatMap((filter) => (filter ? allOf(target, filter) : []));

/** A filter as SQL. A condition on a missing value is false; what denies it (`not`, `ne`, `notIn`) is its exact opposite. */
export const allOf = (target: Target, filter: Filter): string[] =>
  Object.entries(filter).map(([name, value]) => conditionOf(target, name, value, false));

/**
 * The opposite of a filter: one of its conditions does not hold. Each is denied by itself, so that a relation becomes
 * `not exists`, which Postgres can join; of `not (...)` around it all it would ask anew for every row.
 */
const noneOf = (target: Target, filter: Filter): string => {
  const denied = Object.entries(filter).map(([name, value]) =>
    conditionOf(target, name, value, true),
  );
  return denied.length > 0 ? `(${denied.join(' or ')})` : 'false';
};

const everyOf = (target: Target, filter: Filter): string => conjunction(allOf(target, filter));

const conditionOf = (target: Target, name: string, value: unknown, isDenied: boolean): string => {
  const { scope } = target;
  scope.path.push(name);
  scope.conditions += 1;
  if (scope.conditions > maxConditions) {
    throw refusal('BAD_USER_INPUT', `A filter may have at most ${maxConditions} conditions.`, {
      field: 'filter',
    });
  }
  const condition = writeCondition(target, name, value, isDenied);
  scope.path.pop();
  return condition;
};

const writeCondition = (
  target: Target,
  name: string,
  value: unknown,
  isDenied: boolean,
): string => {
  const { entity, alias, scope } = target;
  const column = entity.columns.get(name);
  const compared = column ? undefined : entity.fields.get(name)?.compared;
  if (value === null) throw (column || compared ? nullIn : nothingIn)(scope);
  const [every, none] = isDenied ? [noneOf, everyOf] : [everyOf, noneOf];
  if (name === 'and' || name === 'or') {
    const parts = (value as Filter[]).map((each) => every(target, each));
    return joined(parts, (name === 'and') === isDenied ? 'or' : 'and');
  }
  if (name === 'not') return `(${none(target, value as Filter)})`;
  if (!column && !compared) return throughRelation(target, name, value as Filter, isDenied);
  const condition = column
    ? conjunction([
        comparisons(column.of(alias), declaredIn(entity, column), value as Filter, scope),
        ...namedBefore(target, column, value as Filter),
      ])
    : comparedTo(target, compared as Compared, value as Filter);
  return isDenied ? `(${condition}) is not true` : condition;
};

/** A column with all of its values, where its table does not declare them. */
const declaredIn = ({ shape }: Entity, column: Column): Column => {
  const values = shape.values?.[column.name]?.();
  return values ? { ...column, enumValues: values } : column;
};

/** All values of the column that an index has before this one: with them it finds the rows that have a value of this one. */
const namedBefore = (
  { entity, alias, scope }: Target,
  { behind }: Column,
  { eq, in: among }: Filter,
): string[] => {
  if (eq === undefined && among === undefined) return [];
  const first = [...entity.columns.values()].find(({ sql }) => sql === `"${behind}"`);
  const values = first && entity.shape.values?.[first.name]?.();
  return values
    ? [`${first.of(alias)} = any(${bind(scope.params, arrayOf(values))}::${first.cast}[])`]
    : [];
};

/** A condition on a value that follows from others. */
const comparedTo = (target: Target, compared: Compared, wanted: Filter): string => {
  const { scope } = target;
  if ('sql' in compared) countRelation(scope);
  return conjunction(
    Object.entries(wanted).map(([operator, value]) => {
      if (value === null) throw nullIn(scope, operator);
      if (operator === 'isNull') return String(!value);
      if ('sql' in compared) {
        const numbers = [value].flat().filter((each) => typeof each === 'number');
        const most = `${bind(scope.params, Math.max(0, ...numbers) + 1)}::bigint`;
        return comparisons(compared.sql(target, most), whole, { [operator]: value }, scope);
      }
      const is = (operator === 'eq') === value ? everyOf : noneOf;
      return `(${is(target, compared.means)})`;
    }),
  );
};

/** Stands for the column of a whole number. */
const whole = { scalar: 'Int', sqlType: 'integer', cast: 'integer' } as const;

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
  { entity, alias, scope }: Target,
  name: string,
  wanted: Filter,
  isDenied: boolean,
): string => {
  const path = entity.paths.get(name);
  if (!path) throw new Error(`${entity.name} has no column or relation ${name}.`);
  const inner = `f${scope.conditions}`;
  countRelation(scope);
  const exists = (filter: Filter, isWanted: boolean) => {
    const { from, on, value, ofRow, seen } = path.join(alias, inner, scope);
    const { lookups, relations } = scope;
    const conditions = whereOf(path.to, inner, scope, path.where, filter);
    const isFound = scope.lookups > lookups && path.many && entity.shape.isFew;
    const related = `exists (select from ${from} where ${conjunction([on, ...conditions])})`;
    const not = isWanted === isDenied ? 'not ' : '';
    // what is said more than once leads no further: a chain of relations would be said over and over
    if (scope.relations > relations || conditions.length === 0) return `${not}${related}`;
    const found = `from ${from} where ${conjunction([...seen, ...conditions])}`;
    if (isFound)
      return `${not}${amongFew(`${ofRow} in (select ${value} ${found})`, found, related)}`;
    const isOneOfFew = !path.many && path.to.shape.isFew && !not;
    return isOneOfFew ? `(exists (select ${found}) and ${related})` : `${not}${related}`;
  };
  if (!path.many) return exists(wanted, true);
  const conditions = Object.entries(wanted).map(([quantifier, filter]) => {
    if (filter === null) throw nothingIn(scope, quantifier);
    scope.path.push(quantifier);
    const condition = exists(filter as Filter, quantifier === 'some');
    scope.path.pop();
    return condition;
  });
  return joined(conditions, isDenied ? 'or' : 'and');
};
