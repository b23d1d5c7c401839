import { type Cell, cellText, quoted } from './cell.ts';

const special = /[",;\t\r\n]|^\s|\s$/;

/** A row of a CSV file (RFC 4180). */
export const csvRow = (cells: readonly Cell[]): string =>
  `${cells.map((cell) => field(cellText(cell))).join(',')}\r\n`;

const field = (text: string) => (special.test(text) ? quoted(text) : text);

/** Without it, spreadsheets take UTF-8 for something else. */
const byteOrderMark = '\ufeff';

export async function* csvOf(rows: AsyncIterable<readonly Cell[][]>): AsyncGenerator<string> {
  let before = byteOrderMark;
  for await (const some of rows) {
    yield before + some.map(csvRow).join('');
    before = '';
  }
}
