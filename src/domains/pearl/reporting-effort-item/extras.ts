import { columns, input, type Row, refusal, type Tx, type Values } from '../../../kernel/index.ts';
import { DatasetDetails, TlfDetails } from '../details.ts';
import {
  packageDatasetDetails,
  packageItemTextElements,
  packageTlfDetails,
  reportingEffortDatasetDetails,
  type reportingEffortItems,
  reportingEffortItemTextElements,
  reportingEffortTlfDetails,
} from '../tables.ts';

/* What belongs to an item besides its own columns. Efforts and packages keep it in tables of their own. */

export const TlfInput = input('TlfDetailsInput', {
  description:
    'The details of a table, listing or figure. A field that is left out stays as it is.',
  fields: () => columns(TlfDetails, ['tlfType', 'primaryEndpoint', 'analysisPopulation']),
});

export const DatasetInput = input('DatasetDetailsInput', {
  description: 'The details of a dataset. A field that is left out stays as it is.',
  fields: () =>
    columns(DatasetDetails, ['datasetType', 'dataSource', 'recordCount'], {
      rules: { recordCount: { min: 0 } },
    }),
});

type TlfValues = Omit<Values<typeof reportingEffortTlfDetails>, 'id' | 'reportingEffortItemId'>;
type DatasetValues = Omit<
  Values<typeof reportingEffortDatasetDetails>,
  'id' | 'reportingEffortItemId'
>;

export type Extras = {
  readonly tlfDetails: TlfValues | null | undefined;
  readonly datasetDetails: DatasetValues | null | undefined;
  readonly textElementIds: readonly number[] | null | undefined;
};

export type Item = Pick<Row<typeof reportingEffortItems>, 'id' | 'itemType'>;

type Text = { readonly textElementId: number; readonly sequenceNumber: number };

/** Where the items of efforts, or of packages, keep what belongs to them. */
export type Home = {
  readonly putTlf: (tx: Tx, itemId: number, details: TlfValues) => Promise<unknown>;
  readonly putDataset: (tx: Tx, itemId: number, details: DatasetValues) => Promise<unknown>;
  readonly putTexts: (tx: Tx, itemId: number, texts: readonly Text[]) => Promise<unknown>;
  readonly removeTextsBut: (tx: Tx, itemId: number, kept: readonly number[]) => Promise<unknown>;
};

export const inEfforts: Home = {
  putTlf: (tx, reportingEffortItemId, details) =>
    tx.put(
      reportingEffortTlfDetails,
      ['reportingEffortItemId'],
      [{ reportingEffortItemId, ...details }],
    ),
  putDataset: (tx, reportingEffortItemId, details) =>
    tx.put(
      reportingEffortDatasetDetails,
      ['reportingEffortItemId'],
      [{ reportingEffortItemId, ...details }],
    ),
  putTexts: (tx, reportingEffortItemId, texts) =>
    tx.put(
      reportingEffortItemTextElements,
      ['reportingEffortItemId', 'textElementId'],
      texts.map((text) => ({ reportingEffortItemId, ...text })),
    ),
  removeTextsBut: (tx, itemId, kept) =>
    tx.remove(
      reportingEffortItemTextElements,
      { reportingEffortItemId: [itemId] },
      { textElementId: kept },
    ),
};

export const inPackages: Home = {
  putTlf: (tx, packageItemId, details) =>
    tx.put(packageTlfDetails, ['packageItemId'], [{ packageItemId, ...details }]),
  putDataset: (tx, packageItemId, details) =>
    tx.put(packageDatasetDetails, ['packageItemId'], [{ packageItemId, ...details }]),
  putTexts: (tx, packageItemId, texts) =>
    tx.put(
      packageItemTextElements,
      ['packageItemId', 'textElementId'],
      texts.map((text) => ({ packageItemId, ...text })),
    ),
  removeTextsBut: (tx, itemId, kept) =>
    tx.remove(packageItemTextElements, { packageItemId: [itemId] }, { textElementId: kept }),
};

/** Refuses the details of another kind of item. */
export const assertKind = (
  itemType: Item['itemType'],
  { tlfDetails, datasetDetails }: Extras,
): void => {
  const wrong =
    itemType === 'TLF' ? datasetDetails && 'datasetDetails' : tlfDetails && 'tlfDetails';
  if (!wrong) return;
  throw refusal('BAD_USER_INPUT', `An item of type ${itemType} has no ${wrong}.`, { field: wrong });
};

const writeTexts = async (
  tx: Tx,
  home: Home,
  { id }: Item,
  textElementIds: readonly number[],
  isNew: boolean,
): Promise<void> => {
  const twice = textElementIds.find((each, at) => textElementIds.indexOf(each) !== at);
  if (twice !== undefined) {
    throw refusal('BAD_USER_INPUT', `The text element ${twice} is named twice.`, {
      field: 'textElementIds',
    });
  }
  const texts = textElementIds.map((textElementId, at) => ({
    textElementId,
    sequenceNumber: at + 1,
  }));
  await Promise.all([
    !isNew && home.removeTextsBut(tx, id, textElementIds),
    home.putTexts(tx, id, texts),
  ]);
};

/** Writes what is given of an item's details and texts. */
export const writeExtras = (
  tx: Tx,
  home: Home,
  item: Item,
  { tlfDetails, datasetDetails, textElementIds }: Extras,
  { isNew = false } = {},
): Promise<unknown> =>
  Promise.all([
    tlfDetails && home.putTlf(tx, item.id, tlfDetails),
    datasetDetails && home.putDataset(tx, item.id, datasetDetails),
    textElementIds && writeTexts(tx, home, item, textElementIds, isNew),
  ]);
