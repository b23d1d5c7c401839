import type { Row } from '../../../kernel/index.ts';
import { invalid } from '../rule.ts';
import type { jobChunks } from '../tables.ts';

/*
 * What may happen to a chunk. Leases: whoever claims a chunk has it until the lease runs out, and proves by the number of
 * the lease that it is still theirs: every claim has another. A report that comes twice counts once.
 */

type Chunk = Row<typeof jobChunks>;
export type State = Pick<
  Chunk,
  'status' | 'lease' | 'retryCount' | 'errorMessage' | 'availableAt' | 'leasedUntil'
>;
export type Step = Partial<State>;

/** How often a chunk is tried again before it fails for good. */
export const mostRetries = 3;
const backoffSeconds = 5;
const mostBackoffSeconds = 300;

export const leaseSeconds = { default: 60, least: 1, most: 3600 } as const;
/** How many chunks one claim gives at most. */
export const mostClaimed = 100;

/** Exponential backoff: how long a chunk waits before it is tried for the nth time again. */
export const backoffOf = (nth: number): number =>
  Math.min(mostBackoffSeconds, backoffSeconds * 2 ** (nth - 1));

const after = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

/** Why the chunks of a job that was cancelled have failed. */
export const jobCancelled = 'The job was cancelled.';
const ranOut = 'The lease ran out before a result was reported.';

/** Gives a chunk to whoever claims it. Where a lease has run out, that was a try: a chunk whose workers all die fails in the end. */
export const claim = (chunk: State, at: string, seconds: number): Step => ({
  ...(chunk.status === 'processing' && {
    retryCount: chunk.retryCount + 1,
    errorMessage: ranOut,
  }),
  status: 'processing',
  lease: chunk.lease + 1,
  leasedUntil: after(at, seconds),
});

/** Refuses whoever has not, or no longer, the lease of a chunk. */
const assertHeld = (chunk: State | undefined, lease: number): void => {
  if (chunk?.status === 'processing' && chunk.lease === lease) return;
  throw invalid('LEASE_LOST', `${whyLost(chunk, lease)}: throw its result away.`);
};

const whyLost = (chunk: State | undefined, lease: number): string => {
  if (!chunk) return 'The chunk is gone';
  if (chunk.lease !== lease) return 'This lease has run out, and the chunk is for others';
  if (chunk.errorMessage === jobCancelled) return 'The job was cancelled';
  if (chunk.status === 'failed') return 'The chunk has failed';
  if (chunk.status === 'completed') return 'The chunk is done already';
  return 'This lease has ended, and the chunk is for others';
};

/** Prolongs a lease. That of a chunk which is gone is lost, too. */
export const extend = (
  chunk: State | undefined,
  lease: number,
  at: string,
  seconds: number,
): Step => {
  assertHeld(chunk, lease);
  return { leasedUntil: after(at, seconds) };
};

/** Ends a chunk that is done. */
export const complete = (chunk: State, lease: number): Step => {
  if (chunk.status === 'completed' && chunk.lease === lease) return {};
  assertHeld(chunk, lease);
  return { status: 'completed', leasedUntil: null, errorMessage: null };
};

/** Gives a chunk back that went wrong: to be tried again after a while, or, after so many tries, as failed. */
export const fail = (chunk: State, lease: number, error: string, at: string): Step => {
  const isGivenBack = chunk.status === 'pending' || chunk.status === 'failed';
  if (isGivenBack && chunk.lease === lease) return {};
  assertHeld(chunk, lease);
  return tryAgain(chunk, error, at);
};

/** Takes a chunk back from whoever let its lease run out. */
export const expire = (chunk: State, at: string): Step => tryAgain(chunk, ranOut, at, 0);

const tryAgain = (
  { retryCount }: State,
  errorMessage: string,
  at: string,
  seconds = backoffOf(retryCount + 1),
): Step =>
  retryCount >= mostRetries
    ? { status: 'failed', errorMessage, leasedUntil: null }
    : {
        status: 'pending',
        errorMessage,
        leasedUntil: null,
        retryCount: retryCount + 1,
        availableAt: after(at, seconds),
      };

/** The order of claims: what is more urgent first, then what is older. The queue's SQL sorts the same way. */
export const inOrderOfClaims = (
  a: Pick<Chunk, 'priority' | 'createdAt' | 'id'>,
  b: Pick<Chunk, 'priority' | 'createdAt' | 'id'>,
): number =>
  b.priority - a.priority || Date.parse(a.createdAt) - Date.parse(b.createdAt) || a.id - b.id;
