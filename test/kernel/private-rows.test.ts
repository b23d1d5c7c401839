import { integer } from 'drizzle-orm/pg-core';
import type { GraphQLError } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { Tx } from '../../src/kernel/write/tx.ts';
import {
  ann,
  ask,
  ben,
  closeWard,
  contextOf,
  Document,
  db,
  documents,
  nobody,
  openWard,
  ward,
  world,
} from './ward.ts';

beforeAll(openWard);
afterAll(closeWard);

const ways: readonly (readonly [string, string])[] = [
  ['by id', `{ a: patient(id: "${ann}") { name } b: patient(id: "${ben}") { name } }`],
  ['by id, as its parent is', '{ a: document(id: 1) { title } b: document(id: 2) { title } }'],
  ['by id, two steps on', '{ a: note(id: 1) { body } b: note(id: 2) { body } }'],
  [
    'by nodeId',
    `{ a: node(nodeId: "${nodeIdOf('Document', 1)}") { ... on Document { title } } b: node(nodeId: "${nodeIdOf('Document', 2)}") { ... on Document { title } } }`,
  ],
  [
    'in a list',
    '{ patients { nodes { name } } documents { nodes { title } } notes { nodes { body } } }',
  ],
  ['from the end of a list', '{ documents(last: 1) { edges { node { title } } } }'],
  ['in an order beyond', '{ documents(orderBy: { field: PATIENT_NAME }) { nodes { title } } }'],
  ['by a filter', '{ documents(filter: { title: { contains: "letter" } }) { nodes { title } } }'],
  ['by its opposite', '{ documents(filter: { not: { title: { eq: "x" } } }) { nodes { title } } }'],
  ['by a relation', '{ visits { nodes { patient { name } document { title } } } }'],
  [
    'by a relation of one row',
    '{ a: visit(id: 1) { patient { name } document { title patient { name } } } b: visit(id: 2) { patient { name } document { title } } }',
  ],
  [
    'in the page of a parent',
    '{ patients { nodes { documents { nodes { title notes { nodes { body } } } } } } }',
  ],
  ['two steps on at once', '{ notes { nodes { patient { name } } } }'],
  ['behind a link', '{ tags { nodes { documents { title } } } }'],
  ['in a report of orphans', '{ orphans { link rows { rowKey missing } } }'],
];

describe('two people see different rows', () => {
  test.each(ways)('%s', async (_way, query) => {
    const [first, second] = [await ask(query, 1), await ask(query, 2)];
    expect(first).toContain('ANN');
    expect(first).not.toContain('BEN');
    expect(second).toContain('BEN');
    expect(second).not.toContain('ANN');
    expect(await ask(query, 3)).not.toMatch(/ANN|BEN/);
  });

  test.each([
    ['the whole', '{ documents { totalCount } }', 1, 0],
    ['a page', '{ tag(id: "both") { labels { totalCount } } }', 1, 0],
    ['a count', '{ tag(id: "both") { labelCount } }', 1, 0],
    ['a count behind a link', '{ tag(id: "both") { documentCount } }', 1, 0],
    ['a filter by a count', '{ tags(filter: { documentCount: { gt: 1 } }) { totalCount } }', 0, 0],
    ['a filter by a relation', '{ visits(filter: { patient: {} }) { totalCount } }', 1, 0],
    ['and back', '{ visits(filter: { not: { document: {} } }) { totalCount } }', 2, 3],
    [
      'a filter by many',
      '{ tags(filter: { documents: { some: { patient: {} } } }) { totalCount } }',
      1,
      0,
    ],
    ['none of many', '{ tags(filter: { labels: { none: {} } }) { totalCount } }', 0, 1],
  ])('and count only these: %s', async (_what, query, own, none) => {
    expect(await ask(query, 1)).toContain(`:${own}}`);
    expect(await ask(query, 2)).toContain(`:${own}}`);
    expect(await ask(query, 3)).toContain(`:${none}}`);
  });

  test('orphans are counted, whoever sees them, and pages are of those that are seen', async () => {
    const query =
      '{ orphans(link: "labels_tag_id_tags_id_fk", first: 1) { count rows { rowKey } endCursor } }';
    const page = { count: 2, endCursor: null };
    const of = async (id: number) => JSON.parse(await ask(query, id)).orphans;
    expect(await of(1)).toEqual([{ ...page, rows: [{ rowKey: '[1, "ANN lost tag"]' }] }]);
    expect(await of(2)).toEqual([{ ...page, rows: [{ rowKey: '[2, "BEN lost tag"]' }] }]);
    expect(await of(3)).toEqual([{ ...page, rows: [] }]);
  });

  test('orphans among the records of the trail are for who reads the trail', async () => {
    const query = '{ orphans(link: "audit_logs.entity_id.Visit") { count rows { missing } } }';
    expect(await ask(query, 1, 'CARER')).toBe('{"orphans":[{"count":1,"rows":[]}]}');
    expect(await ask(query, 1, 'AUDITOR')).toContain('"rows":[{"missing":"77"}]');
  });

  test('an order tells nothing of rows that cannot be seen', async () => {
    const query = '{ visits(orderBy: { field: PATIENT_NAME }) { edges { cursor node { id } } } }';
    const { visits: page } = JSON.parse(await ask(query, 2));
    expect(page.edges.map(({ node }: { node: { id: number } }) => Number(node.id))).toEqual([
      2, 1, 3,
    ]);
    const cursors = page.edges.map(({ cursor }: { cursor: string }) =>
      Buffer.from(cursor, 'base64url').toString(),
    );
    expect(cursors.join()).not.toContain('ANN');
  });

  test('what may be seen costs nothing of what a filter may hold', async () => {
    const filters = Array(8).fill('{ document: {} }').join(', ');
    expect(await ask(`{ notes(filter: { or: [${filters}] }) { totalCount } }`, 1)).toContain(':1}');
  });
});

