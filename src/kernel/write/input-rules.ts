import {
  type GraphQLArgument,
  GraphQLError,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLResolveInfo,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { refusal } from '../errors.ts';
import type { Entity } from '../schema/entity.ts';
import { keyOf } from '../schema/key.ts';
import type { Column } from '../schema/table.ts';

/** What a value that is written has to be like. It stands in the extensions of an argument or a field, as `rule`. */
export type Rule = {
  /** The entity whose rows a key names. */
  readonly of?: Pick<Entity, 'name' | 'column'>;
  /** The column that a key is written to. */
  readonly column?: Column;
  /** The most characters of a text (255), or the largest number. */
  readonly max?: number;
  /** The fewest characters, or the smallest number. */
  readonly min?: number;
  /** Whether a text may have several lines. */
  readonly lines?: boolean;
  /** Whether a text is taken as it is, as passwords are. */
  readonly exact?: boolean;
  readonly pattern?: RegExp;
  /** The pattern in words: "a colour such as #3B82F6". */
  readonly meaning?: string;
  /** The most elements of a list. */
  readonly most?: number;
  /** Whether the elements of a list are rows of a bulk command: one that is wrong is refused by itself. */
  readonly isBulk?: boolean;
  /** Whether null, where it can be left out, is none of its values. */
  readonly notNull?: boolean;
  /** Whether a new row has to be given it, though its column has a default. */
  readonly isNeeded?: boolean;
};

type Named = GraphQLArgument | GraphQLInputField;

/** Stands in a bulk command's list for a row with a value that cannot be written. */
export class WrongRow {
  readonly given: unknown;
  readonly error: GraphQLError;

  constructor(given: unknown, error: GraphQLError) {
    this.given = given;
    this.error = error;
  }
}

const longest = 255;
const mostElements = 5000;
const control = /\p{Cc}/u;
const controlButLines = /[^\P{Cc}\n\t]/u;
/** Stands for what got lost between two encodings. */
const lost = '\ufffd';
/** Characters that change how a line looks but are not seen, so that two labels look the same; blanks are no such. */
const unseen = /[^\P{Cf}\u200b-\u200d\u2060\ufeff]/u;
/** More marks on one character than any language has: to put them in order (NFC) takes the square of their number. */
const manyMarks = /(?:\p{M}\p{Cf}*){31}/u;
/** What the database's labels do not count (kernel.normal_label). */
const blanks = /[\s\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]/g;

/**
 * What a command was given, as it may be written: texts are trimmed and bounded, keys are as their columns hold them. A refusal names the
 * field.
 */
export const cleaned = <Args extends object>(args: Args, info: GraphQLResolveInfo): Args =>
  cleanObject(args, argsOf(info), []) as Args;

const argsOf = ({ parentType, fieldName }: GraphQLResolveInfo) =>
  parentType.getFields()[fieldName]?.args ?? [];

const ruleOf = ({ extensions }: Named) => (extensions['rule'] ?? {}) as Rule;

/** Says which argument of a command names the row of an entity that has this key. */
export type NameOfArg = (entity: string, key: unknown) => string | undefined;

export const namesIn = (args: object, info: GraphQLResolveInfo): NameOfArg => {
  const values = args as Record<string, unknown>;
  return (entity, key) =>
    argsOf(info).find((each) => values[each.name] === key && ruleOf(each).of?.name === entity)
      ?.name;
};

type Path = readonly (string | number)[];

const cleanObject = (given: object, named: readonly Named[], path: Path): object => {
  const values = given as Record<string, unknown>;
  return Object.fromEntries(
    named
      .filter(({ name }) => values[name] !== undefined)
      .map((each) => [each.name, cleanNamed(each, values[each.name], [...path, each.name])]),
  );
};

const cleanNamed = (named: Named, value: unknown, path: Path): unknown => {
  const rule = ruleOf(named);
  const result = clean(named.type, value, rule, path);
  if (result === null && (rule.notNull || isNonNullType(named.type))) throw empty(value, path);
  return result;
};

/** A value as its rule lets it be written. */
export const clean = (type: GraphQLInputType, value: unknown, rule: Rule, path: Path): unknown => {
  if (value === null || value === undefined) return value;
  if (isNonNullType(type)) return clean(type.ofType, value, rule, path);
  if (isListType(type)) {
    const values = value as unknown[];
    assertFew(values, rule, path);
    const element = (each: unknown, place: Path) => {
      const result = clean(type.ofType, each, rule, place);
      if (result === null && isNonNullType(type.ofType)) throw empty(each, place);
      return result;
    };
    // what is wrong in a row is named as the row does
    const within = isInputObjectType(getNamedType(type)) ? [] : path;
    return values.map((each, at) =>
      rule.isBulk ? rowOf(each, (row) => element(row, within)) : element(each, [...path, at]),
    );
  }
  if (isInputObjectType(type)) {
    return cleanObject(value as object, Object.values(type.getFields()), path);
  }
  if (type.name === 'ID') return keyOf(value, rule.column ?? rule.of?.column('id'), fieldOf(path));
  if (type.name === 'String') return cleanText(value as string, rule, path);
  if (typeof value === 'number') return cleanNumber(value, rule, path);
  return value;
};

/** Refuses a list that has more elements than its rule allows. */
export const assertFew = (
  { length }: readonly unknown[],
  { most = mostElements }: Rule,
  path: Path,
): void => {
  if (length > most) throw wrong(path, `may have at most ${most} elements`);
};

const rowOf = (given: unknown, read: (given: unknown) => unknown): unknown => {
  try {
    return read(given);
  } catch (error) {
    if (error instanceof GraphQLError) return new WrongRow(given, error);
    throw error;
  }
};

const cleanNumber = (value: number, { min = -2147483648, max = 2147483647 }: Rule, path: Path) => {
  if (value < min || value > max) throw wrong(path, `must be between ${min} and ${max}`);
  return value;
};

/** A text of nothing counts as no text. */
const cleanText = (given: string, rule: Rule, path: Path): string | null => {
  const { max = longest, min = 0, lines = false, exact = false, pattern, meaning } = rule;
  if (!exact && manyMarks.test(given)) {
    throw wrong(path, 'must not contain characters with more than 30 marks');
  }
  const text = exact ? given : given.trim().replaceAll('\r\n', '\n').normalize();
  if (text.replace(blanks, '') === '') {
    if (exact) throw wrong(path, 'must not be blank');
    return null;
  }
  if ((lines ? controlButLines : control).test(text) || !text.isWellFormed()) {
    throw wrong(path, 'must not contain control characters');
  }
  if (!exact && text.includes(lost)) {
    throw wrong(path, 'has lost characters (\ufffd): it must be sent as UTF-8');
  }
  if (!exact && !lines && unseen.test(text)) {
    throw wrong(path, 'must not contain characters that cannot be seen');
  }
  const characters = lengthOf(text);
  if (characters > max) throw wrong(path, `may have at most ${max} characters`);
  if (characters < min) throw wrong(path, `must have at least ${min} characters`);
  if (pattern && !pattern.test(text)) throw wrong(path, `must be ${meaning}`);
  return text;
};

/** Counts characters as Postgres does: by code points. A UTF-16 string has a length of 2 for one beyond U+FFFF. */
const lengthOf = (text: string): number => text.length - (text.match(pairs)?.length ?? 0);
const pairs = /[\u{10000}-\u{10ffff}]/gu;

/** The argument that holds a command's fields is no part of their names. */
const fieldOf = (path: Path): string =>
  (path[0] === 'input' && path.length > 1 ? path.slice(1) : path).join('.');

const wrong = (path: Path, why: string) => {
  const field = fieldOf(path);
  return refusal('BAD_USER_INPUT', `${field} ${why}.`, { field });
};

const empty = (given: unknown, path: Path) =>
  wrong(path, given === null ? 'cannot be null: leave it out instead' : 'must not be empty');
