import { describe, expect, test } from 'vitest';
import * as analysis from '../../../src/domains/dx/analysis-run/machine.ts';
import * as build from '../../../src/domains/dx/build-run/machine.ts';
import { analysisRunStatuses, buildRunStatuses } from '../../../src/domains/dx/tables.ts';
import { began, end, now, outcomeOf, tableOf } from './steps.ts';

describe('an analysis run', () => {
  const run = (status: analysis.State['status']) => ({
    id: 'r1',
    projectId: 'p1',
    status,
    progress: 40,
    startedAt: began,
    aiModel: 'm',
    aiProvider: 'p',
  });

  test('moves only as its status allows', () => {
    expect(analysisRunStatuses.join(' ')).toBe('pending analyzing complete failed cancelled');
    expect(
      tableOf(analysisRunStatuses, {
        start: (status) => analysis.start(run(status)),
        advance: (status) => analysis.advance(run(status), 50),
        finish: (status) => analysis.finish(run(status), {}),
        fail: (status) => analysis.fail(run(status), { message: 'No.' }),
        cancel: (status) => analysis.cancel(run(status)),
        retry: (status) => ({ ...analysis.retry(run(status)), status: 'again' }),
      }),
    ).toEqual({
      start: 'analyzing = STATUS STATUS STATUS',
      advance: 'STATUS = STATUS STATUS STATUS',
      finish: 'STATUS complete = STATUS STATUS',
      fail: 'failed failed STATUS = STATUS',
      cancel: 'cancelled cancelled STATUS STATUS =',
      retry: 'ONLY_FAILED ONLY_FAILED ONLY_FAILED again ONLY_FAILED',
    });
  });

  test('says when it started and ended, how long it took, and what came of it', () => {
    expect(analysis.start(run('pending'), now)).toEqual({ status: 'analyzing', startedAt: now });
    const findings = { results: { files: 3 }, confidence: 80 };
    expect(analysis.finish(run('analyzing'), findings, now)).toEqual({
      status: 'complete',
      progress: 100,
      ...findings,
      ...end,
    });
    const failure = { message: 'The model does not answer.', details: 'timeout' };
    expect(analysis.fail(run('analyzing'), failure, now)).toEqual({
      status: 'failed',
      errorMessage: failure.message,
      errorDetails: failure.details,
      ...end,
    });
    expect(analysis.cancel({ ...run('pending'), startedAt: null }, now)).toEqual({
      status: 'cancelled',
      completedAt: now,
      duration: null,
    });
  });

  test('never goes back in its progress, and takes no less than no time', () => {
    expect(analysis.advance(run('analyzing'), 30)).toEqual({ progress: 40 });
    expect(analysis.advance(run('analyzing'), 41)).toEqual({ progress: 41 });
    const early = analysis.cancel(run('analyzing'), '2026-03-02T09:00:00.000Z');
    expect(early).toMatchObject({ duration: 0 });
  });

  test('is tried again as a new run of the same project that points to it', () => {
    expect(analysis.retry(run('failed'))).toEqual({
      projectId: 'p1',
      aiModel: 'm',
      aiProvider: 'p',
      retryOfId: 'r1',
    });
  });

  test('is finished when it is complete, failed or cancelled', () => {
    const finished = analysisRunStatuses.filter((status) => analysis.isFinished({ status }));
    expect(finished).toEqual(['complete', 'failed', 'cancelled']);
  });
});

describe('a build', () => {
  const run = (status: build.State['status']) => ({
    id: 'b1',
    projectId: 'p1',
    configSetId: 's1',
    buildType: 'local' as const,
    status,
    startedAt: began,
  });

  test('moves only as its status allows', () => {
    expect(buildRunStatuses.join(' ')).toBe('pending running complete failed cancelled');
    expect(
      tableOf(buildRunStatuses, {
        start: (status) => build.start(run(status)),
        finish: (status) => build.finish(run(status), {}),
        fail: (status) => build.fail(run(status), { errorMessage: 'No.' }),
        cancel: (status) => build.cancel(run(status)),
        retry: (status) => ({ ...build.retry(run(status)), status: 'again' }),
      }),
    ).toEqual({
      start: 'running = STATUS STATUS STATUS',
      finish: 'STATUS complete = STATUS STATUS',
      fail: 'failed failed STATUS = STATUS',
      cancel: 'cancelled cancelled STATUS STATUS =',
      retry: 'ONLY_FAILED ONLY_FAILED ONLY_FAILED again ONLY_FAILED',
    });
    expect(build.finish(run('running'), { imageSize: '52428800' }, now)).toEqual({
      status: 'complete',
      imageSize: '52428800',
      ...end,
    });
  });

  test.each([
    ['of another project', { id: 's1', projectId: 'p2', status: 'complete' }, 'SAME_PROJECT'],
    [
      'that is not complete',
      { id: 's1', projectId: 'p1', status: 'failed' },
      'COMPLETE_CONFIG_SET',
    ],
    ['that is complete', { id: 's1', projectId: 'p1', status: 'complete' }, 's1'],
  ] as const)('of a config set %s', (_name, set, outcome) => {
    expect(outcomeOf(() => ({ status: build.assertConfigSet(set, 'p1').id }))).toBe(outcome);
  });
});
