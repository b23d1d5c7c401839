import { afterEach, describe, expect, test, vi } from 'vitest';
import { trackerStatuses } from '../../../src/domains/pearl/tables.ts';
import { complete, overdue } from '../../../src/domains/pearl/tracker/completion.ts';
import { predicateOf } from '../../../src/kernel/read/predicate.ts';

const isComplete = predicateOf(complete);
const isOverdue = predicateOf(overdue);

const checkers = [null, 7] as const;
const combinations = trackerStatuses.flatMap((primaryStatus) =>
  trackerStatuses.flatMap((qcStatus) =>
    checkers.map((qcProgrammerId) => ({ primaryStatus, qcStatus, qcProgrammerId })),
  ),
);

/** Of the 18, the ones that are done. */
const done = [
  'COMPLETED / COMPLETED / somebody checks',
  'COMPLETED / COMPLETED / nobody checks',
  'COMPLETED / IN_PROGRESS / nobody checks',
  'COMPLETED / NOT_STARTED / nobody checks',
];

const named = combinations.map((each) => {
  const who = each.qcProgrammerId === null ? 'nobody checks' : 'somebody checks';
  const name = `${each.primaryStatus} / ${each.qcStatus} / ${who}`;
  return [name, done.includes(name), each] as const;
});

describe('work is complete', () => {
  test('in four of eighteen cases', () => {
    expect(named.filter(([, isDone]) => isDone)).toHaveLength(done.length);
  });

  test.each(named)('%s: %s', (_name, isDone, tracker) => {
    expect(isComplete(tracker)).toBe(isDone);
  });
});

describe('work is overdue', () => {
  const today = '2026-03-01';
  test.each([
    ['without a due date', null, false],
    ['due long ago', '2024-02-29', true],
    ['due yesterday', '2026-02-28', true],
    ['due today', '2026-03-01', false],
    ['due tomorrow', '2026-03-02', false],
  ])('%s (%s), unless it is complete: %s', (_name, dueDate, isLate) => {
    vi.useFakeTimers({ now: new Date(`${today}T12:00:00Z`) });
    for (const [name, isDone, tracker] of named) {
      expect(isOverdue({ ...tracker, dueDate }), name).toBe(isLate && !isDone);
    }
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    ['2026-03-01T23:59:59.999Z', '2026-03-01', false],
    ['2026-03-02T00:00:00.000Z', '2026-03-01', true],
    ['2026-03-01T23:30:00-05:00', '2026-03-01', true],
    ['2026-03-02T08:30:00+09:00', '2026-03-01', false],
  ])('by the calendar of UTC: at %s, what was due on %s: %s', (now, dueDate, isLate) => {
    vi.useFakeTimers({ now: new Date(now) });
    const open = { primaryStatus: 'IN_PROGRESS', qcStatus: 'NOT_STARTED', qcProgrammerId: null };
    expect(isOverdue({ ...open, dueDate } as Parameters<typeof isOverdue>[0])).toBe(isLate);
  });
});
