import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { type Cell, cellText, cellValue, joinTexts } from '../../src/kernel/sheet/cell.ts';
import { csvOf } from '../../src/kernel/sheet/csv-writer.ts';
import { linesOf } from '../../src/kernel/sheet/lines.ts';
import { inMemory } from '../../src/kernel/sheet/source.ts';
import { dayOf, isDateFormat } from '../../src/kernel/sheet/xlsx-date.ts';
import { xlsxOf } from '../../src/kernel/sheet/xlsx-writer.ts';

/* Rows as files: what is written is read as it was, and what is no such file is refused by name. */

async function* pages(rows: readonly Cell[][]) {
  for (const row of rows) yield [row];
}

const csv = async (rows: readonly Cell[][]): Promise<Buffer> => {
  const parts: string[] = [];
  for await (const part of csvOf(pages(rows))) parts.push(part);
  return Buffer.from(parts.join(''));
};
const xlsx = (rows: readonly Cell[][]): Promise<Buffer> =>
  buffer(xlsxOf(pages(rows), 'rows', { status: ['A', 'B & C'] }));

const read = async (file: Buffer) => {
  const lines = [];
  for await (const line of linesOf(inMemory(file))) lines.push(line);
  return lines;
};
const cells = async (file: Buffer) => (await read(file)).map((line) => line.cells);

