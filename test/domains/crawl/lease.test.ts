import { describe, expect, test } from 'vitest';
import * as leases from '../../../src/domains/crawl/job-chunk/lease.ts';
import { outcomeOf } from './rule-of.ts';

const at = '2026-03-01T10:00:00.000Z';

const chunk = (state: Partial<leases.State> = {}): leases.State => ({
  status: 'processing',
  lease: 5,
  retryCount: 0,
  errorMessage: null,
  availableAt: at,
  leasedUntil: at,
  ...state,
});

const steps = {
  extend: (of: leases.State, lease: number) => leases.extend(of, lease, at, 60),
  complete: (of: leases.State, lease: number) => leases.complete(of, lease),
  fail: (of: leases.State, lease: number) => leases.fail(of, lease, 'No route.', at),
};

describe('a lease', () => {
  test.each(['pending', 'processing', 'completed', 'failed'] as const)(
    'on a chunk that is %s by now and that others have had since lets nobody report',
    (status) => {
      for (const step of Object.values(steps)) {
        expect(outcomeOf(() => step(chunk({ status, lease: 9 }), 5))).toBe('LEASE_LOST');
      }
    },
  );

  test('begins with a claim, and has a number of its own', () => {
    expect(leases.claim(chunk({ status: 'pending', leasedUntil: null }), at, 60)).toEqual({
      status: 'processing',
      lease: 6,
      leasedUntil: '2026-03-01T10:01:00.000Z',
    });
  });

  test('is prolonged from now on', () => {
    expect(steps.extend(chunk(), 5)).toEqual({ leasedUntil: '2026-03-01T10:01:00.000Z' });
  });

  test('ends with the result, once', () => {
    const done = chunk({ ...steps.complete(chunk(), 5), lease: 5 });
    expect(done).toMatchObject({ status: 'completed', leasedUntil: null });
    expect(steps.complete(done, 5)).toEqual({});
    expect(outcomeOf(() => steps.fail(done, 5))).toBe('LEASE_LOST');
  });

  test('ends with a failure, once: the chunk waits to be tried again', () => {
    const back = chunk({ ...steps.fail(chunk(), 5), lease: 5 });
    expect(back).toMatchObject({
      status: 'pending',
      retryCount: 1,
      errorMessage: 'No route.',
      availableAt: '2026-03-01T10:00:05.000Z',
      leasedUntil: null,
    });
    expect(steps.fail(back, 5)).toEqual({});
    expect(outcomeOf(() => steps.complete(back, 5))).toBe('LEASE_LOST');
  });

  test('that runs out gives the chunk to whoever comes next', () => {
    expect(leases.expire(chunk(), at)).toMatchObject({ status: 'pending', availableAt: at });
  });

  test('of the last try leaves a chunk that has failed', () => {
    const last = chunk({ retryCount: leases.mostRetries });
    expect(steps.fail(last, 5)).toMatchObject({ status: 'failed', errorMessage: 'No route.' });
    expect(leases.expire(last, at).status).toBe('failed');
    expect('retryCount' in steps.fail(last, 5)).toBe(false);
  });
});

test.each([
  ['The chunk is gone', undefined],
  ['This lease has run out, and the chunk is for others', chunk({ lease: 9 })],
  ['This lease has ended, and the chunk is for others', chunk({ status: 'pending' })],
  ['The chunk is done already', chunk({ status: 'completed' })],
  ['The chunk has failed', chunk({ status: 'failed', errorMessage: 'No route.' })],
  ['The job was cancelled', chunk({ status: 'failed', errorMessage: leases.jobCancelled })],
])('a lease is lost since: %s', (why, of) => {
  expect(() => leases.extend(of, 5, at, 60)).toThrow(`${why}: throw its result away.`);
});

test('every try again waits twice as long, up to five minutes', () => {
  expect([1, 2, 3, 4, 7, 20].map(leases.backoffOf)).toEqual([5, 10, 20, 40, 300, 300]);
});

test('what is urgent is claimed first, then what is old', () => {
  const queue = [
    { id: 4, priority: 5, createdAt: '2026-03-01T10:00:00Z' },
    { id: 3, priority: 5, createdAt: '2026-03-01T09:00:00Z' },
    { id: 2, priority: 9, createdAt: '2026-03-01T11:00:00Z' },
    { id: 1, priority: 5, createdAt: '2026-03-01T10:00:00Z' },
  ];
  expect(queue.sort(leases.inOrderOfClaims).map(({ id }) => id)).toEqual([2, 3, 1, 4]);
});
