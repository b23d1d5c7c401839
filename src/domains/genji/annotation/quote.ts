import { invalid } from '../rule.ts';

/*
 * Where a quoted text stands in an element (TextQuoteSelector of the W3C's Web Annotation Data Model), by what stands
 * before and after it. Places are counted in UTF-16 code units, as JavaScript and the DOM count them.
 */

export type Quote = {
  readonly exact: string;
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
};
export type Place = { readonly start: number; readonly end: number };

/** Of more places than these it does not matter which is meant. */
const mostPlaces = 1000;

const placesOf = (text: string, exact: string): Place[] => {
  const places: Place[] = [];
  let at = text.indexOf(exact);
  while (at !== -1 && places.length < mostPlaces) {
    places.push({ start: at, end: at + exact.length });
    at = text.indexOf(exact, at + 1);
  }
  return places;
};

const isWithin = (text: string, { start, end }: Place, { prefix = '', suffix = '' }: Quote) =>
  text.slice(0, start).endsWith(prefix) && text.slice(end).startsWith(suffix);

/** The one place of a new quote. */
export const placeOf = (text: string, quote: Quote): Place => {
  const { exact, prefix = '', suffix = '' } = quote;
  const places = placesOf(text, prefix + exact + suffix);
  const [found] = places;
  if (!found) {
    throw invalid(
      'QUOTE_MISSING',
      'The quoted text, with what is before and after it, is not there.',
    );
  }
  if (places.length > 1) {
    throw invalid(
      'QUOTE_AMBIGUOUS',
      `The quoted text is there ${places.length} times: give more of what is before it.`,
    );
  }
  const start = found.start + prefix.length;
  return { start, end: start + exact.length };
};

/** Where a quote is after the text was edited. */
export type Anchor = Partial<Place> & { readonly state: 'FOUND' | 'MOVED' | 'LOST' };

const commonEnd = (a: string, b: string) => {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length))
    length += 1;
  return length;
};

const commonStart = (a: string, b: string) => {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
};

/** Finds a quote again; of several places the one whose surroundings are most alike. `was` is where it began. */
export const anchorOf = (text: string, quote: Quote, was?: number): Anchor => {
  const { exact, prefix = '', suffix = '' } = quote;
  if (exact === '') return { state: 'LOST' };
  const alike = ({ start, end }: Place) =>
    commonEnd(text.slice(0, start), prefix) + commonStart(text.slice(end), suffix);
  const far = ({ start }: Place) => Math.abs(start - (was ?? start));
  const [best] = placesOf(text, exact).sort((a, b) => alike(b) - alike(a) || far(a) - far(b));
  if (!best) return { state: 'LOST' };
  const isSame = isWithin(text, best, quote) && (was === undefined || best.start === was);
  return { state: isSame ? 'FOUND' : 'MOVED', ...best };
};
