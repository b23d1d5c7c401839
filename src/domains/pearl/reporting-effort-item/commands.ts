import {
  builder,
  change,
  changesOf,
  creation,
  fieldsOf,
  newValuesOf,
  type Row,
  refusal,
  type Table,
  type Tx,
  type Values,
} from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { DatasetDetails, TlfDetails } from '../details.ts';
import { PackageItem } from '../package-item.ts';
import {
  packageDatasetDetails,
  packageItemTextElements,
  packageTlfDetails,
  reportingEffortDatasetDetails,
  reportingEffortItemTextElements,
  reportingEffortItemTrackers,
  reportingEffortTlfDetails,
} from '../tables.ts';
import { planned, rules } from '../tracker/commands.ts';
import { Tracker } from '../tracker/type.ts';
import { edit } from '../tracker/workflow.ts';
import { ReportingEffortItem } from './type.ts';

/*
 * An item is written together with what is special about it, and with its texts: in one call, for the items of efforts
 * and those of packages alike.
 */

type Details = { readonly [column: string]: unknown };

type Extras = {
  readonly tlfDetails?: Details | null;
  readonly datasetDetails?: Details | null;
  readonly textElementIds?: readonly number[] | null;
};

const TlfInput = builder.inputRef<Details>('TlfDetailsInput').implement({
  description:
    'The details of a table, listing or figure. A field that is left out stays as it is.',
  fields: (t) =>
    fieldsOf(t, TlfDetails.generic, ['tlfType', 'primaryEndpoint', 'analysisPopulation']) as never,
});

const DatasetInput = builder.inputRef<Details>('DatasetDetailsInput').implement({
  description: 'The details of a dataset. A field that is left out stays as it is.',
  fields: (t) =>
    fieldsOf(t, DatasetDetails.generic, ['datasetType', 'dataSource', 'recordCount'], {
      recordCount: { min: 0 },
    }) as never,
});

// oxlint-disable-next-line typescript/no-explicit-any -- the builder of any input type
const extras = (t: any) => ({
  tlfDetails: t.field({ type: TlfInput, description: 'For an item of type TLF only.' }),
  datasetDetails: t.field({ type: DatasetInput, description: 'For an item of type DATASET only.' }),
  textElementIds: t.idList({
    description:
      'The keys of its titles, footnotes, populations and acronyms: all of them, in their order.',
    extensions: { rule: { most: 200 } },
  }),
});

/** Where the items of efforts, or of packages, keep what belongs to them. */
type Home = {
  readonly key: string;
  readonly tlf: Table;
  readonly dataset: Table;
  readonly texts: Table;
};

const inEfforts: Home = {
  key: 'reportingEffortItemId',
  tlf: reportingEffortTlfDetails,
  dataset: reportingEffortDatasetDetails,
  texts: reportingEffortItemTextElements,
};

const inPackages: Home = {
  key: 'packageItemId',
  tlf: packageTlfDetails,
  dataset: packageDatasetDetails,
  texts: packageItemTextElements,
};

type Item = { readonly id: number; readonly itemType: 'TLF' | 'DATASET' };

const assertKind = (itemType: Item['itemType'], { tlfDetails, datasetDetails }: Extras): void => {
  const wrong =
    itemType === 'TLF' ? datasetDetails && 'datasetDetails' : tlfDetails && 'tlfDetails';
  if (!wrong) return;
  throw refusal('BAD_USER_INPUT', `An item of type ${itemType} has no ${wrong}.`, { field: wrong });
};

const writeDetails = async (tx: Tx, home: Home, item: Item, given: Extras): Promise<void> => {
  const [table, details] =
    item.itemType === 'TLF' ? [home.tlf, given.tlfDetails] : [home.dataset, given.datasetDetails];
  if (details) await tx.put(table, [home.key as 'id'], [{ [home.key]: item.id, ...details }]);
};

const writeTexts = async (
  tx: Tx,
  home: Home,
  item: Item,
  given: Extras,
  isNew: boolean,
): Promise<void> => {
  const ids = given.textElementIds;
  if (!ids) return;
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) {
    throw refusal('BAD_USER_INPUT', `The text element ${twice} is named twice.`, {
      field: 'textElementIds',
    });
  }
  const rows = ids.map((textElementId, at) => ({
    [home.key]: item.id,
    textElementId,
    sequenceNumber: at + 1,
  }));
  await Promise.all([
    !isNew && tx.remove(home.texts, { [home.key]: [item.id] }, { textElementId: ids } as object),
    tx.put(home.texts, [home.key, 'textElementId'] as never, rows),
  ]);
};

