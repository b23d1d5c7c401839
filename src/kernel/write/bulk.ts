import type { GraphQLError } from 'graphql';
import type { Access } from '../schema/access.ts';
import type { Entity } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import type { KeyOf, Row, Table } from '../schema/table.ts';
import { type ArgBuilder, type Args, arg, type Given } from './argument.ts';
import { doneOf, type OnError, type Outcome, type Rows, soundOf, tryEach } from './bulk-outcome.ts';
import { bulkChange, bulkCost, bulkList, dryRun, onError } from './bulk-result.ts';
import { Found, type Lock } from './found.ts';
import { mutation } from './mutation.ts';
import { namingRows } from './refusal-label.ts';
import { assertVersion } from './row-version.ts';
import type { Values } from './statement.ts';
import { idOf } from './statement.ts';
import { inSteps } from './step.ts';
import type { Tx } from './tx.ts';

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

type Common<F extends Args, List extends keyof F> = {
  readonly description: string;
  readonly allow: Access;
  readonly args: (arg: ArgBuilder) => F;
  /** The argument that lists the items. */
  readonly items: List;
};

type Changing<T extends Table, F extends Args, List extends keyof F> = Common<F, List> & {
  /** The entity whose rows the items name. */
  readonly on: Entity<T>;
  readonly lock?: Lock;
  /** What names the row in an item, unless the item is its key. */
  readonly key?: keyof ItemOf<F, List> & string;
};

type Making<T extends Table, F extends Args, List extends keyof F> = Common<F, List> & {
  /** The entity whose rows are made of the items. */
  readonly makes: Entity<T>;
};

/** What has become of an item: a row, or why there is none. */
type Made<T extends Table> = { readonly row: Row<T> } | { readonly refused: GraphQLError };

type Plan<T extends Table, F extends Args, List extends keyof F> = (
  tx: Tx,
  args: Given<F>,
  found: Found<T>,
) => Promise<Work<T, ItemOf<F, List>>>;

type Make<T extends Table, F extends Args> = (
  tx: Tx,
  args: Given<F>,
) => Promise<readonly Made<T>[]>;

/**
 * A command for up to 5,000 items in a bounded number of statements. An item that is wrong is refused by itself; whether
 * the others are still done, the client says (`onError`). With `on`, the rows that the items name are locked, the items
 * are tried in their order, and what has become of the rows is written at once. With `makes`, rows are made of them.
 */
export function bulk<T extends Table, F extends Args, const List extends keyof F & string>(
  name: string,
  declaration: Changing<T, F, List>,
  plan: Plan<T, F, List>,
): void;
export function bulk<T extends Table, F extends Args, const List extends keyof F & string>(
  name: string,
  declaration: Making<T, F, List>,
  make: Make<T, F>,
): void;
export function bulk<T extends Table, F extends Args, const List extends keyof F & string>(
  name: string,
  declaration: Changing<T, F, List> | Making<T, F, List>,
  act: Plan<T, F, List> | Make<T, F>,
): void {
  if ('makes' in declaration) {
    implementBulk(name, declaration.makes, declaration, making(act as Make<T, F>));
  } else {
    implementBulk(
      name,
      declaration.on,
      declaration,
      changing(declaration, act as Plan<T, F, List>),
    );
  }
}

type Act<F extends Args, Item> = (
  tx: Tx,
  args: Given<F>,
  items: Rows<Item>,
  mode: OnError,
) => Promise<Outcome[]>;

const implementBulk = <T extends Table, F extends Args, List extends keyof F & string>(
  name: string,
  { generic: entity }: Entity<T>,
  { description, allow, args, items: list }: Common<F, List>,
  act: Act<F, ItemOf<F, List>>,
): void =>
  mutation(
    name,
    {
      description,
      allow,
      takesLong: true,
      complexity: bulkCost,
      args: () => {
        const declared = args(arg);
        return { ...declared, [list]: bulkList(declared[list]), onError, dryRun } as Args;
      },
      answers: bulkChange(entity),
    },
    async (tx, given) => {
      const items = given[list] as Rows<ItemOf<F, List>>;
      const mode = given['onError'] as OnError;
      const sound = { ...given, [list]: soundOf(items) } as Given<F>;
      const outcomes = await act(tx, sound, items, mode);
      const named = await namingRows(tx.ctx, entity, outcomes);
      const isAborted = mode === 'ABORT' && outcomes.some(({ ok }) => !ok);
      return given['dryRun'] || isAborted ? tx.undo(named) : named;
    },
  );

const changing =
  <T extends Table, F extends Args, List extends keyof F & string>(
    { on, lock, items: list, key }: Changing<T, F, List>,
    plan: Plan<T, F, List>,
  ): Act<F, ItemOf<F, List>> =>
  async (tx, given, items, mode) => {
    const keyOf = (item: ItemOf<F, List>) => (key === undefined ? item : item[key]) as KeyOf<T>;
    const found = await tx.lockAll(on, soundOf(items).map(keyOf), lock);
    const work = await plan(tx, given, found);
    const named = { on, found, keyOf, field: key ?? list };
    const { outcomes, rows: after } = tried(named, work, items, mode);
    const keys = doneOf<KeyOf<T>>(outcomes);
    if (keys.length === 0) return outcomes;
    const isDone = new Set<Key>(keys);
    const changes = [...found]
      .filter(([id]) => isDone.has(id))
      .map(([id, row]) => [row, changesOf(row, after.get(id))] as const);
    await inSteps(tx, changes, (some) => tx.update(on.table, some));
    await work.finish?.(keys);
    return outcomes;
  };

const making =
  <T extends Table, F extends Args, Item>(make: Make<T, F>): Act<F, Item> =>
  async (tx, given, items, mode) => {
    const made = (await make(tx, given)).values();
    const keys: (KeyOf<T> | undefined)[] = [];
    const outcomes = tryEach(
      items,
      () => null,
      mode,
      (_item, at) => {
        const next = made.next().value;
        if (next && 'refused' in next) throw next.refused;
        keys[at] = next && idOf(next.row);
      },
    );
    const stays = !given['dryRun'];
    return outcomes.map((each) => ({
      ...each,
      id: each.ok && stays ? (keys[each.index] ?? null) : null,
    }));
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
    const tries = tryEach(own, keyOf, 'SKIP', (item) => {
      row = row && next(row, item);
    });
    const last = own.filter((_item, at) => tries[at]?.ok).slice(-1);
    const ends = tryEach(last, keyOf, 'SKIP', (item) => row && end(row, item));
    return ends.every(({ ok }) => ok) ? [key] : [];
  });

const changesOf = <T extends Table>(before: Row<T>, after: Row<T> | undefined) =>
  Object.fromEntries(
    Object.entries(after ?? {}).filter(([name, value]) => value !== before[name as keyof Row<T>]),
  ) as Values<T>;
