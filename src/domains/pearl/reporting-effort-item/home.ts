import type { Row, Table, Tx, Values } from '../../../kernel/index.ts';
import {
  packageDatasetDetails,
  packageItems,
  packageItemTextElements,
  packageTlfDetails,
  reportingEffortDatasetDetails,
  reportingEffortItems,
  reportingEffortItemTextElements,
  reportingEffortItemTrackers,
  reportingEffortTlfDetails,
} from '../tables.ts';
import type { GivenText } from './texts.ts';

type Details<T extends Table> = Omit<Values<T>, 'id' | 'reportingEffortItemId'>;
type TlfValues = Details<typeof reportingEffortTlfDetails>;
type DatasetValues = Details<typeof reportingEffortDatasetDetails>;

/** What belongs to an item besides its own columns. */
export type Extras = {
  readonly tlfDetails?: TlfValues | null | undefined;
  readonly datasetDetails?: DatasetValues | null | undefined;
  readonly textElementIds?: readonly number[] | null | undefined;
  readonly textElements?: readonly GivenText[] | null | undefined;
};

type EffortItem = Row<typeof reportingEffortItems>;
type Plan = Values<typeof reportingEffortItemTrackers>;

/** What an item was copied from. */
export type Source = Pick<EffortItem, 'sourceType' | 'sourceId' | 'sourceItemId'>;

/** An item to be made, with what belongs to it. A package has no use for its status and its tracker. */
export type NewItem = Pick<EffortItem, 'itemCode' | 'itemType'> &
  Extras & {
    readonly itemDescription?: string | null | undefined;
    readonly runOrder?: number | null | undefined;
    readonly itemStatus?: EffortItem['itemStatus'] | undefined;
    readonly source?: Source;
    readonly tracker?: Pick<Plan, 'dueDate' | 'priority' | 'qcLevel'> | null | undefined;
  };

type Of<Values> = Values & { readonly itemId: number };
type Text = Of<{ readonly textElementId: number; readonly sequenceNumber: number }>;
type Write<Values> = (tx: Tx, rows: readonly Of<Values>[], isNew: boolean) => Promise<unknown>;

export type Kept = Pick<NewItem, 'itemCode' | 'itemType'> & { readonly id: number };
export type Changes = Pick<
  Values<typeof reportingEffortItems>,
  'itemCode' | 'itemDescription' | 'itemStatus' | 'runOrder'
>;

/** Where the items of efforts, or of packages, are kept with what belongs to them. `R` is the row of such an item. */
export type Home<R extends Kept = Kept> = {
  /** Makes those items whose codes are free. */
  readonly insert: (tx: Tx, parentId: number, items: readonly NewItem[]) => Promise<readonly R[]>;
  update(tx: Tx, changes: readonly (readonly [R, Changes])[]): Promise<readonly R[]>;
  touch(tx: Tx, items: readonly R[]): Promise<readonly R[]>;
  /** What the names of its tables begin with. */
  readonly prefix: 'reporting_effort' | 'package';
  /** Whether codes are unique within their parent only. */
  readonly ownCodes: boolean;
  readonly putTlf: Write<TlfValues>;
  readonly putDataset: Write<DatasetValues>;
  readonly putTexts: Write<Omit<Text, 'itemId'>>;
  /** Removes all texts of these items but those that are kept. */
  readonly removeTexts: (tx: Tx, of: readonly number[], kept: readonly Text[]) => Promise<unknown>;
  readonly plan: (tx: Tx, plans: readonly Of<Plan>[]) => Promise<unknown>;
};

/** Writes rows that each belong to an item: new ones, or in place of those that have the same key. */
const writing =
  <T extends Table, V>(
    table: T,
    key: readonly (keyof Row<T> & string)[],
    rowOf: (row: Of<V>) => Values<T>,
  ): Write<V> =>
  (tx, rows, isNew) => {
    const own = rows.map(rowOf);
    return isNew ? tx.insert(table, own) : tx.put(table, key, own);
  };

const removing =
  (prefix: Home['prefix']): Home['removeTexts'] =>
  (tx, of, kept) => {
    const lists = [of, kept.map(({ itemId }) => itemId), kept.map((each) => each.textElementId)];
    const key = `${prefix}_item_id`;
    return tx.query(
      `delete from pearl.${prefix}_item_text_elements t where t.${key} = any($1::int[]) and not exists (
         select from unnest($2::int[], $3::int[]) as kept(item, text)
         where kept.item = t.${key} and kept.text = t.text_element_id)`,
      lists.map((ids) => `{${ids.join()}}`),
    );
  };

const effortKey = 'reportingEffortItemId';
const inEffort = <V>({ itemId, ...values }: Of<V>) => ({ [effortKey]: itemId, ...values });

export const inEfforts: Home<EffortItem> = {
  insert: (tx, reportingEffortId, items) =>
    tx.insertMissing(
      reportingEffortItems,
      items.map(({ itemCode, itemType, itemDescription, itemStatus, runOrder, source }) => ({
        reportingEffortId,
        itemCode,
        itemType,
        itemDescription,
        itemStatus,
        runOrder,
        ...source,
      })),
    ),
  update: (tx, changes) => tx.update(reportingEffortItems, changes),
  touch: (tx, items) => tx.touch(reportingEffortItems, items),
  prefix: 'reporting_effort',
  ownCodes: false,
  putTlf: writing(reportingEffortTlfDetails, [effortKey], inEffort<TlfValues>),
  putDataset: writing(reportingEffortDatasetDetails, [effortKey], inEffort<DatasetValues>),
  putTexts: writing(
    reportingEffortItemTextElements,
    [effortKey, 'textElementId'],
    inEffort<Omit<Text, 'itemId'>>,
  ),
  removeTexts: removing('reporting_effort'),
  plan: (tx, plans) => tx.insert(reportingEffortItemTrackers, plans.map(inEffort<Plan>)),
};

const packageKey = 'packageItemId';
const inPackage = <V>({ itemId, ...values }: Of<V>) => ({ [packageKey]: itemId, ...values });

export const inPackages: Home<Row<typeof packageItems>> = {
  insert: (tx, packageId, items) =>
    tx.insertMissing(
      packageItems,
      items.map(({ itemCode, itemType, itemDescription, runOrder, source }) => ({
        packageId,
        itemCode,
        itemType,
        itemDescription,
        runOrder,
        ...source,
      })),
    ),
  update: (tx, changes) => tx.update(packageItems, changes),
  touch: (tx, items) => tx.touch(packageItems, items),
  prefix: 'package',
  ownCodes: true,
  putTlf: writing(packageTlfDetails, [packageKey], inPackage<TlfValues>),
  putDataset: writing(packageDatasetDetails, [packageKey], inPackage<DatasetValues>),
  putTexts: writing(
    packageItemTextElements,
    [packageKey, 'textElementId'],
    inPackage<Omit<Text, 'itemId'>>,
  ),
  removeTexts: removing('package'),
  plan: async () => {},
};
