import DataLoader from 'dataloader';
import type { AnyLoader, Context } from './context.ts';

/**
 * The request's loader of one relation (and, where a relation takes arguments, of one place in the document). It is
 * made when first asked for: nobody registers loaders.
 */
export const loaderOf = <Key, Value>(
  ctx: Context,
  relation: unknown,
  place: unknown,
  make: () => (keys: readonly Key[]) => Promise<Value[]>,
): DataLoader<Key, Value> => {
  let places = ctx.loaders.get(relation);
  if (!places) ctx.loaders.set(relation, (places = new Map<unknown, AnyLoader>()));
  let loader = places.get(place);
  if (!loader) places.set(place, (loader = new DataLoader<Key, Value>(make())));
  return loader;
};

/** Puts rows in the order of the keys that asked for them. */
export const inOrder = <Row, Value>(
  keys: readonly unknown[],
  rows: readonly Row[],
  keyOf: (row: Row) => unknown,
  missing: Value,
): (Row | Value)[] => {
  const found = new Map<unknown, Row>();
  for (const row of rows) found.set(keyOf(row), row);
  return keys.map((key) => found.get(key) ?? missing);
};
