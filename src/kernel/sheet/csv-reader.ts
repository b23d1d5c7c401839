import { CsvError, parse } from 'csv-parse';
import { badFile, type Line, type Source, streamOf } from './file.ts';

/** What a row may hold: a quote that is never closed would take in all that follows. */
const mostCharacters = 500_000;

type Encoding = 'utf-8' | 'utf-16le' | 'windows-1252';

/** The encoding of a text: it says so itself, or is what its bytes can only be. */
const encodingOf = async (source: Source): Promise<Encoding> => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let isFirst = true;
  for await (const chunk of streamOf(source)) {
    const bytes = chunk as Buffer;
    if (isFirst && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
    isFirst = false;
    if (bytes.includes(0)) throw badFile('This is no text: send CSV or XLSX.');
    try {
      if (isUtf8) utf8.decode(bytes, { stream: true });
    } catch {
      isUtf8 = false;
    }
    // five bytes that mean nothing in Windows-1252
    if (!isUtf8 && bytes.some((byte) => [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte)))
      throw noText();
  }
  try {
    if (isUtf8) utf8.decode();
  } catch {
    throw badFile('The file ends in the middle of a character: it has been cut off.');
  }
  return isUtf8 ? 'utf-8' : 'windows-1252';
};

const noText = () => badFile('The text is neither UTF-8 nor Windows-1252: save it as UTF-8.');

async function* textOf(source: Source, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding); // takes the byte order mark away
  for await (const chunk of streamOf(source))
    yield decoder.decode(chunk as Buffer, { stream: true });
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
  let head = '';
  for (;;) {
    const { done, value } = await text.next();
    if (done) break;
    head += value;
    if (/[\r\n]./s.test(head) || head.length > mostCharacters) break;
  }
  const whole = async function* () {
    yield head;
    yield* text;
  };
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
  const feeding = (async () => {
    for await (const part of whole()) {
      if (!parser.write(part)) await new Promise((resolve) => parser.once('drain', resolve));
      if (parser.destroyed) return;
    }
    parser.end();
  })();
  feeding.catch((error) => parser.destroy(error as Error));
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
