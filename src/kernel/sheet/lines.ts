import { csvLines } from './csv-reader.ts';
import { badFile, type Line } from './file.ts';
import { xlsxLines } from './xlsx-reader.ts';

const zip = Buffer.from('PK\x03\x04');
const emptyZip = Buffer.from('PK\x05\x06');
const oldExcel = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/** The rows of a CSV or XLSX file, whichever it is. */
export async function* linesOf(file: Buffer): AsyncGenerator<Line, void> {
  const begins = (mark: Buffer) => file.subarray(0, mark.length).equals(mark);
  if (file.length === 0) throw badFile('The file is empty.');
  if (begins(oldExcel))
    throw badFile(
      'This is an .xls file of an old Excel, or one with a password: save it as .xlsx.',
    );
  yield* begins(zip) || begins(emptyZip) ? xlsxLines(file) : csvLines(file);
}
