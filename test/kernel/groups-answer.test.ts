import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { makeWorld } from './world.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({
    MAX_COST: '1000000000',
    STATEMENT_SECONDS: '600',
    REQUEST_SECONDS: '600',
  });
  await makeWorld(api.sql);
});
afterAll(() => api.stop());

type Group = { readonly keys: Readonly<Record<string, unknown>>; readonly count: number };

const answerTo = <Data = unknown>(query: string) => api.as('viewer').run<Data, object>(query);

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
      const { data, errors, extensions } = await answerTo<{
        reportingEfforts: { nodes: { itemGroups: unknown }[] };
      }>(query);
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
    const { data } = await answerTo<Record<'ranked' | 'last' | 'counted', Group[]>>(`{
      ranked: trackerGroups(by: [PRIORITY], orderBy: [{ field: PRIORITY, direction: DESC }]) { keys { priority } }
      last: trackerGroups(by: [QC_LEVEL], orderBy: [{ field: QC_LEVEL, direction: DESC }]) { keys { qcLevel } }
      counted: trackerGroups(by: [PRIMARY_STATUS, QC_STATUS], orderBy: [{ of: COUNT, direction: DESC }]) { count }
    }`);
    expect(data.ranked.map(({ keys }) => keys['priority'])).toEqual([
      'CRITICAL',
      'HIGH',
      'MEDIUM',
      'LOW',
    ]);
    expect(data.last.map(({ keys }) => keys['qcLevel'])).toEqual([3, 2, 1, null]);
    const counts = data.counted.map(({ count }) => count);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });

  test('tell what numbers and dates come to, and compare them', async () => {
    type Row = { qcLevel: number | null; dueDate: string | null };
    const { data } = await answerTo<
      Record<'all' | 'late' | 'none' | 'some', Group[]> & { rows: { nodes: Row[] } }
    >(`{
      all: trackerGroups { count qcLevel { min max sum avg } dueDate { min max } }
      rows: trackers(first: 1000) { nodes { qcLevel dueDate } }
      late: trackerGroups(by: [PRIORITY], having: { dueDate: { min: { gt: "9999-01-01" } } }) { count }
      none: trackerGroups(filter: { id: { in: [] } }) { count }
      some: trackerGroups(having: { qcLevel: { sum: { gt: 1 }, avg: { lt: 3 } } }) { count }
    }`);
    const { nodes } = data.rows;
    const levels = nodes.map(({ qcLevel }) => qcLevel).filter((level) => level !== null);
    const days = nodes
      .map(({ dueDate }) => dueDate)
      .filter((day) => day !== null)
      .toSorted();
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
    const { data } = await answerTo<{ trackerGroups: Group[] }>(
      '{ trackerGroups(by: [PRIORITY, PRIORITY]) { __typename keys { __typename priority qcLevel } } }',
    );
    expect(data.trackerGroups).toHaveLength(4);
    expect(data.trackerGroups[0]?.keys).toMatchObject({ qcLevel: null });
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
