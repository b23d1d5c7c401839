import DataLoader from 'dataloader';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { AnyLoader, Context, Loader } from '../context.ts';
import type { Key } from '../schema/key.ts';

/** Finds the values of keys, in their order. */
export type Find<Value> = (keys: readonly Key[]) => Promise<Value[]>;

/**
 * The request's loader of one relation (and, where a relation takes arguments, of one place in the document). It is
 * made when first asked for: nobody registers loaders.
 */
export const loaderOf = <Value>(
  ctx: Context,
  relation: unknown,
  place: unknown,
  make: () => Find<Value>,
): Loader<Value> => {
  let places = ctx.loaders.get(relation);
  if (!places) ctx.loaders.set(relation, (places = new Map<unknown, AnyLoader>()));
  let loader = places.get(place);
  if (!loader) places.set(place, (loader = makeLoader(whenAsked(make))));
  return loader;
};

/**
 * A refusal has to come out of a promise: one that a resolver throws amid a list leaves what other rows wait for to
 * itself, and a rejection that nobody handles ends the process.
 */
const whenAsked = <Value>(make: () => Find<Value>): Find<Value> => {
  let find: Find<Value> | undefined;
  return async (keys) => (find ??= make())(keys);
};

/** DataLoader gathers lists of keys, not keys: a promise and a closure for each of a thousand rows cost more than the rows. */
const makeLoader = <Value>(find: Find<Value>): Loader<Value> => {
  const known = new Map<Key, Value>();
  const coming = new Map<Key, Promise<void>>();

  const fetch = async (keys: readonly Key[]): Promise<void> => {
    try {
      const values = await find(keys);
      keys.forEach((key, at) => known.set(key, values[at] as Value));
    } finally {
      for (const key of keys) coming.delete(key);
    }
  };

  const lists = new DataLoader<readonly Key[], null>(
    async (asked) => {
      const missing = new Set<Key>();
      const awaited = new Set<Promise<void>>();
      for (const key of asked.flat()) {
        const fetching = coming.get(key);
        if (fetching) awaited.add(fetching);
        else if (!known.has(key)) missing.add(key);
      }
      if (missing.size > 0) {
        const keys = [...missing];
        const fetching = fetch(keys);
        for (const key of keys) coming.set(key, fetching);
        awaited.add(fetching);
      }
      await Promise.all(awaited);
      return asked.map(() => null);
    },
    { cache: false },
  );

  const valueOf = (key: Key) => known.get(key) as Value;
  return {
    load: (key) => (known.has(key) ? valueOf(key) : lists.load([key]).then(() => valueOf(key))),
    loadAll: async (keys) => {
      const unknown = keys.filter((key) => !known.has(key));
      if (unknown.length > 0) await lists.load(unknown);
      return keys.map(valueOf);
    },
    prime: (key, value) => known.set(key, value),
  };
};

const numbers = new WeakMap<FieldNode, number>();
let numbered = 0;

const numberOf = (node: FieldNode): number => {
  const number = numbers.get(node) ?? ++numbered;
  numbers.set(node, number);
  return number;
};

/** A field's place in the document: the one node that selects it, or all that do, where several are merged. */
export const placeOf = ({ fieldNodes }: GraphQLResolveInfo): unknown =>
  fieldNodes.length === 1 ? fieldNodes[0] : fieldNodes.map(numberOf).join();

/** Goes on with a value, at once if it is there. */
export const withValue = <Value, Result>(
  value: Value | Promise<Value>,
  use: (value: Value) => Result,
): Result | Promise<Result> => (value instanceof Promise ? value.then(use) : use(value));

/** Puts rows in the order of the keys that asked for them. */
export const inOrder = <Row, Value>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => unknown,
  missing: Value,
): (Row | Value)[] => {
  const found = new Map<unknown, Row>();
  for (const row of rows) found.set(keyOf(row), row);
  return keys.map((key) => found.get(key) ?? missing);
};
