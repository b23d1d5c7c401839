import { posix } from 'node:path';
import sax from 'sax';
import type { Entry, ZipFile } from 'yauzl';
import { badFile, type Line, mostCharacters } from './file.ts';
import type { Source } from './source.ts';
import { dayOf, isDateFormat } from './xlsx-date.ts';

/* The first sheet of an Office Open XML workbook: its cells as the texts that people see there, days as `2026-11-21`. */

/** Zip bomb: what the parts of a file may come to when they are unpacked. */
const mostBytes = 200_000_000;
const mostParts = 1000;
/** What the texts of a part may come to: they are kept; and those of all cells, which may share a long one. */
const mostText = 50_000_000;
/** Of a sheet no column beyond this is looked at. */
const mostColumns = 200;
/** So many rows a sheet can have. */
const mostRows = 1_048_576;
/** Elements in each other, and attributes of one: the parser keeps them all. */
const mostNested = 100;
const mostAttributes = 1000;

type Parts = { readonly zip: ZipFile; readonly entries: ReadonlyMap<string, Entry> };

const notWhole = () =>
  badFile('This is no whole XLSX file: it has been cut off, or is something else.');

const tooMuchText = () =>
  badFile(
    `The texts of the XLSX file come to more than ${mostText / 1_000_000} million characters: send it in parts.`,
  );

const openZip = async (source: Source): Promise<Parts> => {
  const zip = await source.zip().catch(() => {
    throw notWhole();
  });
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      entries.set(entry.fileName, entry);
      if (entries.size > mostParts)
        throw badFile(`The XLSX file has more than ${mostParts} parts.`);
    }
  } catch (error) {
    zip.close();
    throw error instanceof Error && 'extensions' in error ? error : notWhole();
  }
  const size = [...entries.values()].reduce((sum, each) => sum + each.uncompressedSize, 0);
  if (size <= mostBytes) return { zip, entries };
  zip.close();
  throw badFile(`The XLSX file unpacks to more than ${mostBytes / 1_000_000} MB.`);
};

type Tag = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };
type Seen = {
  readonly open?: (tag: Tag) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
};

/** Reads a part of the file, and stops after each piece of it: what has been seen by then can be dealt with. */
async function* readPart({ zip, entries }: Parts, path: string, seen: Seen): AsyncGenerator<void> {
  const entry = entries.get(path);
  if (!entry) throw notWhole();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = sax.parser(true, {});
  let [characters, nested, attributesOfTag] = [0, 0, 0];
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.onattribute = () => {
    attributesOfTag += 1;
    if (attributesOfTag > mostAttributes) throw notWhole();
  };
  parser.onopentag = ({ name, attributes }) => {
    attributesOfTag = 0;
    nested += 1;
    if (nested > mostNested) throw notWhole();
    seen.open?.({ name: local(name), attributes: attributes as Record<string, string> });
  };
  parser.onclosetag = (name) => {
    nested -= 1;
    seen.close?.(local(name));
  };
  parser.ontext = (text) => {
    characters += text.length;
    if (characters > mostText) throw tooMuchText();
    seen.text?.(text);
  };
  parser.ondoctype = () => {
    throw notWhole(); // no spreadsheet declares entities
  };
  parser.onerror = (error) => {
    throw error;
  };
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      yield;
    }
    parser.write(decoder.decode()).close();
    yield;
  } catch (error) {
    throw error instanceof Error && 'extensions' in error ? error : notWhole();
  }
}

const readWhole = async (parts: Parts, path: string, seen: Seen): Promise<void> => {
  for await (const _piece of readPart(parts, path, seen));
};

/** Texts as XML has them: what it cannot write stands there as `_x0000_`. */
const plain = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** The path of the first sheet that is shown, and whether days are counted from 1904. */
const findSheet = async (parts: Parts) => {
  let [id, is1904] = [undefined as string | undefined, false];
  await readWhole(parts, 'xl/workbook.xml', {
    open: ({ name, attributes }) => {
      if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      const isShown = name === 'sheet' && !/hidden/i.test(attributes['state'] ?? '');
      if (isShown) id ??= Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1];
    },
  });
  const targets = new Map<string | undefined, string>();
  await readWhole(parts, 'xl/_rels/workbook.xml.rels', {
    open: ({ name, attributes: { Id, Target = '' } }) => {
      if (name === 'Relationship') targets.set(Id, posix.resolve('/xl', Target).slice(1));
    },
  });
  const path = targets.get(id);
  if (path === undefined) throw badFile('The XLSX file has no sheet.');
  return { path, is1904 };
};

