import type { InputFieldMap, InputRef } from '@pothos/core';
import { builder } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import type { KeyOf } from '../schema/table.ts';
import type { Rule } from './input-rules.ts';

declare const given: unique symbol;

/** An argument of a command, or a field of an input: how GraphQL declares it, and what the command gets of it. */
export type Arg<Value = unknown> = {
  readonly type: unknown;
  readonly description: string;
  readonly required: boolean;
  readonly defaultValue: unknown;
  readonly rule: Rule;
  /** Phantom type: no such property exists, it carries the type of the value. */
  readonly [given]?: Value;
};

export type Args = { readonly [name: string]: Arg };

/** What a command gets: texts trimmed and bounded, keys as their columns hold them, checked by the rules of its arguments. */
export type Given<Declared extends Args> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Arg<infer Value> ? Value : never;
};

type Options<Value> = {
  /** Whether it may be left out, or be null. */
  readonly optional?: true;
  /** Whether it may be left out, but not be null. */
  readonly notNull?: true;
  readonly default?: Value;
  readonly list?: true;
  /** The most elements of a list. */
  readonly most?: number;
};

type Listed<Value, O> = O extends { readonly list: true } ? readonly Value[] : Value;
type Optional<Value, O> = O extends { readonly optional: true }
  ? O extends { readonly notNull: true }
    ? Value | undefined
    : Value | null | undefined
  : Value;
type Of<Value, O> = Arg<Optional<Listed<Value, O>, O>>;

type KeyNamed<O> = O extends { readonly of: Entity<infer T> } ? KeyOf<T> : number;

type TextOptions = Options<string> &
  Pick<Rule, 'min' | 'max' | 'lines' | 'exact' | 'pattern' | 'meaning'>;
type NumberOptions = Options<number> & Pick<Rule, 'min' | 'max'>;
/** `of` is the entity whose rows it names: a refusal about one of them names the argument. */
// oxlint-disable-next-line typescript/no-explicit-any -- an entity of any table
type KeyOptions = Options<number | string> & { readonly of?: Entity<any> };

const declared = <Value, const O extends Options<Value>>(
  type: unknown,
  description: string,
  options: O | undefined,
): Of<Value, O> => {
  const { optional, default: defaultValue, list, ...rule }: Options<Value> = options ?? {};
  return { type: list ? [type] : type, description, required: !optional, defaultValue, rule };
};

/** What arguments are declared with: `arg(Type, …)` for an enum or an input, `arg.id(…)`, `arg.text(…)`, … */
export const arg = Object.assign(
  <Value, const O extends Options<Value> = object>(
    type: InputRef<Value>,
    description: string,
    options?: O,
  ): Of<Value, O> => declared(type, description, options),
  {
    /** The key of a row. */
    id: <const O extends KeyOptions = object>(description: string, options?: O) =>
      declared<KeyNamed<O>, O & Options<KeyNamed<O>>>('ID', description, options as never),
    text: <const O extends TextOptions = object>(description: string, options?: O) =>
      declared<string, O>('String', description, options),
    int: <const O extends NumberOptions = object>(description: string, options?: O) =>
      declared<number, O>('Int', description, options),
    boolean: <const O extends Options<boolean> = object>(description: string, options?: O) =>
      declared<boolean, O>('Boolean', description, options),
    /** A day, as `2026-11-21`. */
    date: <const O extends Options<string> = object>(description: string, options?: O) =>
      declared<string, O>('Date', description, options),
    /** A moment with its time zone. */
    dateTime: <const O extends Options<string> = object>(description: string, options?: O) =>
      declared<string, O>('DateTime', description, options),
    json: <const O extends Options<unknown> = object>(description: string, options?: O) =>
      declared<unknown, O>('JSON', description, options),
    /** The version of a row that the client knows. */
    version: (otherwise = 'nothing is done') =>
      declared<number, { readonly optional: true }>(
        'Int',
        `The version that you know. If the row has a newer version, ${otherwise} (STALE).`,
        { optional: true },
      ),
  },
);

export type ArgBuilder = typeof arg;

/** Arguments as Pothos declares them; `make` is its builder's for arguments, or for fields of an input. */
export const fieldsOf = (make: (options: never) => unknown, args: Args): InputFieldMap =>
  Object.fromEntries(
    Object.entries(args).map(([name, { type, description, required, defaultValue, rule }]) => {
      const extensions = { rule };
      const options = { type, description, required, extensions };
      return [
        name,
        make((defaultValue === undefined ? options : { ...options, defaultValue }) as never),
      ];
    }),
  ) as InputFieldMap;

/** An input type. Its fields are declared as arguments are, and those that are an entity's columns by `columns`. */
export const input = <Fields extends Args>(
  name: string,
  declaration: {
    readonly description: string;
    readonly fields: (arg: ArgBuilder) => Fields;
  },
): InputRef<Given<Fields>> =>
  builder.inputRef<object>(name).implement({
    description: declaration.description,
    fields: (t) => fieldsOf((options) => t.field(options), declaration.fields(arg)) as never,
  }) as unknown as InputRef<Given<Fields>>;
