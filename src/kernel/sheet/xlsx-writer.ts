import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { type Cell, cellText } from './cell.ts';

/*
 * Office Open XML, as small as spreadsheets take it: two sheets, and every value a text that stands in its cell. So nothing
 * is run, leading zeros stay, and no table of texts has to be kept in memory.
 */

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** What XML does not know, or changes: of the control characters, tabs and line feeds stay, and so do those after ASCII. */
const unwritten = /[^\P{Cc}\t\n\x7f-\x9f]|[\ufffe\uffff]/gu;

/** Characters that XML has no way to write stand as `_x0000_` there, and so does what looks like that. */
const xml = (text: string): string =>
  text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(unwritten, (char) => `_x${hex(char)}_`)
    .replace(/[<>&]/g, (char) => `&#${char.charCodeAt(0)};`);

const hex = (char: string) => char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');

const rowXml = (cells: readonly Cell[]): string =>
  `<row>${cells
    .map((cell) => {
      const text = cellText(cell);
      return text === ''
        ? '<c/>'
        : `<c t="inlineStr"><is><t xml:space="preserve">${xml(text)}</t></is></c>`;
    })
    .join('')}</row>`;

async function* sheetXml(rows: AsyncIterable<readonly Cell[][]>): AsyncGenerator<string> {
  yield `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>`;
  for await (const some of rows) yield some.map(rowXml).join('');
  yield '</sheetData></worksheet>';
}

/** A workbook with rows on its first sheet and, on the second, the values that columns can have. */
export const xlsxOf = (
  rows: AsyncIterable<readonly Cell[][]>,
  name: string,
  valid: Readonly<Record<string, readonly string[]>>,
): Readable => {
  const zip = new ZipFile();
  const add = (path: string, text: string) => zip.addBuffer(Buffer.from(head + text), path);
  const names = [name, 'Valid values'];
  const each = (make: (name: string, number: number) => string) =>
    names.map((sheet, at) => make(sheet, at + 1)).join('');
  add(
    '[Content_Types].xml',
    `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/>${each((_, at) => `<Override PartName="/xl/worksheets/sheet${at}.xml" ContentType="${sheetType}.worksheet+xml"/>`)}</Types>`,
  );
  add(
    '_rels/.rels',
    `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${each((sheet, at) => `<sheet name="${xml(sheet)}" sheetId="${at}" r:id="rId${at}"/>`)}</sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${packaged}/relationships">${each((_, at) => `<Relationship Id="rId${at}" Type="${relationships}/worksheet" Target="worksheets/sheet${at}.xml"/>`)}</Relationships>`,
  );
  const columns = Object.values(valid);
  const lines = Array.from(
    { length: Math.max(0, ...columns.map(({ length }) => length)) },
    (_, at) => columns.map((values) => values[at]),
  );
  const second = [Object.keys(valid), ...lines].map(rowXml).join('');
  add(
    'xl/worksheets/sheet2.xml',
    `<worksheet xmlns="${main}"><sheetData>${second}</sheetData></worksheet>`,
  );
  const sheet = Readable.from(sheetXml(rows), { highWaterMark: 1 });
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml');
  zip.end();
  const file = zip.outputStream as Readable;
  zip.on('error', (error) => file.destroy(error as Error));
  file.once('close', () => sheet.destroy());
  return file;
};
