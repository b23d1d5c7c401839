import type { Row } from '../../../kernel/index.ts';
import { assertFailed, ended, machine, thisMoment } from '../machine.ts';
import type { analysisRuns } from '../tables.ts';

/* What may happen to an analysis run. Each step takes the run as it is and gives what to change of it, or refuses. */

type Run = Row<typeof analysisRuns>;
export type State = Pick<Run, 'status' | 'progress' | 'startedAt' | 'aiModel' | 'aiProvider'>;
export type Step = Partial<Run>;

export const { moves, assertIs, isFinished, finished } = machine<Run['status']>('analysis run', {
  pending: ['analyzing', 'failed', 'cancelled'],
  analyzing: ['complete', 'failed', 'cancelled'],
  complete: [],
  failed: [],
  cancelled: [],
});

export const start = (run: State, now = thisMoment()): Step =>
  moves(run, 'analyzing') ? { status: 'analyzing', startedAt: now } : {};

/** Progress does not go back: reports may overtake each other. */
export const advance = (run: State, progress: number): Step => {
  assertIs(run, 'analyzing');
  return { progress: Math.max(run.progress, progress) };
};

export type Findings = Pick<Step, 'results' | 'confidence'>;

export const finish = (run: State, findings: Findings, now = thisMoment()): Step =>
  moves(run, 'complete')
    ? { ...findings, status: 'complete', progress: 100, ...ended(run, now) }
    : {};

export type Failure = { readonly message: string; readonly details?: string | null | undefined };

export const fail = (run: State, failure: Failure, now = thisMoment()): Step =>
  moves(run, 'failed')
    ? {
        status: 'failed',
        errorMessage: failure.message,
        errorDetails: failure.details ?? null,
        ...ended(run, now),
      }
    : {};

export const cancel = (run: State, now = thisMoment()): Step =>
  moves(run, 'cancelled') ? { status: 'cancelled', ...ended(run, now) } : {};

/** What a new run takes over from the failed one that it tries again. */
export const retry = (run: State & Pick<Run, 'id' | 'projectId'>) => {
  assertFailed('analysis run', run);
  const { id, projectId, aiModel, aiProvider } = run;
  return { projectId, aiModel, aiProvider, retryOfId: id };
};
