import type { Row } from '../../../kernel/index.ts';
import { assertFailed, ended, machine, thisMoment } from '../machine.ts';
import { invalid } from '../rule.ts';
import type { analysisRuns, configSets } from '../tables.ts';

/* What may happen to a config set. */

type ConfigSet = Row<typeof configSets>;
export type State = Pick<ConfigSet, 'status' | 'progress' | 'startedAt'>;
export type Step = Partial<ConfigSet>;
export type Analysis = Pick<Row<typeof analysisRuns>, 'id' | 'projectId' | 'status'>;

export const { moves, assertIs, isFinished, finished } = machine<ConfigSet['status']>(
  'config set',
  {
    pending: ['generating', 'failed'],
    generating: ['complete', 'failed'],
    complete: [],
    failed: [],
  },
);

export const start = (set: State, now = thisMoment()): Step =>
  moves(set, 'generating') ? { status: 'generating', startedAt: now } : {};

/** Progress does not go back: reports may overtake each other. */
export const advance = (set: State, progress: number): Step => {
  assertIs(set, 'generating');
  return { progress: Math.max(set.progress, progress) };
};

export const finish = (set: State, now = thisMoment()): Step =>
  moves(set, 'complete') ? { status: 'complete', progress: 100, ...ended(set, now) } : {};

export const fail = (set: State, errorMessage: string, now = thisMoment()): Step =>
  moves(set, 'failed') ? { status: 'failed', errorMessage, ...ended(set, now) } : {};

/** Refuses an analysis that no config set can be made from. */
export const assertAnalysis = (analysis: Analysis | undefined, projectId: string): Analysis => {
  if (!analysis) {
    throw invalid(
      'COMPLETE_ANALYSIS',
      'The project has no complete analysis: analyze it before you make a config set.',
    );
  }
  if (analysis.projectId !== projectId) {
    throw invalid('SAME_PROJECT', 'The analysis run belongs to another project.');
  }
  if (analysis.status !== 'complete') {
    throw invalid(
      'COMPLETE_ANALYSIS',
      `The analysis run is ${analysis.status.toUpperCase()}: a config set is made from a complete one.`,
    );
  }
  return analysis;
};

type Retried = Pick<
  ConfigSet,
  | 'id'
  | 'projectId'
  | 'status'
  | 'name'
  | 'type'
  | 'localPath'
  | 'generatedBy'
  | 'aiModel'
  | 'description'
  | 'tags'
>;

/** What a new config set takes over from the failed one that it tries again. `analysis` is the latest complete one of its project. */
export const retry = (set: Retried, analysis: Analysis | undefined) => {
  assertFailed('config set', set);
  const { id: analysisRunId } = assertAnalysis(analysis, set.projectId);
  const { projectId, name, type, localPath, generatedBy, aiModel, description, tags } = set;
  return {
    projectId,
    analysisRunId,
    name,
    type,
    localPath,
    generatedBy,
    aiModel,
    description,
    tags,
    retryOfId: set.id,
  };
};
