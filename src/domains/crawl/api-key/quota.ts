/*
 * A rate limit that several servers keep together: of a key's hour each server takes a part, one statement at a time, and
 * spends it in memory: one for at least twenty requests, and never more than is left of the limit. Nobody gets beyond the
 * limit that way; what a server leaves of its part when the hour ends was not asked for.
 */

const hour = 3_600_000;
const parts = 50;
const least = 20;
const most = 500;

/** How many requests a server takes of a key's hour at once. */
export const partOf = (limit: number): number =>
  Math.max(least, Math.min(most, Math.floor(limit / parts)));

/** The hour that a moment belongs to. */
export const hourOf = (at: Date): string =>
  new Date(Math.floor(at.getTime() / hour) * hour).toISOString();

/** How many seconds are left of the hour. */
export const secondsLeft = (at: Date): number => Math.ceil((hour - (at.getTime() % hour)) / 1000);
