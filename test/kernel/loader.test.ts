import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Reading, type Statement, startReading } from './reading.ts';

let reading: Reading;
beforeAll(async () => {
  reading = await startReading();
});
afterAll(() => reading.stop());

const statementsOf = async (document: string, role = 'VIEWER'): Promise<readonly Statement[]> => {
  const { statements, errors } = await reading.read(document, {}, { role });
  expect(errors).toBeUndefined();
  return statements;
};

/** The columns that statements name, apart from what comes after their WHERE. */
const columnsIn = (statements: readonly Statement[], table: string): string[] => {
  const named = statements
    .filter(({ text }) => text.includes(`"pearl"."${table}"`))
    .flatMap(({ text }) => text.replace(/ where .*/, '').match(/\b\w+\."\w+" as "\w+"/g) ?? []);
  return [...new Set(named.map((each) => each.replace(/^\w+\."(\w+)".*/, '$1')))].toSorted();
};

describe('a statement reads the columns that the document asks for, and the key', () => {
  const trackers = 'reporting_effort_item_trackers';
  test.each([
    ['its fields', '{ trackers { nodes { priority } } }', trackers, ['id', 'priority']],
    [
      'fields of edges, under other names',
      '{ trackers { edges { node { due: dueDate level: qcLevel } } } }',
      trackers,
      ['due_date', 'id', 'qc_level'],
    ],
    [
      'fragments, within one another',
      `{ trackers { nodes { ...A } } }
      fragment A on Tracker { priority ...B }
      fragment B on Tracker { ... on Tracker { version } }`,
      trackers,
      ['id', 'priority', 'version'],
    ],
    [
      'the foreign keys of its relations',
      '{ trackers { nodes { item { id } qcProgrammer { id } } } }',
      trackers,
      ['id', 'qc_programmer_id', 'reporting_effort_item_id'],
    ],
    [
      'what its computed fields need',
      '{ trackers { nodes { isComplete } } }',
      trackers,
      ['id', 'primary_status', 'qc_programmer_id', 'qc_status'],
    ],
    ['only its place', '{ trackers { pageInfo { hasNextPage } } }', trackers, ['id']],
    ['a name that every type has', '{ trackers { nodes { __typename } } }', trackers, ['id']],
    [
      'comments without their text',
      '{ trackerComments { nodes { commentType } } }',
      'tracker_comments',
      ['comment_type', 'id'],
    ],
    [
      'comments with their text',
      '{ trackers { nodes { comments { nodes { commentText } } } } }',
      'tracker_comments',
      ['comment_text', 'id'],
    ],
    [
      'records without their changes',
      '{ auditLogs { nodes { action } } }',
      'audit_logs',
      ['action', 'id'],
    ],
    [
      'records with their changes',
      '{ trackers { nodes { history { nodes { changes } } } } }',
      'audit_logs',
      ['changes', 'id'],
    ],
    [
      'members of a union',
      '{ reportingEffortItems { nodes { details { ... on TlfDetails { tlfType } ... on DatasetDetails { recordCount } } } } }',
      'reporting_effort_tlf_details',
      ['id', 'tlf_type'],
    ],
  ])('%s', async (_what, document, table, columns) => {
    expect(columnsIn(await statementsOf(document, 'ADMIN'), table)).toEqual(columns);
  });
});

test('groups read and compute what is selected, sorted by or compared', async () => {
  const textOf = async (field: string) =>
    (await statementsOf(`{ trackerGroups${field} }`))[0]?.text;
  expect(await textOf('(by: [PRIORITY]) { count }')).toBe(
    'select g."count" from (select r."k priority", count(*)::int as "count" from (select t."priority" as "k priority" from "pearl"."reporting_effort_item_trackers" t where true) r group by r."k priority") g where true ' +
      `order by array_position('{"LOW","MEDIUM","HIGH","CRITICAL"}'::varchar[], g."k priority") asc nulls last limit $1`,
  );
  const other = await textOf(
    '(by: [ITEM_ITEM_TYPE], having: { dueDate: { max: { isNull: false } } }, orderBy: [{ of: AVG, field: QC_LEVEL }]) { qcLevel { sum } cursor }',
  );
  expect(other?.match(/\b(min|max|sum|avg)\(r\."\w+"\)/g)).toEqual([
    'avg(r."qcLevel")',
    'sum(r."qcLevel")',
    'max(r."dueDate")',
  ]);
  expect(other?.match(/left join/g)).toHaveLength(1);
});

const comments = 'comments { nodes { id } }';

