import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  api,
  asArgument,
  closeImports,
  counts,
  csv,
  exported,
  imported,
  openImports,
  trailLength,
  tried,
} from './importing.ts';
import { name, newName } from './new-name.ts';
import { effort, items, take, trackerOf } from './tracking.ts';

/* The trackers of an effort out of a file. */

beforeAll(openImports);
afterAll(closeImports);

beforeEach(newName);

const head = [
  'Item Code',
  'production_programmer_username',
  'Production Status',
  'QC Programmer Username',
  'qc_status',
  'priority',
  'due_date',
];

test('people, statuses and plans are written as the single commands would, and nothing twice', async () => {
  const [one = '', two = '', three = ''] = await items('1', '2', '3');
  const file = csv(
    [...head, 'qc level', 'in_production_flag', 'Tags'],
    [
      one,
      'analyst',
      'completed',
      'mira.okafor',
      'Completed',
      'high',
      '2026-12-24',
      '2',
      'yes',
      `${name} a;Topline`,
    ],
    [two.toUpperCase(), ' ANALYST', '', '', '', '', '', '', '', ''],
    [three, '', 'not started', '', '', 'Medium', '', '', 'false', ''],
  );
  const before = await trailLength();
  const dry = await take(file, { dryRun: true });
  expect(await trailLength()).toBe(before);
  const report = await take(file);
  expect({ ...report, isWritten: false }).toEqual(dry);
  expect(report).toMatchObject({
    ...counts(0, 2, 1),
    ignoredColumns: [],
    changes: [
      {
        row: 2,
        label: one,
        cells: [
          { column: 'primary_programmer_username', before: null, after: 'analyst' },
          { column: 'primary_status', before: 'NOT_STARTED', after: 'COMPLETED' },
          { column: 'qc_programmer_username', before: null, after: 'mira.okafor' },
          { column: 'qc_status', before: 'NOT_STARTED', after: 'COMPLETED' },
          { column: 'due_date', before: null, after: '2026-12-24' },
          { column: 'priority', before: 'MEDIUM', after: 'HIGH' },
          { column: 'qc_level', before: null, after: '2' },
          { column: 'in_production', before: 'false', after: 'true' },
          { column: 'tags', before: '', after: `${name} a;Topline` },
        ],
      },
      {
        row: 3,
        cells: [
          { column: 'primary_programmer_username', before: null, after: 'analyst' },
          { column: 'primary_status', before: 'NOT_STARTED', after: 'IN_PROGRESS' },
        ],
      },
    ],
  });
  expect(await trackerOf(one)).toMatchObject({
    version: 2,
    primaryStatus: 'COMPLETED',
    qcStatus: 'COMPLETED',
    dueDate: '2026-12-24',
    priority: 'HIGH',
    qcLevel: 2,
    inProduction: true,
    primaryProgrammer: { username: 'analyst' },
    qcProgrammer: { username: 'mira.okafor' },
  });
  expect(await trackerOf(three)).toMatchObject({ version: 1 });
  expect(await take(file)).toMatchObject({ ...counts(0, 0, 3), changes: [] });
});

