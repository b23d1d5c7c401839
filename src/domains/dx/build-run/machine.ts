import type { Row } from '../../../kernel/index.ts';
import { assertFailed, ended, machine, thisMoment } from '../machine.ts';
import { invalid } from '../rule.ts';
import type { buildRuns, configSets } from '../tables.ts';

/* What may happen to a build. */

type Build = Row<typeof buildRuns>;
export type State = Pick<Build, 'status' | 'startedAt'>;
export type Step = Partial<Build>;

export const { moves, isFinished, finished } = machine<Build['status']>('build', {
  pending: ['running', 'failed', 'cancelled'],
  running: ['complete', 'failed', 'cancelled'],
  complete: [],
  failed: [],
  cancelled: [],
});

export const start = (build: State, now = thisMoment()): Step =>
  moves(build, 'running') ? { status: 'running', startedAt: now } : {};

export type Built = Pick<Step, 'imageSize' | 'buildLogs'>;

export const finish = (build: State, built: Built, now = thisMoment()): Step =>
  moves(build, 'complete') ? { ...built, status: 'complete', ...ended(build, now) } : {};

export type Failure = Pick<Step, 'buildLogs'> & { readonly errorMessage: string };

export const fail = (build: State, failure: Failure, now = thisMoment()): Step =>
  moves(build, 'failed') ? { ...failure, status: 'failed', ...ended(build, now) } : {};

export const cancel = (build: State, now = thisMoment()): Step =>
  moves(build, 'cancelled') ? { status: 'cancelled', ...ended(build, now) } : {};

export type ConfigSet = Pick<Row<typeof configSets>, 'id' | 'projectId' | 'status'>;

/** Refuses a config set that cannot be built or deployed. */
export const assertConfigSet = (set: ConfigSet, projectId: string): ConfigSet => {
  if (set.projectId !== projectId) {
    throw invalid('SAME_PROJECT', 'The config set belongs to another project.');
  }
  if (set.status !== 'complete') {
    throw invalid(
      'COMPLETE_CONFIG_SET',
      `The config set is ${set.status.toUpperCase()}: only a complete one can be built or deployed.`,
    );
  }
  return set;
};

/** What a new build takes over from the failed one that it tries again. */
export const retry = (
  build: Pick<Build, 'id' | 'projectId' | 'configSetId' | 'buildType' | 'status'>,
) => {
  assertFailed('build', build);
  const { id, projectId, configSetId, buildType } = build;
  return { projectId, configSetId, buildType, retryOfId: id };
};
