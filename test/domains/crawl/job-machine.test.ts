import { describe, expect, test } from 'vitest';
import { newsOf } from '../../../src/domains/crawl/crawl-job/finish.ts';
import * as machine from '../../../src/domains/crawl/crawl-job/state-machine.ts';
import { tierLimits } from '../../../src/domains/crawl/tier.ts';
import { outcomeOf } from './rule-of.ts';

const at = '2026-03-01T10:00:00.000Z';
const before = '2026-03-01T09:00:00.000Z';
const nothing = { total: 0, downloaded: 0, valid: 0 };

const blank: machine.State = {
  status: 'pending',
  progress: 0,
  totalImages: 0,
  downloadedImages: 0,
  validImages: 0,
  totalChunks: 0,
  activeChunks: 0,
  completedChunks: 0,
  failedChunks: 0,
  taskIds: [],
  startedAt: null,
  completedAt: null,
  reservedCredits: 0,
};
const begun = { totalChunks: 4, taskIds: ['a', 'b', 'c', 'd'], startedAt: before };

const jobs: Record<machine.Status, machine.State> = {
  pending: blank,
  running: {
    ...blank,
    ...begun,
    status: 'running',
    progress: 50,
    activeChunks: 2,
    completedChunks: 1,
    failedChunks: 1,
  },
  completed: {
    ...blank,
    ...begun,
    status: 'completed',
    progress: 100,
    completedChunks: 4,
    completedAt: before,
  },
  failed: {
    ...blank,
    ...begun,
    status: 'failed',
    progress: 100,
    failedChunks: 4,
    completedAt: before,
  },
  cancelled: {
    ...blank,
    ...begun,
    status: 'cancelled',
    progress: 50,
    completedChunks: 2,
    failedChunks: 2,
    completedAt: before,
  },
};

const commands = {
  start: (job: machine.State) => machine.start(job, { taskIds: ['a', 'b'], credits: 10, at }),
  cancel: (job: machine.State) => machine.cancel(job, at),
  retry: (job: machine.State) => machine.retry(job),
  complete: (job: machine.State) => machine.chunkDone(job, 'completed', nothing, at),
  fail: (job: machine.State) => machine.chunkDone(job, 'failed', nothing, at),
};

/** The status after each command, "same" where it changes nothing, or the rule that refuses it. */
const table: Record<machine.Status, Record<keyof typeof commands, string>> = {
  pending: {
    start: 'running',
    cancel: 'cancelled',
    retry: 'JOB_NOT_ENDED',
    complete: 'same',
    fail: 'same',
  },
  running: {
    start: 'same',
    cancel: 'cancelled',
    retry: 'JOB_NOT_ENDED',
    complete: 'running',
    fail: 'running',
  },
  completed: {
    start: 'JOB_NOT_PENDING',
    cancel: 'same',
    retry: 'JOB_NOT_ENDED',
    complete: 'same',
    fail: 'same',
  },
  failed: {
    start: 'JOB_NOT_PENDING',
    cancel: 'same',
    retry: 'pending',
    complete: 'same',
    fail: 'same',
  },
  cancelled: {
    start: 'JOB_NOT_PENDING',
    cancel: 'same',
    retry: 'pending',
    complete: 'same',
    fail: 'same',
  },
};

const cells = Object.entries(table).flatMap(([status, row]) =>
  Object.entries(row).map(([command, outcome]) => [status, command, outcome] as const),
);

const inWords = (job: machine.State, step: machine.Step | string): string => {
  if (typeof step === 'string') return step;
  return Object.keys(step).length === 0 ? 'same' : { ...job, ...step }.status;
};

