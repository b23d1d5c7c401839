import {
  type ArgBuilder,
  columns,
  input,
  mutation,
  type Row,
  type Table,
  type Tx,
  type Values,
} from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { PackageItem } from '../package-item.ts';
import { packageItems, reportingEffortItems, reportingEffortItemTrackers } from '../tables.ts';
import { rules } from '../tracker/commands.ts';
import { Tracker } from '../tracker/type.ts';
import {
  assertKind,
  DatasetInput,
  type Extras,
  type Home,
  type Item,
  inEfforts,
  inPackages,
  TlfInput,
  writeExtras,
} from './extras.ts';
import { ReportingEffortItem } from './type.ts';

/*
 * An item is written together with what is special about it, and with its texts: in one call, for the items of efforts
 * and those of packages alike.
 */

const extras = (arg: ArgBuilder) => ({
  tlfDetails: arg(TlfInput, 'For an item of type TLF only.', { optional: true }),
  datasetDetails: arg(DatasetInput, 'For an item of type DATASET only.', { optional: true }),
  textElementIds: arg.id(
    'The keys of its titles, footnotes, populations and acronyms: all of them, in their order.',
    { list: true, most: 200, optional: true },
  ),
});

/** Changes an item and what belongs to it, which counts as a change of the item: its version moves by it. */
const changeItem = async <T extends Table>(
  tx: Tx,
  home: Home,
  table: T,
  item: Row<T> & Item,
  values: Values<T>,
  given: Extras,
): Promise<Row<T>> => {
  assertKind(item.itemType, given);
  const [updated] = await Promise.all([
    tx.updateOne(table, item, values),
    writeExtras(tx, home, item, given),
  ]);
  const { tlfDetails, datasetDetails, textElementIds } = given;
  const isWhole = updated !== item || !(tlfDetails || datasetDetails || textElementIds);
  return isWhole ? updated : tx.touch(table, item);
};

const TrackerPlan = input('NewTrackerInput', {
  description: 'The plan for a new item.',
  fields: () => columns(Tracker, ['dueDate', 'priority', 'qcLevel'], { rules }),
});

const NewItem = input('CreateReportingEffortItemInput', {
  description: 'The values of a new ReportingEffortItem.',
  fields: (arg) => ({
    ...columns(
      ReportingEffortItem,
      ['reportingEffortId', 'itemCode', 'itemDescription', 'itemType', 'itemStatus'],
      { required: true },
    ),
    ...extras(arg),
    tracker: arg(TrackerPlan, 'What is planned for it.', { optional: true }),
  }),
});

mutation(
  'createReportingEffortItem',
  {
    description: 'Creates a ReportingEffortItem.',
    allow: admins,
    args: (arg) => ({ input: arg(NewItem, 'Its values.') }),
    answers: ReportingEffortItem,
  },
  async (tx, { input: { tlfDetails, datasetDetails, textElementIds, tracker, ...values } }) => {
    const given = { tlfDetails, datasetDetails, textElementIds };
    assertKind(values.itemType, given);
    const item = await tx.insertOne(reportingEffortItems, values);
    await Promise.all([
      tx.insertOne(reportingEffortItemTrackers, { reportingEffortItemId: item.id, ...tracker }),
      writeExtras(tx, inEfforts, item, given, { isNew: true }),
    ]);
    return item;
  },
);

const ItemChanges = input('UpdateReportingEffortItemInput', {
  description: 'The changes of a ReportingEffortItem. A field that is left out stays as it is.',
  fields: (arg) => ({
    ...columns(ReportingEffortItem, ['itemCode', 'itemDescription', 'itemStatus']),
    ...extras(arg),
  }),
});

mutation(
  'updateReportingEffortItem',
  {
    description: 'Changes a ReportingEffortItem.',
    allow: admins,
    args: (arg) => ({
      id: arg.id('The key of the row to change.', { of: ReportingEffortItem }),
      input: arg(ItemChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: ReportingEffortItem,
  },
  async (tx, { id, input: changes, expectedVersion }) => {
    const { tlfDetails, datasetDetails, textElementIds, ...values } = changes;
    const given = { tlfDetails, datasetDetails, textElementIds };
    const item = await tx.lock(ReportingEffortItem, id, { expectedVersion });
    return changeItem(tx, inEfforts, reportingEffortItems, item, values, given);
  },
);

const NewPackageItem = input('CreatePackageItemInput', {
  description: 'The values of a new PackageItem.',
  fields: (arg) => ({
    ...columns(PackageItem, ['packageId', 'itemCode', 'itemDescription', 'itemType'], {
      required: true,
    }),
    ...extras(arg),
  }),
});

mutation(
  'createPackageItem',
  {
    description: 'Creates a PackageItem.',
    allow: admins,
    args: (arg) => ({ input: arg(NewPackageItem, 'Its values.') }),
    answers: PackageItem,
  },
  async (tx, { input: { tlfDetails, datasetDetails, textElementIds, ...values } }) => {
    const given = { tlfDetails, datasetDetails, textElementIds };
    assertKind(values.itemType, given);
    const item = await tx.insertOne(packageItems, values);
    await writeExtras(tx, inPackages, item, given, { isNew: true });
    return item;
  },
);

const PackageItemChanges = input('UpdatePackageItemInput', {
  description: 'The changes of a PackageItem. A field that is left out stays as it is.',
  fields: (arg) => ({ ...columns(PackageItem, ['itemCode', 'itemDescription']), ...extras(arg) }),
});

mutation(
  'updatePackageItem',
  {
    description: 'Changes a PackageItem.',
    allow: admins,
    args: (arg) => ({
      id: arg.id('The key of the row to change.', { of: PackageItem }),
      input: arg(PackageItemChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: PackageItem,
  },
  async (tx, { id, input: changes, expectedVersion }) => {
    const { tlfDetails, datasetDetails, textElementIds, ...values } = changes;
    const given = { tlfDetails, datasetDetails, textElementIds };
    const item = await tx.lock(PackageItem, id, { expectedVersion });
    return changeItem(tx, inPackages, packageItems, item, values, given);
  },
);
