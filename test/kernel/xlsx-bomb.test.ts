import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { inMemory } from '../../src/kernel/sheet/source.ts';
import { xlsxLines } from '../../src/kernel/sheet/xlsx-reader.ts';

/* Workbooks that are small as files, and large or long when they are read. */

const workbook = (parts: Record<string, string>): Promise<Buffer> => {
  const zip = new ZipFile();
  const usual = {
    'xl/workbook.xml': '<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Target="sheet.xml"/></Relationships>',
    'xl/sheet.xml': '<worksheet><row><c><v>1</v></c></row></worksheet>',
  };
  for (const [path, content] of Object.entries({ ...usual, ...parts }))
    zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return buffer(zip.outputStream);
};

const times = (count: number, part: string) => part.repeat(count);

/** The cells of a workbook, or why it is refused, and how many seconds of CPU that took. */
const read = async (parts: Record<string, string>) => {
  const file = await workbook(parts);
  const before = process.cpuUsage();
  const told: unknown[] = [];
  try {
    for await (const { cells } of xlsxLines(inMemory(file))) told.push(cells);
  } catch (error) {
    told.push((error as Error).message);
  }
  const { user, system } = process.cpuUsage(before);
  return { told, seconds: (user + system) / 1_000_000 };
};

describe('elements and attributes that the parser would keep are refused before they fill the memory', () => {
  test.each<[string, string]>([
    ['elements in each other', times(20_000_000, '<a>')],
    [
      'attributes of one',
      `<a ${Array.from({ length: 2_000_000 }, (_, at) => `a${at}=""`).join(' ')}/>`,
    ],
  ])('%s', async (_what, sheet) => {
    const before = process.memoryUsage().rss;
    const { told } = await read({ 'xl/sheet.xml': sheet });
    expect(told).toEqual([expect.stringContaining('no whole XLSX file')]);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });
});

describe('what is long is read in seconds', () => {
  const format = (code: string) =>
    `<styleSheet><numFmt numFmtId="1" formatCode="${code}"/><cellXfs>${times(50_000, '<xf numFmtId="1"/>')}</cellXfs></styleSheet>`;

  test.each<[string, Record<string, string>]>([
    [
      'a text that stands in many',
      {
        'xl/sharedStrings.xml': `<sst>${times(90, '<si>')}<t>${times(1_000_000, 'a')}</t>${times(90, '</si>')}</sst>`,
      },
    ],
    ['a number format of many cells', { 'xl/styles.xml': format(times(60_000, '0')) }],
    ['a number format of brackets', { 'xl/styles.xml': format(times(60_000, '[')) }],
    [
      'references of cells',
      {
        'xl/sheet.xml': `<worksheet><row><c><v>1</v></c>${times(50, `<c r="${times(60_000, '1')}A"/>`)}</row></worksheet>`,
      },
    ],
  ])('%s', async (_what, parts) => {
    const { told, seconds } = await read(parts);
    expect(told).toEqual([['1']]);
    expect(seconds).toBeLessThan(10); // less than 1; what took the square of a length took minutes
  });
});

test('a cell holds no more than a row of CSV may', async () => {
  const cell = `<c t="inlineStr"><is><t>${times(500_001, ';')}</t></is></c>`;
  const { told } = await read({
    'xl/sheet.xml': `<worksheet><row r="4">${cell}</row></worksheet>`,
  });
  expect(told).toEqual(['A cell in row 4 has more than 500000 characters.']);
});