describe('the number of statements does not depend on the number of rows', () => {
  test.each([
    ['rows that a column names', 2, 'trackers', 'item { id }'],
    [
      'rows that two columns name',
      2,
      'trackers',
      'primaryProgrammer { username } qcProgrammer { role }',
    ],
    ['one column under two names', 2, 'trackers', 'a: item { id } b: item { itemCode }'],
    ['the row that names a row', 1, 'reportingEffortItems', 'tracker { id }'],
    ['the parent of the parent', 2, 'reportingEfforts', 'study { id }'],
    ['and what that one names', 2, 'reportingEffortItems', 'tracker { primaryProgrammer { id } }'],
    ['one of two types', 3, 'reportingEffortItems', 'details { __typename }'],
    ['rows behind a link', 2, 'trackers', 'tags { name }'],
    ['a page for each row', 2, 'trackers', 'comments(first: 2) { nodes { id } totalCount }'],
    [
      'two pages for each row',
      3,
      'trackers',
      'a: comments(first: 1) { nodes { id } } b: comments(first: 2) { nodes { id } }',
    ],
    ['one page in two parts', 2, 'trackers', 'comments { nodes { id } } comments { totalCount }'],
    ['all counts together', 2, 'trackers', 'commentCount unresolvedCommentCount openThreadCount'],
    ['groups for each row', 2, 'trackers', 'commentGroups(by: [COMMENT_TYPE]) { count }'],
    ['a chain', 4, 'trackerComments', 'tracker { item { reportingEffort { id } } }'],
    ['a fragment, twice', 2, 'users', '...U ...U }}} fragment U on User { comments { nodes { id'],
    ['nodes and edges', 3, 'trackers', `${comments} } edges { node { ${comments} }`],
    ['a circle', 4, 'trackers', 'comments { nodes { tracker { comments { nodes { id } } } } }'],
  ])('%s: %i', async (_what, count, root, fields) => {
    const numbers = [];
    for (const first of [1, 30, 300]) {
      const { length } = await statementsOf(`{ ${root}(first: ${first}) { nodes { ${fields} } } }`);
      numbers.push(length);
    }
    expect(numbers.at(-1)).toBe(count);
    expect(Math.max(...numbers)).toBe(count); // fewer, when there is nothing to ask for
  });
});

describe('a loader', () => {
  test('asks for each key once', async () => {
    const [, users] = await statementsOf(
      '{ trackers(first: 200) { nodes { primaryProgrammer { username } qcProgrammer { username } } } }',
    );
    const keys = String(users?.params[0]).match(/\d+/g) ?? [];
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('has nothing to ask for where no key is', async () => {
    const statements = await statementsOf(`{
      trackers(filter: { primaryProgrammer: { isActive: {} }, qcProgrammerId: { isNull: true } }) {
        nodes { qcProgrammer { username } }
      }
      trackerComments(filter: { parentCommentId: { isNull: true } }) { nodes { parent { id } } }
    }`);
    expect(statements).toHaveLength(2);
  });

  test('counts all that is asked for in one statement, and nothing else', async () => {
    const [, counts] = await statementsOf(
      '{ trackers { nodes { commentCount openThreadCount } } }',
    );
    expect(counts?.text.match(/count\(\*\)/g)).toHaveLength(2);
    expect(counts?.text).not.toContain('unresolvedCommentCount');
  });

  test('finds the same rows wherever they are asked for, in one statement', async () => {
    const { data, statements } = await reading.read<{ a: unknown; b: unknown }>(`{
      a: trackers(first: 5) { nodes { item { id itemCode } } }
      b: trackers(first: 5) { nodes { item { id itemCode } } }
    }`);
    expect(data.a).toEqual(data.b);
    expect(statements).toHaveLength(3);
  });

  const shared = 'fragment F on Tracker { comments { nodes { id } } }';
  test.each([
    [
      'first',
      '{ few: trackers(first: 1) { nodes { ...F } } all: trackers(first: 2) { nodes { ...F comments { totalCount } } } }',
    ],
    [
      'last',
      '{ all: trackers(first: 2) { nodes { ...F comments { totalCount } } } few: trackers(first: 1) { nodes { ...F } } }',
    ],
    [
      'by their keys',
      '{ b: tracker(id: 1) { ...F } all: trackers(first: 2) { nodes { ...F comments { totalCount } } } }',
    ],
  ])(
    'brings what a fragment asks for and what is asked beside it: %s',
    async (_where, document) => {
      type Data = { all: { nodes: { comments: { totalCount: number; nodes: unknown[] } }[] } };
      const { data } = await reading.read<Data>(`${document} ${shared}`);
      for (const { comments } of data.all.nodes) {
        expect(comments.nodes).toHaveLength(comments.totalCount);
        expect(comments.totalCount).toBeGreaterThan(0);
      }
    },
  );

  test('reads no more rows than a request may, in one statement or in many', async () => {
    const limited = (document: string) => reading.read(document, {}, { maxRows: 100 });
    const codes = async (document: string) =>
      (await limited(document)).errors?.map(({ extensions }) => extensions['code']);
    expect(await codes('{ trackers(first: 99) { nodes { id } } }')).toBeUndefined();
    expect(await codes('{ trackers(first: 101) { nodes { id } } }')).toEqual(['TOO_EXPENSIVE']);
    const many = await codes(
      '{ trackers(first: 40) { nodes { item { id } comments { nodes { id } } } } }',
    );
    expect(many?.[0]).toBe('TOO_EXPENSIVE');
  });
});
