import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builder } from '../../../src/kernel/index.ts';
import type { Access } from '../../../src/kernel/schema/access.ts';
import { smallest } from '../../support/smallest.ts';
import { type Data, type Genji, startGenji } from './api.ts';

/* Who has not signed in reads what is public, if the site is open to guests (GENJI_PUBLIC), and nothing else. */

const isOfGenji = ({ extensions }: { readonly extensions: object }) =>
  ((extensions as Data).allow as Partial<Access>).realm === 'genji';

describe.each(['off', 'on'])('GENJI_PUBLIC=%s:', (open) => {
  let genji: Genji;
  beforeAll(async () => {
    genji = await startGenji({ GENJI_PUBLIC: open });
  });
  afterAll(() => genji.stop());

  const forGuests = [
    'genjiAnnotation',
    'genjiAnnotationGroups',
    'genjiAnnotations',
    'genjiCollection',
    'genjiCollectionGroups',
    'genjiCollections',
    'genjiDocument',
    'genjiDocumentGroups',
    'genjiDocuments',
    'genjiElement',
    'genjiElementGroups',
    'genjiElements',
    'genjiExportAnnotations',
    'genjiSearch',
  ];

  test('a guest may use these fields and no others', async () => {
    const schema = builder.toSchema();
    const found: string[] = [];
    for (const [operation, type] of [
      ['query', schema.getQueryType()],
      ['mutation', schema.getMutationType()],
      ['subscription', schema.getSubscriptionType()],
    ] as const) {
      for (const field of Object.values(type?.getFields() ?? {}).filter(isOfGenji)) {
        const code = await genji.codeOf(null, smallest(schema, operation, field));
        if (code !== 'UNAUTHENTICATED') found.push(field.name);
      }
    }
    expect(found.toSorted()).toEqual(open === 'on' ? forGuests : []);
  });
});

describe('a guest of an open site', () => {
  let genji: Genji;
  beforeAll(async () => {
    genji = await startGenji({ GENJI_PUBLIC: 'on' });
  });
  afterAll(() => genji.stop());

  const totals = `{
    genjiCollections { totalCount nodes { visibility } } genjiDocuments { totalCount }
    genjiElements { totalCount } genjiAnnotations { totalCount nodes { classroomId status } } }`;

  test('finds the public collections with what is in them', async () => {
    const { data } = await genji.ask(null, totals);
    const [expected] = await genji.sql`
      select count(distinct c.id)::int as collections, count(distinct d.id)::int as documents,
        count(distinct e.id)::int as elements
      from app.document_collections c left join app.documents d on d.document_collection_id = c.id
      left join app.document_elements e on e.document_id = d.id where c.visibility = 'public'`;
    expect(data.genjiCollections.totalCount).toBe(expected?.['collections']);
    expect(data.genjiDocuments.totalCount).toBe(expected?.['documents']);
    expect(data.genjiElements.totalCount).toBe(expected?.['elements']);
    expect(expected?.['collections']).toBeGreaterThan(0);
    const all = await genji.get('admin', totals);
    expect(all.genjiCollections.totalCount).toBeGreaterThan(data.genjiCollections.totalCount);
    expect(data.genjiAnnotations.totalCount).toBeGreaterThan(0);
    for (const { classroomId, status } of data.genjiAnnotations.nodes) {
      expect({ classroomId, status }).toEqual({
        classroomId: null,
        status: expect.not.stringMatching('DELETED'),
      });
    }
  });

  test('learns of nobody, and nothing of what happened', async () => {
    const { data, errors } = await genji.ask(
      null,
      `{ genjiCollections { nodes {
        owner { username } createdBy { email } modifiedBy { id } shares { totalCount } history { totalCount }
        documents { nodes { owner { id } history { totalCount } annotations { nodes { creator { username } owner { id } } } } } } } }`,
    );
    expect(errors).toBeUndefined();
    for (const { documents, ...collection } of data.genjiCollections.nodes) {
      const none = { totalCount: 0 };
      expect(collection).toEqual({
        owner: null,
        createdBy: null,
        modifiedBy: null,
        shares: none,
        history: none,
      });
      for (const document of documents.nodes) {
        expect(document).toMatchObject({ owner: null, history: none });
        for (const each of document.annotations.nodes)
          expect(each).toEqual({ creator: null, owner: null });
      }
    }
    const people = [
      '{ genjiCollectionGroups(by: [OWNER_USERNAME]) { keys { ownerUsername } } }',
      '{ genjiDocumentGroups(by: [OWNER_USERNAME]) { keys { ownerUsername } } }',
      '{ genjiAnnotationGroups(by: [CREATOR_USERNAME]) { keys { creatorUsername } } }',
      '{ genjiCollections { nodes { documentGroups(by: [OWNER_USERNAME]) { keys { ownerUsername } } } } }',
    ];
    for (const query of people) {
      const groups = JSON.stringify((await genji.ask(null, query)).data);
      expect(groups).toMatch(/Username":null/);
      expect(groups).not.toMatch(/Username":"/);
    }
    const byName =
      '{ genjiCollections(filter: { owner: { username: { contains: "a" } } }) { totalCount } }';
    expect((await genji.ask(null, byName)).data.genjiCollections.totalCount).toBe(0);
  });

  test('sees no more of a collection from the moment it is private', async () => {
    const find = '{ genjiCollection(id: 1) { id } genjiDocument(id: 1) { id } }';
    expect((await genji.ask(null, find)).data).toEqual({
      genjiCollection: { id: '1' },
      genjiDocument: { id: '1' },
    });
    await genji.sql`update app.document_collections set visibility = 'private' where id = 1`;
    expect((await genji.ask(null, find)).data).toEqual({
      genjiCollection: null,
      genjiDocument: null,
    });
    await genji.sql`update app.document_collections set visibility = 'public' where id = 1`;
  });

  test('is still refused with a token that is none', async () => {
    const response = await genji.post(
      { query: '{ genjiCollections { totalCount } }' },
      { authorization: 'Bearer nonsense' },
    );
    expect((await response.json()).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
