import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Genji, startGenji } from './api.ts';

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

test('large JSON is read only when it is asked for', async () => {
  const { data, extensions } = await genji.ask(
    'student',
    '{ genjiElements(first: 2) { nodes { id } } }',
  );
  expect(data.genjiElements.nodes).toHaveLength(2);
  expect(extensions?.sql.statements).toBe(1);
});
