import { setTimeout as wait } from 'node:timers/promises';
import { inTurn } from '../kernel/read/time-slice.ts';

/** What a request counts for, in values of an answer: to parse and validate it takes as long. */
const valuesPerRequest = 200;
const bytesPerValue = 50;

/** Larger bodies wait for each other: no more than one of a user's is parsed at a time. */
const smallBody = 16_000;

/**
 * Admission control: requests are begun in fair turns of the event loop, owner by owner, before anything of them is parsed.
 * However many one user sends, somebody else's waits for one of them at most.
 */
export const admission = (
  owner: string,
  bytes: number,
  isGone = () => false,
): Promise<null> | null => (bytes > smallBody ? paced(owner, bytes, isGone) : begin(owner, bytes));

const begin = (owner: string, bytes: number) =>
  inTurn({ owner, turn: 0, done: 0 }, valuesPerRequest + bytes / bytesPerValue, null);

/** So many bytes of a user's large bodies are begun in a millisecond at most: nothing else is done while one is parsed. */
const bytesPerMs = 4000;
const pauses = new Map<string, Promise<unknown>>();

/**
 * Rate limit: the large bodies of one user are begun one after the other, with pauses that others have for themselves. Who
 * is gone by then needs none.
 */
const paced = (owner: string, bytes: number, isGone: () => boolean): Promise<null> => {
  const before = pauses.get(owner);
  const begun = (async () => {
    await before;
    return isGone() ? null : begin(owner, bytes);
  })();
  const pause = begun.then(async () => {
    if (!isGone()) await wait(bytes / bytesPerMs, undefined, { ref: false });
    if (pauses.get(owner) === pause) pauses.delete(owner);
  });
  pauses.set(owner, pause);
  return begun;
};
