/** Days and times of spreadsheets are numbers that are shown by a format. These ones are built in. */
const builtIn = (id: number) => (id >= 14 && id <= 22) || (id >= 45 && id <= 47);

/** What a format shows as it stands, or does not show; without an end, which is looked for once, it is all that follows. */
const quoted = /"[^"]*"?|\[[^\]]*\]?|\\./g;

/** Whether a number format shows a day: it has a year, month or day outside of quotes, colours and escapes. */
export const isDateFormat = (id: number, code: string | undefined): boolean =>
  code === undefined ? builtIn(id) : /[ymd]/i.test(code.replace(quoted, ''));

const dayMs = 86_400_000;
const origin = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) };

/** The day of a number; with a time of day, the moment. */
export const dayOf = (number: number, is1904: boolean): string => {
  const ms = Math.round((number * dayMs) / 1000) * 1000 + origin[is1904 ? 1904 : 1900];
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return String(number);
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19);
};
