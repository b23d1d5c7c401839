/**
 * What people say to each other about an item, line by line in turn: the programmer and somebody who waits for the
 * item, or in a check who checks it. A conversation may stop after any line. `about` is matched against the item's kind
 * and title; {n} is a small number, {N} a number of subjects.
 */
export type Conversation = {
  type: 'GENERAL' | 'QUESTION' | 'ISSUE';
  stage: 'plan' | 'program' | 'check';
  opener: 'programmer' | 'other';
  about: RegExp;
  lines: readonly string[];
};

export const output = /^(TABLE|LISTING|FIGURE)/;
export const table = /^TABLE/;
export const listing = /^LISTING/;
export const onPaper = /^(TABLE|LISTING)/;
export const figure = /^FIGURE/;
export const dataset = /^(SDTM|ADAM)/;
export const anything = /./;

/** A conversation as the lists write it: its type, what it is about, its lines. */
export type Part = readonly [Conversation['type'], RegExp, ...string[]];
