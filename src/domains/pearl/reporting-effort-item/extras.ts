import {
  type ArgBuilder,
  columns,
  input,
  type Row,
  refusal,
  type Tx,
} from '../../../kernel/index.ts';
import { DatasetDetails, TlfDetails } from '../details.ts';
import type { reportingEffortItems } from '../tables.ts';
import type { Extras, Home } from './home.ts';
import { type GivenText, ItemTextInput, type Refusal, textsOf } from './texts.ts';

/* What belongs to an item besides its own columns. Efforts and packages keep it in tables of their own (Home). */

const TlfInput = input('TlfDetailsInput', {
  description:
    'The details of a table, listing or figure. A field that is left out stays as it is.',
  fields: () => columns(TlfDetails, ['tlfType', 'primaryEndpoint', 'analysisPopulation']),
});

const DatasetInput = input('DatasetDetailsInput', {
  description: 'The details of a dataset. A field that is left out stays as it is.',
  fields: () =>
    columns(DatasetDetails, ['datasetType', 'dataSource', 'recordCount'], {
      rules: { recordCount: { min: 0 } },
    }),
});

const most = 200;

/** The fields of an input for an item. */
export const extras = (arg: ArgBuilder) => ({
  tlfDetails: arg(TlfInput, 'For an item of type TLF only.', { optional: true }),
  datasetDetails: arg(DatasetInput, 'For an item of type DATASET only.', { optional: true }),
  textElementIds: arg.id(
    'The keys of its titles, footnotes, populations and acronyms: all of them, in their order.',
    { list: true, most, optional: true },
  ),
  textElements: arg(
    ItemTextInput,
    'The same, where not all of them exist yet; instead of `textElementIds`.',
    { list: true, most, optional: true },
  ),
});

export type Item = Pick<Row<typeof reportingEffortItems>, 'id' | 'itemType'>;

/** Tells what belongs to an item from its own columns. */
export const apart = <Given extends Extras>(given: Given) => {
  const { tlfDetails, datasetDetails, textElementIds, textElements, ...own } = given;
  return [own, { tlfDetails, datasetDetails, textElementIds, textElements }] as const;
};

/** Why an item cannot have what is given of it: details of another kind, or texts that are named in two ways. */
export const misfit = (
  itemType: Item['itemType'],
  { tlfDetails, datasetDetails, textElementIds, textElements }: Extras,
): Refusal | undefined => {
  const wrong = (field: string, message: string) => refusal('BAD_USER_INPUT', message, { field });
  const other =
    itemType === 'TLF' ? datasetDetails && 'datasetDetails' : tlfDetails && 'tlfDetails';
  if (other) return wrong(other, `An item of type ${itemType} has no ${other}.`);
  if (textElementIds && textElements) {
    return wrong('textElements', 'Give textElementIds or textElements, not both.');
  }
  const twice = textElementIds?.find((each, at) => textElementIds.indexOf(each) !== at);
  if (twice === undefined) return undefined;
  return wrong('textElementIds', `The text element ${twice} is named twice.`);
};

/** The texts that are given of items, whichever way. */
export const textsNamed = ({ textElements, textElementIds }: Extras) =>
  textElements ?? textElementIds?.map((id): GivenText => ({ id }));

/** The same with the keys of the texts that it names by what they are: found, or made. */
export const withTextIds = async (tx: Tx, given: Extras): Promise<Extras> => {
  if (!given.textElements) return given;
  const texts = await textsOf(tx, [given.textElements]);
  if (texts.refusals[0]) throw texts.refusals[0];
  const [textElementIds] = await texts.idsFor([given.textElements]);
  return { ...given, textElementIds };
};

/** An item, and what is given of what belongs to it, its texts by their keys. */
export type Work<I extends Item = Item> = { readonly item: I; readonly given: Extras };

/** Writes what is given of the details and texts of items, in a bounded number of statements. */
export const writeExtras = async (
  tx: Tx,
  { putTlf, putDataset, putTexts, removeTexts }: Home,
  works: readonly Work[],
  { isNew = false } = {},
): Promise<void> => {
  const details = <Values>(pick: (given: Extras) => Values | null | undefined) =>
    works.flatMap(({ item, given }) => {
      const values = pick(given);
      return values ? [{ itemId: item.id, ...values }] : [];
    });
  const texts = works.flatMap(({ item: { id: itemId }, given: { textElementIds: ids } }) =>
    (ids ?? []).map((textElementId, at) => ({ itemId, textElementId, sequenceNumber: at + 1 })),
  );
  const rewritten = works.filter(({ given }) => given.textElementIds).map(({ item }) => item.id);
  await Promise.all([
    putTlf(
      tx,
      details(({ tlfDetails }) => tlfDetails),
      isNew,
    ),
    putDataset(
      tx,
      details(({ datasetDetails }) => datasetDetails),
      isNew,
    ),
    !isNew && rewritten.length > 0 && removeTexts(tx, rewritten, texts),
    putTexts(tx, texts, isNew),
  ]);
};
