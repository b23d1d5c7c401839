import { builder, input, mutation, type Row, refusal, type Tx } from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { pearl } from '../domain.ts';
import { ItemType } from '../enums.ts';
import { Package } from '../package.ts';
import { PackageItem } from '../package-item.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import type { packageItems, reportingEffortItems, sourceTypes } from '../tables.ts';
import { assertTemplate, codeOf, lengthOf, longest } from './code-template.ts';
import { type Home, inEfforts, inPackages, type NewItem } from './home.ts';
import { ReportingEffortItem } from './type.ts';
import { type Made, makeItems } from './write.ts';

/*
 * Copies items with their details and texts, and with new trackers. Who works on them, how far they are and what was said
 * about them stays behind.
 */

const Place = input('ItemPlaceInput', {
  description: 'Where items are: in a reporting effort or in a package. Name one of them.',
  fields: (arg) => ({
    reportingEffortId: arg.id('The key of a reporting effort.', {
      of: ReportingEffort,
      optional: true,
    }),
    packageId: arg.id('The key of a package.', { of: Package, optional: true }),
  }),
});

const skipReasons = ['CODE_TAKEN', 'CODE_TOO_LONG'] as const;

const SkipReason = pearl.enum('SkipReason', skipReasons, 'Why an item was not copied.', {
  CODE_TAKEN: 'Another item has this code already; case and white space do not count.',
  CODE_TOO_LONG: 'The code would have more than 255 characters.',
});

type Copy = {
  readonly sourceId: number;
  readonly itemCode: string;
  readonly copyId: number | null;
  readonly reason: (typeof skipReasons)[number] | null;
  readonly message: string | null;
};

type Copies = {
  readonly outcomes: readonly Copy[];
  readonly reportingEffortItems: Row<typeof reportingEffortItems>[];
  readonly packageItems: Row<typeof packageItems>[];
};

const CopyOutcome = builder.objectRef<Copy>('CopyOutcome').implement({
  description: 'What has become of one item that was to be copied.',
  fields: (t) => ({
    sourceId: t.exposeID('sourceId', { description: 'The key of the item that was copied from.' }),
    itemCode: t.exposeString('itemCode', { description: 'The code of the copy.' }),
    copyId: t.exposeID('copyId', {
      nullable: true,
      description: 'The key of the copy; null if there is none, and in a dry run.',
    }),
    reason: t.expose('reason', {
      type: SkipReason,
      nullable: true,
      description: 'Why it was skipped; null if it was copied.',
    }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'Why it was skipped, in words.',
    }),
  }),
});

const CopyResult = builder.objectRef<Copies>('CopyResult').implement({
  description: 'What `copyItems` has done.',
  fields: (t) => ({
    copied: t.int({
      description: 'How many items were copied.',
      resolve: ({ outcomes }) => outcomes.filter(({ reason }) => reason === null).length,
    }),
    skipped: t.int({
      description: 'How many items were not copied.',
      resolve: ({ outcomes }) => outcomes.filter(({ reason }) => reason !== null).length,
    }),
    outcomes: t.field({
      type: [CopyOutcome],
      description: 'The result for every item, in the natural order of the codes of the sources.',
      resolve: ({ outcomes }) => outcomes,
    }),
    reportingEffortItems: t.field({
      type: [ReportingEffortItem.ref],
      description: 'The copies, when they are in a reporting effort.',
      resolve: (copies) => copies.reportingEffortItems,
    }),
    packageItems: t.field({
      type: [PackageItem.ref],
      description: 'The copies, when they are in a package.',
      resolve: (copies) => copies.packageItems,
    }),
  }),
});

type Named = {
  readonly reportingEffortId?: number | null | undefined;
  readonly packageId?: number | null | undefined;
};
type Found = {
  readonly id: number;
  readonly label: string;
  readonly home: Pick<Home, 'prefix'>;
  readonly type: (typeof sourceTypes)[number];
};

/** The effort or the package that items are copied from or to, which stays there until they are. */
const find = async (tx: Tx, named: Named, field: 'from' | 'to'): Promise<Found> => {
  const { reportingEffortId, packageId } = named;
  const lock = { lock: 'key share', field } as const;
  if (packageId == null && reportingEffortId != null) {
    const { id, databaseReleaseLabel } = await tx.lock(ReportingEffort, reportingEffortId, lock);
    return { id, label: databaseReleaseLabel, home: inEfforts, type: 'REPORTING_EFFORT' };
  }
  if (packageId != null && reportingEffortId == null) {
    const { id, packageName } = await tx.lock(Package, packageId, lock);
    return { id, label: packageName, home: inPackages, type: 'PACKAGE' };
  }
  throw refusal('BAD_USER_INPUT', 'Name a reporting effort or a package, and not both.', { field });
};

type Original = Pick<NewItem, 'itemCode' | 'itemType' | 'itemDescription' | 'runOrder'> & {
  readonly id: number;
  readonly tlfDetails: NewItem['tlfDetails'];
  readonly datasetDetails: NewItem['datasetDetails'];
  readonly textElementIds: readonly number[];
};

