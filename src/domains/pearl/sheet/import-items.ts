import { type ArgBuilder, columns, type Tx } from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { DatasetDetails, TlfDetails } from '../details.ts';
import { pearl } from '../domain.ts';
import { Package } from '../package.ts';
import { PackageItem } from '../package-item.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import { rules } from '../reporting-effort-item/commands.ts';
import { textsNamed } from '../reporting-effort-item/extras.ts';
import { type Home, inEfforts, inPackages, type Kept } from '../reporting-effort-item/home.ts';
import { type Refusal, textsOf } from '../reporting-effort-item/texts.ts';
import { ReportingEffortItem } from '../reporting-effort-item/type.ts';
import { changeItems, inSteps, type Made, makeItems } from '../reporting-effort-item/write.ts';
import { idsByCode, namesOfCode, trackersOf, twice } from './item-code.ts';
import { type ItemCells, type OwnItem, type Plan, planItem, refusedPlan } from './item-plan.ts';
import { textsOfCells } from './item-text.ts';
import { writeTags } from './tracker-tags.ts';

/* The items of efforts and packages, out of the files that people plan them in. */

const texts = (arg: ArgBuilder, what: string) =>
  arg.text(what, { list: true, optional: true, max: 10_000, lines: true });

const itemColumns = (arg: ArgBuilder) => ({
  ...columns(ReportingEffortItem, ['itemCode'], { required: true }),
  ...columns(ReportingEffortItem, ['itemType', 'itemDescription', 'runOrder'], { rules }),
  itemSubtype: arg.text('What it is.', {
    optional: true,
    pattern: /^(table|listing|figure|sdtm|adam)$/i,
    meaning: 'TABLE, LISTING or FIGURE for a TLF, SDTM or ADAM for a dataset',
  }),
  ...columns(TlfDetails, ['primaryEndpoint', 'analysisPopulation']),
  ...columns(DatasetDetails, ['dataSource', 'recordCount'], { rules: { recordCount: { min: 0 } } }),
  title: texts(arg, 'Its titles.'),
  population: texts(arg, 'Its populations.'),
  footnotes: texts(arg, 'Its footnotes.'),
  acronyms: texts(arg, 'Its acronyms.'),
});

const called = {
  itemCode: namesOfCode,
  itemSubtype: ['subtype', 'tlf type', 'dataset type'],
  itemDescription: ['description', 'label', 'dataset label'],
  runOrder: ['sorting order'],
  population: ['population flag', 'population set'],
};

