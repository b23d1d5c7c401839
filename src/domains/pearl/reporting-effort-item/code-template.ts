import { refusal } from '../../../kernel/index.ts';

/* What the copies of items are called: a template such as `{code}@CSR2`. */

const field = 'codeTemplate';
const wrong = (message: string) => refusal('BAD_USER_INPUT', message, { field });

export type Names = {
  /** The code of the item that is copied. */
  readonly code: string;
  /** What the effort or package is called that the copy goes to. */
  readonly effort: string;
  /** The number of the copy, from 1. */
  readonly n: number;
};

const placeholder = /\{([^{}]*)\}/g;
const known = ['code', 'effort', 'n'];

/** Refuses a template that has other placeholders, or would give all copies the same code. */
export const assertTemplate = (template: string): void => {
  const names = [...template.matchAll(placeholder)].map(([, name]) => name ?? '');
  const other = names.find((name) => !known.includes(name));
  if (other !== undefined || /[{}]/.test(template.replace(placeholder, ''))) {
    throw wrong('A codeTemplate may have {code}, {effort} and {n}, and no other braces.');
  }
  if (!names.includes('code') && !names.includes('n')) {
    throw wrong('A codeTemplate needs {code} or {n}: all copies would have the same code.');
  }
};

/** The code of a copy. */
export const codeOf = (template: string, { code, effort, n }: Names): string =>
  template
    .replace(placeholder, (_all, name: string) =>
      name === 'code' ? code : name === 'effort' ? effort : String(n),
    )
    .trim();

/** The most characters that a code may have. */
export const longest = 255;

/** The characters of a code, as the database counts them. */
export const lengthOf = (code: string): number => Array.from(code).length;