describe('a crawl job', () => {
  test.each(cells)('that is %s answers to %s with %s', (status, command, outcome) => {
    const job = Object.freeze(jobs[status as machine.Status]);
    const step = outcomeOf(() => commands[command as keyof typeof commands](job));
    expect(inWords(job, step)).toBe(outcome);
  });

  test('starts with all of its chunks to be done, and with what it may cost', () => {
    expect(commands.start(blank)).toMatchObject({
      totalChunks: 2,
      activeChunks: 2,
      taskIds: ['a', 'b'],
      reservedCredits: 10,
      startedAt: at,
      progress: 0,
    });
  });

  test('that is cancelled has no chunk that is still to be done', () => {
    const job = { ...jobs.running, ...commands.cancel(jobs.running) };
    expect(job).toMatchObject({ activeChunks: 0, completedChunks: 1, failedChunks: 3 });
    expect(job.completedAt).toBe(at);
  });

  test('that is retried is as before its start', () => {
    const job = { ...jobs.failed, ...commands.retry(jobs.failed) };
    expect(job).toEqual(blank);
  });
});

const harvest = { total: 10, downloaded: 8, valid: 6 };

/** A running job of so many chunks after these results. */
const after = (chunks: number, ...results: ('completed' | 'failed')[]): machine.State => {
  const taskIds = Array.from({ length: chunks }, (_, nth) => String(nth));
  const started = { ...blank, ...machine.start(blank, { taskIds, credits: 0, at: before }) };
  return results.reduce<machine.State>(
    (job, result) => ({ ...job, ...machine.chunkDone(job, result, harvest, at) }),
    started,
  );
};

describe('the roll-up of chunks', () => {
  test('counts what each has brought, and rounds the progress down', () => {
    expect(after(3, 'completed', 'completed')).toMatchObject({
      status: 'running',
      progress: 66,
      activeChunks: 1,
      completedChunks: 2,
      totalImages: 20,
      downloadedImages: 16,
      validImages: 12,
      completedAt: null,
    });
  });

  test.each([
    ['completed', ['completed', 'completed', 'completed']],
    ['completed', ['failed', 'failed', 'completed']],
    ['failed', ['failed', 'failed', 'failed']],
  ] as const)('ends a job as %s by %j', (status, results) => {
    const job = after(3, ...results);
    expect(job).toMatchObject({ status, progress: 100, activeChunks: 0, completedAt: at });
  });

  test('ignores results beyond the last', () => {
    const done = after(2, 'completed', 'failed');
    expect(after(2, 'completed', 'failed', 'completed', 'failed')).toEqual(done);
  });
});

describe('what follows from the counts', () => {
  test.each([
    [0, 0, null],
    [3, 0, 0],
    [3, 2, 66.67],
    [8, 8, 100],
  ])(
    'of %s downloaded images %s valid ones are %s per cent',
    (downloadedImages, validImages, rate) => {
      expect(machine.successRateOf({ downloadedImages, validImages })).toBe(rate);
    },
  );

  test('a job without chunks has made no progress', () => {
    expect(machine.progressOf({ totalChunks: 0, completedChunks: 0, failedChunks: 0 })).toBe(0);
  });

  test.each(['FREE', 'PRO', 'ENTERPRISE'] as const)(
    'the tier %s lets its number of jobs run',
    (tier) => {
      const { runningJobs } = tierLimits[tier];
      expect(outcomeOf(() => machine.assertMayRun(runningJobs - 1, tier))).toBeUndefined();
      expect(outcomeOf(() => machine.assertMayRun(runningJobs, tier))).toBe(
        'TOO_MANY_RUNNING_JOBS',
      );
    },
  );
});

describe('what is told of a job that has ended', () => {
  test.each([
    ['completed', 1, 0, 1, 'The crawl job Cats brought 1 valid image.'],
    ['completed', 5, 1, 4, 'The crawl job Cats brought 5 valid images; 1 of its 4 chunks failed.'],
    ['failed', 0, 1, 1, 'The one chunk of the crawl job Cats failed.'],
    ['failed', 0, 4, 4, 'All 4 chunks of the crawl job Cats failed.'],
  ] as const)(
    'that %s with %i images: %i of %i chunks failed',
    (status, validImages, failedChunks, totalChunks, message) => {
      const news = newsOf({ name: 'Cats', status, validImages, failedChunks, totalChunks });
      expect(news.message.replace(' See why in its chunks, then retry it.', '')).toBe(message);
    },
  );
});
