import type { Row } from '../../../kernel/index.ts';
import type { notificationPreferences, notifications } from '../tables.ts';

/*
 * Everything is stored; what is pushed, and when, follows from a profile's preferences: categories that are switched off
 * are not, quiet hours hold back what is, and who wants a digest gets one notification for many.
 */

export type Preferences = Pick<
  Row<typeof notificationPreferences>,
  | 'crawlJobsEnabled'
  | 'datasetsEnabled'
  | 'billingEnabled'
  | 'securityEnabled'
  | 'productUpdatesEnabled'
  | 'digestFrequency'
  | 'quietHoursStart'
  | 'quietHoursEnd'
  | 'timeZone'
>;
type Category = Row<typeof notifications>['category'];

/** The preference that says whether a profile wants to hear of things of a category. */
export const preferenceFor = {
  crawl_job: 'crawlJobsEnabled',
  dataset: 'datasetsEnabled',
  project: 'datasetsEnabled',
  payment: 'billingEnabled',
  security: 'securityEnabled',
  system: 'productUpdatesEnabled',
} as const satisfies Record<NonNullable<Category>, keyof Preferences>;

/** Whether a profile wants to hear of such things at all. */
export const isWanted = (preferences: Preferences, category: Category): boolean =>
  category === null || preferences[preferenceFor[category]];

/** When a notification is to be pushed by itself; null: not at all, or with a digest. What is about security does not wait for a digest. */
export const pushTimeOf = (preferences: Preferences, category: Category, at: Date): Date | null => {
  if (!isWanted(preferences, category)) return null;
  if (preferences.digestFrequency !== 'realtime' && category !== 'security') return null;
  return endOfQuiet(preferences, at);
};

type Quiet = Pick<Preferences, 'quietHoursStart' | 'quietHoursEnd' | 'timeZone'>;

const day = 24 * 60 * 60;

/**
 * The first moment from `at` on that is not within the quiet hours, which may go over midnight. A zone that only the database
 * knows counts as UTC: whoever tells somebody something is not refused for that.
 */
export const endOfQuiet = (
  { quietHoursStart, quietHoursEnd, timeZone: named }: Quiet,
  at: Date,
): Date => {
  if (quietHoursStart === null || quietHoursEnd === null) return at;
  const timeZone = isTimeZone(named) ? named : 'UTC';
  const [start, end] = [secondsOf(quietHoursStart), secondsOf(quietHoursEnd)];
  const now = localSeconds(at, timeZone);
  const isQuiet = start < end ? now >= start && now < end : now >= start || now < end;
  if (!isQuiet) return at;
  const wait = (end - now + day) % day;
  const guess = new Date((Math.floor(at.getTime() / 1000) + wait) * 1000);
  // a change of summer time within the quiet hours moves their end by as much
  const drift = ((end - localSeconds(guess, timeZone) + day + day / 2) % day) - day / 2;
  return new Date(guess.getTime() + drift * 1000);
};

const secondsOf = (time: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60 + Math.floor(seconds);
};

const clocks = new Map<string, Intl.DateTimeFormat>();

const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, clock);
  return clock;
};

const localSeconds = (at: Date, timeZone: string): number =>
  secondsOf(clockOf(timeZone).format(at));

/**
 * Whether this is the name of a time zone: of a place, or UTC. The database and this program know these alike; short names
 * they do not, and offsets mean the opposite to each other.
 */
export const isTimeZone = (name: string): boolean => {
  if (!/^utc$|\//i.test(name)) return false;
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
};
