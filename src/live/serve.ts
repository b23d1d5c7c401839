import { setTimeout as wait } from 'node:timers/promises';
import { refusal } from '../kernel/errors.ts';
import { type Channel, deliver } from './channel.ts';
import type { ReplayMeans } from './replay.ts';
import { executeJobs, type Job } from './running-event.ts';

/** So long may a part take while others wait. */
const patienceMs = 3000;
const tooLong = refusal('ABORTED', 'This takes too long to be told as it happens.');

/** Tells channels what has happened, those of one family together. */
export const serve = async (jobs: readonly Job<Channel>[], means: ReplayMeans): Promise<void> => {
  const families = Map.groupBy(jobs, ({ selection }) => selection.family);
  await Promise.all([...families.values()].map((those) => serveFamily(those, means)));
};

/**
 * Who asks so much that others would have to wait goes on alone, after the last cursor; so does everybody where it fails,
 * since the feed must not read again what has been told in part.
 */
const serveFamily = async (
  jobs: readonly Job<Channel>[],
  { contextFor, ...means }: ReplayMeans,
): Promise<void> => {
  const ending = new AbortController();
  const parts = executeJobs(jobs, {
    ...means,
    contextFor: (viewer) => contextFor(viewer, { signal: ending.signal }),
  });
  for (;;) {
    const part = await withTimeout(parts.next()).catch((error) => void means.mask(error));
    if (!part) {
      ending.abort(tooLong);
      const channels = new Set(jobs.map(({ selection }) => selection));
      for (const { subscribers } of channels) {
        for (const subscriber of subscribers.keys()) subscriber.cut();
      }
      return;
    }
    if (part.done) return;
    await deliver(part.value);
  }
};

/** Timeout: gives up on what takes too long. */
const withTimeout = async <Value>(value: Promise<Value>): Promise<Value | undefined> => {
  const ending = new AbortController();
  const patience = wait(patienceMs, undefined, { signal: ending.signal, ref: false });
  try {
    return await Promise.race([value, patience]);
  } finally {
    ending.abort();
  }
};