/** Items as they are now, by their keys. */
const itemsNow = async (
  tx: Tx,
  { prefix }: Pick<Home, 'prefix'>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, OwnItem>> => {
  const status = prefix === 'reporting_effort' ? 'i.item_status as "itemStatus",' : '';
  const rows = await tx.query<OwnItem>(
    `select i.id, i.item_code as "itemCode", i.item_type as "itemType", ${status}
       i.item_description as "itemDescription", i.run_order as "runOrder", coalesce(t.tlf_type, d.dataset_type) as "itemSubtype",
       t.primary_endpoint as "primaryEndpoint", t.analysis_population as "analysisPopulation",
       d.data_source as "dataSource", d.record_count as "recordCount",
       to_json(array(select json_build_object('id', e.id, 'type', e.type, 'content', e.content)
         from pearl.${prefix}_item_text_elements x join pearl.text_elements e on e.id = x.text_element_id
         where x.${prefix}_item_id = i.id order by x.sequence_number, x.id)) as texts
     from pearl.${prefix}_items i
     left join pearl.${prefix}_tlf_details t on t.${prefix}_item_id = i.id
     left join pearl.${prefix}_dataset_details d on d.${prefix}_item_id = i.id
     where i.id = any($1::int[])`,
    [`{${ids.join()}}`],
  );
  return new Map(rows.map((own) => [own.id, own]));
};

/** Makes the items that are new, and changes the others, by the rules of the commands for items. */
const importItems = async <R extends Kept>(
  tx: Tx,
  home: Home<R>,
  parentId: number,
  rows: readonly { readonly line: number; readonly cells: ItemCells }[],
  lockItems: (ids: readonly number[]) => Promise<Locked<R>>,
) => {
  const codes = rows.map(({ cells }) => cells.itemCode ?? '');
  const byCode = await idsByCode(tx, home, parentId, codes);
  const ids = [...byCode.values()];
  const locked = await lockItems(ids);
  const [now, known] = await Promise.all([
    itemsNow(tx, home, ids),
    textsOfCells(
      tx,
      rows.map(({ cells }) => cells),
    ),
  ]);
  const seen = new Map<number, number>();
  const plans = await tx.mapInTurns(rows, ({ line, cells }, at): Plan => {
    const own = now.get(byCode.get(codes[at] ?? '') ?? 0);
    const first = own && seen.get(own.id);
    if (first !== undefined) return refusedPlan(twice(first), cells);
    if (own) seen.set(own.id, line);
    return planItem(cells, own, known);
  });
  const made = new Map<Plan, Made<R>>();
  const news = plans.flatMap((plan) => (plan.kind === 'new' ? [plan] : []));
  const outcomes = await makeItems(
    tx,
    home,
    parentId,
    news.map(({ item }) => item),
    (done) => tx.tell(done, rows.length),
  );
  outcomes.forEach((outcome, at) => news[at] && made.set(news[at], outcome));
  const tell = (done: number) => tx.tell(news.length + done, rows.length);
  const refusals = await changeAll(tx, home, plans, locked, tell);
  return plans.map((plan) => {
    if (plan.kind === 'refused') return plan;
    if (plan.kind === 'known') {
      const refused = refusals.get(plan);
      const { own, changes } = plan;
      return refused
        ? refusedPlan(refused, plan.cells)
        : { id: own.id, label: own.itemCode, changes };
    }
    const outcome = made.get(plan);
    if (!outcome) throw new Error(`Nothing has become of ${plan.item.itemCode}.`);
    return 'refused' in outcome
      ? refusedPlan(outcome.refused, plan.cells)
      : { id: outcome.row.id, label: outcome.row.itemCode, changes: 'new' as const };
  });
};

type Outcome = Awaited<ReturnType<typeof importItems>>[number];

/** Tags the trackers of items that have been made or changed, and says so. */
const withTags = async (
  tx: Tx,
  outcomes: readonly Outcome[],
  names: readonly (readonly string[] | null | undefined)[],
): Promise<readonly Outcome[]> => {
  const tagged = outcomes.flatMap((outcome, at) =>
    'id' in outcome && names[at]?.length ? [{ itemId: outcome.id, names: names[at] }] : [],
  );
  if (tagged.length === 0) return outcomes;
  const trackerIds = await trackersOf(
    tx,
    tagged.map(({ itemId }) => itemId),
  );
  const changes = await writeTags(
    tx,
    tagged.flatMap(({ itemId, names: own }) => {
      const trackerId = trackerIds.get(itemId);
      return trackerId === undefined ? [] : [{ trackerId, names: own }];
    }),
    { areWhole: false },
  );
  return outcomes.map((outcome) => {
    if (!('id' in outcome) || outcome.changes === 'new') return outcome;
    const change = changes.get(trackerIds.get(outcome.id) ?? 0);
    if (!change) return outcome;
    return { ...outcome, changes: [...outcome.changes, { column: 'ichCategory', ...change }] };
  });
};

/** Changes the items that are there already, and says which of them are refused. */
const changeAll = async <R extends Kept>(
  tx: Tx,
  home: Home<R>,
  plans: readonly Plan[],
  locked: Locked<R>,
  tell: (done: number) => void,
): Promise<ReadonlyMap<Plan, Refusal>> => {
  const changed = plans.flatMap((plan) => {
    const item =
      plan.kind === 'known' && plan.changes.length > 0 ? locked.get(plan.own.id) : undefined;
    return item && plan.kind === 'known' ? [{ item, plan }] : [];
  });
  const lists = changed.map(({ plan }) => textsNamed(plan.extras));
  const { refusals, idsFor } = await textsOf(tx, lists);
  const isSound = (_each: unknown, at: number) => !refusals[at];
  const ids = await idsFor(lists.filter(isSound));
  const sound = changed.filter(isSound).map(({ item, plan: { values, extras } }, at) => ({
    item,
    values,
    given: { ...extras, textElementIds: ids[at] },
  }));
  await inSteps(sound, tell, (some) => changeItems(tx, home, some));
  return new Map(
    changed.flatMap(({ plan }, at): [Plan, Refusal][] =>
      refusals[at] ? [[plan, refusals[at]]] : [],
    ),
  );
};

type Locked<R> = { readonly get: (id: number) => R | undefined };

pearl.imported(
  {
    command: 'importItems',
    description:
      'Makes the items of a file in a reporting effort, and changes those that are there already. Texts are found by what they say or are called, or made once for all.',
    allow: admins,
    args: (arg) => ({
      reportingEffortId: arg.id('The key of the reporting effort.', { of: ReportingEffort }),
    }),
    columns: (arg) => ({
      ...itemColumns(arg),
      ...columns(ReportingEffortItem, ['itemStatus']),
      ichCategory: arg.text('Categories that its tracker is to be tagged with.', {
        list: true,
        optional: true,
        max: 100,
      }),
    }),
    called: { ...called, ichCategory: ['ich'] },
  },
  async (tx, { reportingEffortId }, rows) => {
    await tx.lock(ReportingEffort, reportingEffortId, { lock: 'key share' });
    const outcomes = await importItems(tx, inEfforts, reportingEffortId, rows, (ids) =>
      tx.lockAll(ReportingEffortItem, ids),
    );
    return withTags(
      tx,
      outcomes,
      rows.map(({ cells }) => cells.ichCategory),
    );
  },
);

pearl.imported(
  {
    command: 'importPackageItems',
    description: 'What `importItems` does, for the items of a package.',
    allow: admins,
    args: (arg) => ({ packageId: arg.id('The key of the package.', { of: Package }) }),
    columns: itemColumns,
    called,
  },
  async (tx, { packageId }, rows) => {
    await tx.lock(Package, packageId, { lock: 'key share' });
    return importItems(tx, inPackages, packageId, rows, (ids) => tx.lockAll(PackageItem, ids));
  },
);
