import { type GraphQLInputObjectType, isInputObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeReading, nodesOf, openReading, planOf, reading, touched } from './query-plan.ts';
import type { Statement } from './reading.ts';

/* Filters of lists of many rows: what they are about is found by an index, whether any row has it or none. */

const rows = 6000;
const enough = rows / 6;

beforeAll(async () => {
  await openReading();
  await reading.sql`
    with item as (
      insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
      select 1, 'many-' || n, 'TLF' from generate_series(1, ${rows}::int) n returning id
    ), details as (
      insert into pearl.reporting_effort_tlf_details (reporting_effort_item_id, analysis_population)
      select id, 'Population ' || id from item
    ), tracker as (
      insert into pearl.reporting_effort_item_trackers (reporting_effort_item_id) select id from item returning id
    ), tag as (
      insert into pearl.tracker_tags (tracker_id, tag_id) select id, 1 from tracker
    )
    insert into pearl.tracker_comments (tracker_id, user_id, comment_text) select id, 4, 'Said ' || id from tracker`;
  await reading.sql`
    update pearl.reporting_effort_items
    set item_description = coalesce(item_description, 'Described'), run_order = coalesce(run_order, 1)`;
  await reading.sql`
    insert into pearl.audit_logs (entity_type, entity_id, action, username)
    select 'Study', 900000 + n, 'CREATE', 'writer ' || n % 3 from generate_series(1, ${rows}::int) n`;
  await reading.sql`vacuum analyze`;
});
afterAll(closeReading);

type Nodes = { readonly list: { readonly nodes: readonly { readonly id: number }[] } };

const ask = (list: string, filter: string, selected = 'id') =>
  reading.read<Nodes>(
    `{ list: ${list}(first: 20, filter: ${filter}) { nodes { ${selected} } } }`,
    {},
    { role: 'ADMIN' },
  );

/** The most rows that one step of a plan has looked at, planned for these values and for any. */
const most = async (statement: Statement) => {
  const plans = [await planOf(statement, 'custom'), await planOf(statement, 'generic')];
  return Math.max(...plans.flatMap(nodesOf).map(touched));
};

test.each([
  ['auditLogs', '{ entityId: { eq: 900007 } }'],
  ['auditLogs', '{ entityId: { in: [900007, 900008] } }'],
  ['auditLogs', '{ username: { contains: "qxzqxz" } }'],
  ['auditLogs', '{ username: { startsWith: "qxzqxz" } }'],
  ['auditLogs', '{ username: { eq: "nobody" } }'],
  ['reportingEffortItems', '{ history: { some: { username: { contains: "qxzqxz" } } } }'],
  ['reportingEffortItems', '{ itemDescription: { isNull: true } }'],
  ['reportingEffortItems', '{ runOrder: { isNull: true } }'],
  ['reportingEffortItems', '{ sourceItem: { itemCode: { contains: "qxzqxz" } } }'],
  ['reportingEffortItems', '{ tlfDetails: { analysisPopulation: { contains: "qxzqxz" } } }'],
  ['reportingEffortItems', '{ datasetDetails: { dataSource: { contains: "qxzqxz" } } }'],
  ['reportingEffortItems', '{ itemDescription: { contains: "0 %_q%_z" } }'],
  ['reportingEffortItems', '{ itemDescription: { startsWith: "qz" } }'],
  ['trackerComments', '{ commentText: { eq: "Never said" } }'],
  ['trackerComments', '{ resolvedAt: { eq: "2001-01-01T00:00:00Z" } }'],
  ['trackers', '{ primaryCompletedAt: { eq: "2001-01-01T00:00:00Z" } }'],
  ['trackers', '{ qcCompletedAt: { eq: "2001-01-01T00:00:00Z" } }'],
  ['trackers', '{ returnedAt: { isNull: false } }'],
])('%s(filter: %s) looks at few rows', async (list, filter) => {
  const { statements } = await ask(list, filter);
  expect(await most(statements[0] as Statement)).toBeLessThan(enough);
});

test('records about a rare type are looked for, however many there are about others', async () => {
  const { statements } = await ask('auditLogs', '{ entityType: { eq: TAG } }', 'timestamp');
  expect(await most(statements[0] as Statement)).toBeLessThan(enough);
});

test('a text that is unique is found in its own index, in one part', async () => {
  const { statements } = await ask('reportingEffortItems', '{ itemCode: { eq: "many-7" } }');
  const nodes = nodesOf(await planOf(statements[0] as Statement, 'generic'));
  const scans = nodes.filter((node) => node['Relation Name'] === 'reporting_effort_items');
  expect(scans.map((node) => node['Index Name'])).toEqual(['reporting_effort_items_item_code_key']);
});

test('rows beyond a link are counted in the index of the link alone', async () => {
  const { statements } = await ask('tags', '{ usageCount: { eq: 999999 } }');
  const nodes = nodesOf(await planOf(statements[0] as Statement, 'custom'));
  expect(nodes.map((node) => node['Relation Name'])).not.toContain(
    'reporting_effort_item_trackers',
  );
  expect(nodes.map((node) => node['Node Type'])).toContain('Index Only Scan');
});

describe('who has done something is found by a name, whatever is looked for in it', () => {
  const namesOf = async (filter: string) => {
    const { data, errors } = await reading.read<{
      auditLogs: { nodes: { username: string | null; entityId: number }[] };
    }>(
      `{ auditLogs(first: 1000, filter: { and: [{ entityType: { eq: STUDY } }, ${filter}] }) { nodes { username entityId } } }`,
      {},
      { role: 'ADMIN' },
    );
    expect(errors).toBeUndefined();
    return new Set(data.auditLogs.nodes.map(({ username }) => username));
  };

  test.each([
    ['{ username: { contains: "RITER 1" } }', ['writer 1']],
    ['{ username: { startsWith: "writer" } }', ['writer 0', 'writer 1', 'writer 2']],
    ['{ username: { startsWith: "riter" } }', []],
    ['{ username: { eq: "writer 2" } }', ['writer 2']],
    ['{ username: { in: ["writer 0", "nobody"] } }', ['writer 0']],
    ['{ or: [{ username: { eq: "nobody" } }, { username: { contains: "0" } }] }', ['writer 0']],
    [
      '{ not: { username: { contains: "0" } }, username: { startsWith: "w", ne: "writer 1" } }',
      ['writer 2'],
    ],
  ])('%s', async (filter, expected) => {
    expect(await namesOf(filter)).toEqual(new Set(expected));
  });
});

test('the records about a key are found whatever type its row is of', async () => {
  const { data } = await ask('auditLogs', '{ entityId: { eq: 1 } }');
  const own =
    await reading.sql`select id from pearl.audit_logs where entity_id = 1 order by id desc limit 20`;
  expect(data.list.nodes.map(({ id }) => Number(id))).toEqual(own.map(({ id }) => Number(id)));
});

const timesOf = (filter: string): string[] => {
  const fields = (reading.schema.getType(filter) as GraphQLInputObjectType).getFields();
  return Object.values(fields)
    .filter(({ type }) => isInputObjectType(type) && /^Date(Time)?Filter$/.test(type.name))
    .map(({ name }) => name)
    .toSorted();
};

test.each([
  ['TrackerFilter', ['dueDate', 'primaryCompletedAt', 'qcCompletedAt', 'returnedAt', 'updatedAt']],
  ['TrackerCommentFilter', ['createdAt', 'resolvedAt']],
  ['StudyFilter', ['createdAt', 'updatedAt']],
])('%s has the moments that an index finds, and all where rows are few', (filter, expected) => {
  expect(timesOf(filter)).toEqual(expected);
});