/** The texts that cells share, by their numbers. */
const readTexts = async (parts: Parts): Promise<string[]> => {
  const texts: string[] = [];
  let [text, isText, isPhonetic] = ['', false, false];
  await readWhole(parts, 'xl/sharedStrings.xml', {
    open: ({ name }) => {
      if (name === 'si') text = '';
      if (name === 'rPh') isPhonetic = true;
      isText = name === 't' && !isPhonetic;
    },
    text: (part) => {
      if (isText) text += part;
    },
    close: (name) => {
      isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name === 'si') texts.push(plain(text));
    },
  });
  return texts;
};

/** Which styles of cells show days. */
const readDateStyles = async (parts: Parts): Promise<boolean[]> => {
  const formats = new Map<string, boolean>();
  const areDates: boolean[] = [];
  let isWithin = false;
  await readWhole(parts, 'xl/styles.xml', {
    open: ({ name, attributes: { numFmtId = '', formatCode = '' } }) => {
      if (name === 'numFmt') formats.set(numFmtId, isDateFormat(Number(numFmtId), formatCode));
      if (name === 'cellXfs') isWithin = true;
      if (name === 'xf' && isWithin)
        areDates.push(formats.get(numFmtId) ?? isDateFormat(Number(numFmtId), undefined));
    },
    close: (name) => {
      if (name === 'cellXfs') isWithin = false;
    },
  });
  return areDates;
};

const missing = (line: number): never => {
  throw badFile(`A cell in row ${line} shows a text that the file does not hold.`, line);
};

/** A reference is `XFD1048576` at most; the rest of a longer one would be looked through from each of its digits. */
const longestReference = 20;

const columnOf = (reference: string): number =>
  Array.from(reference.slice(0, longestReference).replace(/\d+$/, '')).reduce(
    (sum, char) => sum * 26 + char.charCodeAt(0) - 64,
    0,
  ) - 1;

/** The rows of the first sheet. */
export async function* xlsxLines(source: Source): AsyncGenerator<Line, void> {
  const parts = await openZip(source);
  try {
    const { path, is1904 } = await findSheet(parts);
    const texts = parts.entries.has('xl/sharedStrings.xml') ? await readTexts(parts) : [];
    const areDates = parts.entries.has('xl/styles.xml') ? await readDateStyles(parts) : [];
    let done: Line[] = [];
    let [line, column, cells, characters] = [0, -1, [] as string[], 0];
    let [type, style, value, isValue] = ['n', 0, '', false];
    const valueOf = (): string => {
      if (value === '') return '';
      if (type === 's') return texts[Number(value)] ?? missing(line);
      if (type === 'str' || type === 'inlineStr') return plain(value);
      if (type === 'b') return value === '1' ? 'true' : 'false';
      if (type === 'e') throw badFile(`A cell in row ${line} holds the error ${value}.`, line);
      if (type !== 'n') return value;
      const number = Number(value);
      if (areDates[style]) return dayOf(number, is1904);
      return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : value;
    };
    const pieces = readPart(parts, path, {
      open: ({ name, attributes: { r, t = 'n', s } }) => {
        if (name === 'row') {
          [line, column, cells] = [r ? Number(r) : line + 1, -1, []];
          if (!Number.isInteger(line) || line < 1 || line > mostRows) throw notWhole();
        } else if (name === 'c') {
          column = r ? columnOf(r) : column + 1;
          [type, style, value] = [t, Number(s ?? 0), ''];
        }
        isValue = name === 'v' || name === 't';
      },
      text: (part) => {
        if (isValue) value += part;
      },
      close: (name) => {
        isValue = false;
        if (name === 'c' && column >= 0 && column < mostColumns) {
          while (cells.length < column) cells.push('');
          const said = valueOf();
          if (said.length > mostCharacters)
            throw badFile(
              `A cell in row ${line} has more than ${mostCharacters} characters.`,
              line,
            );
          characters += said.length;
          if (characters > mostText) throw tooMuchText();
          cells[column] = said;
        } else if (name === 'row') done.push({ line, cells });
      },
    });
    for await (const _piece of pieces) {
      yield* done;
      done = [];
    }
  } finally {
    parts.zip.close();
  }
}