const writeExtras = (tx: Tx, home: Home, item: Item, given: Extras, isNew: boolean) =>
  Promise.all([writeDetails(tx, home, item, given), writeTexts(tx, home, item, given, isNew)]);

/** Changes an item and what belongs to it, which counts as a change of the item: its version moves by it. */
const changeItem = async <T extends typeof ReportingEffortItem.table | typeof PackageItem.table>(
  tx: Tx,
  home: Home,
  table: T,
  item: Row<T>,
  { tlfDetails, datasetDetails, textElementIds, ...values }: Values<T> & Extras,
): Promise<Row<T>> => {
  const given = { tlfDetails, datasetDetails, textElementIds } as Extras;
  const { itemType } = item as Item;
  assertKind(itemType, given);
  const [updated] = await Promise.all([
    tx.updateOne(table, item, values as Values<T>),
    writeExtras(tx, home, item as Item, given, false),
  ]);
  const isWhole = updated !== item || !(tlfDetails || datasetDetails || textElementIds);
  return isWhole ? updated : tx.touch(table, item);
};

const common = ['itemCode', 'itemDescription'] as const;

const TrackerPlan = builder.inputRef<Parameters<typeof edit>[1]>('NewTrackerInput').implement({
  description: 'The plan for a new item.',
  fields: (t) => fieldsOf(t, Tracker.generic, planned.slice(0, 3), rules) as never,
});

const NewItem = newValuesOf<
  typeof ReportingEffortItem.table,
  'reportingEffortId' | 'itemType' | 'itemStatus' | (typeof common)[number],
  Extras & { readonly tracker?: Parameters<typeof edit>[1] | null }
>(ReportingEffortItem, ['reportingEffortId', ...common, 'itemType', 'itemStatus'], (t) => ({
  ...extras(t),
  tracker: t.field({ type: TrackerPlan, description: 'What is planned for it.' }),
}));

creation(ReportingEffortItem, admins, NewItem, async (tx, input) => {
  const { tlfDetails, datasetDetails, textElementIds, tracker, ...values } = input;
  assertKind(values.itemType as Item['itemType'], input);
  const [item] = await tx.insert(ReportingEffortItem.table, [values]);
  if (!item) throw new Error('No item was made.');
  await Promise.all([
    tx.insert(reportingEffortItemTrackers, [{ reportingEffortItemId: item.id, ...tracker }]),
    writeExtras(
      tx,
      inEfforts,
      item,
      { tlfDetails, datasetDetails, textElementIds } as Extras,
      true,
    ),
  ]);
  return item;
});

const ItemChanges = changesOf<
  typeof ReportingEffortItem.table,
  'itemStatus' | (typeof common)[number],
  Extras
>(ReportingEffortItem, [...common, 'itemStatus'], extras);

change(ReportingEffortItem, admins, ItemChanges, (tx, item, input) =>
  changeItem(tx, inEfforts, ReportingEffortItem.table, item, input),
);

const NewPackageItem = newValuesOf<
  typeof PackageItem.table,
  'packageId' | 'itemType' | (typeof common)[number],
  Extras
>(PackageItem, ['packageId', ...common, 'itemType'], extras);

creation(PackageItem, admins, NewPackageItem, async (tx, input) => {
  const { tlfDetails, datasetDetails, textElementIds, ...values } = input;
  assertKind(values.itemType as Item['itemType'], input);
  const [item] = await tx.insert(PackageItem.table, [values]);
  if (!item) throw new Error('No item was made.');
  await writeExtras(
    tx,
    inPackages,
    item,
    { tlfDetails, datasetDetails, textElementIds } as Extras,
    true,
  );
  return item;
});

const PackageItemChanges = changesOf<typeof PackageItem.table, (typeof common)[number], Extras>(
  PackageItem,
  common,
  extras,
);

change(PackageItem, admins, PackageItemChanges, (tx, item, input) =>
  changeItem(tx, inPackages, PackageItem.table, item, input),
);
