import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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

/* Users, packages and texts out of files. */

beforeAll(openImports);
afterAll(closeImports);

beforeEach(newName);

const kinds = [
  {
    command: 'importUsers',
    table: 'users',
    head: ['User Name', 'ROLE', 'department'],
    made: (own: string) => [
      [`${own}.ann`, 'Analyst', 'programming'],
      [`${own}.bob`, 'viewer', ''],
    ],
    changed: (own: string) => [
      [` ${own.toUpperCase()}.ann`, 'ADMIN', ''],
      [`${own}.bob`, 'Viewer', ''],
      [`${own}.eve`, 'viewer', 'biostatistics'],
    ],
    cells: [
      { column: 'role', before: 'ANALYST', after: 'ADMIN' },
      { column: 'department', before: 'programming', after: null },
    ],
    lacks: ['', '', 'x'],
    wrong: ['a b', 'Editor', ''],
    problems: [
      [4, 'username', ''],
      [5, 'username', 'a b'],
      [5, 'role', 'Editor'],
    ],
  },
  {
    command: 'importPackages',
    table: 'packages',
    head: ['package name', 'Study Indication', 'therapeutic_area'],
    made: (own: string) => [
      [`${own} one`, 'Asthma', 'Respiratory'],
      [`${own} two`, '', ''],
    ],
    changed: (own: string) => [
      [`${own.toUpperCase()}  ONE`, 'COPD', ''],
      [`${own} two`, '', ''],
      [`${own} three`, '', 'x'],
    ],
    cells: [
      { column: 'study_indication', before: 'Asthma', after: 'COPD' },
      { column: 'therapeutic_area', before: 'Respiratory', after: null },
    ],
    lacks: ['', '', 'x'],
    wrong: ['x'.repeat(256), '', ''],
    problems: [
      [4, 'package_name', ''],
      [5, 'package_name', 'x'.repeat(256)],
    ],
  },
  {
    command: 'importTextElements',
    table: 'text_elements',
    head: ['Type', 'label', 'content'],
    made: (own: string) => [
      ['population_set', `${own} SAF`, 'Safety Population'],
      ['Footnote', `${own} 1`, 'one two'],
    ],
    changed: (own: string) => [
      ['POPULATION SET', `${own}  saf`, 'All treated'],
      ['footnote', `${own} 1`, 'one two'],
      ['title', `${own} SAF`, 'A title of that name'],
    ],
    cells: [{ column: 'content', before: 'Safety Population', after: 'All treated' }],
    lacks: ['', 'x', 'x'],
    wrong: ['ich', '', ''],
    problems: [
      [4, 'type', ''],
      [5, 'type', 'ich'],
    ],
  },
];

describe.each(kinds)('$command', (kind) => {
  const { command, table, head } = kind;
  const take = (rows: readonly (readonly string[])[], more: object = {}) =>
    imported(command, { file: csv(head, ...rows), ...more });

  test('makes what is new, changes what is there, and leaves alone what is as the file says', async () => {
    const made = await take(kind.made(name));
    expect(made).toMatchObject({ ...counts(2, 0, 0), ignoredColumns: [] });
    const before = await trailLength();
    const expected = {
      ...counts(1, 1, 1),
      changes: [
        { row: 2, entityId: made.changes[0]?.entityId, isNew: false, cells: kind.cells },
        { row: kind.changed('').length + 1, isNew: true },
      ],
    };
    const dry = await take(kind.changed(name), { dryRun: true });
    expect(dry).toMatchObject({ ...expected, isWritten: false });
    expect(await trailLength()).toBe(before);
    expect(await take(kind.changed(name))).toMatchObject(expected);
    expect(await trailLength()).toBe(before + 2);
    expect(await take(kind.changed(name))).toMatchObject({ ...counts(0, 0, 3), changes: [] });
    const [row] = await api.sql.unsafe<{ count: number }[]>(
      `select count(*)::int from pearl.${table} t where lower(to_jsonb(t)::text) like '%"${name}%'`,
    );
    expect(row?.count).toBe(3);
  });

  test('says what is wrong with which value, and writes nothing', async () => {
    const before = await trailLength();
    const rows = kind.made(name);
    const report = await take([...rows, kind.lacks, kind.wrong, rows[1] ?? []]);
    expect(report.isWritten).toBe(false);
    const said = report.problems.map(({ row, column, value }) => [row, column, value]);
    expect(said.slice(0, kind.problems.length)).toEqual(kind.problems);
    expect(report.problems.at(-1)).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Row 3 is about this already'),
    });
    expect(await trailLength()).toBe(before);
  });

  test('takes as many statements for a thousand rows as for three', async () => {
    const spent = async (count: number) => {
      const own = `${name}${count}`;
      const rows = Array.from({ length: count }, (_, at) =>
        (kind.made('')[0] ?? []).map((cell, place) =>
          place === head.findIndex((each) => /name|label/i.test(each)) ? `${own}.${at}` : cell,
        ),
      );
      const given = { file: csv(head, ...rows) };
      const { statements, value } = await tried(command, given, '{ isWritten createdCount }');
      expect(value).toEqual({ isWritten: true, createdCount: count });
      return statements;
    };
    const few = await spent(3);
    expect(await spent(1000)).toBe(few);
    expect(few).toBeLessThanOrEqual(6);
  });

  test('made by several at a time, rows are made once', async () => {
    const reports = await Promise.all([1, 2, 3, 4].map(() => take(kind.made(name))));
    expect(reports.reduce((sum, each) => sum + (each.isWritten ? each.createdCount : 0), 0)).toBe(
      2,
    );
    for (const { problems } of reports.filter(({ isWritten }) => !isWritten))
      expect(problems.map(({ code }) => code)).toEqual(['CONFLICT', 'CONFLICT']);
  });
});

