import { refusal } from '../errors.ts';

/* What a search looks for, and where a text holds it. A word is what kernel.words_of takes for one. */

/** What stands between words: all but letters, digits and symbols. */
const between =
  '\\u0001-/:-@\\[-`{-\\u00a9\\u00ab-\\u00b4\\u00b6-\\u00b9\\u00bb-\\u00bf\\u00d7\\u00f7\\u2000-\\u206f\\u3000-\\u303f\\ufeff';
const maxCharacters = 200;
const maxWords = 10;
const longestWord = 100;

/** What is looked for, as it was given and in words. */
export type Sought = { readonly text: string; readonly words: readonly string[] };

export const soughtIn = (given: string): Sought => {
  const text = given.trim();
  const refused = (message: string) => refusal('BAD_USER_INPUT', message, { field: 'text' });
  if (text.includes('\0')) throw refused('A text cannot hold the character NUL.');
  if (text.length > maxCharacters)
    throw refused(`A search is for at most ${maxCharacters} characters.`);
  const words = text
    .split(new RegExp(`[${between}]+`, 'u'))
    .filter(Boolean)
    .map((word) => Array.from(word).slice(0, longestWord).join(''));
  if (words.length > maxWords) throw refused(`A search is for at most ${maxWords} words.`);
  return { text, words };
};

/** The queries of an index of words: all words begin so, a label begins so, a label is this. `~` stands for a part of the keys. */
export const queriesOf = ({ words }: Sought) => {
  const label = Array.from(words.join('')).slice(0, longestWord).join('');
  return {
    words: words.map((word) => `'~.${word}':*`).join(' & '),
    begins: `'~=${label}':*`,
    exact: `'=${label}'`,
  };
};

/** Patterns of Postgres: a text has the word as a whole, or one that begins so. */
export const patternsOf = ({ words }: Sought) => ({
  whole: words.map((word) => `(^|[${between}])${word}($|[${between}])`),
  begins: words.map((word) => `(^|[${between}])${word}`),
});

/** A part of a text, and whether it is what was looked for. */
export type Part = { readonly text: string; readonly isMatch: boolean };

/** What a snippet shows before what was found, and in all. */
const before = 40;
const inAll = 160;

/** Finds in a text what a search is for: its words where words begin, all of it anywhere. */
export const finderOf = ({ text, words }: Sought): RegExp => {
  const longestFirst = words.toSorted((a, b) => b.length - a.length).join('|');
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`${literal}|(?<=^|[${between}])(?:${longestFirst || literal})`, 'giu');
};

/** The part of a text around what was found, with all of that marked; undefined when nothing is. */
export const snippetOf = (text: string, finder: RegExp): Part[] | undefined => {
  const first = text.search(finder);
  if (first < 0) return undefined;
  const blank = first > before ? text.lastIndexOf(' ', first - before) : -1;
  const start = Math.max(blank + 1, first - 2 * before, 0);
  const end = text.length > start + inAll ? start + inAll : text.length;
  const shown = text.slice(start, end).toWellFormed();
  const parts: Part[] = [];
  const add = (part: string, isMatch: boolean) => {
    if (part) parts.push({ text: part, isMatch });
  };
  let at = 0;
  add(start > 0 ? '… ' : '', false);
  for (const { index, 0: match } of shown.matchAll(finder)) {
    add(shown.slice(at, index), false);
    add(match, true);
    at = index + match.length;
  }
  add(shown.slice(at), false);
  add(end < text.length ? ' …' : '', false);
  return parts;
};
