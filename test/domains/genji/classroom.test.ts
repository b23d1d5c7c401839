import { describe, expect, test } from 'vitest';
import { assertJoinable, lastJoinDay } from '../../../src/domains/genji/classroom.ts';
import { ruleOf } from './rule-of.ts';

const group = (startDate: string | null, endDate: string | null) => ({
  name: 'Genji',
  startDate,
  endDate,
});

describe('a group', () => {
  test.each([
    [null, null, null],
    ['2026-09-01', null, '2026-09-15'],
    ['2026-02-20', null, '2026-03-06'],
    [null, '2026-12-18', '2026-12-18'],
    ['2026-09-01', '2026-12-18', '2026-09-15'],
    ['2026-09-01', '2026-09-10', '2026-09-10'],
  ])('from %s to %s is joined until %s', (start, end, last) => {
    expect(lastJoinDay(group(start, end))).toBe(last);
  });

  test.each([
    ['2026-09-15', false, undefined],
    ['2026-09-16', false, 'JOIN_PERIOD_OVER'],
    ['2026-09-16', true, undefined],
    ['2026-12-18', true, undefined],
    ['2026-12-19', true, 'GROUP_ENDED'],
    ['2026-12-19', false, 'GROUP_ENDED'],
    ['2026-08-01', false, undefined],
  ])(
    'of the autumn term, on %s, for whoever leads groups: %s, is refused by %s',
    (today, leads, rule) => {
      expect(ruleOf(() => assertJoinable(group('2026-09-01', '2026-12-18'), today, leads))).toBe(
        rule,
      );
    },
  );

  test('without dates is joined on any day', () => {
    expect(ruleOf(() => assertJoinable(group(null, null), '2030-01-01', false))).toBeUndefined();
  });
});
