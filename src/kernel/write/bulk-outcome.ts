import { GraphQLError } from 'graphql';
import type { Code } from '../errors.ts';
import type { Key } from '../schema/key.ts';
import { WrongRow } from './input-rules.ts';

/** What became of one row of a bulk command. */
export type Outcome = {
  readonly index: number;
  /** The key of its row, as it was given, where that is none; null for a row that was not made. */
  readonly id: Key | null;
  readonly ok: boolean;
  readonly code: Code | null;
  readonly rule: string | null;
  readonly field: string | null;
  readonly message: string | null;
};

export type OnError = 'ABORT' | 'SKIP';

/** The rows that a bulk command was given; those with a value that cannot be written stand there with why. */
export type Rows<Item> = readonly (Item | WrongRow)[];

/** The rows that can be read. */
export const soundOf = <Item>(items: Rows<Item>): Item[] =>
  items.filter((item): item is Item => !(item instanceof WrongRow));

/** Tries every row; what it refuses is its outcome. Nothing counts as done if one is refused, unless others may go on. */
export const tryEach = <Item>(
  items: Rows<Item>,
  keyOf: (item: Item) => Key | null,
  mode: OnError,
  attempt: (item: Item, index: number) => void,
): Outcome[] => {
  const outcomes = items.map((item, index): Outcome => {
    const id = keyOf(item instanceof WrongRow ? (item.given as Item) : item);
    try {
      if (item instanceof WrongRow) throw item.error;
      attempt(item, index);
      return { index, id, ...done };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const { code, rule = null, field = null } = error.extensions as Partial<Outcome>;
      return { index, id, ok: false, code: code ?? null, rule, field, message: error.message };
    }
  });
  if (mode === 'SKIP' || outcomes.every(({ ok }) => ok)) return outcomes;
  return outcomes.map((outcome) => (outcome.ok ? { ...outcome, ...aborted } : outcome));
};

const done = { ok: true, code: null, rule: null, field: null, message: null };
const aborted = {
  ok: false,
  code: 'ABORTED',
  message: 'Nothing was done, because other rows were refused.',
} as const;

/** The keys of the rows that it was done for, each once. */
export const doneOf = <K extends Key>(outcomes: readonly Outcome[]): K[] => [
  ...new Set(outcomes.flatMap(({ ok, id }) => (ok && id !== null ? [id as K] : []))),
];
