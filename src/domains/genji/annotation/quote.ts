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

/** So long a text is looked for by `indexOf`, which may compare all of it at each place of another one. */
const longestCompared = 200;

/** How much of its beginning stands before each place of a text, too (Knuth, Morris and Pratt). */
const bordersOf = (exact: string): Int32Array => {
  const borders = new Int32Array(exact.length + 1);
  for (let at = 1, length = 0; at < exact.length; at += 1) {
    while (length > 0 && exact[at] !== exact[length]) length = borders[length] ?? 0;
    if (exact[at] === exact[length]) length += 1;
    borders[at + 1] = length;
  }
  return borders;
};

/** Where a long text begins in another one: in time that is linear in both. */
function* beginningsOfLong(text: string, exact: string): Generator<number> {
  const borders = bordersOf(exact);
  for (let at = 0, length = 0; at < text.length; at += 1) {
    while (length > 0 && text[at] !== exact[length]) length = borders[length] ?? 0;
    if (text[at] === exact[length]) length += 1;
    if (length === exact.length) {
      yield at + 1 - length;
      length = borders[length] ?? 0;
    }
  }
}

function* beginningsOf(text: string, exact: string): Generator<number> {
  for (let at = text.indexOf(exact); at !== -1; at = text.indexOf(exact, at + 1)) yield at;
}

const placesOf = (text: string, exact: string): Place[] => {
  const find = exact.length > longestCompared ? beginningsOfLong : beginningsOf;
  const places: Place[] = [];
  for (const start of find(text, exact)) {
    places.push({ start, end: start + exact.length });
    if (places.length === mostPlaces) break;
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
