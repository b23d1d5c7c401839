import { describe, expect, test } from 'vitest';
import { contentOf, split } from '../../../src/domains/genji/content.ts';
import { fieldOf } from './rule-of.ts';

const styled = (text: string, ...ranges: [start: number, end: number][]) => ({
  text,
  formatting: {
    alignment: 'left',
    indent: 0,
    text_styles: {
      is_bold: false,
      is_italic: false,
      formatting: ranges.map(([start, end]) => ({ start, end, type: ['italic'] })),
    },
  },
});

describe('the content of an element', () => {
  test('of the seed stays as it is', () => {
    const content = styled('In my younger and more vulnerable years...', [10, 20]);
    expect(contentOf(content)).toEqual(content);
    expect(contentOf({ text: 'Plain.' })).toEqual({ text: 'Plain.' });
  });

  test.each([
    [null],
    ['a text'],
    [{}],
    [{ text: ' ' }],
    [{ text: 7 }],
    [styled('abc', [0, 4])],
    [styled('abc', [2, 2])],
    [styled('abc', [-1, 2])],
    [{ text: 'a'.repeat(100_001) }],
  ])('is not %j', (given) => expect(fieldOf(() => contentOf(given))).toBe('content'));
});

describe('a content that is split', () => {
  test('keeps its formatting in both parts, cut where it goes across', () => {
    const [first, second] = split(contentOf(styled('One two. Three four.', [4, 12], [15, 19])), 8);
    expect(first).toEqual(styled('One two.', [4, 8]));
    expect(second).toEqual(styled('Three four.', [0, 3], [6, 10]));
  });

  test.each([0, 20, 21])('has a text in both parts, and none at %i', (at) => {
    expect(fieldOf(() => split(contentOf({ text: 'One two. Three four.' }), at))).toBe('at');
  });
});
