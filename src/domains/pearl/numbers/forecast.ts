/*
 * When work will be done, if it goes on as it did: a bootstrap. Each of many trials draws one of the last weeks at random, again
 * and again, and takes what was completed in it off what is open, until nothing is left. The dates on which the trials end are
 * the range. It assumes that nothing is added and that coming weeks are like those; what they differ by is the range.
 */

const trials = 2000;
/** With fewer weeks, a range would say more of chance than of the pace. */
const fewestWeeks = 4;
/** So many weeks ahead nobody knows anything. */
const mostWeeks = 520;

export type Forecast = {
  /** The weeks after which so many of the trials have ended: one in ten, half of them, nine in ten. */
  readonly weeks: readonly [early: number, likely: number, late: number] | null;
  /** Why nothing can be said. */
  readonly reason: 'DONE' | 'TOO_SHORT' | 'NO_PACE' | 'TOO_FAR' | null;
};

const unsaid = (reason: NonNullable<Forecast['reason']>): Forecast => ({ weeks: null, reason });

/** The last weeks, oldest first, with how much was completed in each; those before the first completion say nothing of a pace. */
export const forecast = (open: number, completed: readonly number[]): Forecast => {
  if (open === 0) return unsaid('DONE');
  const first = completed.findIndex((count) => count > 0);
  if (first < 0) return unsaid('NO_PACE');
  const pace = completed.slice(first);
  if (pace.length < fewestWeeks) return unsaid('TOO_SHORT');
  const random = numbersFrom(open, pace);
  const ends = Array.from({ length: trials }, () => weeksOf(open, pace, random));
  ends.sort((one, other) => one - other);
  const at = (part: number) => ends[Math.floor(part * (trials - 1))] ?? 0;
  const weeks = [at(0.1), at(0.5), at(0.9)] as const;
  return weeks[2] > mostWeeks ? unsaid('TOO_FAR') : { weeks, reason: null };
};

const weeksOf = (open: number, pace: readonly number[], random: () => number): number => {
  let [left, weeks] = [open, 0];
  while (left > 0 && weeks <= mostWeeks) {
    left -= pace[Math.floor(random() * pace.length)] ?? 0;
    weeks += 1;
  }
  return weeks;
};

/** A generator (mulberry32) whose seed is what is asked: the same history has the same forecast, whoever asks and whenever. */
const numbersFrom = (open: number, pace: readonly number[]) => {
  let state = [open, ...pace].reduce((sum, each) => (Math.imul(sum, 31) + each) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
