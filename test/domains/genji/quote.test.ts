import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorOf, placeOf } from '../../../src/domains/genji/annotation/quote.ts';
import { ruleOf } from './rule-of.ts';

const text =
  'Gatsby believed in the green light, the orgastic future; the green light stayed green.';

describe('a quote', () => {
  test.each([
    [{ exact: 'orgastic' }, { start: 40, end: 48 }],
    [
      { exact: 'the green light', prefix: 'Gatsby believed in ', suffix: ', the orgastic future' },
      { start: 19, end: 34 },
    ],
    [
      { exact: 'the green light', prefix: 'future; ' },
      { start: 57, end: 72 },
    ],
    [
      { exact: 'the green light', suffix: ' stayed' },
      { start: 57, end: 72 },
    ],
    [{ exact: text }, { start: 0, end: text.length }],
  ])('%j stands at %j', (quote, place) => expect(placeOf(text, quote)).toEqual(place));

  test.each([
    [{ exact: 'the red light' }, 'QUOTE_MISSING'],
    [{ exact: 'orgastic', prefix: 'in ' }, 'QUOTE_MISSING'],
    [{ exact: 'the green light' }, 'QUOTE_AMBIGUOUS'],
    [{ exact: 'green', prefix: 'the ', suffix: ' light' }, 'QUOTE_AMBIGUOUS'],
  ])('%j is refused by %s', (quote, rule) => {
    expect(ruleOf(() => placeOf(text, quote))).toBe(rule);
  });

  test('that is long stands where a short one would', () => {
    const half = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(half, half, half, (before, part, after) => {
        const exact = part.repeat(300);
        const around = `${before}${exact}${after}`;
        expect(anchorOf(around, { exact })).toMatchObject({ start: around.indexOf(exact) });
        expect(anchorOf(`${before}x${exact.slice(1)}${after}`, { exact: `${exact}x` })).toEqual({
          state: 'LOST',
        });
      }),
    );
  });

  test('that repeats one sign is found in milliseconds', () => {
    const exact = `${'a'.repeat(24_000)}b${'a'.repeat(24_000)}`;
    const before = process.cpuUsage();
    for (let times = 0; times < 60; times += 1) {
      expect(placeOf(`${'a'.repeat(51_000)}${exact}`, { exact }).start).toBe(51_000);
    }
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(10_000_000); // half a second; it took 20
  });

  test('may overlap with itself, and is ambiguous then', () => {
    expect(ruleOf(() => placeOf('aaa', { exact: 'aa' }))).toBe('QUOTE_AMBIGUOUS');
  });
});

describe('the anchor of a quote', () => {
  const quote = { exact: 'the green light', prefix: 'Gatsby believed in ', suffix: ', the' };

  test('is found where nothing was edited', () => {
    expect(anchorOf(text, quote, 19)).toEqual({ state: 'FOUND', start: 19, end: 34 });
    expect(anchorOf(text, quote)).toEqual({ state: 'FOUND', start: 19, end: 34 });
  });

  test('has moved with what was put before it', () => {
    expect(anchorOf(`Still, ${text}`, quote, 19)).toEqual({ state: 'MOVED', start: 26, end: 41 });
  });

  test('has moved if its surroundings were edited, and goes where they are most alike', () => {
    const edited = text.replace('Gatsby believed', 'Gatsby trusted');
    expect(anchorOf(edited, quote)).toEqual({ state: 'MOVED', start: 18, end: 33 });
  });

  test('is lost with its text', () => {
    expect(anchorOf(text.replaceAll('green', 'red'), quote)).toEqual({ state: 'LOST' });
    expect(anchorOf('', quote)).toEqual({ state: 'LOST' });
  });

  test('is the nearest of several places without surroundings', () => {
    expect(anchorOf(text, { exact: 'the green light' }, 57)).toMatchObject({
      state: 'FOUND',
      start: 57,
    });
    expect(anchorOf(text, { exact: 'the green light' }, 50)).toMatchObject({
      state: 'MOVED',
      start: 57,
    });
  });
});
