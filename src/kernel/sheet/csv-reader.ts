import { CsvError, parse } from 'csv-parse';
import { badFile, type Line } from './file.ts';

/** What a row may hold: a quote that is never closed would take in all that follows. */
const mostCharacters = 500_000;

/** The text of a file, in the encoding that it names or that its bytes can only be. */
const textOf = (bytes: Buffer): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes.includes(0)) throw badFile('This is no text: send CSV or XLSX.');
  const utf8 = new TextDecoder('utf-8', { fatal: true }); // takes the byte order mark away
  let text: string;
  try {
    text = utf8.decode(bytes, { stream: true });
  } catch {
    // five bytes that mean nothing in Windows-1252
    if (!bytes.some((byte) => [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte)))
      return new TextDecoder('windows-1252').decode(bytes);
    throw badFile('The text is neither UTF-8 nor Windows-1252: save it as UTF-8.');
  }
  try {
    return text + utf8.decode();
  } catch {
    throw badFile('The file ends in the middle of a character: it has been cut off.');
  }
};

/** What stands between the cells: whichever of these the first line has most of, outside of quotes. */
const delimiterOf = (head: string): string => {
  const [first = ''] = head.replace(/"(?:[^"]|"")*"/g, '').split(/[\r\n]/);
  const count = (delimiter: string) => first.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
};

/** The rows of a CSV file (RFC 4180, as spreadsheets write it). */
export async function* csvLines(file: Buffer): AsyncGenerator<Line, void> {
  const text = textOf(file);
  let line = 1;
  const parser = parse({
    delimiter: delimiterOf(text.slice(0, mostCharacters)),
    relax_column_count: true,
    max_record_size: mostCharacters,
    // counted here: the parser counts a line break of two characters within quotes twice
    on_record: ((cells: string[]): Line => {
      const row = { line, cells };
      line += 1 + (cells.join().match(/\r\n|[\r\n]/g)?.length ?? 0);
      return row;
    }) as never,
  });
  parser.end(text);
  try {
    yield* parser as AsyncIterable<Line>;
  } catch (error) {
    throw error instanceof CsvError ? inWords(error, line) : error;
  } finally {
    parser.destroy();
  }
}

/** Says what is wrong with the row that begins in a line. */
const inWords = (error: CsvError, line: number) => {
  const where = ` (line ${line})`;
  const said =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? `The file ends within quotes${where}: it has been cut off, or a quote is missing.`
      : error.code === 'CSV_MAX_RECORD_SIZE'
        ? `A row has more than ${mostCharacters} characters${where}: perhaps a quote is missing.`
        : `A quote stands where none can be${where}: cells with quotes are quoted, and each quote in them is doubled.`;
  return badFile(said, line);
};
