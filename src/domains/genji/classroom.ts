import { invalid } from './rule.ts';

/*
 * A group whose members read together. Its days are days of the calendar in UTC; either may be left open.
 */

export type Term = {
  readonly name: string;
  readonly startDate: string | null;
  readonly endDate: string | null;
};

/** How long after the first day students may still join. */
const joinDays = 14;

/** The last day on which a student may join; null when there is none. */
export const lastJoinDay = ({ startDate, endDate }: Term): string | null => {
  if (!startDate) return endDate;
  const end = new Date(`${startDate}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + joinDays);
  const last = end.toISOString().slice(0, 10);
  return endDate && endDate < last ? endDate : last;
};

/** Refuses whoever comes too late. Whoever leads groups may come, and bring others, until the last day. */
export const assertJoinable = (group: Term, today: string, leads: boolean): void => {
  if (group.endDate && today > group.endDate) {
    throw invalid('GROUP_ENDED', `The group “${group.name}” ended on ${group.endDate}.`);
  }
  const last = lastJoinDay(group);
  if (!leads && last && today > last) {
    throw invalid(
      'JOIN_PERIOD_OVER',
      `The group “${group.name}” could be joined until ${last}: ask who leads it to add you.`,
    );
  }
};
