/** What stands in a cell of a file: the same text in CSV and XLSX. */
export type Cell = string | number | boolean | null | undefined;

/**
 * Formula injection: a spreadsheet would run a text that begins like this, and an apostrophe before it keeps it from that.
 * A text that has apostrophes there of its own gets one more, so that reading takes away what writing has added.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;
const quotedFormula = /^'+[=+\-@\t\r\n＝＋－＠]/;

export const cellText = (value: Cell): string => {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return typeof value === 'string' && formula.test(text) ? `'${text}` : text;
};

/** The value of a cell that `cellText` has written, or somebody else. */
export const cellValue = (text: string): string =>
  quotedFormula.test(text) ? text.slice(1) : text;

/** Several texts in one cell, with `;` between them; one that has such a character is quoted, as in CSV. */
export const joinTexts = (texts: readonly string[]): string =>
  texts.map((text) => (/[;"]|^\s|\s$|^$/.test(text) ? quoted(text) : text)).join(';');

/** The texts of such a cell. */
export const splitTexts = (cell: string): string[] =>
  [...cell.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*(?=;|$)|([^;]*))(?:;|$)/g)]
    .map(([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain?.trim() ?? '')
    .filter((text) => text !== '');

export const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
