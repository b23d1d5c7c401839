const dayLength = 86_400_000;

export type Calendar = ReturnType<typeof createCalendar>;

/** Moments are milliseconds, days are counted from `today`, whose midnight (UTC) nothing in the demo passes. */
export const createCalendar = (today: string) => {
  const midnight = Date.parse(`${today}T00:00:00Z`);
  if (Number.isNaN(midnight)) throw new Error(`Not a day: ${today}`);
  return {
    midnight,
    at: (day: number, hour = 0) => Math.round(midnight + day * dayLength + hour * 3_600_000),
    /** The date of a day; work is never due on a weekend. */
    workday: (day: number) => {
      const weekday = new Date(midnight + day * dayLength).getUTCDay();
      const back = weekday === 0 ? 2 : weekday === 6 ? 1 : 0;
      return dateOf(midnight + (day - back) * dayLength);
    },
  };
};

export const dateOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);

export const addDays = (date: string, days: number) => dateOf(Date.parse(date) + days * dayLength);

/** The columns every table has; what changed after it was made has a higher version. */
export const stamped = (made: number, changed = made, version = 1) => ({
  createdAt: new Date(made).toISOString(),
  updatedAt: new Date(changed).toISOString(),
  version,
});