const refused = async (file: Buffer | string): Promise<string> => {
  try {
    await read(Buffer.from(file));
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'not refused';
};

const nasty = [
  '=cmd|calc',
  "'=1",
  "''+2",
  '-5',
  '@x',
  '\t=1',
  'a"b',
  'a\nb',
  ' a ',
  '007',
  '2026-11-21',
];
const text = fc.oneof(
  fc.constantFrom(...nasty, 'x;y', "'plain", '_x0041_', '<&>', 'ä€😀', '＝1', '1e5', 'TRUE'),
  fc.string({ unit: fc.constantFrom(...Array.from('\'"=+-@;,\t\n <>&_x0dAé€😀')) }),
  fc.string({ unit: 'grapheme' }),
);

describe.each([
  ['CSV', csv],
  ['XLSX', xlsx],
])('%s', (_type, write) => {
  test('brings back every text as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(text, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        async (rows) => {
          const head = ['one', 'two', 'last'];
          const [first, ...others] = await cells(
            await write([head, ...rows.map((row) => [...row.slice(0, 2), `.${row[2]}`])]),
          );
          expect(first).toEqual(head);
          const back = others.map((row) => row.map(cellValue));
          expect(back).toEqual(rows.map((row) => [...row.slice(0, 2), `.${row[2]}`]));
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each(nasty.slice(0, 6))('has no cell that a spreadsheet would run: %j', async (value) => {
    const [[cell] = []] = await cells(await write([[value]]));
    expect(cell).toMatch(/^'/);
    expect(cellValue(cell ?? '')).toBe(value);
  });
});

test('what is no text is written as it is', () => {
  expect([null, undefined, 0, -5, true].map(cellText)).toEqual(['', '', '0', '-5', 'true']);
});

test('several texts in a cell are told apart', async () => {
  expect(joinTexts(['a', 'b c', 'd;e', '"f"', ''])).toBe('a;b c;"d;e";"""f""";""');
});

describe('a CSV file', () => {
  const rows = [
    ['code', 'title'],
    ['t1', 'Größe "x"'],
  ];
  test.each<[string, Buffer]>([
    ['with semicolons', Buffer.from('code;title\nt1;"Größe ""x"""\n')],
    ['with tabs, and no line break at its end', Buffer.from('code\ttitle\r\nt1\t"Größe ""x"""')],
    ['with a byte order mark', Buffer.from('\ufeffcode,title\r\nt1,"Größe ""x"""\r\n')],
    ['in Windows-1252', Buffer.from('code,title\r\nt1,"Größe ""x"""\r\n', 'latin1')],
    ['in UTF-16', Buffer.from('\ufeffcode\ttitle\r\nt1\t"Größe ""x"""\r\n', 'utf16le')],
  ])('can be %s', async (_how, file) => {
    expect(await cells(file)).toEqual(rows);
  });

  test('has rows that begin in lines', async () => {
    const lines = await read(Buffer.from('a,b\r\n1,"x\r\ny\r\nz"\r\n2,q\r\n\r\n3,r\r\n'));
    expect(lines.map(({ line, cells: [first] }) => [line, first])).toEqual([
      [1, 'a'],
      [2, '1'],
      [5, '2'],
      [6, ''],
      [7, '3'],
    ]);
  });

  test.each<[string, Buffer | string, string]>([
    ['is empty', '', 'The file is empty.'],
    ['ends within quotes', 'a,b\n1,"x\n2,y\n', 'ends within quotes'],
    ['ends within quotes, after a cell of lines', 'a,b\r\n1,"x\r\ny"\r\n2,"z\r\n', '(line 4)'],
    ['has a quote amid a cell', 'a,b\n1,x"y\n', 'A quote stands where none can be (line 2)'],
    ['has something after a quote', 'a,b\n1,"x"y\n', 'A quote stands where none can be (line 2)'],
    [
      'ends within a character',
      Buffer.from('a,b\n1,€').subarray(0, -1),
      'in the middle of a character',
    ],
    [
      'is in another encoding',
      Buffer.from([0x61, 0x2c, 0x82, 0x81, 0x0a]),
      'neither UTF-8 nor Windows-1252',
    ],
    ['is no text', Buffer.from([1, 2, 0, 3, 4]), 'This is no text'],
    ['has a row without an end', `a,b\n1,"${'x'.repeat(600_000)}\n`, 'more than 500000 characters'],
    ['is an old Excel file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), '.xls'],
  ])('that %s is refused', async (_what, file, message) => {
    expect(await refused(Buffer.from(file))).toContain(message);
  });
});

/** A workbook with these parts in place of the usual ones. */
const workbook = (parts: Record<string, string | Buffer>): Promise<Buffer> => {
  const zip = new ZipFile();
  const usual = {
    'xl/workbook.xml':
      '<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr/><x:sheets><x:sheet name="old" state="hidden" r:id="rId9"/><x:sheet name="it" r:id="rId1"/></x:sheets></x:workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId9" Target="worksheets/none.xml"/><Relationship Id="rId1" Target="/xl/worksheets/data.xml"/></Relationships>',
    'xl/sharedStrings.xml':
      '<sst><si><t>code</t></si><si><r><t>Ri</t></r><r><t xml:space="preserve">ch </t></r><rPh><t>no</t></rPh></si></sst>',
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/><numFmt numFmtId="171" formatCode="0.0&quot; d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>',
  };
  for (const [path, content] of Object.entries({ ...usual, ...parts }))
    zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return buffer(zip.outputStream);
};
const sheet = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

describe('an XLSX file', () => {
  test('of a spreadsheet has shared texts, numbers, days, flags and gaps', async () => {
    const file = await workbook({
      'xl/worksheets/data.xml': sheet(`
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
        <row r="3"><c r="A3"><v>14.100000000000001</v></c><c r="B3" s="1"><v>46347</v></c><c r="C3" s="2"><v>46347.5</v></c>
          <c r="D3" s="3"><v>46347</v></c><c r="E3" t="b"><v>1</v></c><c r="F3" t="str"><f>A1</f><v>made</v></c><c r="G3"/><c r="H3" t="s"/><c r="I3" t="b"><v/></c></row>`),
    });
    expect(await read(file)).toEqual([
      { line: 1, cells: ['code', '', 'Rich '] },
      {
        line: 3,
        cells: ['14.1', '2026-11-21', '2026-11-21T12:00:00', '46347', 'true', 'made', '', '', ''],
      },
    ]);
  });

  const bomb = () =>
    workbook({ 'xl/worksheets/data.xml': sheet(''), 'xl/media/a.bin': Buffer.alloc(210_000_000) });
  const repeating = () =>
    workbook({
      'xl/sharedStrings.xml': `<sst><si><t>${'x'.repeat(100_000)}</t></si></sst>`,
      'xl/worksheets/data.xml': sheet('<row><c t="s"><v>0</v></c></row>'.repeat(501)),
    });
  const good = () => xlsx([['a'], ['b']]);
  test.each<[string, () => Promise<Buffer>, string]>([
    ['is cut off', async () => (await good()).subarray(0, 700), 'no whole XLSX file'],
    ['is some other archive', () => workbook({ 'xl/workbook.xml': 'PK' }), 'no whole XLSX file'],
    ['has no sheet', () => workbook({ 'xl/workbook.xml': '<workbook/>' }), 'has no sheet'],
    ['lacks its sheet', () => workbook({}), 'no whole XLSX file'],
    [
      'holds an error',
      () =>
        workbook({ 'xl/worksheets/data.xml': sheet('<row r="4"><c t="e"><v>#N/A</v></c></row>') }),
      'row 4 holds the error #N/A',
    ],
    ...['2', '-1', '0.5', 'x'].map((text): [string, () => Promise<Buffer>, string] => [
      `shows the text ${text} of two`,
      () =>
        workbook({
          'xl/worksheets/data.xml': sheet(`<row r="4"><c t="s"><v>${text}</v></c></row>`),
        }),
      'row 4 shows a text that the file does not hold',
    ]),
    [
      'declares entities',
      () => workbook({ 'xl/worksheets/data.xml': `<!DOCTYPE a [<!ENTITY b "c">]>${sheet('')}` }),
      'no whole XLSX file',
    ],
    ...['2.5', 'abc', '-1', '99999999999'].map((row): [string, () => Promise<Buffer>, string] => [
      `calls a row ${row}`,
      () => workbook({ 'xl/worksheets/data.xml': sheet(`<row r="${row}"><c><v>1</v></c></row>`) }),
      'no whole XLSX file',
    ]),
    ['explodes', bomb, 'unpacks to more than 200 MB'],
    ['says one long text again and again', repeating, 'more than 50 million characters'],
  ])('that %s is refused', async (_what, make, message) => {
    expect(await refused(await make())).toContain(message);
  });
});

test.each<[number, string | undefined, boolean]>([
  [14, undefined, true],
  [2, undefined, false],
  [170, 'yyyy-mm-dd', true],
  [170, '[$-409]d-mmm', true],
  [170, '0.00', false],
  [170, '[Red]0', false],
  [170, '0"day"', false],
  [170, '0\\d', false],
])('number format %i %s shows a day: %s', (id, code, is) => {
  expect(isDateFormat(id, code)).toBe(is);
});

test('days are counted from 1900 or from 1904', () => {
  expect([dayOf(46347, false), dayOf(46347 - 1462, true), dayOf(1, false)]).toEqual([
    '2026-11-21',
    '2026-11-21',
    '1899-12-31',
  ]);
});
