import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSocket, subscribe } from '../../support/live.ts';
import { type Data, type Genji, startGenji } from './api.ts';

/* What a text and a remark said before they were published is for those who edit them. */

let genji: Genji;
const ids = { collection: '', document: '', element: '', annotation: '' };
const draft = 'The draft names names.';

beforeAll(async () => {
  genji = await startGenji();
  const make = async (name: string, input: string) =>
    (await genji.get('instructor', `mutation { ${name}(input: { ${input} }) { id } }`))[name].id;
  const change = (name: string, id: string, args: string) =>
    genji.get('instructor', `mutation { ${name}(id: ${id}, ${args}) { id } }`);
  ids.collection = await make('createGenjiCollection', `title: "${draft}"`);
  ids.document = await make(
    'createGenjiDocument',
    `documentCollectionId: ${ids.collection}, title: "A letter", description: "${draft}"`,
  );
  ids.element = await make(
    'createGenjiElement',
    `documentId: ${ids.document}, content: { text: "${draft}" }, hierarchy: {}`,
  );
  ids.annotation = await make(
    'createGenjiAnnotation',
    `target: "document_element:${ids.element}", body: "${draft}"`,
  );
  await change('updateGenjiAnnotation', ids.annotation, 'body: "Tactful."');
  await change('updateGenjiElement', ids.element, 'input: { content: { text: "Tactful." } }');
  await change('updateGenjiDocument', ids.document, 'input: { description: "Tactful." }');
  await change(
    'updateGenjiCollection',
    ids.collection,
    'input: { title: "Letters", visibility: PUBLIC }',
  );
});
afterAll(() => genji.stop());

const pasts = {
  genjiCollection: 'collection',
  genjiDocument: 'document',
  genjiElement: 'element',
  genjiAnnotation: 'annotation',
} as const;

const pastOf = async (who: string, field: keyof typeof pasts) => {
  const query = `{ ${field}(id: ${ids[pasts[field]]}) { history { nodes { changedFields before after changes } } } }`;
  return (await genji.get(who, query))[field].history.nodes;
};

describe('what was changed before it was published', () => {
  test.each(Object.keys(pasts) as (keyof typeof pasts)[])(
    '%s: is read by who edits it, and others hear that there was a change',
    async (field) => {
      for (const who of ['instructor', 'admin'])
        expect(JSON.stringify(await pastOf(who, field))).toContain(draft);
      const [last, ...rest] = await pastOf('student', field);
      expect(rest.length).toBeGreaterThan(0);
      expect(last.changedFields.length).toBeGreaterThan(0);
      expect(JSON.stringify([last, ...rest])).not.toMatch(/names names|Tactful|A letter/);
    },
  );

  test('is read by whoever gets a share that edits, and by nobody who only reads', async () => {
    const share = (level: string, whom: number) =>
      genji.get(
        'instructor',
        `mutation { shareGenjiObject(objectType: COLLECTION, objectId: ${ids.collection}, sharedWithType: USER, sharedWithId: ${whom}, accessLevel: ${level}) { id } }`,
      );
    const [student, noor] = [3, 4];
    await share('VIEW', student);
    await share('EDIT', noor);
    for (const field of ['genjiCollection', 'genjiDocument', 'genjiElement'] as const) {
      expect(JSON.stringify(await pastOf('student', field))).not.toContain(draft);
      expect(JSON.stringify(await pastOf('noor', field))).toContain(draft);
    }
  });

  test('is told to its author alone, of those who follow with the same words', async () => {
    const { changeCursor } = await genji.get('noor', '{ changeCursor }');
    const query = `subscription { genjiAnnotationChanged(elementId: ${ids.element}, since: "${changeCursor}") { genjiAnnotation { history { nodes { before } } } } }`;
    const follow = async (who: string) => {
      const socket = await openSocket(genji);
      const authorization = `Bearer ${await genji.authority.sign(who, { realm: 'genji' })}`;
      socket.send({ type: 'connection_init', payload: { authorization } });
      expect((await socket.next()).type).toBe('connection_ack');
      socket.send(subscribe('1', query));
      return socket;
    };
    const sockets = [await follow('noor'), await follow('student')];
    const ask =
      'mutation ($input: CreateGenjiAnnotationInput!) { createGenjiAnnotation(input: $input) { id } }';
    const input = { target: `document_element:${ids.element}`, body: draft };
    const { createGenjiAnnotation } = await genji.get('student', ask, { input });
    await Promise.all(sockets.map((socket) => socket.next()));
    const anew = `mutation { updateGenjiAnnotation(id: ${createGenjiAnnotation.id}, body: "Tactful.") { id } }`;
    await genji.get('student', anew);
    const told = await Promise.all(sockets.map(async (each) => (await each.next()) as Data));
    for (const { socket } of sockets) socket.close();
    const [toReader, toAuthor] = told.map(({ payload }) => JSON.stringify(payload));
    expect(toAuthor).toContain(draft);
    expect(toReader).toContain('"before":');
    expect(toReader).not.toContain(draft);
  });
});
