import { csvLines } from './csv-reader.ts';
import { badFile, type Line } from './file.ts';
import type { Source } from './source.ts';
import { xlsxLines } from './xlsx-reader.ts';

const zip = Buffer.from('PK\x03\x04');
const emptyZip = Buffer.from('PK\x05\x06');
const oldExcel = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/** The rows of a CSV or XLSX file, whichever it is. */
export async function* linesOf(source: Source): AsyncGenerator<Line, void> {
  if (source.size === 0) throw badFile('The file is empty.');
  const head = await headOf(source);
  const begins = (mark: Buffer) => head.subarray(0, mark.length).equals(mark);
  if (begins(oldExcel))
    throw badFile(
      'This is an .xls file of an old Excel, or one with a password: save it as .xlsx.',
    );
  yield* begins(zip) || begins(emptyZip) ? xlsxLines(source) : csvLines(source);
}

const headOf = async ({ chunks }: Source): Promise<Buffer> => {
  for await (const chunk of chunks()) return chunk;
  return Buffer.of();
};
