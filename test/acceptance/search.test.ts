import { afterAll, beforeAll, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { perform, performed } from '../support/perform.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const Search = graphql(`
  query Search($text: String!, $types: [SearchType!], $first: Int, $after: String) {
    search(text: $text, types: $types, first: $first, after: $after) {
      totalCount
      isCut
      pageInfo { endCursor hasNextPage }
      edges {
        rank
        snippets { field parts { text isMatch } }
        node {
          __typename
          ... on Study { id studyLabel }
          ... on Package { id packageName }
          ... on PackageItem { id itemCode package { packageName } }
          ... on ReportingEffortItem { id itemCode tracker { id } reportingEffort { databaseReleaseLabel } }
          ... on TextElement { id type label content }
          ... on TrackerComment { id commentText on: tracker { id item { itemCode } } }
        }
      }
    }
  }
`);

const search = async (text: string, more = {}) => {
  const { data, statements } = await succeeded(api.as('viewer').run(Search, { text, ...more }));
  return { ...data.search, statements };
};

const rowsOf = (query: string) => api.sql.unsafe(query);
const found = async (text: string, more = {}) =>
  (await search(text, more)).edges.map(({ node }) => `${node.__typename} ${node.id}`);

test('the items of a code come first, however it is written', async () => {
  const [item] = await rowsOf(
    `select id, item_code as code from pearl.reporting_effort_items where item_code ~ '^t14\\.' order by id limit 1`,
  );
  const code = String(item?.['code']);
  const called = await rowsOf(`
    select 'ReportingEffortItem ' || id as row from pearl.reporting_effort_items where item_code = '${code}'
    union all select 'PackageItem ' || id from pearl.package_items where item_code = '${code}'`);
  for (const written of [code, code.toUpperCase(), ` ${code} `, code.replaceAll('.', '-')]) {
    const { edges } = await search(written, { first: 1000 });
    const first = edges.slice(0, called.length);
    expect(first.map(({ node }) => `${node.__typename} ${node.id}`).sort(), written).toEqual(
      called.map(({ row }) => String(row)).sort(),
    );
    expect(first.at(-1)?.rank).toBeGreaterThanOrEqual(2);
    expect(edges[called.length]?.rank ?? 0).toBeLessThan(2);
  }
  const bare = code.slice(1);
  expect((await search(bare)).edges.map(({ node }) => node)).toContainEqual(
    expect.objectContaining({ itemCode: code }),
  );
});

const kinds = [
  ['Study', 'studies', 'study_label'],
  ['Package', 'packages', 'package_name'],
  ['Package', 'packages', 'therapeutic_area'],
  ['PackageItem', 'package_items', 'item_description'],
  ['ReportingEffortItem', 'reporting_effort_items', 'item_description'],
  ['TextElement', 'text_elements', 'content'],
  ['TrackerComment', 'tracker_comments', 'comment_text'],
] as const;
const typeOf = {
  Study: 'STUDY',
  Package: 'PACKAGE',
  PackageItem: 'PACKAGE_ITEM',
  ReportingEffortItem: 'REPORTING_EFFORT_ITEM',
  TextElement: 'TEXT_ELEMENT',
  TrackerComment: 'TRACKER_COMMENT',
} as const;

test.each(kinds)('a %s is found in %s by its %s', async (type, table, column) => {
  const [row] = await rowsOf(
    `select id, ${column} as text from pearl.${table} where ${column} is not null order by length(${column}), id limit 1`,
  );
  const text = String(row?.['text']);
  const rows = await found(text, { types: [typeOf[type]], first: 1000 });
  expect(rows).toContain(`${type} ${row?.['id']}`);
  expect(rows.every((each) => each.startsWith(`${type} `))).toBe(true);
});

test('one statement finds rows of all types, and one brings those of each', async () => {
  const { edges, statements = 0 } = await search('of', { first: 1000 });
  const types = new Set(edges.map(({ node }) => node.__typename));
  expect(types.size).toBeGreaterThan(2);
  // items with their efforts and trackers, comments with their trackers and items, package items with their packages
  expect(statements).toBeLessThanOrEqual(1 + types.size + 5);
});

test('what is written is found at once, by what it says now, and neither its version nor its trail knows of that', async () => {
  const say = (commentText: string) =>
    performed(api, 'analyst', 'addComment', { trackerId: '1', commentText });
  const id = String(((await say('The Zebrafinch has 100% of it')) as { id: string }).id);
  expect(await found('zebraf')).toEqual([`TrackerComment ${id}`]);
  expect(await found('100% zebrafinch')).toEqual([`TrackerComment ${id}`]);
  await performed(api, 'analyst', 'editComment', { id, commentText: 'The Quokka' });
  expect(await found('zebraf')).toEqual([]);
  expect(await found('quokka')).toEqual([`TrackerComment ${id}`]);

  const [row] = await rowsOf(`select * from pearl.tracker_comments where id = ${id}`);
  expect(row).toMatchObject({ version: 2 });
  const records = await rowsOf(
    `select action, changes from pearl.audit_logs where entity_type = 'TrackerComment' and entity_id = ${id} order by id`,
  );
  expect(records.map(({ action }) => action)).toEqual(['CREATE', 'UPDATE']);
  const columns = Object.keys(row ?? {}).sort();
  for (const { changes } of records) expect(Object.keys(changes.after).sort()).toEqual(columns);

  const deletion = await perform(api, 'admin', 'deleteComment', { id });
  expect(deletion.code).toBeUndefined();
  expect(await found('quokka')).toEqual([]);
});

test('no page repeats a row or leaves one out, while others write', async () => {
  const all = await found('subjects', { first: 1000 });
  expect(all.length).toBeGreaterThan(20);
  const paged: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof search>> = await search('subjects', { first: 7, after });
    paged.push(...page.edges.map(({ node }) => `${node.__typename} ${node.id}`));
    await performed(api, 'analyst', 'addComment', { trackerId: '1', commentText: 'Subjects.' });
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor ?? null;
  }
  expect(paged.filter((row) => all.includes(row))).toEqual(all);
  expect(new Set(paged).size).toBe(paged.length);
});

test('nobody searches without signing in', async () => {
  const { errors } = await api.as(null).run(Search, { text: 'a' });
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});
