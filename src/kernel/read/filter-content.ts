import { refusal } from '../errors.ts';
import type { Column } from '../schema/table.ts';
import { nullIn, type Scope } from './filter.ts';
import { bind } from './query.ts';

const maxCharacters = 1000;

/** Counts what a filter looks for: Postgres compares each row with all of it. */
export const countCharacters = (scope: Scope, count: number): void => {
  scope.characters += count;
  if (scope.characters <= maxCharacters) return;
  throw refusal(
    'BAD_USER_INPUT',
    `What "contains" and "startsWith" look for in a filter may have at most ${maxCharacters} characters together.`,
    { field: 'filter' },
  );
};

/** A condition on what is in a JSON value or in a list: containment or a key, which a GIN index serves. */
export const contentSql = (
  sql: string,
  { sqlType }: Pick<Column, 'sqlType'>,
  [operator, value]: readonly [operator: string, value: unknown],
  scope: Scope,
): string => {
  if (value === null) throw nullIn(scope, operator);
  const { params } = scope;
  if (operator !== 'isNull') scope.lookups += 1;
  const json = (each: unknown) => `${bind(params, jsonOf(each, scope))}::jsonb`;
  switch (operator) {
    case 'isNull':
      return `${sql} is ${value ? '' : 'not '}null`;
    case 'has':
      return `${sql} @> array[${bind(params, textOf(value, scope))}]::${sqlType}`;
    case 'hasKey':
      return `${sql} ? ${bind(params, textOf(value, scope))}::text`;
    case 'contains':
      return `${sql} @> ${json(value)}`;
    case 'pathEquals': {
      const { path, value: wanted } = value as { path: readonly string[]; value: unknown };
      const whole = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), wanted);
      const names = path.map((name) => `${bind(params, textOf(name, scope))}::text`);
      // no index serves the equality, but containment leaves few rows to it
      return `(${sql} @> ${json(whole)} and ${sql} #> array[${names.join(', ')}]::text[] = ${json(wanted)})`;
    }
    default:
      throw new Error(`No such operator: ${operator}`);
  }
};

const unfit = (scope: Scope, what: string) =>
  refusal('BAD_USER_INPUT', `A text cannot hold ${what}.`, { field: scope.path.join('.') });

const textOf = (value: unknown, scope: Scope): string => {
  const text = String(value);
  if (text.includes('\0')) throw unfit(scope, 'the character NUL');
  countCharacters(scope, text.length);
  return text;
};

const jsonOf = (value: unknown, scope: Scope): string => {
  const text = JSON.stringify(value);
  if (/\\u(0000|d[89a-f])/.test(text.replaceAll('\\\\', ''))) {
    throw unfit(scope, 'the character NUL, nor half of a character');
  }
  countCharacters(scope, text.length);
  return text;
};

/** Whether a column's conditions are about what is in its values. */
export const isAboutContent = ({ scalar, isList }: Partial<Column>): boolean =>
  isList || scalar === 'JSON';
