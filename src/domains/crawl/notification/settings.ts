import { type Row, refusal, type Tx } from '../../../kernel/index.ts';
import type { notificationPreferences } from '../tables.ts';
import { isTimeZone } from './delivery.ts';

type Preferences = Row<typeof notificationPreferences>;
type Changes = { readonly [K in keyof Preferences]?: Preferences[K] | undefined };

const wrong = (field: string, message: string) => refusal('BAD_USER_INPUT', message, { field });
const unknownZone = () =>
  wrong('timeZone', 'timeZone must be the name of a time zone, such as Europe/Berlin.');

/** Refuses a time zone that the database does not know: digests are made there. */
export const assertTimeZone = async (tx: Tx, timeZone: string): Promise<void> => {
  const known = await tx.query(
    'select from pg_timezone_names where lower(name) = lower($1::text) limit 1',
    [timeZone],
  );
  if (known.length === 0) throw unknownZone();
};

/** Changes what somebody wants to be told: quiet hours have a beginning and an end, in a time zone that exists. */
export const setPreferences = (
  preferences: Pick<Preferences, 'quietHoursStart' | 'quietHoursEnd'>,
  changes: Changes,
): Changes => {
  const { timeZone } = changes;
  if (timeZone && !isTimeZone(timeZone)) throw unknownZone();
  const {
    quietHoursStart = preferences.quietHoursStart,
    quietHoursEnd = preferences.quietHoursEnd,
  } = changes;
  if ((quietHoursStart === null) !== (quietHoursEnd === null)) {
    throw wrong(
      'quietHoursEnd',
      'Quiet hours need both quietHoursStart and quietHoursEnd, or neither.',
    );
  }
  if (quietHoursStart !== null && quietHoursStart === quietHoursEnd) {
    throw wrong('quietHoursEnd', 'Quiet hours cannot end when they begin.');
  }
  return changes;
};
