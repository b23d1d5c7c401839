import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

const imported = async (text: string) => {
  const title = `Text of ${text.length}, ${Math.random()}`;
  const { importGenjiDocument } = await genji.get(
    'instructor',
    `mutation ($title: String!, $text: String!) {
      importGenjiDocument(documentCollectionId: 1, title: $title, format: MARKDOWN, text: $text) {
        id elementCount elements { nodes { id text } } } }`,
    { title, text },
  );
  return importGenjiDocument;
};

const textsOf = async (id: string) => {
  const { genjiDocument } = await genji.get(
    'instructor',
    `{ genjiDocument(id: ${id}) { elements { nodes { text elementOrder } } } }`,
  );
  return genjiDocument.elements.nodes.map(
    ({ text, elementOrder }: { text: string; elementOrder: number }) => `${elementOrder} ${text}`,
  );
};

test('a text becomes a document, heading by heading and paragraph by paragraph', async () => {
  const { id, elementCount } = await imported('# Head\n\nFirst.\n\nSecond.');
  expect(elementCount).toBe(3);
  expect(await textsOf(id)).toEqual(['1 Head', '2 First.', '3 Second.']);
  const empty = `mutation { importGenjiDocument(documentCollectionId: 1, title: "Empty", text: "<p></p>", format: HTML) { id } }`;
  expect(await genji.codeOf('instructor', empty)).toBe('BAD_USER_INPUT');
  expect(await genji.codeOf('student', empty)).toBe('FORBIDDEN');
});

test('an element is moved before another one, or to the end', async () => {
  const { id, elements } = await imported('a\n\nb\n\nc');
  const [a, b, c] = elements.nodes.map((each: { id: string }) => each.id);
  const move = (what: string, before?: string) =>
    genji.get(
      'instructor',
      `mutation { moveGenjiElement(id: ${what}${before ? `, beforeId: ${before}` : ''}) { id } }`,
    );
  await move(c, a);
  expect(await textsOf(id)).toEqual(['1 c', '2 a', '3 b']);
  await move(a);
  expect(await textsOf(id)).toEqual(['1 c', '2 b', '3 a']);
  await move(b, a);
  expect(await textsOf(id)).toEqual(['1 c', '2 b', '3 a']);
});

test('the place of an element is an object, near enough for others to come before it', async () => {
  const { id, elements } = await imported('Placed so.');
  const place = `mutation ($hierarchy: JSON) { updateGenjiElement(id: ${elements.nodes[0].id}, input: { hierarchy: $hierarchy }) { id } }`;
  const add = `mutation ($hierarchy: JSON) { createGenjiElement(input: { documentId: ${id}, content: { text: "x" }, hierarchy: $hierarchy }) { id } }`;
  const far = { element_order: 2_147_483_647 };
  for (const hierarchy of ['x', [1], 5, far, { element_order: 1e12 }])
    for (const query of [place, add])
      expect(await genji.codeOf('instructor', query, { hierarchy })).toBe('BAD_USER_INPUT');
  const placed = { hierarchy: { chapter: 1, element_order: 1e9 } };
  expect(await genji.codeOf('instructor', place, placed)).toBe('done');
  const split = `mutation { splitGenjiElement(id: ${elements.nodes[0].id}, at: 6) { elementOrder } }`;
  expect((await genji.get('instructor', split)).splitGenjiElement.elementOrder).toBe(1e9 + 1);
  for (const query of [add, place])
    expect(await genji.codeOf('instructor', query, { hierarchy: null })).toBe('done');
});

test('an element is split, and its annotations go with what they quote', async () => {
  const { id, elements } = await imported('The first half. The second half.\n\nAfter.');
  const [element] = elements.nodes;
  for (const exact of ['first', 'second']) {
    await genji.get(
      'student',
      `mutation ($input: CreateGenjiAnnotationInput!) { createGenjiAnnotation(input: $input) { id } }`,
      {
        input: {
          target: { source: `document_element:${element.id}`, selector: { exact } },
          body: exact,
        },
      },
    );
  }
  const { splitGenjiElement } = await genji.get(
    'instructor',
    `mutation { splitGenjiElement(id: ${element.id}, at: 15) { id text annotations { nodes { text target } } } }`,
  );
  expect(splitGenjiElement).toMatchObject({
    text: 'The second half.',
    annotations: {
      nodes: [{ text: 'second', target: { source: `document_element:${splitGenjiElement.id}` } }],
    },
  });
  expect(await textsOf(id)).toEqual(['1 The first half.', '2 The second half.', '3 After.']);
  const kept = await genji.get(
    'instructor',
    `{ genjiElement(id: ${element.id}) { annotations { nodes { text } } } }`,
  );
  expect(kept.genjiElement.annotations.nodes).toEqual([{ text: 'first' }]);
});

