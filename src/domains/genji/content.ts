import { refusal } from '../../kernel/index.ts';

/*
 * The content of an element: a text, and its formatting as the specification has it. Ranges of formatting are counted in
 * UTF-16 code units.
 */

type Json = { readonly [name: string]: unknown };
type Range = Json & { readonly start: number; readonly end: number };

export type Content = Json & { readonly text: string };

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wrong = (message: string) => refusal('BAD_USER_INPUT', message, { field: 'content' });

/** The most characters of an element. */
const mostCharacters = 100_000;

const isRange = (value: unknown): value is Range =>
  isObject(value) && Number.isInteger(value['start']) && Number.isInteger(value['end']);

/** The content of an element, if it is one. */
export const contentOf = (given: unknown): Content => {
  if (!isObject(given)) throw wrong('The content of an element is an object with a `text`.');
  const { text } = given;
  if (typeof text !== 'string' || text.trim() === '')
    throw wrong('An element has a `text` that is not blank.');
  if (text.length > mostCharacters) {
    throw wrong(`The text of an element has at most ${mostCharacters} characters.`);
  }
  for (const range of rangesOf(given)) {
    if (!isRange(range) || range.start < 0 || range.end > text.length || range.start >= range.end) {
      throw wrong('A range of formatting lies within the text: 0 <= start < end.');
    }
  }
  return { ...given, text };
};

/** The object that holds the ranges of formatting: `formatting.text_styles`. */
const stylesOf = (content: Json): Json | undefined => {
  const { formatting } = content;
  const styles = isObject(formatting) ? formatting['text_styles'] : undefined;
  return isObject(styles) ? styles : undefined;
};

const rangesOf = (content: Json): readonly unknown[] => {
  const ranges = stylesOf(content)?.['formatting'];
  return Array.isArray(ranges) ? ranges : [];
};

/** A part of a content, with what of its formatting lies in it. */
const slice = (content: Content, from: number, to: number): Content => {
  const ranges = rangesOf(content)
    .filter(isRange)
    .map((range) => ({
      ...range,
      start: Math.max(range.start, from) - from,
      end: Math.min(range.end, to) - from,
    }))
    .filter(({ start, end }) => start < end);
  const styles = stylesOf(content);
  const { formatting } = content;
  return {
    ...content,
    text: content.text.slice(from, to),
    ...(styles &&
      isObject(formatting) && {
        formatting: { ...formatting, text_styles: { ...styles, formatting: ranges } },
      }),
  };
};

/** Divides a content in two. White space at the place is the first one's. */
export const split = (content: Content, at: number): readonly [Content, Content] => {
  const { text } = content;
  const rest = text.slice(at);
  const from = at + rest.length - rest.trimStart().length;
  const parts = [slice(content, 0, at), slice(content, from, text.length)] as const;
  if (parts.some((part) => part.text.trim() === '')) {
    throw refusal('BAD_USER_INPUT', 'Both parts of an element that is split have a text.', {
      field: 'at',
    });
  }
  return parts;
};
