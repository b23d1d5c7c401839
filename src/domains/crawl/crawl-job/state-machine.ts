import type { Row } from '../../../kernel/index.ts';
import { invalid } from '../rule.ts';
import type { crawlJobs } from '../tables.ts';
import { type Tier, tierLimits } from '../tier.ts';

/*
 * What may happen to a crawl job: every command and every result of a chunk asks here. Each step takes the job as it is
 * and gives what to change of it, or refuses. A step that finds nothing to do gives nothing, so that it can be repeated.
 */

type Job = Row<typeof crawlJobs>;
export type Status = Job['status'];
export type State = Pick<
  Job,
  | 'status'
  | 'progress'
  | 'totalImages'
  | 'downloadedImages'
  | 'validImages'
  | 'totalChunks'
  | 'activeChunks'
  | 'completedChunks'
  | 'failedChunks'
  | 'taskIds'
  | 'startedAt'
  | 'completedAt'
  | 'reservedCredits'
>;
export type Step = Partial<State>;

/** What one chunk has brought. */
export type Harvest = {
  readonly total: number;
  readonly downloaded: number;
  /** Those that are valid and not there already. */
  readonly valid: number;
};

/** How a job ends. */
export const finished: readonly Status[] = ['completed', 'failed', 'cancelled'];

export const isFinished = ({ status }: Pick<State, 'status'>): boolean => finished.includes(status);

const noCounts = {
  progress: 0,
  totalImages: 0,
  downloadedImages: 0,
  validImages: 0,
  totalChunks: 0,
  activeChunks: 0,
  completedChunks: 0,
  failedChunks: 0,
} as const;

type Start = {
  readonly taskIds: readonly string[];
  readonly credits: number;
  readonly at: string;
};

/** Starts a job: all of its chunks are to be done. One that is running goes on as it is. */
export const start = (job: State, { taskIds, credits, at }: Start): Step => {
  if (job.status === 'running') return {};
  if (job.status !== 'pending') {
    throw invalid(
      'JOB_NOT_PENDING',
      `The job is ${job.status}: only a pending job can be started${job.status === 'completed' ? '' : '. Retry it first'}.`,
    );
  }
  return {
    ...noCounts,
    status: 'running',
    totalChunks: taskIds.length,
    activeChunks: taskIds.length,
    taskIds,
    reservedCredits: credits,
    startedAt: at,
    completedAt: null,
  };
};

/** Stops a job; chunks that are not done fail. One that is finished stays as it is. */
export const cancel = (job: State, at: string): Step =>
  isFinished(job)
    ? {}
    : {
        status: 'cancelled',
        completedAt: at,
        activeChunks: 0,
        failedChunks: job.failedChunks + job.activeChunks,
        reservedCredits: 0,
      };

/** Refuses to delete a job that is running: what is reserved for it would never be given back. */
export const assertNotRunning = ({ status }: Pick<State, 'status'>): void => {
  if (status !== 'running') return;
  throw invalid('JOB_IS_RUNNING', 'The job is running: cancel it first.');
};

/** Sets a job that failed or was cancelled back to its beginning. */
export const retry = (job: State): Step => {
  if (job.status !== 'failed' && job.status !== 'cancelled') {
    throw invalid(
      'JOB_NOT_ENDED',
      `The job is ${job.status}: only a job that failed or was cancelled can be retried.`,
    );
  }
  return { ...noCounts, status: 'pending', taskIds: [], startedAt: null, completedAt: null };
};

/** Roll-up: counts the result of one chunk, and finishes the job with the last. What is more than all chunks is no result. */
export const chunkDone = (
  job: State,
  outcome: 'completed' | 'failed',
  { total, downloaded, valid }: Harvest,
  at: string,
): Step => {
  if (job.status !== 'running' || job.activeChunks === 0) return {};
  const completedChunks = job.completedChunks + (outcome === 'completed' ? 1 : 0);
  const failedChunks = job.failedChunks + (outcome === 'failed' ? 1 : 0);
  const activeChunks = job.activeChunks - 1;
  const counted = {
    totalImages: job.totalImages + total,
    downloadedImages: job.downloadedImages + downloaded,
    validImages: job.validImages + valid,
    completedChunks,
    failedChunks,
    activeChunks,
  };
  if (activeChunks > 0) {
    return { ...counted, progress: progressOf({ ...job, completedChunks, failedChunks }) };
  }
  const status = completedChunks > 0 ? 'completed' : 'failed';
  return { ...counted, progress: 100, status, completedAt: at, reservedCredits: 0 };
};

type Plan = Pick<Job, 'name' | 'keywords' | 'engines' | 'maxImages'>;

/** Changes what a job is to do: before it starts. Its name can be changed at any time. */
export const edit = (
  job: Pick<State, 'status'>,
  changes: { readonly [K in keyof Plan]?: Plan[K] | undefined },
): Partial<Plan> => {
  const { name: _name, ...others } = changes;
  if (job.status !== 'pending' && Object.values(others).some((value) => value !== undefined)) {
    throw invalid(
      'JOB_HAS_BEGUN',
      `The job is ${job.status}: only the name of a job that has begun can be changed.`,
    );
  }
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
};

type Chunks = Pick<State, 'totalChunks' | 'completedChunks' | 'failedChunks'>;

/** How much of a job is done, in whole per cent. */
export const progressOf = ({ totalChunks, completedChunks, failedChunks }: Chunks): number =>
  totalChunks === 0
    ? 0
    : Math.min(100, Math.floor((100 * (completedChunks + failedChunks)) / totalChunks));

/** How many per cent of the downloaded images are valid; null while there are none. */
export const successRateOf = ({
  downloadedImages,
  validImages,
}: Pick<State, 'downloadedImages' | 'validImages'>): number | null =>
  downloadedImages === 0 ? null : Math.round((10_000 * validImages) / downloadedImages) / 100;

/** Refuses one job more than the tier of its owner lets run at once. */
export const assertMayRun = (running: number, tier: Tier): void => {
  const { runningJobs } = tierLimits[tier];
  if (running < runningJobs) return;
  throw invalid(
    'TOO_MANY_RUNNING_JOBS',
    `The tier ${tier} lets ${runningJobs} ${runningJobs === 1 ? 'job' : 'jobs'} run at once: wait for one to finish, or cancel it.`,
  );
};
