import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { csvRow } from '../../src/kernel/sheet/csv-writer.ts';
import { perform } from '../support/perform.ts';
import {
  api,
  closeImports,
  csv,
  homes,
  imported,
  openImports,
  trailLength,
  tried,
} from './importing.ts';
import { name, newName } from './new-name.ts';

/* What is wrong in files, and that nothing of them is written then. */

beforeAll(openImports);
afterAll(closeImports);

beforeEach(newName);

describe.each(homes)('$command', ({ command, of }) => {
  const take = (file: string) => imported(command, { ...of, file });

  test('says what is wrong with which value, in all rows, and writes nothing', async () => {
    await take(csv(['item_code', 'item_type'], [`${name}.known`, 'TLF']));
    const head = [
      'item_code',
      'item_type',
      'item_subtype',
      'record_count',
      'primary_endpoint',
      'title',
    ];
    const before = await trailLength();
    const report = await take(
      csv(
        head,
        [`${name}.1`, 'TLF', 'TABLE', '', '', `${name} t`],
        ['', 'TLF', '', '', '', ''],
        [`${name}.2`, 'Chart', 'Pie', 'many', 'perhaps', ''],
        [`${name}.3`, 'TLF', 'SDTM', '', '', ''],
        [`${name}.4`, 'TLF', '', '7', '', ''],
        [`${name} .1`, 'TLF', '', '', '', ''],
        [`${name}.known`, 'DATASET', '', '', '', ''],
        [`${name}.known`, 'TLF', 'ADAM', '', '', ''],
        [`${name}.5`, '', '', '', '', ''],
        [`${name}.6`, 'TLF', '', '', '', 'a;A;a'],
        [`${name}.7`, 'DATASET', '', '-1', '', ''],
        ['x'.repeat(256), 'TLF', '', '', '', ''],
      ),
    );
    expect(await trailLength()).toBe(before);
    expect(report.isWritten).toBe(false);
    const said = report.problems.map(({ row, column, value, code }) => [row, column, value, code]);
    const bad = 'BAD_USER_INPUT';
    expect(said).toEqual([
      [3, 'item_code', '', bad],
      [4, 'item_type', 'Chart', bad],
      [4, 'item_subtype', 'Pie', bad],
      [4, 'record_count', 'many', bad],
      [4, 'primary_endpoint', 'perhaps', bad],
      [5, 'item_subtype', 'SDTM', bad],
      [6, 'record_count', '7', bad],
      [7, 'item_code', `${name} .1`, 'CONFLICT'],
      [8, 'item_type', 'DATASET', bad],
      [9, 'item_code', `${name}.known`, 'CONFLICT'],
      [10, 'item_type', '', bad],
      [11, 'title', 'a;A;a', bad],
      [12, 'record_count', '-1', bad],
      [13, 'item_code', 'x'.repeat(256), bad],
    ]);
    expect(report.problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'item_type must be one of DATASET, TLF.',
        'record_count must be a whole number.',
        'item_code may have at most 255 characters.',
      ]),
    );
    expect(report.problemCount).toBe(14);
  });
});

test('the code of an item of another effort is taken', async () => {
  const [other] = await api.sql<[{ code: string }]>`
    select item_code as code from pearl.reporting_effort_items where reporting_effort_id <> 1 limit 1`;
  const file = csv(['item_code', 'item_type'], [other.code, 'TLF']);
  const { problems } = await imported('importItems', { reportingEffortId: '1', file });
  expect(problems).toMatchObject([
    { row: 2, column: 'item_code', value: other.code, code: 'CONFLICT' },
  ]);
});

test('two who import the same file at a time make its items once', async () => {
  const file = csv(
    ['item_code', 'tlf_type', 'title'],
    ...Array.from({ length: 30 }, (_, at) => [`${name}.${at}`, 'TABLE', `${name} ${at % 4}`]),
  );
  const reports = await Promise.all(
    [1, 2, 3, 4].map(() => imported('importItems', { reportingEffortId: '1', file })),
  );
  const written = reports.filter(({ isWritten }) => isWritten);
  expect(written.reduce((sum, { createdCount }) => sum + createdCount, 0)).toBe(30);
  const refused = reports.filter(({ isWritten }) => !isWritten);
  expect(refused.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(
    Array.from({ length: 30 * refused.length }, () => 'CONFLICT'),
  );
});

test('only an admin imports, and only into what is there', async () => {
  const file = csv(['item_code', 'item_type'], [name, 'TLF']);
  const as = (who: string, reportingEffortId: string) =>
    perform(api, who, 'importItems', { reportingEffortId, file }, '{ isWritten }');
  expect(await as('viewer', '1')).toMatchObject({ code: 'FORBIDDEN' });
  expect(await as('admin', '999999')).toMatchObject({
    code: 'NOT_FOUND',
    field: 'reportingEffortId',
  });
});

describe('a file is refused as a whole, and nothing stored', () => {
  const head = 'item_code,item_type\n';
  test.each<[string, string, RegExp]>([
    ['that is empty', '', /empty/],
    ['that has blank lines only', '\n \n,,\n', /no rows/],
    ['that has a head only', head, /no rows but/],
    ['without a column that is needed', 'title,item_type\nx,TLF', /no column item_code/],
    ['with a column twice', 'item_code,Item Code\na,b', /item_code is there twice/],
    ['that is cut off within quotes', `${head}"abc,TLF`, /cut off/],
    [
      'that was a workbook once',
      Buffer.from('PK\x03\x04 and no more').toString('base64'),
      /no whole XLSX/,
    ],
    ['that is blanks after its first bytes', `UEsD${' '.repeat(400_000)}!`, /no column item_code/],
    ['of an old Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex').toString('base64'), /old Excel/],
    ['that is no text', `${head}a\u0000b,TLF`, /no text/],
    ['of too many rows', head + csvRow(['x', 'TLF']).repeat(100_001), /more than 100000 rows/],
  ])('%s', async (_what, file, says) => {
    const before = await trailLength();
    const refused = await tried('importItems', { reportingEffortId: '1', file });
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(says) });
    expect(await trailLength()).toBe(before);
  });
});

test('semicolons, tabs, a byte order mark and names of any case and order are read alike', async () => {
  const files = [';', '\t'].map(
    (delimiter, at) =>
      `\ufeff${['ITEM TYPE', 'Item-Code', 'Description'].join(delimiter)}\r\n${['tlf', `${name}.${at}`, '"two\nlines"'].join(delimiter)}\r\n`,
  );
  for (const file of files)
    expect(await imported('importItems', { reportingEffortId: '1', file })).toMatchObject({
      createdCount: 1,
      problems: [],
    });
  const rows = await api.sql`
    select item_description from pearl.reporting_effort_items where item_code like ${`${name}.%`}`;
  expect(rows.map((row) => row['item_description'])).toEqual(['two\nlines', 'two\nlines']);
});
