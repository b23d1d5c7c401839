import { type ArgBuilder, bulk, columns, input, mutation } from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { Package } from '../package.ts';
import { PackageItem } from '../package-item.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import { packageItems, reportingEffortItems } from '../tables.ts';
import { rules as rulesOfPlan } from '../tracker/commands.ts';
import { Tracker } from '../tracker/type.ts';
import { apart, extras } from './extras.ts';
import { inEfforts, inPackages } from './home.ts';
import { ReportingEffortItem } from './type.ts';
import { changeItem, completeItem, makeItems } from './write.ts';

/** The rules of the columns of items, in commands and in files. */
export const rules = { runOrder: { min: 1 } };

const TrackerPlan = input('NewTrackerInput', {
  description: 'The plan for a new item.',
  fields: () => columns(Tracker, ['dueDate', 'priority', 'qcLevel'], { rules: rulesOfPlan }),
});

const effortItem = (arg: ArgBuilder) => ({
  ...columns(
    ReportingEffortItem,
    ['itemCode', 'itemDescription', 'itemType', 'itemStatus', 'runOrder'],
    { required: true, rules },
  ),
  ...extras(arg),
  tracker: arg(TrackerPlan, 'What is planned for it.', { optional: true }),
});

const packageItem = (arg: ArgBuilder) => ({
  ...columns(PackageItem, ['itemCode', 'itemDescription', 'itemType', 'runOrder'], {
    required: true,
    rules,
  }),
  ...extras(arg),
});

const NewItem = input('CreateReportingEffortItemInput', {
  description: 'The values of a new ReportingEffortItem.',
  fields: (arg) => ({
    ...columns(ReportingEffortItem, ['reportingEffortId'], { required: true }),
    ...effortItem(arg),
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
  async (tx, { input: { tracker, ...given } }) => {
    const [values, more] = apart(given);
    const item = await tx.insertOne(reportingEffortItems, values);
    await completeItem(tx, inEfforts, item, { ...more, tracker });
    return item;
  },
);

const EffortItem = input('ReportingEffortItemInput', {
  description: 'The values of one of several new items of a reporting effort.',
  fields: effortItem,
});

const many = { list: true } as const;

bulk(
  'createReportingEffortItems',
  {
    description:
      'What `createReportingEffortItem` does, for up to 5,000 rows at once. Texts that do not exist yet are made once for all.',
    allow: admins,
    makes: ReportingEffortItem,
    items: 'items',
    args: (arg) => ({
      reportingEffortId: arg.id('The key of their reporting effort.', { of: ReportingEffort }),
      items: arg(EffortItem, 'The items to make.', many),
    }),
  },
  async (tx, { reportingEffortId, items }) => {
    await tx.lock(ReportingEffort, reportingEffortId, { lock: 'key share' });
    return makeItems(tx, inEfforts, reportingEffortId, items);
  },
);

const ItemChanges = input('UpdateReportingEffortItemInput', {
  description: 'The changes of a ReportingEffortItem. A field that is left out stays as it is.',
  fields: (arg) => ({
    ...columns(ReportingEffortItem, ['itemCode', 'itemDescription', 'itemStatus', 'runOrder'], {
      rules,
    }),
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
    const item = await tx.lock(ReportingEffortItem, id, { expectedVersion });
    return changeItem(tx, inEfforts, item, changes);
  },
);

const NewPackageItem = input('CreatePackageItemInput', {
  description: 'The values of a new PackageItem.',
  fields: (arg) => ({
    ...columns(PackageItem, ['packageId'], { required: true }),
    ...packageItem(arg),
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
  async (tx, { input: given }) => {
    const [values, more] = apart(given);
    const item = await tx.insertOne(packageItems, values);
    await completeItem(tx, inPackages, item, more);
    return item;
  },
);

const ItemOfPackage = input('PackageItemInput', {
  description: 'The values of one of several new items of a package.',
  fields: packageItem,
});

bulk(
  'createPackageItems',
  {
    description:
      'What `createPackageItem` does, for up to 5,000 rows at once. Texts that do not exist yet are made once for all.',
    allow: admins,
    makes: PackageItem,
    items: 'items',
    args: (arg) => ({
      packageId: arg.id('The key of their package.', { of: Package }),
      items: arg(ItemOfPackage, 'The items to make.', many),
    }),
  },
  async (tx, { packageId, items }) => {
    await tx.lock(Package, packageId, { lock: 'key share' });
    return makeItems(tx, inPackages, packageId, items);
  },
);

const PackageItemChanges = input('UpdatePackageItemInput', {
  description: 'The changes of a PackageItem. A field that is left out stays as it is.',
  fields: (arg) => ({
    ...columns(PackageItem, ['itemCode', 'itemDescription', 'runOrder'], { rules }),
    ...extras(arg),
  }),
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
    const item = await tx.lock(PackageItem, id, { expectedVersion });
    return changeItem(tx, inPackages, item, changes);
  },
);
