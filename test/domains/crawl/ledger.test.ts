import { describe, expect, test } from 'vitest';
import * as ledger from '../../../src/domains/crawl/credit/ledger.ts';
import { percentOf } from '../../../src/domains/crawl/usage/percent.ts';
import { outcomeOf } from './rule-of.ts';

const at = new Date('2026-03-15T10:00:00Z');

const account = {
  currentBalance: 300,
  monthlyUsage: 1500,
  usageMonth: '2026-03-01',
  monthlyLimit: 2000,
  autoRefillEnabled: false,
  refillThreshold: 100,
  refillAmount: 500,
};

const use = (credits: number, of: Partial<typeof account> = {}) =>
  outcomeOf(() => ledger.use({ ...account, ...of }, { credits, description: 'A job.' }, at));

describe('credits', () => {
  test.each([
    [300, {}, 'booked'],
    [301, {}, 'INSUFFICIENT_CREDITS'],
    [501, { currentBalance: 10_000 }, 'MONTHLY_LIMIT'],
    [500, { currentBalance: 10_000 }, 'booked'],
    [2000, { currentBalance: 10_000, usageMonth: '2026-02-01' }, 'booked'],
    [2001, { currentBalance: 10_000, usageMonth: '2026-02-01' }, 'MONTHLY_LIMIT'],
    [301, { autoRefillEnabled: true }, 'INSUFFICIENT_CREDITS'],
  ])('%s of them, with %j: %s', (credits, of, outcome) => {
    const entries = use(credits, of);
    expect(typeof entries === 'string' ? entries : 'booked').toBe(outcome);
  });

  test('are counted in words when there are too few', () => {
    const why = (credits: number, of: Partial<typeof account>) => () =>
      ledger.use({ ...account, ...of }, { credits, description: 'A job.' }, at);
    expect(why(1, { currentBalance: 0 })).toThrow('This needs 1 credit, and the balance is 0');
    expect(why(2, { monthlyUsage: 1999 })).toThrow(
      "This needs 2 credits, and this month's limit of 2000 leaves only 1.",
    );
  });

  test('that are used leave the account as a negative amount', () => {
    expect(use(40)).toEqual([
      { type: 'usage', amount: -40, description: 'A job.', status: 'completed' },
    ]);
  });

  test('come back by themselves when the balance is below the threshold, and not before', () => {
    expect(use(200, { autoRefillEnabled: true })).toHaveLength(1);
    const entries = use(201, { autoRefillEnabled: true });
    expect(entries).toMatchObject([{ type: 'usage' }, { type: 'purchase', amount: 500 }]);
    expect(ledger.balancesAfter(300, entries as readonly ledger.Entry[])).toEqual([99, 599]);
  });

  test('that were reserved and not used are given back', () => {
    expect(ledger.settle(100, 30, 'Not used.')).toMatchObject({ type: 'refund', amount: 70 });
    expect(ledger.settle(100, 100, 'Not used.')).toBeNull();
  });
});

test('a month begins and ends in UTC', () => {
  expect(ledger.monthOf(new Date('2026-03-31T23:59:59Z'))).toBe('2026-03-01');
  expect(ledger.usageIn(account, new Date('2026-04-01T00:00:00Z'))).toBe(0);
});

test.each([
  [0, 100, 0],
  ['33.33', '100.00', 33.33],
  [1, 3, 33.33],
  [150, 100, 150],
])('%s of %s is %s per cent', (used, limit, percent) => {
  expect(percentOf(used, limit)).toBe(percent);
});
