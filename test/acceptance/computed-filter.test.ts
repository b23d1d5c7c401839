import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { succeeded } from '../support/succeeded.ts';

/* What follows from other values can be asked for as it is shown. */

let api: Api;
let trackers: readonly Tracker[];
beforeAll(async () => {
  api = await startApi();
  trackers = await pagesOf('trackers', '', `${shown} item { id itemCode }`);
});
afterAll(() => api.stop());

const shown = 'id isComplete isOverdue commentCount unresolvedCommentCount openThreadCount';
type Tracker = {
  readonly id: string;
  readonly isComplete: boolean;
  readonly isOverdue: boolean;
  readonly commentCount: number;
  readonly unresolvedCommentCount: number;
  readonly openThreadCount: number;
  readonly item: { readonly id: string; readonly itemCode: string };
};

/** All rows of a list, page by page. */
const pagesOf = async <Row = Tracker>(
  list: string,
  args: string,
  fields: string,
): Promise<Row[]> => {
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const { data } = await succeeded(
      api.as('viewer').run<Record<string, Page<Row>>, object>(
        `query ($after: String) { page: ${list}(first: 200, after: $after${args && ', '}${args}) {
          nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
        { after },
      ),
    );
    const { nodes, pageInfo } = data['page'] as Page<Row>;
    rows.push(...nodes);
    if (!pageInfo.hasNextPage) return rows;
    after = pageInfo.endCursor;
  }
};
type Page<Row> = { nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string } };

type Trial = readonly [filter: string, isWanted: (tracker: Tracker) => boolean];
const trials: readonly Trial[] = [
  ['isComplete: { eq: true }', (it) => it.isComplete],
  ['isComplete: { eq: false }', (it) => !it.isComplete],
  ['isComplete: { ne: true }', (it) => !it.isComplete],
  ['isOverdue: { eq: true }', (it) => it.isOverdue],
  ['isOverdue: { ne: false }', (it) => it.isOverdue],
  ['isOverdue: { eq: false }', (it) => !it.isOverdue],
  ['not: { isOverdue: { eq: true } }', (it) => !it.isOverdue],
  ['isOverdue: { isNull: false }', () => true],
  ['isOverdue: { isNull: true }', () => false],
  ['isOverdue: { eq: true, ne: true }', () => false],
  ['isOverdue: {}', () => true],
  ['openThreadCount: { gt: 0 }', (it) => it.openThreadCount > 0],
  ['openThreadCount: { eq: 0 }', (it) => it.openThreadCount === 0],
  ['not: { openThreadCount: { lte: 1 } }', (it) => it.openThreadCount > 1],
  ['commentCount: { in: [0, 3, 5] }', (it) => [0, 3, 5].includes(it.commentCount)],
  [
    'commentCount: { notIn: [0, 3], lt: 6 }',
    (it) => ![0, 3].includes(it.commentCount) && it.commentCount < 6,
  ],
  ['unresolvedCommentCount: { gte: 2 }', (it) => it.unresolvedCommentCount >= 2],
  ['commentCount: { isNull: true }', () => false],
  [
    'or: [{ isOverdue: { eq: true } }, { openThreadCount: { gt: 1 } }]',
    (it) => it.isOverdue || it.openThreadCount > 1,
  ],
];

test.each(trials)('trackers with %s', async (filter, isWanted) => {
  const found = await pagesOf('trackers', `filter: { ${filter} }`, 'id');
  const wanted = trackers.filter(isWanted);
  expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
});

test('the trials tell trackers apart', () => {
  const sizes = trials.map(([, isWanted]) => trackers.filter(isWanted).length);
  expect(sizes.filter((size) => size > 0 && size < trackers.length).length).toBeGreaterThan(13);
});

test('items by what follows for their trackers', async () => {
  const filter = 'filter: { tracker: { isOverdue: { eq: true }, openThreadCount: { gt: 0 } } }';
  const found = await pagesOf('reportingEffortItems', filter, 'id');
  const wanted = trackers.filter((it) => it.isOverdue && it.openThreadCount > 0);
  expect(wanted.length).toBeGreaterThan(0);
  expect(found.map(({ id }) => id).sort()).toEqual(wanted.map(({ item }) => item.id).sort());
});

test('null is no value to compare with', async () => {
  for (const condition of [
    'isOverdue: { eq: null }',
    'openThreadCount: { gt: null }',
    'isOverdue: null',
  ]) {
    const { errors } = await api
      .as('viewer')
      .run(`{ trackers(filter: { ${condition} }) { totalCount } }`);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
});

test('counts are no way round the limit on relations', async () => {
  const conditions = Array(9).fill('{ commentCount: { gte: 0 } }').join();
  const { errors } = await api
    .as('viewer')
    .run(`{ trackers(filter: { and: [${conditions}] }) { totalCount } }`);
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'filter' } }]);
});

describe('trackers by the code of their item', () => {
  test.each(['ASC', 'DESC'])('%s, over all pages, as the items come', async (direction) => {
    const order = `orderBy: [{ field: ITEM_CODE, direction: ${direction} }]`;
    const items = await pagesOf<{ id: string }>('reportingEffortItems', order, 'id');
    const found = await pagesOf('trackers', order, 'item { id }');
    expect(found.map(({ item }) => item.id)).toEqual(items.map(({ id }) => id));
  });

  test('after something else, which counts more', async () => {
    const order = 'orderBy: [{ field: DUE_DATE }, { field: ITEM_CODE }]';
    const items = await pagesOf<{ id: string }>(
      'reportingEffortItems',
      'orderBy: [{ field: ITEM_CODE }]',
      'id',
    );
    const place = new Map(items.map(({ id }, at) => [id, at]));
    const found = await pagesOf<Tracker & { dueDate: string | null }>(
      'trackers',
      order,
      'dueDate item { id }',
    );
    const days = found.map(({ dueDate }) => (dueDate ? Date.parse(dueDate) / 86_400_000 : 1e6));
    const keys = found.map(({ item }, at) => (days[at] ?? 0) * 1e6 + (place.get(item.id) ?? 0));
    expect(keys).toEqual(keys.toSorted((a, b) => a - b));
  });
});

test('a tag says how many trackers have it', async () => {
  await api.sql`insert into pearl.tags (name) values ('on nothing')`;
  const tags = await pagesOf<{ name: string; usageCount: number }>('tags', '', 'name usageCount');
  const counts = await api.sql<{ name: string; count: number }[]>`
    select name, count(tracker_id)::int from pearl.tags left join pearl.tracker_tags t on t.tag_id = tags.id
    group by tags.id order by tags.id`;
  expect(tags).toEqual(counts.map(({ name, count }) => ({ name, usageCount: count })));
  const unused = await pagesOf<{ name: string }>(
    'tags',
    'filter: { usageCount: { eq: 0 } }',
    'name',
  );
  expect(unused).toEqual([{ name: 'on nothing' }]);
});
