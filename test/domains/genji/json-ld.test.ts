import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toJsonLd } from '../../../src/domains/genji/annotation/json-ld.ts';
import { type Data, type Genji, startGenji } from './api.ts';
import { faultsOf } from './web-annotation.ts';
import { modelExamples } from './web-annotation-examples.ts';

const annotation = {
  id: 7,
  motivation: 'commenting',
  body: { id: 3, type: 'TextualBody', value: 'Yes.', format: 'text/plain' },
  target: {
    id: 4,
    source: 'document_element:42',
    selector: { type: 'TextQuoteSelector', exact: 'the green light', prefix: 'in ' },
  },
  documentId: 5,
  creatorId: 2,
  created: '2026-06-15 10:00:00.5',
  modified: '2026-06-15T10:00:00.5Z',
  generator: null,
  generated: null,
};

describe('an annotation as JSON-LD', () => {
  test('has what the model asks for', () => {
    expect(toJsonLd(annotation)).toEqual({
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      id: 'annotation/7',
      type: 'Annotation',
      motivation: 'commenting',
      creator: { id: 'user/2', type: 'Person' },
      created: '2026-06-15T10:00:00.5Z',
      modified: '2026-06-15T10:00:00.5Z',
      body: { id: 'body/3', type: 'TextualBody', value: 'Yes.', format: 'text/plain' },
      target: {
        id: 'target/4',
        type: 'SpecificResource',
        source: 'document_element/42',
        selector: { type: 'TextQuoteSelector', exact: 'the green light', prefix: 'in ' },
      },
    });
  });

  test.each([
    ['a whole document', null, 'document/5'],
    ['an annotation', { id: 4, source: 'annotation:6' }, 'annotation/6'],
    [
      'several elements',
      [
        { id: 4, source: 'document_element:1' },
        { id: 5, source: 'document_element:2' },
      ],
      ['document_element/1', 'document_element/2'],
    ],
  ])('may be about %s', (_what, target, expected) => {
    expect(toJsonLd({ ...annotation, body: null, target })).toMatchObject({ target: expected });
    expect(toJsonLd({ ...annotation, body: null, target })).not.toHaveProperty('body');
  });

  test('says which program made it, and when', () => {
    const by = { ...annotation, generator: 'reader', generated: '2026-06-15 09:00:00' };
    expect(toJsonLd(by)).toMatchObject({
      generator: { type: 'Software', name: 'reader' },
      generated: '2026-06-15T09:00:00Z',
    });
  });
});

describe('the export of a document', () => {
  let genji: Genji;
  beforeAll(async () => {
    genji = await startGenji();
  });
  afterAll(() => genji.stop());

  const exported = async (who: string, id: number): Promise<Data> =>
    (await genji.get(who, `{ genjiExportAnnotations(documentId: ${id}) }`)).genjiExportAnnotations;

  test('is a collection of the model, as is all that is in it', async () => {
    const create = `mutation ($input: CreateGenjiAnnotationInput!) { createGenjiAnnotation(input: $input) { id } }`;
    for (const input of [
      { documentId: 1, body: { value: 'Of the whole.', format: 'text/html', language: 'en' } },
      { target: ['document_element:1', 'document_element:2'], motivation: 'linking' },
      {
        target: 'document_element:1',
        body: 'By a program.',
        generator: 'reader',
        generated: '2026-01-01T10:00:00Z',
      },
    ]) {
      await genji.get('student', create, { input });
    }
    const collection = await exported('student', 1);
    expect(faultsOf(collection)).toEqual([]);
    const { genjiDocument } = await genji.get(
      'student',
      '{ genjiDocument(id: 1) { title annotationCount annotations(first: 100) { nodes { jsonLd } } } }',
    );
    expect(collection.label).toBe(genjiDocument.title);
    expect(collection.total).toBe(genjiDocument.annotationCount);
    const nodes = genjiDocument.annotations.nodes.map(({ jsonLd }: Data) => jsonLd);
    expect(collection.first.items).toEqual(nodes);
  });

  test('holds what whoever asks sees', async () => {
    const [member, stranger] = await Promise.all(['jonas', 'priya'].map((who) => exported(who, 1)));
    expect(member.total).toBeGreaterThan(stranger.total); // what is said in a classroom
    expect(await exported('student', 5)).toBeNull();
    expect(await exported('student', 99_999)).toBeNull();
  });
});

describe('the check', () => {
  test.each(Object.entries(modelExamples))(
    'lets pass what the model shows as %s',
    (_what, example) => {
      expect(faultsOf(example)).toEqual([]);
    },
  );

  test.each([
    ['no target', { '@context': 'http://www.w3.org/ns/anno.jsonld', id: 'a', type: 'Annotation' }],
    [
      'another context',
      { ...modelExamples['a basic annotation'], '@context': 'http://www.w3.org/ns/oa' },
    ],
    ['no type', { ...modelExamples['a basic annotation'], type: undefined }],
    [
      'a selector without a text',
      {
        ...modelExamples['a text quote'],
        target: { source: 'a', selector: { type: 'TextQuoteSelector' } },
      },
    ],
    [
      'a moment without a zone',
      { ...modelExamples['a life cycle'], created: '2015-01-28 12:00:00' },
    ],
    ['a collection without its size', { ...modelExamples['a collection'], total: undefined }],
  ])('finds the fault of %s', (_what, wrong) => expect(faultsOf(wrong)).not.toEqual([]));
});
