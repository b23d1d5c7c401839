import { refusal, type Tx } from '../../../kernel/index.ts';
import { apart, misfit, textsNamed, type Work, withTextIds, writeExtras } from './extras.ts';
import type { Changes, Extras, Home, Kept, NewItem } from './home.ts';
import { type Refusal, textsOf } from './texts.ts';

/*
 * Items are written together with what is special about them, and with their texts: those of efforts and those of packages
 * alike, one or thousands at a time.
 */

/** Writes what belongs to items that have just been made. */
const complete = (tx: Tx, home: Home, works: readonly (Work & { given: Planned })[]) =>
  Promise.all([
    writeExtras(tx, home, works, { isNew: true }),
    home.plan(
      tx,
      works.map(({ item, given }) => ({ itemId: item.id, ...given.tracker })),
    ),
  ]);

type Planned = Extras & Pick<NewItem, 'tracker'>;

/** Writes what belongs to an item that has just been made. */
export const completeItem = async (
  tx: Tx,
  home: Home,
  item: Kept,
  given: Planned,
): Promise<void> => {
  const refused = misfit(item.itemType, given);
  if (refused) throw refused;
  await complete(tx, home, [{ item, given: await withTextIds(tx, given) }]);
};

/** Changes items and what belongs to them, which counts as a change of the item: its version moves by it. */
export const changeItems = async <R extends Kept>(
  tx: Tx,
  home: Home<R>,
  changes: readonly (Work<R> & { readonly values: Changes })[],
): Promise<readonly R[]> => {
  const [updated] = await Promise.all([
    home.update(
      tx,
      changes.map(({ item, values }) => [item, values]),
    ),
    writeExtras(tx, home, changes),
  ]);
  const left = changes.filter(
    ({ item, given }, at) =>
      updated[at] === item && (given.tlfDetails || given.datasetDetails || given.textElementIds),
  );
  if (left.length === 0) return updated;
  const touched = await home.touch(
    tx,
    left.map(({ item }) => item),
  );
  const byId = new Map(touched.map((row) => [row.id, row]));
  return updated.map((row) => byId.get(row.id) ?? row);
};

/** Changes one item. */
export const changeItem = async <R extends Kept>(
  tx: Tx,
  home: Home<R>,
  item: R,
  changes: Changes & Extras,
): Promise<R> => {
  const [values, given] = apart(changes);
  const refused = misfit(item.itemType, given);
  if (refused) throw refused;
  const whole = await withTextIds(tx, given);
  const [changed] = await changeItems(tx, home, [{ item, values, given: whole }]);
  return changed ?? item;
};

/** What has become of an item that was to be made. */
export type Made<R> = { readonly row: R } | { readonly refused: Refusal };

/** So many items are written at a time: whoever follows the command hears how far it is. */
const itemsAtOnce = 1000;
/** In so many steps at most, whatever their number: each takes statements. */
const mostSteps = 4;

/** Does something for many items in steps, and tells how many are done after each. */
export const inSteps = async <Item>(
  items: readonly Item[],
  tell: (done: number) => void,
  act: (some: readonly Item[]) => Promise<unknown>,
): Promise<void> => {
  const step = Math.max(itemsAtOnce, Math.ceil(items.length / mostSteps));
  tell(0);
  for (let at = 0; at < items.length; at += step) {
    const some = items.slice(at, at + step);
    await act(some);
    tell(at + some.length);
  }
};

/**
 * Makes items with all that belongs to them, in a bounded number of statements; those that are refused are left out. Their
 * parent is there, and stays.
 */
export const makeItems = async <R extends Kept>(
  tx: Tx,
  home: Home<R>,
  parentId: number,
  items: readonly NewItem[],
  tell = (done: number) => tx.tell(done, items.length),
): Promise<readonly Made<R>[]> => {
  const made: Made<R>[] = [];
  await inSteps(items, tell, async (some) =>
    made.push(...(await makeSome(tx, home, parentId, some))),
  );
  return made;
};

const makeSome = async <R extends Kept>(
  tx: Tx,
  home: Home<R>,
  parentId: number,
  items: readonly NewItem[],
): Promise<readonly Made<R>[]> => {
  const misfits = items.map((item) => misfit(item.itemType, item));
  const texts = await textsOf(
    tx,
    items.map((item, at) => (misfits[at] ? undefined : textsNamed(item))),
  );
  const refused = texts.refusals.some((each) => each)
    ? await texts.refusalsOf(freeCode(items, await whoHas(tx, home, parentId, items)))
    : [];
  const refusals = items.map((_item, at) => misfits[at] ?? refused[at]);
  const rows = await home.insert(
    tx,
    parentId,
    items.filter((_item, at) => !refusals[at]),
  );
  const byCode = new Map(rows.map((row) => [row.itemCode, row]));
  const made = items.map(({ itemCode }, at) => {
    if (refusals[at]) return undefined;
    const row = byCode.get(itemCode);
    byCode.delete(itemCode); // the second of two that are the same was not made
    return row;
  });
  const works = items.flatMap((given, at) => {
    const item = made[at];
    return item ? [{ item, given }] : [];
  });
  const clashing = items.filter((_item, at) => !made[at] && !refusals[at]);
  const [textIds, taken] = await Promise.all([
    texts.idsFor(works.map(({ given }) => textsNamed(given))),
    whoHas(tx, home, parentId, clashing),
  ]);
  await complete(
    tx,
    home,
    works.map(({ item, given }, at) => ({
      item,
      given: { ...given, textElementIds: textIds[at] },
    })),
  );
  return items.map(({ itemCode }, at) => {
    const row = made[at];
    return row ? { row } : { refused: refusals[at] ?? isTaken(taken.get(itemCode)?.by) };
  });
};

type Code = { readonly name: string; readonly by: string | null };

/** What an item's code is, whatever its case and white space; undefined if another item has it. */
const freeCode = (items: readonly NewItem[], codes: ReadonlyMap<string, Code>) => (at: number) => {
  const { name, by } = codes.get(items[at]?.itemCode ?? '') ?? {};
  return by === null ? name : undefined;
};

/** What codes are, whatever their case and white space, and which others are in their way. */
const whoHas = async (
  tx: Tx,
  { prefix, ownCodes }: Pick<Home, 'prefix' | 'ownCodes'>,
  parentId: number,
  clashing: readonly NewItem[],
): Promise<ReadonlyMap<string, Code>> => {
  if (clashing.length === 0) return new Map();
  const codes = JSON.stringify(clashing.map(({ itemCode }) => itemCode));
  const [within, params] = ownCodes ? ['and i.package_id = $2', [codes, parentId]] : ['', [codes]];
  const rows = await tx.query<Code & { readonly code: string }>(
    `select g.code, kernel.normal_label(g.code) as name, i.item_code as by
     from jsonb_array_elements_text($1::text::jsonb) as g(code)
     left join pearl.${prefix}_items i on kernel.normal_label(i.item_code) = kernel.normal_label(g.code) ${within}`,
    params,
  );
  return new Map(rows.map(({ code, ...rest }) => [code, rest]));
};

const isTaken = (by: string | null | undefined): Refusal =>
  refusal(
    'CONFLICT',
    `This itemCode is taken; case and white space do not count.${by ? ` “${by}” has it.` : ''}`,
    { field: 'itemCode', ...(by && { label: by }) },
  );
