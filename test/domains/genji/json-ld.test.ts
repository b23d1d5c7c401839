import { describe, expect, test } from 'vitest';
import { toJsonLd } from '../../../src/domains/genji/annotation/json-ld.ts';

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
