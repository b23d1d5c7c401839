import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
    expect(found).toEqual(most?.groups.slice(0, found.length));
    if (found.length <= 40) expect(found).toHaveLength(most?.groups.length ?? 0);
  });
  await fc.assert(checked, runs(25));
}, 300_000);

const answerTo = async (query: string, variables = {}) =>
  api.as('viewer').run<any, object>(query, variables);

describe('groups', () => {
  test('of 180 efforts take one statement, and as many for one', async () => {
    await api.sql.unsafe(`
      insert into pearl.reporting_efforts (database_release_id, database_release_label)
        select 1, 'Board ' || n from generate_series(1, 180) n;
      insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
        select e.id, 'g' || e.id || '.' || n, case when n < 3 then 'TLF' else 'DATASET' end
        from pearl.reporting_efforts e, generate_series(1, 4) n where e.database_release_label like 'Board %';
      insert into pearl.reporting_effort_item_trackers (reporting_effort_item_id)
        select id from pearl.reporting_effort_items where item_code ~ '^g[0-9]+[.][12]$'`);
    const board = async (first: number, groups: string) => {
      const query = `{ reportingEfforts(first: ${first}, filter: { databaseReleaseLabel: { startsWith: "Board" } }) { nodes { id ${groups} } } }`;
      const { data, errors, extensions } = await answerTo(query);
      expect(errors).toBeUndefined();
      return { efforts: data.reportingEfforts.nodes, statements: extensions?.sql.statements ?? 0 };
    };
    const groups = `itemGroups(by: [ITEM_TYPE, TRACKER_PRIMARY_STATUS], orderBy: [{ of: COUNT, direction: DESC }]) {
      keys { itemType trackerPrimaryStatus } count }`;
    const bare = await board(180, '');
    const all = await board(180, groups);
    expect(all.efforts).toHaveLength(180);
    expect(all.statements - bare.statements).toBe(1);
    expect((await board(1, groups)).statements).toBe(all.statements);
    for (const { itemGroups } of all.efforts) {
      expect(itemGroups).toEqual([
        { keys: { itemType: 'TLF', trackerPrimaryStatus: 'NOT_STARTED' }, count: 2 },
        { keys: { itemType: 'DATASET', trackerPrimaryStatus: null }, count: 2 },
      ]);
    }
  });

  test('sort by the rank of an enum, missing values last, and by how many there are', async () => {
    const { data } = await answerTo(`{
      ranked: trackerGroups(by: [PRIORITY], orderBy: [{ field: PRIORITY, direction: DESC }]) { keys { priority } }
      last: trackerGroups(by: [QC_LEVEL], orderBy: [{ field: QC_LEVEL, direction: DESC }]) { keys { qcLevel } }
      counted: trackerGroups(by: [PRIMARY_STATUS, QC_STATUS], orderBy: [{ of: COUNT, direction: DESC }]) { count }
    }`);
    expect(data.ranked.map(({ keys }: Group) => keys['priority'])).toEqual([
      'CRITICAL',
      'HIGH',
      'MEDIUM',
      'LOW',
    ]);
    expect(data.last.map(({ keys }: Group) => keys['qcLevel'])).toEqual([3, 2, 1, null]);
    const counts = data.counted.map(({ count }: Group) => count);
    expect(counts).toEqual(counts.toSorted((a: number, b: number) => b - a));
  });

  test('tell what numbers and dates come to, and compare them', async () => {
    const { data } = await answerTo(`{
      all: trackerGroups { count qcLevel { min max sum avg } dueDate { min max } }
      rows: trackers(first: 1000) { nodes { qcLevel dueDate } }
      late: trackerGroups(by: [PRIORITY], having: { dueDate: { min: { gt: "9999-01-01" } } }) { count }
      none: trackerGroups(filter: { id: { in: [] } }) { count }
      some: trackerGroups(having: { qcLevel: { sum: { gt: 1 }, avg: { lt: 3 } } }) { count }
    }`);
    const { nodes } = data.rows;
    const present = <Of>(values: (Of | null)[]) => values.filter((value) => value !== null);
    const levels: number[] = present(nodes.map(({ qcLevel }: Row) => qcLevel));
    const days: string[] = present<string>(nodes.map(({ dueDate }: Row) => dueDate)).toSorted();
    const sum = levels.reduce((a, b) => a + b, 0);
    expect(data.all).toEqual([
      {
        count: nodes.length,
        qcLevel: {
          min: Math.min(...levels),
          max: Math.max(...levels),
          sum,
          avg: expect.closeTo(sum / levels.length),
        },
        dueDate: { min: days[0], max: days.at(-1) },
      },
    ]);
    expect(data.late).toEqual([]);
    expect(data.none).toEqual([]);
    expect(data.some).toHaveLength(1);
  });

  test('leave keys null that they are not grouped by, and compute nothing that is not selected', async () => {
    const { data } = await answerTo(
      '{ trackerGroups(by: [PRIORITY, PRIORITY]) { __typename keys { __typename priority qcLevel } } }',
    );
    expect(data.trackerGroups).toHaveLength(4);
    expect(data.trackerGroups[0].keys).toMatchObject({ qcLevel: null });
  });

  test.each([
    [
      'more than a thousand groups',
      'TOO_EXPENSIVE',
      'by',
      'trackerCommentGroups(by: [CREATED_AT, USER_ID, TRACKER_ID]) { count }',
    ],
    [
      'a zone that there is not',
      'BAD_USER_INPUT',
      'cut.zone',
      'trackerGroups(by: [DUE_DATE], cut: { zone: "Mars/Olympus" }) { count }',
    ],
    [
      'an offset',
      'BAD_USER_INPUT',
      'cut.zone',
      'trackerGroups(by: [DUE_DATE], cut: { zone: "+02:00" }) { count }',
    ],
    [
      'an abbreviation',
      'BAD_USER_INPUT',
      'cut.zone',
      'trackerGroups(by: [CREATED_AT], cut: { zone: "CET" }) { count }',
    ],
    ['a negative page', 'BAD_USER_INPUT', 'first', 'trackerGroups(first: -1) { count }'],
    ['too large a page', 'BAD_USER_INPUT', 'first', 'trackerGroups(first: 1001) { count }'],
    [
      'a cursor of another order',
      'BAD_USER_INPUT',
      'after',
      'trackerGroups(by: [PRIORITY], after: "WyJpZCIsIjEiXQ") { count }',
    ],
    [
      'a cursor with a wrong value',
      'BAD_USER_INPUT',
      'after',
      `trackerGroups(by: [DUE_DATE], after: "${Buffer.from('["dueDate","soon"]').toString('base64url')}") { count }`,
    ],
    [
      'an order by what is no key',
      'BAD_USER_INPUT',
      'orderBy',
      'trackerGroups(by: [PRIORITY], orderBy: [{ field: QC_LEVEL }]) { count }',
    ],
    [
      'an order by nothing',
      'BAD_USER_INPUT',
      'orderBy',
      'trackerGroups(orderBy: [{ of: MAX }]) { count }',
    ],
    [
      'the count of a field',
      'BAD_USER_INPUT',
      'orderBy',
      'trackerGroups(orderBy: [{ of: COUNT, field: PRIORITY }]) { count }',
    ],
    [
      'the sum of days',
      'BAD_USER_INPUT',
      'orderBy',
      'trackerGroups(orderBy: [{ of: SUM, field: DUE_DATE }]) { count }',
    ],
    [
      'a condition that is null',
      'BAD_USER_INPUT',
      'having.qcLevel.min',
      'trackerGroups(having: { qcLevel: { min: null } }) { count }',
    ],
    [
      'too many keys',
      'BAD_USER_INPUT',
      'by',
      'trackerGroups(by: [PRIORITY, QC_LEVEL, DUE_DATE, PRIMARY_STATUS, QC_STATUS, IS_OVERDUE, IS_COMPLETE, IN_PRODUCTION, CREATED_AT]) { count }',
    ],
  ])('refuse %s', async (_what, code, field, selection) => {
    if (code === 'TOO_EXPENSIVE') {
      await api.sql`insert into pearl.tracker_comments (tracker_id, user_id, comment_text, created_at)
        select 1, 1, 'More', '2020-01-01T12:00:00Z'::timestamptz + n * interval '1 day' from generate_series(1, 1000) n`;
    }
    const { errors } = await answerTo(`{ ${selection} }`);
    expect(errors?.[0]).toMatchObject({ extensions: { code, field } });
  });

  test('cost as many as their keys can make', async () => {
    const cost = async (selection: string) => {
      const { errors } =
        await answerTo(`{ studies(first: 1000) { nodes { databaseReleases(first: 1000) { nodes {
        reportingEfforts(first: 1000) { nodes { ${selection} } } } } } } }`);
      return errors?.[0]?.extensions['cost'] as number;
    };
    const few = await cost('itemGroups(by: [ITEM_TYPE, TRACKER_IS_OVERDUE]) { count }');
    const many = await cost('itemGroups(by: [REPORTING_EFFORT_ID]) { count }');
    expect((many - few) / 1e9).toBeCloseTo(1000 - 9, 0);
  });
});