test('a quote that is in both parts of an element that is split stays with its own', async () => {
  const { elements } = await imported('One rabbit. Another rabbit.');
  const [{ id }] = elements.nodes;
  for (const [body, selector] of Object.entries({
    first: { exact: 'rabbit', prefix: 'One ' },
    second: { exact: 'rabbit', prefix: 'Another ' },
    'by its place': { exact: 'Another', refinedBy: { start: 12, end: 19 } },
    across: { exact: 'rabbit. Another' },
  })) {
    await genji.get(
      'student',
      'mutation ($input: CreateGenjiAnnotationInput!) { createGenjiAnnotation(input: $input) { id } }',
      { input: { target: { source: `document_element:${id}`, selector }, body } },
    );
  }
  const anchors = 'annotations { nodes { text anchor { state start } } }';
  const { splitGenjiElement } = await genji.get(
    'instructor',
    `mutation { splitGenjiElement(id: ${id}, at: 11) { ${anchors} } }`,
  );
  expect(splitGenjiElement.annotations.nodes).toEqual([
    { text: 'second', anchor: { state: 'FOUND', start: 8 } },
    { text: 'by its place', anchor: { state: 'FOUND', start: 0 } },
  ]);
  const { genjiElement } = await genji.get(
    'instructor',
    `{ genjiElement(id: ${id}) { ${anchors} } }`,
  );
  expect(genjiElement.annotations.nodes).toEqual([
    { text: 'first', anchor: { state: 'FOUND', start: 4 } },
    { text: 'across', anchor: { state: 'LOST', start: null } },
  ]);
});

describe('a thread goes with the annotation that it begins with', () => {
  const answered = async (target: unknown) =>
    genji.get(
      'priya',
      'mutation ($target: JSON!) { createGenjiAnnotation(input: { target: $target, motivation: "replying", body: "Yes." }) { id } }',
      { target },
    );
  /** An annotation with a reply, which is answered in turn. */
  const thread = async (source: string, exact: string) => {
    const { createGenjiAnnotation: first } = await genji.get(
      'student',
      'mutation ($target: JSON!) { createGenjiAnnotation(input: { target: $target }) { id } }',
      { target: { source, selector: { exact } } },
    );
    // a reply may quote, too: that it is one counts
    const reply = await answered({ source: `annotation:${first.id}`, selector: { exact } });
    const last = await answered(`annotation:${reply.createGenjiAnnotation.id}`);
    return [first, reply.createGenjiAnnotation, last.createGenjiAnnotation].map(({ id }) => id);
  };
  const placesOf = async (keys: readonly string[]) => {
    const { genjiAnnotations } = await genji.get(
      'student',
      `{ genjiAnnotations(filter: { id: { in: [${keys.join()}] } }) { nodes { documentId documentElementId replyToId } } }`,
    );
    return genjiAnnotations.nodes;
  };
  const at = ([first, reply]: readonly string[], documentId: string, documentElementId: string) =>
    [null, first, reply].map((replyToId) => ({ documentId, documentElementId, replyToId }));

  test('when its element is split', async () => {
    const { id, elements } = await imported('The first half. The second half.');
    const [element] = elements.nodes;
    const source = `document_element:${element.id}`;
    const staying = await thread(source, 'first');
    const going = await thread(source, 'second');
    const { splitGenjiElement } = await genji.get(
      'instructor',
      `mutation { splitGenjiElement(id: ${element.id}, at: 15) { id annotationCount } }`,
    );
    expect(splitGenjiElement.annotationCount).toBe(3);
    expect(await placesOf(staying)).toEqual(at(staying, id, element.id));
    expect(await placesOf(going)).toEqual(at(going, id, splitGenjiElement.id));
  });

  test('with the reply that comes while it goes', async () => {
    const { id, elements } = await imported('The first half. The second half.');
    const [element] = elements.nodes;
    const going = await thread(`document_element:${element.id}`, 'second');
    const split = `mutation { splitGenjiElement(id: ${element.id}, at: 15) { id annotationCount } }`;
    const { made } = await genji.sql.begin(async (tx) => {
      // as the API replies: the annotation is held, and read where it is
      await tx`select from app.annotations where id = ${Number(going[2])} for share`;
      const splitting = genji.get('instructor', split);
      await wait(300);
      await tx`
        insert into app.annotations (creator_id, owner_id, motivation, document_element_id, target)
        values (3, 3, 'replying', ${Number(element.id)}, ${tx.json({ source: `annotation:${going[2]}` })})`;
      return { made: splitting };
    });
    const { splitGenjiElement } = await made;
    expect(splitGenjiElement.annotationCount).toBe(4);
    expect(await placesOf(going)).toEqual(at(going, id, splitGenjiElement.id));
  });

  test('when it is about another element, of another document, by now', async () => {
    const [from, to] = [await imported('Here it was.'), await imported('There it is.')];
    const keys = await thread(`document_element:${from.elements.nodes[0].id}`, 'Here');
    const [element] = to.elements.nodes;
    await genji.get(
      'student',
      `mutation { updateGenjiAnnotation(id: ${keys[0]}, target: "document_element:${element.id}") { id } }`,
    );
    expect(await placesOf(keys)).toEqual(at(keys, to.id, element.id));
  });
});

test('a document that is moved takes its annotations with it', async () => {
  const { id, elements } = await imported('Moved.');
  await genji.get(
    'student',
    `mutation { createGenjiAnnotation(input: { target: "document_element:${elements.nodes[0].id}" }) { id } }`,
  );
  const { moveGenjiDocument } = await genji.get(
    'instructor',
    `mutation { moveGenjiDocument(id: ${id}, documentCollectionId: 2) {
      collection { title } annotations { nodes { collection { title } } } } }`,
  );
  const collection = { title: 'The Great Gatsby' };
  expect(moveGenjiDocument).toEqual({ collection, annotations: { nodes: [{ collection }] } });
  const back = `mutation { moveGenjiDocument(id: ${id}, documentCollectionId: 3) { id } }`;
  expect(await genji.codeOf('instructor', back)).toBe('NOT_FOUND');
});
