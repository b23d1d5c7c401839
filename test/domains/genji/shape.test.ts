import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  compact,
  idless,
  quoteOf,
  sourceOf,
  storedQuote,
  targetsOf,
  withIds,
} from '../../../src/domains/genji/annotation/shape.ts';
import { fieldOf } from './rule-of.ts';

const seedTarget = {
  source: 'document_element:42',
  selector: {
    type: 'TextQuoteSelector',
    exact: 'the green light',
    prefix: 'Gatsby believed in ',
    suffix: ', the orgastic future',
  },
};

describe('a target', () => {
  test('of the seed stays as it is', () => expect(targetsOf(seedTarget)).toEqual([seedTarget]));

  test.each([
    ['a source alone', 'document_element:42', [{ source: 'document_element:42' }]],
    ['an earlier source', { source: 'DocumentElements/42' }, [{ source: 'document_element:42' }]],
    ['an annotation', { source: 'Annotation/7' }, [{ source: 'annotation:7' }]],
    [
      'an earlier selector',
      [
        {
          source: 'DocumentElements/42',
          selector: { value: 'light', refined_by: { start: 4, end: 9 } },
        },
      ],
      [
        {
          source: 'document_element:42',
          selector: {
            type: 'TextQuoteSelector',
            exact: 'light',
            refinedBy: { type: 'TextPositionSelector', start: 4, end: 9 },
          },
        },
      ],
    ],
    [
      'a selector of another type',
      { source: 'annotation:7', selector: { type: 'FragmentSelector', value: 'p1' } },
      [{ source: 'annotation:7', selector: { type: 'FragmentSelector', value: 'p1' } }],
    ],
    [
      'a list in a list',
      [['document_element:1', 'document_element:2'], 'document_element:3'],
      [1, 2, 3].map((id) => ({ source: `document_element:${id}` })),
    ],
    ['one with an id', { id: 5, source: 'annotation:7' }, [{ id: 5, source: 'annotation:7' }]],
  ])('may be %s', (_what, given, stored) => expect(targetsOf(given)).toEqual(stored));

  test.each([
    [null],
    [[]],
    [42],
    [{}],
    [{ source: 42 }],
    ['document:42'],
    ['document_element:0'],
    ['document_element:42; drop'],
    [{ source: 'annotation:7', selector: 'all' }],
    [Array.from({ length: 51 }, () => 'annotation:7')],
  ])('is not %j', (given) => expect(fieldOf(() => targetsOf(given))).toBe('target'));

  test('names an element or an annotation', () => {
    expect(sourceOf('document_element:42')).toEqual({ type: 'document_element', id: 42 });
    expect(sourceOf('Annotation/7')).toEqual({ type: 'annotation', id: 7 });
  });

  test('gets an id unless it has one; a single one is no list', () => {
    const targets = [{ source: 'annotation:1' }, { id: 3, source: 'annotation:2' }];
    expect(idless(targets)).toBe(1);
    expect(withIds(targets, [9])).toEqual([
      { id: 9, source: 'annotation:1' },
      { id: 3, source: 'annotation:2' },
    ]);
    expect(compact([1])).toBe(1);
    expect(compact([1, 2])).toEqual([1, 2]);
  });

  test('quotes by its selector', () => {
    expect(quoteOf(seedTarget)).toEqual({
      exact: 'the green light',
      prefix: 'Gatsby believed in ',
      suffix: ', the orgastic future',
    });
    expect(quoteOf({ source: 'annotation:7' })).toBeUndefined();
    const refined = { type: 'TextQuoteSelector', exact: 'a', refinedBy: { start: 4 } };
    expect(quoteOf({ selector: refined })).toEqual({ exact: 'a', at: 4 });
    expect(fieldOf(() => quoteOf({ selector: { type: 'TextQuoteSelector' } }))).toBe('target');
    expect(fieldOf(() => quoteOf({ selector: { ...refined, prefix: 4 } }))).toBe('target');
    const long = { ...refined, suffix: 'a'.repeat(201) };
    expect(fieldOf(() => quoteOf({ selector: long }))).toBe('target');
    expect(storedQuote({ selector: long })).toBeUndefined();
  });
});

describe('a body', () => {
  test.each([
    [
      'the comment of the seed',
      { type: 'TextualBody', value: 'The American Dream.', format: 'text/plain', language: 'en' },
      { type: 'TextualBody', value: 'The American Dream.', format: 'text/plain', language: 'en' },
    ],
    [
      'the tag of the seed',
      { type: 'TextualBody', value: 'symbolism', purpose: 'tagging' },
      { type: 'TextualBody', value: 'symbolism', purpose: 'tagging' },
    ],
    ['a text', 'Yes.', { type: 'TextualBody', value: 'Yes.', format: 'text/plain' }],
    [
      'one of another type',
      { type: 'Video', source: 'https://example.org/v' },
      { type: 'Video', source: 'https://example.org/v' },
    ],
    ['nothing', null, null],
  ])('may be %s', (_what, given, stored) => expect(bodyOf(given)).toEqual(stored));

  test.each([
    [7],
    [[]],
    [{}],
    [' '],
    [{ value: ' ' }],
    [{ value: 7 }],
    [{ type: 7, value: 'a' }],
    [{ value: 'a', language: 1 }],
  ])('is not %j', (given) => expect(fieldOf(() => bodyOf(given))).toBe('body'));
});
