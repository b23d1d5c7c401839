import type { Access } from '../schema/access.ts';
import type { Entity } from '../schema/entity.ts';
import type { KeyOf, Row, Table } from '../schema/table.ts';
import { type ArgBuilder, type Args, arg, type Given } from './argument.ts';
import { doneOf, type OnError, type Rows, soundOf, tryEach } from './bulk-outcome.ts';
import { bulkChange, bulkCost, bulkList, onError } from './bulk-result.ts';
import { Found, type Lock } from './found.ts';
import { mutation } from './mutation.ts';
import { namingRows } from './refusal-label.ts';
import { assertVersion } from './row-version.ts';
import type { Tx, Values } from './tx.ts';

/** What the items of a bulk command do to the rows that they name. */
type Work<T extends Table, Item> = {
  /** What an item makes of its row; what it throws refuses the item. */
  readonly each?: (row: Row<T>, item: Item) => Values<T>;
  /** What must hold once all items about a row are done, or else after each of them. */
  readonly end?: (row: Row<T>, item: Item) => void;
  /** What is written besides, for the rows whose items were not refused. */
  readonly finish?: (keys: readonly KeyOf<T>[]) => Promise<unknown>;
};

type ItemOf<F extends Args, List extends keyof F> = Given<F>[List] extends readonly (infer Item)[]
  ? Item
  : never;

type Bulk<T extends Table, F extends Args, List extends keyof F> = {
  readonly description: string;
  readonly allow: Access;
  /** The entity whose rows the items name. */
  readonly on: Entity<T>;
  readonly lock?: Lock;
  readonly args: (arg: ArgBuilder) => F;
  /** The argument that lists the items. */
  readonly items: List;
  /** What names the row in an item, unless the item is its key. */
  readonly key?: keyof ItemOf<F, List> & string;
};

/**
 * A command for up to 5,000 items in a bounded number of statements: the rows that they name are locked, the items are
 * tried in their order, and what has become of the rows is written at once. An item that is wrong is refused by itself;
 * whether the others are still done, the client says (`onError`).
 */
export const bulk = <T extends Table, F extends Args, const List extends keyof F & string>(
  name: string,
  { on, lock, args, items: list, key, ...declaration }: Bulk<T, F, List>,
  plan: (tx: Tx, args: Given<F>, found: Found<T>) => Promise<Work<T, ItemOf<F, List>>>,
): void => {
  type Item = ItemOf<F, List>;
  const keyOf = (item: Item) => (key === undefined ? item : item[key]) as KeyOf<T>;
  mutation(
    name,
    {
      ...declaration,
      complexity: bulkCost,
      args: () => {
        const declared = args(arg);
        return { ...declared, [list]: bulkList(declared[list]), onError } as Args;
      },
      answers: bulkChange(on.generic),
    },
    async (tx, given) => {
      const items = given[list] as Rows<Item>;
      const sound = soundOf(items);
      const found = await tx.lockAll(on, sound.map(keyOf), lock);
      const work = await plan(tx, { ...given, [list]: sound } as Given<F>, found);
      const mode = given['onError'] as OnError;
      const { outcomes, rows: after } = tried(
        { on, found, keyOf, field: key ?? list },
        work,
        items,
        mode,
      );
      const keys = doneOf<KeyOf<T>>(outcomes);
      const named = () => namingRows(tx.ctx, on.generic, outcomes);
      if (keys.length === 0) return named();
      const changes = [...found].map(([id, row]) => [row, changesOf(row, after.get(id))] as const);
      await tx.update(on.table, changes);
      await work.finish?.(keys);
      return named();
    },
  );
};

type Named<T extends Table, Item> = {
  readonly on: Entity<T>;
  readonly found: Found<T>;
  readonly keyOf: (item: Item) => KeyOf<T>;
  readonly field: string;
};

/** Tries the items in their order, each on its row as those before have left it. */
const tried = <T extends Table, Item>(
  named: Named<T, Item>,
  { each, end }: Work<T, Item>,
  items: Rows<Item>,
  mode: OnError,
) => {
  const { on, found, keyOf, field } = named;
  const rows = new Found(on, found);
  const next = (row: Row<T>, item: Item): Row<T> => {
    assertVersion(on, row, (item as { expectedVersion?: number | null }).expectedVersion);
    return { ...row, ...each?.(row, item) };
  };
  const endWell = new Set(end && endingWell(named, soundOf(items), next, end));
  const outcomes = tryEach(items, keyOf, mode, (item) => {
    const key = keyOf(item);
    const row = next(rows.named(key, field), item);
    if (!endWell.has(key)) end?.(row, item);
    rows.set(key, row);
  });
  return { outcomes, rows };
};

/** The rows whose items, as many as can be done, end well together: two people can change places by two items. */
const endingWell = <T extends Table, Item>(
  { found, keyOf }: Named<T, Item>,
  items: readonly Item[],
  next: (row: Row<T>, item: Item) => Row<T>,
  end: (row: Row<T>, item: Item) => void,
): KeyOf<T>[] =>
  [...Map.groupBy(items, keyOf)].flatMap(([key, own]) => {
    let row = found.get(key);
    if (row === undefined) return [];
    tryEach(own, keyOf, 'SKIP', (item) => {
      row = row && next(row, item);
    });
    const ends = tryEach(own.slice(-1), keyOf, 'SKIP', (item) => row && end(row, item));
    return ends.every(({ ok }) => ok) ? [key] : [];
  });

const changesOf = <T extends Table>(before: Row<T>, after: Row<T> | undefined) =>
  Object.fromEntries(
    Object.entries(after ?? {}).filter(([name, value]) => value !== before[name as keyof Row<T>]),
  ) as Values<T>;
