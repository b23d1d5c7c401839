import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSchema } from '../../../src/schema.ts';
import { nodesOf, planOf, touched } from '../../kernel/query-plan.ts';
import { readingFrom, type Statement } from '../../kernel/reading.ts';
import { type Data, type Genji, startGenji } from './api.ts';

/* Of many elements and annotations, those with some JSON are found by its index, as whoever reads them. */

const rows = 100_000;
let genji: Genji;
let read: ReturnType<typeof readingFrom>;

beforeAll(async () => {
  genji = await startGenji();
  read = readingFrom(genji.sql, await makeSchema(['pearl', 'genji']));
  // without triggers: what they would write is not what this is about
  await genji.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into app.document_elements (document_id, hierarchy, content)
      select 1, jsonb_build_object('chapter', n, 'element_order', n, 'of', jsonb_build_object('nth', n)),
        jsonb_build_object('text', 'Line ' || n, 'of', jsonb_build_object('nth', n), 'few', n % 100, 'many', n % 5)
      from generate_series(1, ${rows}::int) n`;
    await tx`
      insert into app.annotations (document_collection_id, document_id, creator_id, owner_id, motivation, body, target)
      select 1, 1, 2, 2, 'commenting', jsonb_build_object('value', 'Note ' || n, 'of', jsonb_build_object('nth', n)),
        jsonb_build_object('source', 'document_element:1', 'of', jsonb_build_object('nth', n))
      from generate_series(1, ${rows}::int) n`;
  });
  for (const column of ['hierarchy', 'content'])
    await genji.sql.unsafe(
      `update app.document_elements set ${column} = ${column} || '{"rare": 1}' where hierarchy @> '{"chapter": 77777}'`,
    );
  for (const column of ['body', 'target'])
    await genji.sql.unsafe(
      `update app.annotations set ${column} = ${column} || '{"rare": 1}' where body @> '{"value": "Note 77777"}'`,
    );
  await genji.sql`vacuum analyze app.document_elements, app.annotations`;
});
afterAll(() => genji.stop());

const operators = [
  'contains: { of: { nth: 77777 } }',
  'hasKey: "rare"',
  'pathEquals: { path: ["of", "nth"], value: 77777 }',
];
const columns = [
  ['genjiElements', 'hierarchy', 'idx_document_elements_hierarchy'],
  ['genjiElements', 'content', 'idx_document_elements_content'],
  ['genjiAnnotations', 'body', 'idx_annotations_body'],
  ['genjiAnnotations', 'target', 'idx_annotations_target'],
] as const;
const viewer = (id: number, ...permissions: string[]) => ({
  realm: 'genji',
  id,
  username: 'someone',
  role: '',
  permissions,
});

const nodesIn = async (statement: Statement | undefined, mode: 'generic' | 'custom') =>
  nodesOf(await planOf(statement as Statement, mode, genji.sql));

/** How many rows of its table a statement looks at. */
const touchedBy = async (
  statement: Statement | undefined,
  mode: 'generic' | 'custom',
  field: string,
) => {
  const table = field === 'genjiElements' ? 'document_elements' : 'annotations';
  const scans = (await nodesIn(statement, mode)).filter((node) => node['Relation Name'] === table);
  return scans.map(touched).reduce((a, b) => a + b, 0);
};

describe.each([
  ['a student', viewer(3)],
  ['who sees all content', viewer(1, 'genji:view_all_content')],
])(`of ${rows} rows, for %s,`, (_who, who) => {
  describe.each(columns)('%s by %s', (field, column, index) => {
    test.each(operators)('%s reads the index, and the rows that it finds', async (operator) => {
      const document = `{ ${field}(filter: { ${column}: { ${operator} } }) { totalCount nodes { id } } }`;
      const { data, statements } = await read<Data>(document, {}, { viewer: who });
      expect(data[field]).toEqual({ totalCount: 1, nodes: [expect.anything()] });
      for (const mode of ['generic', 'custom'] as const) {
        const nodes = await nodesIn(statements[0], mode);
        expect(
          nodes.map((node) => node['Index Name']),
          mode,
        ).toContain(index);
        expect(await touchedBy(statements[0], mode, field), mode).toBeLessThanOrEqual(10);
      }
    });
  });

  test.each(columns)(
    '%s by %s: what all have is read no further than the page',
    async (field, column) => {
      const document = `{ ${field}(first: 20, filter: { ${column}: { hasKey: "of" } }) { nodes { id } } }`;
      const { data, statements } = await read<Data>(document, {}, { viewer: who });
      expect(data[field].nodes).toHaveLength(20);
      for (const mode of ['generic', 'custom'] as const)
        expect(await touchedBy(statements[0], mode, field), mode).toBeLessThanOrEqual(11_000);
    },
  );
});

type Page = Record<string, { nodes: { id: string }[]; pageInfo: Record<string, string | boolean> }>;

/** All pages, one after the other, from one end or from the other. */
const pagesOf = async (filter: string, orderBy: string, end: 'first' | 'last') => {
  const [bound, cursor, more] =
    end === 'first'
      ? ['after', 'endCursor', 'hasNextPage']
      : ['before', 'startCursor', 'hasPreviousPage'];
  const ids: number[] = [];
  for (let at: unknown = null; ; ) {
    const { genjiElements }: Page = await genji.get(
      'student',
      `query ($at: String) { genjiElements(${end}: 1000, ${bound}: $at, filter: { content: { contains: ${filter} } }, orderBy: ${orderBy}) {
        nodes { id } pageInfo { ${cursor} ${more} } } }`,
      { at },
    );
    const found = (genjiElements?.nodes ?? []).map(({ id }) => Number(id));
    if (end === 'first') ids.push(...found);
    else ids.unshift(...found);
    if (!genjiElements?.pageInfo[more]) return ids;
    at = genjiElements.pageInfo[cursor];
  }
};

describe.each([
  ['1000', '{ few: 7 }'],
  ['20000', '{ many: 3 }'],
])('the pages of %s rows that hold %s', (count, filter) => {
  test.each([
    ['[]', 'element_order, id'],
    ['[{ field: ID, direction: DESC }]', 'id desc'],
  ])('have each once, in the order %s', async (orderBy, order) => {
    const expected = await genji.sql.unsafe(
      `select id from app.document_elements where content @> $1::jsonb order by ${order}`,
      [JSON.parse(filter.replace(/(\w+):/, '"$1":'))],
    );
    expect(expected).toHaveLength(Number(count));
    for (const end of ['first', 'last'] as const)
      expect(await pagesOf(filter, orderBy, end), end).toEqual(expected.map(({ id }) => id));
  });
});
