import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrackerPageQueryVariables } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const TrackerPage = graphql(`
  query TrackerPage(
    $first: Int, $after: String, $last: Int, $before: String
    $filter: TrackerFilter, $orderBy: [TrackerListOrder!]
  ) {
    trackers(
      first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy
    ) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { id } }
      nodes { id dueDate }
    }
  }
`);

/** The same for the trackers of users, as many as there are. */
const TrackerPages = graphql(`
  query TrackerPages($first: Int, $after: String, $last: Int, $before: String, $orderBy: [TrackerOrder!]) {
    users {
      nodes {
        primaryTrackers(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
          totalCount
          nodes { id }
        }
      }
    }
  }
`);

type Args = TrackerPageQueryVariables;

const page = async (variables: Args) => {
  const { data, errors } = await api.as('viewer').run(TrackerPage, variables);
  expect(errors).toBeUndefined();
  return data.trackers;
};

const byDueDate: Args = { orderBy: [{ field: 'DUE_DATE', direction: 'ASC' }] };

describe('a page', () => {
  test('has fifty rows when nothing else is said, and a thousand at most', async () => {
    expect((await page({})).nodes).toHaveLength(50);
    expect((await page({ first: 1000 })).nodes).toHaveLength(1000);
    expect((await page({ last: 1000 })).nodes).toHaveLength(1000);
  });

  test.each([{ first: 0 }, { last: 0 }])(
    'of no rows still tells whether there are any: %j',
    async (args) => {
      const { totalCount, ...rest } = await page(args);
      expect(totalCount).toBeGreaterThan(1000);
      expect(rest).toEqual({
        nodes: [],
        edges: [],
        pageInfo: {
          hasNextPage: 'first' in args,
          hasPreviousPage: 'last' in args,
          startCursor: null,
          endCursor: null,
        },
      });
    },
  );

  test('of nothing has neither rows nor cursors nor neighbours', async () => {
    const nothing = { filter: { or: [] } };
    for (const args of [nothing, { ...nothing, last: 3 }]) {
      expect(await page(args)).toEqual({
        totalCount: 0,
        nodes: [],
        edges: [],
        pageInfo: {
          hasNextPage: false,
          hasPreviousPage: false,
          startCursor: null,
          endCursor: null,
        },
      });
    }
  });

  test('takes nulls for what is not given', async () => {
    const nulls = {
      first: null,
      after: null,
      last: null,
      before: null,
      filter: null,
      orderBy: null,
    };
    expect(await page(nulls)).toEqual(await page({}));
    expect(await page({ orderBy: [] })).toEqual(await page({}));
  });

  test('goes on where a row was that has been deleted or has moved since', async () => {
    const first = await page({ ...byDueDate, first: 10 });
    const { endCursor } = first.pageInfo;
    const next = await page({ ...byDueDate, first: 10, after: endCursor });
    const last = first.nodes.at(-1)?.id ?? '';
    await api.sql`update pearl.reporting_effort_item_trackers set due_date = '2199-01-01' where id = ${last}`;
    expect(await page({ ...byDueDate, first: 10, after: endCursor })).toEqual(next);
    await api.sql`delete from pearl.reporting_effort_item_trackers where id = ${last}`;
    const { nodes } = await page({ ...byDueDate, first: 10, after: endCursor });
    expect(nodes).toEqual(next.nodes);
  });

  test('can be asked for its count alone, or for nothing, wherever it begins', async () => {
    const { endCursor } = (await page({ first: 1 })).pageInfo;
    const { data, errors } = await api.as('viewer').run(CountOnly, { after: endCursor });
    expect(errors).toBeUndefined();
    expect(data.counted.totalCount).toBe((await page({})).totalCount);
    expect(data.nothing).toEqual({ __typename: 'TrackerConnection' });
    expect(data.users.nodes[0]?.comments).toEqual({ __typename: 'TrackerCommentConnection' });
  });
});

const CountOnly = graphql(`
  query CountOnly($after: String) {
    counted: trackers(first: 5, after: $after) { totalCount }
    nothing: trackers(after: $after, filter: { priority: { eq: HIGH } }) { __typename }
    users(first: 1) { nodes { comments(after: $after, filter: { isResolved: { eq: true } }) { __typename } } }
  }
`);

type Cursor = [string, ...unknown[]];

const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

/** A true cursor, in the order of due dates, with something done to it. */
const tampered = async (change: (cursor: Cursor) => unknown) => {
  const { pageInfo } = await page({ ...byDueDate, first: 5 });
  const text = Buffer.from(pageInfo.endCursor ?? '', 'base64url').toString();
  return encode(change(JSON.parse(text) as Cursor));
};

const another = async (orderBy: Args['orderBy']) =>
  (await page({ orderBy: orderBy ?? null, first: 5 })).pageInfo.endCursor ?? '';

const wrongCursors: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['that is nothing', () => ''],
  ['that is no cursor', () => 'first page, please'],
  ['that is not even text', () => '\ud83d\ude00\0'],
  ['of an empty list', () => encode([])],
  ['of an object', () => encode({})],
  ['of null', () => encode(null)],
  ['of another order', () => another([{ field: 'UPDATED_AT', direction: 'ASC' }])],
  ['of the usual order', () => another(null)],
  ['of the opposite order', () => another([{ field: 'DUE_DATE', direction: 'DESC' }])],
  ['with a value too few', () => tampered(([order, day]) => [order, day])],
  ['with a value too many', () => tampered((cursor) => [...cursor, '1'])],
  ['with a null for the key', () => tampered(([order, day]) => [order, day, null])],
  ['with a number for a text', () => tampered(([order, day]) => [order, day, 5])],
  ['with a list for a text', () => tampered(([order, day]) => [order, [day], '5'])],
  ['with a word for the key', () => tampered(([order, day]) => [order, day, 'five'])],
  ['with a key that no key can be', () => tampered(([order, day]) => [order, day, '99999999999'])],
  ['with a word for a day', () => tampered(([order, , id]) => [order, 'tomorrowish', id])],
  ['with a day that there is not', () => tampered(([order, , id]) => [order, '2026-02-30', id])],
  ['with the character NUL', () => tampered(([order, , id]) => [order, '2026-01-01\0', id])],
];

/** The codes of the errors, at the root and within rows. */
const codesOf = async (args: Args) => {
  const answers = [
    await api.as('viewer').run(TrackerPage, args),
    await api.as('viewer').run(TrackerPages, args),
  ];
  return answers.map(({ errors }) => [
    ...new Set(errors?.map(({ extensions }) => extensions.code)),
  ]);
};

const refused = [['BAD_USER_INPUT'], ['BAD_USER_INPUT']];

describe('at the root and within rows it is refused to ask for', () => {
  test.each(wrongCursors)('a cursor %s', async (_what, make) => {
    const cursor = await make();
    expect(await codesOf({ ...byDueDate, after: cursor })).toEqual(refused);
    expect(await codesOf({ ...byDueDate, before: cursor, last: 3 })).toEqual(refused);
  });

  test.each([
    { first: -1 },
    { last: -1 },
    { first: 1001 },
    { last: 1001 },
    { first: 1, last: 1 },
    { first: 0, last: 0 },
  ])('%j', async (args) => {
    expect(await codesOf(args)).toEqual(refused);
  });
});
