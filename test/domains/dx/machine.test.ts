import { describe, expect, test } from 'vitest';
import * as config from '../../../src/domains/dx/config-set/machine.ts';
import * as deployment from '../../../src/domains/dx/deployment/machine.ts';
import { analyzed, configured, deployed, handOut } from '../../../src/domains/dx/project/status.ts';
import { configSetStatuses, deploymentStatuses } from '../../../src/domains/dx/tables.ts';
import { began, end, now, outcomeOf, projectWith, tableOf } from './steps.ts';

describe('a config set', () => {
  const set = (status: config.State['status']) => ({
    id: 's1',
    projectId: 'p1',
    status,
    progress: 0,
    startedAt: began,
    name: 'Docker',
    type: 'docker' as const,
    localPath: null,
    generatedBy: 'ai' as const,
    aiModel: 'm',
    description: null,
    tags: ['web'],
  });
  const complete = { id: 'r1', projectId: 'p1', status: 'complete' } as const;

  test('moves only as its status allows', () => {
    expect(configSetStatuses.join(' ')).toBe('pending generating complete failed');
    expect(
      tableOf(configSetStatuses, {
        start: (status) => config.start(set(status)),
        advance: (status) => config.advance(set(status), 50),
        finish: (status) => config.finish(set(status)),
        fail: (status) => config.fail(set(status), 'No.'),
        retry: (status) => ({ ...config.retry(set(status), complete), status: 'again' }),
      }),
    ).toEqual({
      start: 'generating = STATUS STATUS',
      advance: 'STATUS = STATUS STATUS',
      finish: 'STATUS complete = STATUS',
      fail: 'failed failed STATUS =',
      retry: 'ONLY_FAILED ONLY_FAILED ONLY_FAILED again',
    });
  });

  test('says how it ended', () => {
    expect(config.finish(set('generating'), now)).toEqual({
      status: 'complete',
      progress: 100,
      ...end,
    });
    expect(config.fail(set('generating'), 'No.', now)).toEqual({
      status: 'failed',
      errorMessage: 'No.',
      ...end,
    });
  });

  test.each<[string, config.Analysis | undefined, string]>([
    ['no analysis', undefined, 'COMPLETE_ANALYSIS'],
    ['an analysis of another project', { ...complete, projectId: 'p2' }, 'SAME_PROJECT'],
    ...(['pending', 'analyzing', 'failed', 'cancelled'] as const).map(
      (status): [string, config.Analysis, string] => [
        `an analysis that is ${status}`,
        { ...complete, status },
        'COMPLETE_ANALYSIS',
      ],
    ),
  ])('is neither made nor tried again from %s', (_name, run, rule) => {
    expect(outcomeOf(() => ({ status: config.assertAnalysis(run, 'p1').id }))).toBe(rule);
    expect(outcomeOf(() => ({ status: config.retry(set('failed'), run).name }))).toBe(rule);
  });

  test('is tried again as a new one with the same orders', () => {
    const {
      id,
      status: _status,
      progress: _progress,
      startedAt: _startedAt,
      ...orders
    } = set('failed');
    expect(config.retry(set('failed'), complete)).toEqual({
      ...orders,
      analysisRunId: 'r1',
      retryOfId: id,
    });
  });
});

