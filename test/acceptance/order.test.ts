import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrackerOrder } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** Codes as people read them: numbers count as numbers, case does not matter. */
const codes = [
  'zf9.1.1',
  'zF14.1',
  'zl16.2.1',
  'zt9',
  'zt14.1.1',
  'zt14.1.2',
  'zt14.1.2.1',
  'zT14.1.3',
  'zt14.1.10',
  'zt14.2.1',
  'zt14.10.1',
  'zt0100.1',
  'zt20260101000000000000000001',
  'zt20260101000000000000000002',
];

const CodeOrder = graphql(`
  query CodeOrder($effort: ID!, $package: ID!, $after: String) {
    reportingEffort(id: $effort) {
      items(filter: { itemCode: { startsWith: "z" } }) { nodes { itemCode } }
      backwards: items(
        filter: { itemCode: { startsWith: "z" } }
        orderBy: [{ field: ITEM_CODE, direction: DESC }]
      ) { nodes { itemCode } }
    }
    package(id: $package) {
      items(filter: { itemCode: { startsWith: "z" } }) { nodes { itemCode } }
    }
    page: reportingEffortItems(
      first: 4
      after: $after
      filter: { itemCode: { startsWith: "z" } }
      orderBy: [{ field: ITEM_CODE }]
    ) {
      nodes { itemCode }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

describe('codes', () => {
  const ids = { effort: '1', package: '1' };
  const codesOf = (page: { nodes: { itemCode: string }[] } | undefined) =>
    page?.nodes.map(({ itemCode }) => itemCode);

  beforeAll(async () => {
    const mixed = codes.toReversed();
    await api.sql`insert into pearl.reporting_effort_items ${api.sql(
      mixed.map((item_code) => ({ item_code, item_type: 'TLF', reporting_effort_id: 1 })),
    )}`;
    await api.sql`insert into pearl.package_items ${api.sql(
      mixed.map((item_code) => ({ item_code, item_type: 'TLF', package_id: 1 })),
    )}`;
  });

  test('come in their natural order in an effort and in a package, and in its reverse', async () => {
    const { data } = await succeeded(api.as('viewer').run(CodeOrder, ids));
    expect(codesOf(data.reportingEffort?.items)).toEqual(codes);
    expect(codesOf(data.package?.items)).toEqual(codes);
    expect(codesOf(data.reportingEffort?.backwards)).toEqual(codes.toReversed());
  });

  test('keep that order from page to page', async () => {
    const found: (string[] | undefined)[] = [];
    for (let after: string | null | undefined, more = true; more; ) {
      const { data } = await succeeded(
        api.as('viewer').run(CodeOrder, { ...ids, ...(after && { after }) }),
      );
      found.push(codesOf(data.page));
      ({ endCursor: after, hasNextPage: more } = data.page.pageInfo);
    }
    expect(found.flat()).toEqual(codes);
    expect(found).toHaveLength(Math.ceil(codes.length / 4));
  });
});

const TrackersInOrder = graphql(`
  query TrackersInOrder($orderBy: [TrackerOrder!]) {
    user(id: 4) {
      primaryTrackers(first: 1000, orderBy: $orderBy) {
        nodes { id priority dueDate primaryStatus }
      }
    }
  }
`);

describe('the trackers of a user', () => {
  type Node = { id: string; priority: string; dueDate: string | null; primaryStatus: string };
  const inOrder = async (orderBy: TrackerOrder[]): Promise<Node[]> =>
    (await succeeded(api.as('viewer').run(TrackersInOrder, { orderBy }))).data.user?.primaryTrackers
      .nodes ?? [];
  const runs = (values: string[]) => values.filter((value, at) => value !== values[at - 1]);

  beforeAll(async () => {
    await api.sql`delete from pearl.reporting_effort_items where id > 900`; // so that all fit on one page
    await api.sql`
      update pearl.reporting_effort_item_trackers
      set primary_programmer_id = 4 where primary_programmer_id is null and qc_programmer_id is distinct from 4`;
    await api.sql`
      update pearl.reporting_effort_item_trackers
      set priority = (array['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])[1 + id % 4]`;
  });

  test('sort by priority as it is urgent, not by the alphabet', async () => {
    const urgent = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
    const falling = await inOrder([{ field: 'PRIORITY', direction: 'DESC' }]);
    const rising = await inOrder([{ field: 'PRIORITY', direction: 'ASC' }]);
    expect(runs(falling.map(({ priority }) => priority))).toEqual(urgent);
    expect(runs(rising.map(({ priority }) => priority))).toEqual(urgent.toReversed());
    expect(falling).toEqual(rising.toReversed());
  });

  test('sort by status as the work goes on', async () => {
    const found = await inOrder([{ field: 'PRIMARY_STATUS', direction: 'ASC' }]);
    expect(runs(found.map(({ primaryStatus }) => primaryStatus))).toEqual([
      'NOT_STARTED',
      'IN_PROGRESS',
      'COMPLETED',
    ]);
  });

  test.each(['ASC', 'DESC'] as const)(
    'without a due date come last, %s, and the second field sorts what the first leaves equal',
    async (direction) => {
      const found = await inOrder([
        { field: 'DUE_DATE', direction },
        { field: 'PRIORITY', direction: 'DESC' },
      ]);
      const way = direction === 'ASC' ? 'asc' : 'desc';
      const wanted = await api.sql.unsafe<Node[]>(`
        select id::text, priority, due_date as "dueDate", primary_status as "primaryStatus"
        from pearl.reporting_effort_item_trackers t where primary_programmer_id = 4
        order by due_date ${way} nulls last, t.id % 4 desc, t.id desc`);
      expect(found).toEqual([...wanted]);
      expect(found.at(-1)?.dueDate).toBeNull();
      expect(found[0]?.dueDate).not.toBeNull();
    },
  );
});