describe('texts of one column', () => {
  const take = (...rows: readonly (readonly string[])[]) =>
    imported('importTextElements', { file: csv(...rows) });
  const textsOf = (own: string) => api.sql<{ label: string; content: string }[]>`
    select label, content from pearl.text_elements where content like ${`${own}%`} or label like ${`${own}%`} order by id`;

  test.each(['label', 'content', 'Text'])('called %s are labels and contents', async (column) => {
    const rows = [
      ['type', column],
      ['TITLE', `${name} a`],
      ['title', `${name} b`],
    ];
    expect(await take(...rows)).toMatchObject(counts(2, 0, 0));
    expect(await textsOf(name)).toEqual([
      { label: `${name} a`, content: `${name} a` },
      { label: `${name} b`, content: `${name} b` },
    ]);
    expect(await take(...rows)).toMatchObject(counts(0, 0, 2));
  });

  test('mean those that say so or are called so', async () => {
    await take(['type', 'label', 'content'], ['POPULATION_SET', `${name} SAF`, `${name} Safety`]);
    for (const column of ['label', 'content'])
      expect(
        await take(
          ['type', column],
          ['population_set', `${name} saf`],
          ['TITLE', `${name} ${column}`],
        ),
      ).toMatchObject(counts(1, 0, 1));
    expect(await take(['type', 'content'], ['population_set', `${name} Safety`])).toMatchObject(
      counts(0, 0, 1),
    );
    expect((await textsOf(name)).length).toBe(3);
  });

  test('can be long and alike', async () => {
    const long = [1, 2].map((at) => `${name} ${'word '.repeat(100)} ${at}`);
    expect(
      await take(['type', 'content'], ...long.map((content) => ['FOOTNOTE', content])),
    ).toMatchObject(counts(2, 0, 0));
    expect((await textsOf(name)).map(({ content }) => content)).toEqual(long);
  });
});

test.each(['csv', 'xlsx'])('texts that were exported as %s change nothing', async (type) => {
  const path = `text-elements.${type}`;
  const before = await trailLength();
  const report = await imported('importTextElements', {
    file: asArgument(path, await exported(path)),
  });
  expect(report).toMatchObject({ createdCount: 0, updatedCount: 0, problems: [], isWritten: true });
  expect(report.rowCount).toBeGreaterThan(20);
  expect(await trailLength()).toBe(before);
});

test('the rules that the database keeps for single commands hold for files', async () => {
  const admins = await api.sql<{ username: string }[]>`
    select username from pearl.users where role = 'ADMIN'`;
  const file = csv(['username', 'role'], ...admins.map(({ username }) => [username, 'ANALYST']));
  const before = await trailLength();
  expect(await imported('importUsers', { file })).toMatchObject({
    isWritten: false,
    problems: admins.map((_admin, at) => ({
      row: at + 2,
      column: 'role',
      value: 'ANALYST',
      code: 'INVALID_STATE',
    })),
  });
  expect(await trailLength()).toBe(before);
  // somebody who is new may take over
  const stays = csv(['username', 'role'], ...admins.map(({ username }) => [username, 'ANALYST']), [
    `${name}.new`,
    'ADMIN',
  ]);
  expect(await imported('importUsers', { file: stays, dryRun: true })).toMatchObject({
    problems: [],
  });
});
