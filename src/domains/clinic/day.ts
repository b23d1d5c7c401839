/* Days, as `2026-11-27` (UTC). */

export const today = (): string => new Date().toISOString().slice(0, 10);

export const after = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** The Monday of the week that a day is in. */
export const mondayOf = (date: string): string =>
  after(date, -((new Date(date).getUTCDay() + 6) % 7));