describe('a deployment', () => {
  const of = (status: deployment.State['status']) => ({
    id: 'd2',
    projectId: 'p1',
    configSetId: 's1',
    buildRunId: 'b2',
    name: null,
    platform: 'docker',
    environment: 'production',
    deployUrl: null,
    status,
  });
  const earlier = { ...of('terminated'), id: 'd1', buildRunId: 'b1' };

  test('moves only as its status allows', () => {
    expect(deploymentStatuses.join(' ')).toBe(
      'pending pre_flight building deploying running stopped failed terminated',
    );
    expect(
      tableOf(deploymentStatuses, {
        start: (status) => deployment.start(of(status)),
        build: (status) => deployment.advance(of(status), 'building'),
        deploy: (status) => deployment.advance(of(status), 'deploying'),
        finish: (status) => deployment.finish(of(status), {}),
        fail: (status) => deployment.fail(of(status), { errorMessage: 'No.' }),
        stop: (status) => deployment.stop(of(status)),
        terminate: (status) => deployment.terminate(of(status)),
        retry: (status) => ({ ...deployment.retry(of(status)), status: 'again' }),
        rollBack: (status) => deployment.rollBack(of(status), earlier, false).ends,
      }),
    ).toEqual({
      start: 'pre_flight = = = = running STATUS STATUS',
      build: 'building building = STATUS STATUS STATUS STATUS STATUS',
      deploy: 'deploying deploying deploying = STATUS STATUS STATUS STATUS',
      finish: 'STATUS STATUS STATUS running = STATUS STATUS STATUS',
      fail: 'failed failed failed failed failed STATUS = STATUS',
      stop: 'STATUS STATUS STATUS STATUS stopped = STATUS STATUS',
      terminate: 'terminated terminated terminated terminated terminated terminated STATUS =',
      retry:
        'ONLY_FAILED ONLY_FAILED ONLY_FAILED ONLY_FAILED ONLY_FAILED ONLY_FAILED again ONLY_FAILED',
      rollBack: 'STATUS STATUS STATUS STATUS terminated terminated = STATUS',
    });
  });

  test('that is taken back ends, and a new one does what the one before it did', () => {
    const { ends, again } = deployment.rollBack(of('running'), earlier, false);
    expect(ends).toMatchObject({ status: 'terminated' });
    expect(again).toEqual({
      projectId: 'p1',
      configSetId: 's1',
      buildRunId: 'b1',
      name: null,
      platform: 'docker',
      environment: 'production',
      rollbackOfId: 'd2',
    });
    expect(outcomeOf(() => deployment.rollBack(of('running'), undefined, false).ends)).toBe(
      'NO_EARLIER_DEPLOYMENT',
    );
  });

  test.each([
    [
      'of another project',
      { id: 'b1', projectId: 'p2', configSetId: 's1', status: 'complete' },
      'SAME_PROJECT',
    ],
    [
      'that is not complete',
      { id: 'b1', projectId: 'p1', configSetId: 's1', status: 'running' },
      'COMPLETE_BUILD',
    ],
    [
      'that is complete',
      { id: 'b1', projectId: 'p1', configSetId: 's1', status: 'complete' },
      'b1',
    ],
  ] as const)('of a build %s', (_name, run, outcome) => {
    expect(outcomeOf(() => ({ status: deployment.assertBuild(run, 'p1').id }))).toBe(outcome);
  });
});

describe('a project', () => {
  const project = { status: 'imported' } as const;

  test('hands out versions that were never given, each kind and each project for itself', () => {
    const counts = { lastAnalysisVersion: 4, lastConfigVersion: 0 };
    const [one, other] = [projectWith('p1', counts), projectWith('p2', counts)];
    const both = [one, other];
    const orders = [{ projectId: 'p1' }, { projectId: 'p2' }, { projectId: 'p1' }];
    expect(handOut(both, 'lastAnalysisVersion', orders)).toEqual({
      rows: [
        { projectId: 'p1', versionNumber: 5 },
        { projectId: 'p2', versionNumber: 5 },
        { projectId: 'p1', versionNumber: 6 },
      ],
      steps: [
        [one, { lastAnalysisVersion: 6 }],
        [other, { lastAnalysisVersion: 5 }],
      ],
    });
    expect(handOut(both, 'lastConfigVersion', orders.slice(0, 1)).rows).toEqual([
      { projectId: 'p1', versionNumber: 1 },
    ]);
  });

  test('points to its latest complete analysis and config set', () => {
    expect(analyzed('r1', 'TypeScript')).toEqual({
      latestAnalysisId: 'r1',
      language: 'TypeScript',
    });
    expect(analyzed('r1', null)).toEqual({ latestAnalysisId: 'r1' });
    expect(configured(project, 's1')).toEqual({ latestConfigSetId: 's1', status: 'configured' });
  });

  test('goes from imported over configured to deployed, and not back', () => {
    expect(configured({ status: 'configured' }, 's2')).toEqual({
      latestConfigSetId: 's2',
    });
    expect(configured({ status: 'deployed' }, 's2')).toEqual({
      latestConfigSetId: 's2',
    });
    expect(deployed('https://shop.example', now)).toEqual({
      status: 'deployed',
      lastDeployedAt: now,
      deployUrl: 'https://shop.example',
    });
    expect(deployed(null, now)).toEqual({ status: 'deployed', lastDeployedAt: now });
  });
});
