import type { Row } from '../../../kernel/index.ts';
import { assertFailed, machine, thisMoment } from '../machine.ts';
import { invalid } from '../rule.ts';
import type { buildRuns, deployments } from '../tables.ts';

/* What may happen to a deployment. One that runs is stopped and started again; one that is terminated is not. */

type Deployment = Row<typeof deployments>;
export type State = Pick<Deployment, 'status' | 'deployUrl'>;
export type Step = Partial<Deployment>;
export type Stage = 'pre_flight' | 'building' | 'deploying';

export const { moves, assertIs, isFinished, finished } = machine<Deployment['status']>(
  'deployment',
  {
    pending: ['pre_flight', 'building', 'deploying', 'failed', 'terminated'],
    pre_flight: ['building', 'deploying', 'failed', 'terminated'],
    building: ['deploying', 'failed', 'terminated'],
    deploying: ['running', 'failed', 'terminated'],
    running: ['stopped', 'failed', 'terminated'],
    stopped: ['running', 'terminated'],
    failed: [],
    terminated: [],
  },
);

/** Where one is that has been started already. */
const startedAlready: readonly string[] = ['building', 'deploying', 'running'];

/** Starts a deployment, or one that was stopped, again. */
export const start = (deployment: State, now = thisMoment()): Step => {
  if (deployment.status === 'stopped') return { status: 'running', stoppedAt: null };
  if (startedAlready.includes(deployment.status)) return {};
  return moves(deployment, 'pre_flight') ? { status: 'pre_flight', startedAt: now } : {};
};

/** Goes on to a later stage; stages can be left out. */
export const advance = (deployment: State, status: Stage, now = thisMoment()): Step => {
  if (!moves(deployment, status)) return {};
  return { status, ...(deployment.status === 'pending' && { startedAt: now }) };
};

export type Deployed = Pick<Step, 'deployUrl' | 'previewUrl' | 'serviceUrls' | 'buildLogs'>;

/** It runs. One that was stopped is started again instead. */
export const finish = (deployment: State, deployed: Deployed, now = thisMoment()): Step => {
  if (!moves(deployment, 'running')) return {};
  assertIs(deployment, 'deploying');
  return { ...deployed, status: 'running', completedAt: now };
};

export type Failure = Pick<Step, 'buildLogs' | 'runtimeLogs'> & { readonly errorMessage: string };

export const fail = (deployment: State, failure: Failure, now = thisMoment()): Step =>
  moves(deployment, 'failed') ? { ...failure, status: 'failed', completedAt: now } : {};

export const stop = (deployment: State, now = thisMoment()): Step =>
  moves(deployment, 'stopped') ? { status: 'stopped', stoppedAt: now } : {};

/** Ends it for good, whether it runs already or not. */
export const terminate = (deployment: State, now = thisMoment()): Step => {
  if (!moves(deployment, 'terminated')) return {};
  return { status: 'terminated', stoppedAt: now };
};

type Made = Pick<
  Deployment,
  'id' | 'projectId' | 'configSetId' | 'buildRunId' | 'name' | 'platform' | 'environment'
>;

const made = ({ projectId, configSetId, buildRunId, name, platform, environment }: Made) => ({
  projectId,
  configSetId,
  buildRunId,
  name,
  platform,
  environment,
});

/** What a new deployment takes over from the failed one that it tries again. */
export const retry = (deployment: Made & State) => {
  assertFailed('deployment', deployment);
  return { ...made(deployment), retryOfId: deployment.id };
};

/** Takes a deployment back, once: it ends, and a new one does what the one before it did. */
export const rollBack = (
  deployment: Made & State,
  earlier: Made | undefined,
  isTakenBack: boolean,
) => {
  if (isTakenBack) {
    throw invalid(
      'TAKEN_BACK',
      'This deployment has been taken back already: go on with the one that did so.',
    );
  }
  if (!earlier) {
    throw invalid(
      'NO_EARLIER_DEPLOYMENT',
      `Nothing was deployed to ${deployment.platform} (${deployment.environment}) before: there is nothing to go back to.`,
    );
  }
  if (!['running', 'stopped', 'failed'].includes(deployment.status)) moves(deployment, 'stopped');
  return {
    ends: isFinished(deployment) ? {} : terminate(deployment),
    again: { ...made(earlier), rollbackOfId: deployment.id },
  };
};

export type Build = Pick<Row<typeof buildRuns>, 'id' | 'projectId' | 'configSetId' | 'status'>;

/** Refuses a build that cannot be deployed, or not with this config set; without one, it is that of the build. */
export const assertBuild = (
  build: Build,
  projectId: string,
  configSetId?: string | null,
): Build => {
  if (build.projectId !== projectId) {
    throw invalid('SAME_PROJECT', 'The build belongs to another project.');
  }
  if (build.status !== 'complete') {
    throw invalid(
      'COMPLETE_BUILD',
      `The build is ${build.status.toUpperCase()}: only a complete one can be deployed.`,
    );
  }
  if (configSetId != null && build.configSetId !== configSetId) {
    throw invalid(
      'SAME_CONFIG_SET',
      `The build is made with ${build.configSetId === null ? 'a config set that is deleted' : 'another config set'}: leave the config set out, or build this one.`,
    );
  }
  return build;
};
