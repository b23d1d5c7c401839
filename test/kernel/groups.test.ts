import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { fc, runs } from '../support/random.ts';
import { filterOf } from './arbitrary.ts';
import { type Filter, type Model, modelsOf } from './oracle.ts';
import { makeWorld } from './world.ts';

/* Groups say of rows what can be counted in the lists of the same rows. */

let api: Api;
let models: ReturnType<typeof modelsOf>;
beforeAll(async () => {
  api = await startApi({
    MAX_COST: '1000000000',
    STATEMENT_SECONDS: '600',
    REQUEST_SECONDS: '600',
  });
  models = modelsOf(await makeWorld(api.sql));
});
afterAll(() => api.stop());

type Value = string | number | boolean | null | undefined;
type Row = { readonly [name: string]: Value | Row };
type Group = {
  readonly keys: { readonly [name: string]: Value };
  readonly count: number;
  readonly cursor: string;
  readonly createdAt: { readonly min: string; readonly max: string };
};

const details = 'details { ... on TlfDetails { tlfType } ... on DatasetDetails { datasetType } }';

/** What is grouped by, with what a list selects for it, and where that is. */
const keys = {
  item: {
    itemType: 'itemType',
    itemStatus: 'itemStatus',
    reportingEffortId: 'reportingEffortId',
    createdAt: 'createdAt',
    trackerPrimaryStatus: 'tracker.primaryStatus',
    trackerPriority: 'tracker.priority',
    trackerDueDate: 'tracker.dueDate',
    trackerIsOverdue: 'tracker.isOverdue',
    trackerIsComplete: 'tracker.isComplete',
    trackerPrimaryProgrammerId: 'tracker.primaryProgrammerId',
    reportingEffortDatabaseReleaseLabel: 'reportingEffort.databaseReleaseLabel',
    tlfDetailsTlfType: 'details.tlfType',
    datasetDetailsDatasetType: 'details.datasetType',
  },
  tracker: {
    primaryStatus: 'primaryStatus',
    qcStatus: 'qcStatus',
    priority: 'priority',
    qcLevel: 'qcLevel',
    inProduction: 'inProduction',
    isOverdue: 'isOverdue',
    dueDate: 'dueDate',
    createdAt: 'createdAt',
    qcProgrammerId: 'qcProgrammerId',
    qcProgrammerUsername: 'qcProgrammer.username',
    itemItemType: 'item.itemType',
    itemReportingEffortId: 'item.reportingEffortId',
  },
  comment: {
    commentType: 'commentType',
    isResolved: 'isResolved',
    resolvedAt: 'resolvedAt',
    userUsername: 'user.username',
    userRole: 'user.role',
    trackerPrimaryStatus: 'tracker.primaryStatus',
    trackerDueDate: 'tracker.dueDate',
    parentCommentId: 'parentCommentId',
  },
} as const;
type Name = keyof typeof keys;

const selections: Record<Name, string> = {
  item: `itemType itemStatus reportingEffortId createdAt reportingEffort { databaseReleaseLabel } ${details}
    tracker { primaryStatus priority dueDate isOverdue isComplete primaryProgrammerId }`,
  tracker: `primaryStatus qcStatus priority qcLevel inProduction isOverdue dueDate createdAt qcProgrammerId
    qcProgrammer { username } item { itemType reportingEffortId }`,
  comment: `commentType isResolved resolvedAt createdAt parentCommentId user { username role }
    tracker { primaryStatus dueDate }`,
};

/** The lists, with the groups beside them: of all rows, and of those that belong to a row. */
const lists = [
  ['item', undefined, 'reportingEffortItems', 'reportingEffortItemGroups'],
  ['tracker', undefined, 'trackers', 'trackerGroups'],
  ['comment', undefined, 'trackerComments', 'trackerCommentGroups'],
  ['item', 'reportingEfforts', 'items', 'itemGroups'],
  ['tracker', 'users', 'qcTrackers', 'qcTrackerGroups'],
  ['comment', 'trackers', 'comments', 'commentGroups'],
  ['comment', 'trackerComments', 'replies', 'replyGroups'],
] as const;
type List = (typeof lists)[number];

const upper = (name: string) => name.replace(/[A-Z]/g, '_$&').toUpperCase();

type Asked = {
  readonly by: readonly string[];
  readonly cut?: { readonly to: string; readonly zone: string } | undefined;
  readonly filter?: Filter;
  readonly having?: object;
  readonly orderBy?: readonly object[];
  readonly first?: number;
  readonly after?: string;
};

const ask = async (list: List, { by, ...asked }: Asked) => {
  const [name, parents, rows, groups] = list;
  const { name: type } = models[name] as Model;
  const fields = `
    rows: ${rows}(filter: $filter, first: 1000) { nodes { ${selections[name]} } }
    groups: ${groups}(by: $by, cut: $cut, filter: $filter, having: $having, orderBy: $orderBy, first: $first, after: $after) {
      keys { ${by.join(' ') || '__typename'} } count cursor createdAt { min max }
    }`;
  const query = `query ($by: [${type}GroupKey!]!, $cut: DateCut, $filter: ${type}Filter, $having: ${type}GroupHaving,
    $orderBy: [${type}GroupOrder!], $first: Int, $after: String) {
    ${parents ? `all: ${parents}(first: 1000) { nodes { id ${fields} } }` : fields}
  }`;
  type Answer = { rows: { nodes: Row[] }; groups: Group[] };
  const { data, errors } = await api
    .as('viewer')
    .run<Answer & { all: { nodes: Answer[] } }, object>(query, { by: by.map(upper), ...asked });
  expect(errors, JSON.stringify(asked)).toBeUndefined();
  return parents ? data.all.nodes : [data];
};