test('the report names row, column, value and rule of what is refused, and nothing is written', async () => {
  const codes = await items('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = ''] = codes;
  await take(csv(head, [g, 'analyst', 'COMPLETED', 'mira.okafor', 'IN_PROGRESS', '', '']));
  const before = await trailLength();
  const report = await take(
    csv(
      head,
      [a, 'nobody.known', '', '', '', '', ''],
      [b, 'analyst', '', ' Analyst', '', '', ''],
      [c, 'viewer', '', '', '', '', ''],
      [d, '', 'COMPLETED', '', '', '', ''],
      [e, 'analyst', 'IN_PROGRESS', 'mira.okafor', 'IN_PROGRESS', '', ''],
      [f, '', 'on_hold', '', 'failed', 'urgent', '24.12.2026'],
      [g, 'analyst', 'IN_PROGRESS', 'mira.okafor', 'IN_PROGRESS', '', ''],
      [`${name}.none`, '', '', '', '', '', ''],
      [h, '', '', '', '', '', ''],
      [h.toUpperCase(), '', '', '', '', '', ''],
    ),
  );
  expect(await trailLength()).toBe(before);
  expect(report.isWritten).toBe(false);
  expect(
    report.problems.map(({ row, column, value, code, rule }) => [row, column, value, rule ?? code]),
  ).toEqual([
    [2, 'primary_programmer_username', 'nobody.known', 'NOT_FOUND'],
    [3, 'qc_programmer_username', ' Analyst', 'TWO_PEOPLE'],
    [4, 'primary_programmer_username', 'viewer', 'PROGRAMMER_ROLE'],
    [5, 'primary_status', 'COMPLETED', 'NOBODY_ASSIGNED'],
    [6, 'qc_status', 'IN_PROGRESS', 'QC_AFTER_PRIMARY'],
    [7, 'primary_status', 'on_hold', 'BAD_USER_INPUT'],
    [7, 'qc_status', 'failed', 'BAD_USER_INPUT'],
    [7, 'priority', 'urgent', 'BAD_USER_INPUT'],
    [7, 'due_date', '24.12.2026', 'BAD_USER_INPUT'],
    [8, 'primary_status', 'IN_PROGRESS', 'QC_HAS_BEGUN'],
    [9, 'item_code', `${name}.none`, 'NOT_FOUND'],
    [11, 'item_code', h.toUpperCase(), 'CONFLICT'],
  ]);
});

test('the date of a check is compared with what is known, and not written', async () => {
  const [one = '', two = '', three = ''] = await items('1', '2', '3');
  const done = ['analyst', 'COMPLETED', 'mira.okafor', 'COMPLETED', '', ''];
  await take(csv(head, [one, ...done], [two, ...done]));
  await api.sql`update pearl.reporting_effort_item_trackers t set qc_completed_at = '2026-03-04T23:30:00Z'
    from pearl.reporting_effort_items i where i.id = t.reporting_effort_item_id and i.item_code like ${`${name}.%`}
      and t.qc_status = 'COMPLETED'`;
  const before = await trailLength();
  const report = await imported(
    'importTrackers',
    {
      ...effort,
      file: csv(
        ['item_code', 'qc_completion_date'],
        [one, '2026-03-04'],
        [two, '2026-03-05'],
        [three, '2026-03-06'],
      ),
    },
    '{ isWritten unchangedCount differenceCount differences { row label column value known } }',
  );
  expect(report).toEqual({
    isWritten: true,
    unchangedCount: 3,
    differenceCount: 2,
    differences: [
      {
        row: 3,
        label: two,
        column: 'qc_completion_date',
        value: '2026-03-05',
        known: '2026-03-04',
      },
      { row: 4, label: three, column: 'qc_completion_date', value: '2026-03-06', known: null },
    ],
  });
  expect(await trailLength()).toBe(before);
});

test('a cell lists as many texts as an argument may', async () => {
  const [one = ''] = await items('1');
  const tags = Array.from({ length: 5001 }, (_, at) => `${name} ${at}`).join(';');
  expect(await take(csv(['item_code', 'tags'], [one, tags]))).toMatchObject({
    isWritten: false,
    problems: [{ row: 2, column: 'tags', message: 'tags may have at most 5000 elements.' }],
  });
});

test('tags are all that the cell names: new ones are made once, others taken off', async () => {
  const [one = '', two = ''] = await items('1', '2');
  await take(csv(['item_code', 'tags'], [one, `${name} a;${name} b`], [two, `${name} A`]));
  const names = async (code: string) =>
    ((await trackerOf(code))['tags'] as { name: string }[]).map((tag) => tag.name).sort();
  expect([await names(one), await names(two)]).toEqual([[`${name} A`, `${name} b`], [`${name} A`]]);
  expect(await take(csv(['item_code', 'tags'], [one, `${name} b`], [two, '']))).toMatchObject(
    counts(0, 2, 0),
  );
  expect([await names(one), await names(two)]).toEqual([[`${name} b`], []]);
});

test.each(['csv', 'xlsx'])('an effort that was exported as %s changes nothing', async (type) => {
  const path = `reporting-efforts/1.${type}`;
  const before = await trailLength();
  const report = await take(asArgument(path, await exported(path)));
  expect(report).toMatchObject({ createdCount: 0, updatedCount: 0, changes: [], problems: [] });
  expect(report.rowCount).toBeGreaterThan(10);
  expect(await trailLength()).toBe(before);
});

test('takes as many statements for many rows as for three', async () => {
  const spent = async (ending: string, count: number) => {
    const codes = await items(...Array.from({ length: count }, (_, at) => `${ending}${at}`));
    const file = csv(
      [...head, 'tags'],
      ...codes.map((code, at) => [
        code,
        'analyst',
        ['', 'IN_PROGRESS', 'COMPLETED'][at % 3] ?? '',
        'mira.okafor',
        '',
        'LOW',
        '2026-12-01',
        `${name} ${ending}`,
      ]),
    );
    const { statements, value } = await tried(
      'importTrackers',
      { ...effort, file },
      '{ isWritten updatedCount }',
    );
    expect(value).toEqual({ isWritten: true, updatedCount: count });
    return statements;
  };
  const few = await spent('few', 3);
  expect(await spent('many', 600)).toBe(few);
  expect(few).toBeLessThanOrEqual(15);
});
