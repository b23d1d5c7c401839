import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { server } from '../../support/homes.ts';
import { openMeanwhile } from '../../support/meanwhile.ts';
import { annotate, answer, closeGenji, genji, openGenji } from './annotating.ts';

beforeAll(openGenji);
afterAll(closeGenji);

/** A document of the first collection, which everybody reads, and its elements. */
const imported = async (title: string, text: string) => {
  const { importGenjiDocument } = await genji.get(
    'instructor',
    `mutation ($title: String!, $text: String!) {
      importGenjiDocument(documentCollectionId: 1, title: $title, format: MARKDOWN, text: $text) { id elements { nodes { id } } } }`,
    { title, text },
  );
  const { id, elements } = importGenjiDocument;
  const ids: string[] = elements.nodes.map((each: { id: string }) => each.id);
  return { id, ids };
};

// the embedded database has one session: there is nobody else
describe.skipIf(!server)('while somebody else', () => {
  let meanwhile: Awaited<ReturnType<typeof openMeanwhile>>;
  beforeAll(async () => {
    meanwhile = await openMeanwhile(genji);
  });
  afterAll(() => meanwhile.close());

  test('moves a document, what is said of it goes along', async () => {
    const { id, ids } = await imported('Going', 'Here it was.');
    const { said } = await meanwhile.sql.begin(async (tx) => {
      await tx`update app.documents set document_collection_id = 2 where id = ${Number(id)}`;
      const saying = annotate('instructor', { target: `document_element:${ids[0]}` });
      await wait(300);
      return { said: saying };
    });
    expect(await said).toMatchObject({ documentId: id, documentCollectionId: '2' });
  });

  test('splits an element of a document, its order stays that of the text', async () => {
    const { id, ids } = await imported('Torn', 'One two.\n\nThree four.\n\nFive.');
    const [first, second, last] = ids;
    const split = (element: string | undefined, at: number) =>
      genji.get('instructor', `mutation { splitGenjiElement(id: ${element}, at: ${at}) { id } }`);
    await meanwhile.holding(
      `select from app.document_elements where id = ${last} for update`,
      () => Promise.all([split(first, 3), split(second, 5)]),
      2,
    );
    const { genjiDocument } = await genji.get(
      'instructor',
      `{ genjiDocument(id: ${id}) { elements { nodes { text elementOrder } } } }`,
    );
    expect(genjiDocument.elements.nodes).toEqual(
      ['One', 'two.', 'Three', 'four.', 'Five.'].map((text, at) => ({
        text,
        elementOrder: at + 1,
      })),
    );
  });

  test('ends another share, a collection is private once there is none', async () => {
    for (const title of ['Ends', 'Ends again', 'Ends at last']) {
      const { createGenjiCollection } = await genji.get(
        'instructor',
        `mutation { createGenjiCollection(input: { title: "${title}" }) { id } }`,
      );
      const { id } = createGenjiCollection;
      const shares: string[] = [];
      for (const userId of [1, 3, 4, 5]) {
        const { shareGenjiObject } = await genji.get(
          'instructor',
          `mutation { shareGenjiObject(objectType: COLLECTION, objectId: ${id}, sharedWithType: USER, sharedWithId: ${userId}, accessLevel: VIEW) { id } }`,
        );
        shares.push(shareGenjiObject.id);
      }
      await meanwhile.holding(
        `select from app.document_collections where id = ${id} for update`,
        () =>
          Promise.all(
            shares.map((each) =>
              genji.get('instructor', `mutation { revokeGenjiShare(id: ${each}) { id } }`),
            ),
          ),
        2,
      );
      const { genjiCollection } = await genji.get(
        'instructor',
        `{ genjiCollection(id: ${id}) { visibility shares { totalCount } } }`,
      );
      expect(genjiCollection).toEqual({ visibility: 'PRIVATE', shares: { totalCount: 0 } });
    }
  });

  test('resolves a thread, nobody answers a reply in it', async () => {
    const first = await annotate('student', { target: 'document_element:1', body: 'A?' });
    const { answerGenjiAnnotation: reply } = await genji.get('jonas', answer, { id: first.id });
    const { code } = await meanwhile.sql.begin(async (tx) => {
      await tx`update app.annotations set status = 'resolved' where id = ${Number(first.id)}`;
      const answering = genji.codeOf('priya', answer, { id: reply.id });
      await wait(300);
      return { code: answering };
    });
    expect(await code).toBe('THREAD_RESOLVED');
  });
});