const dayIn = (zone: string, moment: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(moment));

const firstDay = (value: string, { to, zone }: { to: string; zone: string }): string => {
  const day = value.length > 10 ? dayIn(zone, value) : value;
  if (to === 'DAY') return day;
  if (to === 'MONTH') return `${day.slice(0, 8)}01`;
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
};

const isDate = (name: string) => /At$|Date$/.test(name);

const keysOf = (row: Row, list: List, { by, cut = { to: 'DAY', zone: 'UTC' } }: Asked) =>
  Object.fromEntries(
    by.map((name) => {
      const path: string = (keys[list[0]] as Record<string, string>)[name] ?? '';
      const value =
        path.split('.').reduce<Value | Row>((at, part) => (at as Row | null)?.[part], row) ?? null;
      return [name, isDate(name) && value ? firstDay(value as string, cut) : value];
    }),
  );

/** A moment such that texts sort as the moments do. */
const padded = (moment: unknown) => {
  const [seconds, fraction = ''] = String(moment).replace('Z', '').split('.');
  return `${seconds}.${fraction.padEnd(6, '0')}`;
};

const grouped = (rows: readonly Row[], list: List, asked: Asked) =>
  [...Map.groupBy(rows, (row) => JSON.stringify(keysOf(row, list, asked)))].map(([key, own]) => {
    const moments = own.map(({ createdAt }) => padded(createdAt)).toSorted();
    return { keys: JSON.parse(key), count: own.length, min: moments[0], max: moments.at(-1) };
  });

const told = (groups: readonly Group[], { by }: Asked) =>
  groups.map(({ keys, count, createdAt: { min, max } }) => ({
    keys: Object.fromEntries(by.map((name) => [name, keys[name]])),
    count,
    min: padded(min),
    max: padded(max),
  }));

const inAnyOrder = (groups: readonly object[]) =>
  groups.map((each) => JSON.stringify(each)).toSorted();

const zones = ['UTC', 'Europe/Berlin', 'Pacific/Auckland', 'America/St_Johns'] as const;
const cut = fc.option(
  fc.record({ to: fc.constantFrom('DAY', 'WEEK', 'MONTH'), zone: fc.constantFrom(...zones) }),
  { nil: undefined },
);
const arbitrary = fc.constantFrom(...lists).chain((list) =>
  fc.tuple(
    fc.constant(list),
    fc.record({
      by: fc.uniqueArray(fc.constantFrom(...Object.keys(keys[list[0]])), { maxLength: 3 }),
      cut,
      filter: filterOf(models[list[0]], 1),
    }),
  ),
);

test('groups are what the rows of the list come to, for random filters', async () => {
  const checked = fc.asyncProperty(arbitrary, async ([list, asked]) => {
    for (const { rows, groups } of await ask(list, asked)) {
      const expected = grouped(rows.nodes, list, asked);
      expect(inAnyOrder(told(groups, asked))).toEqual(inAnyOrder(expected));
    }
  });
  await fc.assert(checked, runs(80));
}, 300_000);

test('pages of groups are the parts of the whole, in any order and under any condition', async () => {
  const ordered = arbitrary.chain(([list, asked]) =>
    fc.record({
      list: fc.constant(list),
      size: fc.integer({ min: 1, max: 6 }),
      least: fc.integer({ min: 1, max: 4 }),
      asked: fc.constant(asked),
      orderBy: fc.array(
        fc.record({
          direction: fc.constantFrom('ASC', 'DESC'),
          what: fc.constantFrom<object>(
            { of: 'COUNT' },
            { of: 'MIN', field: 'CREATED_AT' },
            ...asked.by.map((name) => ({ field: upper(name) })),
          ),
        }),
        { maxLength: 2 },
      ),
    }),
  );
  const checked = fc.asyncProperty(ordered, async ({ list, size, least, asked, orderBy }) => {
    const all: Asked = {
      ...asked,
      having: { count: { gte: least } },
      orderBy: orderBy.map(({ what, direction }) => ({ ...what, direction })),
    };
    const whole = await ask(list, all);
    const [most] = whole.toSorted((a, b) => b.groups.length - a.groups.length);
    const at = whole.indexOf(most as (typeof whole)[number]);
    expect(most?.groups.every(({ count }) => count >= least)).toBe(true);
    const found: Group[] = [];
    for (let after: string | undefined; found.length <= 40; ) {
      const page = (await ask(list, { ...all, first: size, ...(after && { after }) }))[at];
      found.push(...(page?.groups ?? []));
      if ((page?.groups.length ?? 0) < size) break;
      after = page?.groups.at(-1)?.cursor;
    }
    // all there are, unless there are more than were read
    expect(found).toEqual(most?.groups.slice(0, Math.max(found.length, 41)));
  });
  await fc.assert(checked, runs(25));
}, 300_000);
