import { literal } from '../../database/literal.ts';
import { refusal } from '../errors.ts';
import { keyOf } from '../schema/key.ts';
import { asStored } from '../schema/moment.ts';
import type { Column } from '../schema/table.ts';
import { conjunction, type Filter, nullIn, type Scope } from './filter.ts';
import { contentSql, countCharacters, isAboutContent } from './filter-content.ts';
import { asOfNow } from './predicate.ts';
import { arrayOf, bind } from './query.ts';

/** What a comparison needs to know of a column. */
export type Comparable = Pick<Column, 'scalar' | 'sqlType' | 'cast'> &
  Partial<
    Pick<
      Column,
      'parts' | 'isList' | 'isIndexed' | 'hasTrigrams' | 'values' | 'enumValues' | 'nullable'
    >
  >;

const maxValues = 1000;

export const comparisons = (
  sql: string,
  column: Comparable,
  wanted: Filter,
  scope: Scope,
): string =>
  conjunction(
    Object.entries(wanted).map(([operator, value]) => {
      if (isAboutContent(column)) return contentSql(sql, column, [operator, value], scope);
      const compare = operators[operator];
      if (!compare) throw new Error(`No such operator: ${operator}`);
      if (value === null) throw nullIn(scope, operator);
      const field = [...scope.path, operator].join('.');
      const values = [asOfNow(value)].flat().map((each) => valueFor(column, each, field));
      return compare(sql, Array.isArray(value) ? values : values[0], column, scope);
    }),
  );

/** A value as the column's comparison takes it; what Postgres would choke on is refused by name. */
const valueFor = (column: Comparable, value: unknown, field: string): Plain => {
  if (typeof value === 'boolean') return value;
  if (column.scalar === 'ID') return keyOf(value, column, field);
  if (typeof value === 'string' && value.includes('\0')) {
    throw refusal('BAD_USER_INPUT', 'A text cannot hold the character NUL.', { field });
  }
  return asStored(value as string | number, column.sqlType);
};

type Plain = string | number | boolean;
type Operator = (
  sql: string,
  value: Plain | Plain[] | undefined,
  column: Comparable,
  scope: Scope,
) => string;

const compared =
  (sign: string): Operator =>
  (sql, value, column, { params }) =>
    `${sql} ${sign} ${bind(params, value)}::${column.cast}`;

/** Of few values, those that are meant are found first: where there are none, no row is looked at. */
const ofValues =
  (operator: Operator): Operator =>
  (sql, value, column, scope) => {
    const { values } = column;
    if (!values) return operator(sql, value, column, scope);
    const meant = `select v.value from (${values}) v where ${operator('v.value', value, column, scope)}`;
    return `(exists (${meant}) and ${sql} = any(array(${meant})))`;
  };

/** A declared value stands in the statement itself: so Postgres knows how many rows have it, and whether to look for them. */
const equal: Operator = (sql, value, column, scope) => {
  const declared = column.enumValues?.find((each) => each === value);
  if (declared !== undefined) return `${sql} = ${literal(declared)}::${column.cast}`;
  if (!column.isIndexed) countLookup(` ${String(value)} `, column, scope);
  return compared('=')(sql, value, column, scope);
};

const among: Operator = (sql, given, column, scope) => {
  const values = given as Plain[];
  scope.values += values.length;
  if (scope.values > maxValues) {
    throw refusal(
      'BAD_USER_INPUT',
      `The lists in a filter may have at most ${maxValues} values together.`,
      { field: 'filter' },
    );
  }
  return `${sql} = any(${bind(scope.params, arrayOf(values))}::${column.cast}[])`;
};

/**
 * An index of trigrams finds three letters or digits in a row. Where a word begins it counts two spaces before it as well,
 * and one where it ends.
 */
const trigram = /[\p{L}\p{N}]{3}|[^\p{L}\p{N}][\p{L}\p{N}]|[\p{L}\p{N}]{2}[^\p{L}\p{N}]/u;

const countLookup = (text: string, { hasTrigrams = false }: Comparable, scope: Scope): void => {
  if (hasTrigrams && trigram.test(text)) scope.lookups += 1;
};

const matching =
  (before: string): Operator =>
  (sql, value, column, scope) => {
    const text = String(value);
    countCharacters(scope, text.length);
    countLookup(before ? text : ` ${text}`, column, scope);
    return `${sql} ilike ${bind(scope.params, `${before}${text.replace(/[\\%_]/g, '\\$&')}%`)}`;
  };

const operators: Record<string, Operator> = {
  eq: ofValues(equal),
  ne: compared('is distinct from'),
  lt: compared('<'),
  lte: compared('<='),
  gt: compared('>'),
  gte: compared('>='),
  in: ofValues(among),
  notIn: (...given) => `(${among(...given)}) is not true`,
  contains: ofValues(matching('%')),
  startsWith: ofValues(matching('')),
  isNull: (sql, value, { nullable = true }) =>
    nullable ? `${sql} is ${value ? '' : 'not '}null` : String(!value),
};
