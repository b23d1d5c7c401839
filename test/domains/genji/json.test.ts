import { parse, valueFromASTUntyped } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import '../../../src/domains/genji/index.ts';
import { Element } from '../../../src/domains/genji/element.ts';
import { type Filter, newScope } from '../../../src/kernel/read/filter.ts';
import { whereOf } from '../../../src/kernel/read/filter-sql.ts';
import { type Data, type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

const count = async (field: string, filter: string) =>
  (await genji.get('admin', `{ ${field}(filter: ${filter}) { totalCount } }`))[field].totalCount;

describe('JSON is asked', () => {
  test.each([
    ['genjiUsers', '{ userMetadata: { hasKey: "institution" } }', 7],
    ['genjiUsers', '{ userMetadata: { pathEquals: { path: ["year"], value: 2026 } } }', 5],
    ['genjiCollections', '{ hierarchy: { contains: { type: "book" } } }', 3],
    ['genjiCollections', '{ collectionMetadata: { contains: { tags: ["1920s"] } } }', 1],
    [
      'genjiCollections',
      '{ collectionMetadata: { pathEquals: { path: ["author"], value: "Jane Austen" } } }',
      1,
    ],
    ['genjiElements', '{ hierarchy: { contains: { chapter: 2 } } }', 4],
    ['genjiElements', '{ content: { contains: { text: "Mr. Bennet made no answer." } } }', 1],
    ['genjiElements', '{ content: { contains: { text: "Mr. Bennet" } } }', 0], // not the same text
    ['genjiElements', '{ text: { contains: "mr. bennet" } }', 3],
    ['genjiAnnotations', '{ body: { contains: { value: "symbolism" } } }', 1],
    ['genjiAnnotations', '{ body: { hasKey: "value" } }', 10],
    ['genjiAnnotations', '{ target: { contains: { source: "annotation:3" } } }', 2],
    ['genjiAnnotations', '{ target: { contains: { selector: { exact: "the green light" } } } }', 1],
    ['genjiAnnotations', '{ text: { contains: "american dream" } }', 1],
  ])('%s for %s: %i', async (field, filter, found) => {
    expect(await count(field, filter)).toBe(found);
  });
});

test.each([
  ['users', 'user_metadata', 'idx_users_metadata'],
  ['document_collections', 'hierarchy', 'idx_document_collections_hierarchy'],
  ['document_collections', 'collection_metadata', 'idx_document_collections_metadata'],
  ['document_elements', 'hierarchy', 'idx_document_elements_hierarchy'],
  ['document_elements', 'content', 'idx_document_elements_content'],
  ['annotations', 'body', 'idx_annotations_body'],
  ['annotations', 'target', 'idx_annotations_target'],
])('%s.%s is found by its index %s, by content and by key', async (table, column, index) => {
  for (const condition of [`@> '{"a": 1}'`, `? 'a'`]) {
    const plan = await genji.sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`;
      return tx.unsafe(
        `explain (costs off) select id from app.${table} where ${column} ${condition}`,
      );
    });
    expect(JSON.stringify(plan)).toContain(index);
  }
});

describe('of 100,000 elements', () => {
  beforeAll(async () => {
    // without triggers: what they would write is not what this is about
    await genji.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`
        insert into app.document_elements (document_id, hierarchy, content)
        select 1, jsonb_build_object('chapter', n, 'element_order', n), jsonb_build_object('text', 'Line ' || n)
        from generate_series(1, 100000) n`;
    });
    await genji.sql`vacuum analyze app.document_elements`;
  });

  test.each([
    ['{ hierarchy: { contains: { chapter: 77777 } } }', 'idx_document_elements_hierarchy'],
    ['{ content: { contains: { text: "Line 77777" } } }', 'idx_document_elements_content'],
    [
      '{ hierarchy: { pathEquals: { path: ["chapter"], value: 77777 } } }',
      'idx_document_elements_hierarchy',
    ],
    ['{ content: { hasKey: "footnote" } }', 'idx_document_elements_content'],
  ])('the API finds those of %s by %s', async (filter, index) => {
    const document = parse(`{ f(filter: ${filter}) }`);
    const [node] = (document.definitions[0] as Data).selectionSet.selections[0].arguments;
    const params: unknown[] = [];
    const where = whereOf(
      Element.generic,
      't',
      newScope(null, params),
      valueFromASTUntyped(node.value) as Filter,
    );
    const text = `select t.id from ${Element.from} t where ${where.slice(1).join(' and ')}`;
    const values = params.map((value) => `'${String(value).replaceAll("'", "''")}'`);
    const plan = await genji.sql.begin(async (tx) => {
      await tx`set local plan_cache_mode = force_generic_plan`; // as the server has it
      await tx.unsafe(`prepare found as ${text}`);
      const rows = await tx.unsafe(`explain (costs off) execute found (${values.join()})`);
      await tx.unsafe('deallocate found');
      return JSON.stringify(rows);
    });
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
    const found = filter.includes('footnote') ? 0 : 1;
    expect(await count('genjiElements', filter)).toBe(found);
  });
});

test('large JSON is read only when it is asked for', async () => {
  const { data, extensions } = await genji.ask(
    'student',
    '{ genjiElements(first: 2) { nodes { id } } }',
  );
  expect(data.genjiElements.nodes).toHaveLength(2);
  expect(extensions?.sql.statements).toBe(1);
});