/** What an error says, whatever the key it is about. */
const saidBy = async (act: Promise<unknown>) => {
  const error = await act.then(
    () => undefined,
    (reason: GraphQLError) => reason,
  );
  const text = JSON.stringify([error?.message, error?.extensions]);
  return text.replaceAll(/[abc]0000000-[-\d]+|\b(2|99)\b/g, 'KEY');
};

describe('a command of who may not see a row', () => {
  const tx = () => new Tx(contextOf(1));

  test('does not find it', async () => {
    const hidden = await saidBy(tx().lock(Document, 2));
    expect(hidden).toContain('NOT_FOUND');
    expect(hidden).toBe(await saidBy(tx().lock(Document, 99)));
    expect([...(await tx().lockAll(Document, [1, 2])).keys()]).toEqual([1]);
  });

  test.each([
    [
      'a new row',
      (patientId: string) => tx().insert(documents, [{ patientId, title: 'x' }]),
      'PARENT_MISSING',
    ],
    [
      'one of several',
      (patientId: string) =>
        tx().insert(documents, [
          { patientId: ann, title: 'y' },
          { patientId, title: 'x' },
        ]),
      'PARENT_MISSING',
    ],
    [
      'what is there already',
      (patientId: string) => tx().insert(documents, [{ patientId, title: 'BEN letter' }]),
      'PARENT_MISSING',
    ],
    [
      'what breaks a rule too',
      (patientId: string) => tx().insert(documents, [{ patientId, title: '' }]),
      'CHECK_FAILED',
    ],
    [
      'a put',
      (patientId: string) =>
        tx().put(documents, ['patientId', 'title'], [{ patientId, title: 'BEN letter' }]),
      'PARENT_MISSING',
    ],
    [
      'a change',
      async (patientId: string) =>
        tx().updateOne(documents, await tx().lock(Document, 1), { patientId }),
      'PARENT_MISSING',
    ],
    [
      'an optimistic change',
      async (patientId: string) =>
        tx().updateUnchanged(documents, await tx().lock(Document, 1), { patientId }),
      'PARENT_MISSING',
    ],
  ])('cannot name it as a parent, as if there were none: %s', async (_what, act, code) => {
    const hidden = await saidBy(act(ben));
    expect(hidden).toContain(code);
    expect(hidden).toBe(await saidBy(act(nobody)));
  });

  test('names it where the command has found it', async () => {
    const made = await tx().trusted.insert(documents, [{ patientId: ben, title: 'BEN other' }]);
    expect(made).toMatchObject([{ patientId: ben }]);
    await db.sql`delete from ward.documents where title = 'BEN other'`;
  });

  test('names what it sees', async () => {
    const [made] = await tx().insert(documents, [{ patientId: ann, title: 'ANN second' }]);
    expect(made).toMatchObject({ patientId: ann });
    await db.sql`delete from ward.documents where title = 'ANN second'`;
  });
});

test('rows that are seen as one another is a mistake', async () => {
  const loops = ward.table('loops', {
    id: integer('id').primaryKey(),
    aboveId: integer('above_id').references((): typeof documents.id => loops.id as never),
  });
  const Loop = world.entity('Loop', loops);
  Loop.implement({
    description: 'A loop.',
    columns: { id: 'Key.' },
    visible: { asRowOf: 'aboveId' },
  });
  await expect(new Tx(contextOf(1)).lock(Loop, 1)).rejects.toThrow('there is no end to it');
});