/** Items with what belongs to them, in one statement. */
const originals = (
  tx: Tx,
  { id, home: { prefix } }: Found,
  ids: readonly number[] | null | undefined,
): Promise<Original[]> =>
  tx.query(
    `select i.id, i.item_code as "itemCode", i.item_type as "itemType", i.item_description as "itemDescription", i.run_order as "runOrder",
       case when t.id is not null then json_build_object('tlfType', t.tlf_type,
         'primaryEndpoint', t.primary_endpoint, 'analysisPopulation', t.analysis_population) end as "tlfDetails",
       case when d.id is not null then json_build_object('datasetType', d.dataset_type,
         'dataSource', d.data_source, 'recordCount', d.record_count) end as "datasetDetails",
       to_json(array(select text_element_id from pearl.${prefix}_item_text_elements where ${prefix}_item_id = i.id
         order by sequence_number, id)) as "textElementIds"
     from pearl.${prefix}_items i
     left join pearl.${prefix}_tlf_details t on t.${prefix}_item_id = i.id
     left join pearl.${prefix}_dataset_details d on d.${prefix}_item_id = i.id
     where i.${prefix}_id = $1 and ($2::int[] is null or i.id = any($2))
     order by i.item_code_key, i.id`,
    [id, ids ? `{${ids.join()}}` : null],
  );

mutation(
  'copyItems',
  {
    description:
      'Copies items of a package or a reporting effort into another one, with their details and texts. Each copy in an effort gets a new tracker. Items whose codes are taken are skipped, so that a second run copies nothing.',
    allow: admins,
    takesLong: true,
    args: (arg) => ({
      from: arg(Place, 'Where the items are.'),
      to: arg(Place, 'Where the copies go.'),
      itemIds: arg.id(
        'The keys of the items to copy. Without it, all; an empty list copies nothing.',
        { list: true, optional: true, most: 100_000 },
      ),
      itemType: arg(ItemType, 'Only items of this type.', { optional: true }),
      codeTemplate: arg.text(
        'The codes of the copies, such as `{code}@CSR2`: `{code}` is the code of the item, `{effort}` the label of where the copy goes, and `{n}` counts the items from 1. Needed from effort to effort, where codes are unique everywhere.',
        { optional: true },
      ),
      dryRun: arg.boolean('Whether only to find out what would be copied; nothing is written.', {
        default: false,
      }),
    }),
    answers: CopyResult,
  },
  async (tx, { from, to, itemIds, itemType, codeTemplate, dryRun }) => {
    if (codeTemplate) assertTemplate(codeTemplate);
    const source = await find(tx, from, 'from');
    const target = await find(tx, to, 'to');
    if (!codeTemplate && source.type === 'REPORTING_EFFORT' && target.type === 'REPORTING_EFFORT') {
      throw refusal(
        'BAD_USER_INPUT',
        'Codes are unique across all reporting efforts, and these items have theirs: give a codeTemplate, such as {code}@CSR2.',
        { field: 'codeTemplate' },
      );
    }
    const found = await originals(tx, source, itemIds);
    const there = new Set(found.map(({ id }) => id));
    const missing = itemIds?.find((id) => !there.has(id));
    if (missing !== undefined) {
      throw refusal('NOT_FOUND', `“${source.label}” has no item with the id ${missing}.`, {
        field: 'itemIds',
      });
    }
    const wanted = found.filter((item) => !itemType || item.itemType === itemType);
    const items = wanted.map(({ id, itemCode: code, ...item }, at) => ({
      ...item,
      itemCode: codeOf(codeTemplate ?? '{code}', { code, effort: target.label, n: at + 1 }),
      source: { sourceType: source.type, sourceId: source.id, sourceItemId: id },
    }));
    const fit = items.filter(({ itemCode }) => lengthOf(itemCode) <= longest);
    const isEffort = target.type === 'REPORTING_EFFORT';
    const inEffort = isEffort ? await makeItems(tx, inEfforts, target.id, fit) : [];
    const inPackage = isEffort ? [] : await makeItems(tx, inPackages, target.id, fit);
    const made = new Map([...inEffort, ...inPackage].map((each, at) => [fit[at], each]));
    const outcomes = items.map((item): Copy => {
      const {
        itemCode,
        source: { sourceItemId: sourceId },
      } = item;
      const each = made.get(item);
      const own = { sourceId, itemCode, copyId: null };
      if (!each) {
        const message = `This code has more than ${longest} characters: give a shorter codeTemplate.`;
        return { ...own, reason: 'CODE_TOO_LONG', message };
      }
      if ('refused' in each) {
        if (each.refused.extensions['code'] !== 'CONFLICT') throw each.refused;
        return { ...own, reason: 'CODE_TAKEN', message: each.refused.message };
      }
      return { ...own, copyId: dryRun ? null : each.row.id, reason: null, message: null };
    });
    if (dryRun) return tx.undo({ outcomes, reportingEffortItems: [], packageItems: [] });
    return { outcomes, reportingEffortItems: rowsOf(inEffort), packageItems: rowsOf(inPackage) };
  },
);

const rowsOf = <R>(made: readonly Made<R>[]): R[] =>
  made.flatMap((each) => ('row' in each ? [each.row] : []));
