import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { badFile, type Line, mostCharacters } from './file.ts';
import type { Source } from './source.ts';

/** Five bytes that mean nothing in Windows-1252. */
const meaningless = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** The encoding that a text names or that its bytes can only be: it is read once for that, since the last byte may tell. */
const encodingOf = async ({ chunks }: Source): Promise<string> => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let [isFirst, isUtf8, isWindows] = [true, true, true];
  for await (const chunk of chunks()) {
    if (isFirst && chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
    isFirst = false;
    if (chunk.includes(0)) throw badFile('This is no text: send CSV or XLSX.');
    isWindows &&= !meaningless.some((byte) => chunk.includes(byte));
    try {
      if (isUtf8) utf8.decode(chunk, { stream: true });
    } catch {
      isUtf8 = false;
    }
    if (!isUtf8 && !isWindows)
      throw badFile('The text is neither UTF-8 nor Windows-1252: save it as UTF-8.');
  }
  if (!isUtf8) return 'windows-1252';
  try {
    utf8.decode();
    return 'utf-8';
  } catch {
    throw badFile('The file ends in the middle of a character: it has been cut off.');
  }
};

/** The text of a file, without the byte order mark. */
async function* textOf({ chunks }: Source, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** What stands between the cells: whichever of these the first line has most of, outside of quotes. */
const delimiterOf = (head: string): string => {
  const [first = ''] = head.replace(/"(?:[^"]|"")*"/g, '').split(/[\r\n]/);
  const count = (delimiter: string) => first.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
};

/** The rows of a CSV file (RFC 4180, as spreadsheets write it). */
export async function* csvLines(source: Source): AsyncGenerator<Line, void> {
  const text = textOf(source, await encodingOf(source));
  const { value: head = '' } = await text.next();
  let line = 1;
  const parser = parse({
    delimiter: delimiterOf(head),
    relax_column_count: true,
    max_record_size: mostCharacters,
    // counted here: the parser counts a line break of two characters within quotes twice
    on_record: ((cells: string[]): Line => {
      const row = { line, cells };
      line += 1 + (cells.join().match(/\r\n|[\r\n]/g)?.length ?? 0);
      return row;
    }) as never,
  });
  const whole = async function* () {
    yield head;
    yield* text;
  };
  const parsed = pipeline(Readable.from(whole()), parser);
  parsed.catch(() => {}); // whoever reads the rows hears of it
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
