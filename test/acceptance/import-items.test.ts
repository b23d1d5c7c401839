import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  api,
  asArgument,
  closeImports,
  counts,
  csv,
  exported,
  homes,
  imported,
  openImports,
  trailLength,
  tried,
} from './importing.ts';
import { name, newName } from './new-name.ts';

/* The items of efforts and packages out of files. */

beforeAll(openImports);
afterAll(closeImports);

beforeEach(newName);

type Item = {
  itemType: string;
  itemDescription: string | null;
  version: number;
  details: object | null;
  textElements: { type: string; label: string; content: string }[];
};

describe.each(homes)('$command', ({ command, of, path, item }) => {
  const take = (file: string, more: object = {}) => imported(command, { ...of, file, ...more });

  const itemOf = async (id: string | null | undefined): Promise<Item> => {
    const { data } = await api.as('viewer').run<Record<string, Item>, unknown>(`{
      ${item}(id: "${id}") { itemType itemDescription version textElements { type label content }
        details { ... on TlfDetails { tlfType primaryEndpoint analysisPopulation } ... on DatasetDetails { datasetType dataSource recordCount } } } }`);
    const found = data?.[item];
    if (!found) throw new Error(`There is no item ${id}.`);
    return found;
  };

  test('makes what is new, and texts once for all', async () => {
    const file = csv(
      ['Title Key', 'TLF Type', 'Title', 'Population', 'Footnotes', 'Shell'],
      [
        `${name}.1`,
        'Table',
        `${name} Demographics`,
        'Safety Population',
        `${name} a;"b; c";${name} d`,
        'E3',
      ],
      [`${name}.2`, 'listing', `${name} Demographics`, '', `${name} a`, ''],
    );
    const report = await take(file);
    expect(report).toMatchObject({
      ...counts(2, 0, 0),
      rowCount: 2,
      ignoredColumns: ['Shell'],
      changes: [
        { row: 2, label: `${name}.1`, isNew: true, cells: [] },
        { row: 3, label: `${name}.2`, isNew: true, cells: [] },
      ],
    });
    const [first, second] = await Promise.all(
      report.changes.map(({ entityId }) => itemOf(entityId)),
    );
    expect(first).toMatchObject({
      itemType: 'TLF',
      details: {
        tlfType: 'TABLE',
        primaryEndpoint: false,
        analysisPopulation: 'Safety Population',
      },
    });
    expect(first?.textElements.map(({ type, content }) => `${type} ${content}`)).toEqual([
      `TITLE ${name} Demographics`,
      'POPULATION_SET Safety Population',
      `FOOTNOTE ${name} a`,
      'FOOTNOTE b; c',
      `FOOTNOTE ${name} d`,
    ]);
    expect(second).toMatchObject({ details: { tlfType: 'LISTING', analysisPopulation: null } });
    const [texts] = await api.sql<[{ count: number }]>`
      select count(*)::int from pearl.text_elements where label like ${`${name}%`} and content = label`;
    expect(texts.count).toBe(3);
  });

  test('changes what is there, cell by cell, and leaves alone what is as the file says', async () => {
    const head = [
      'item_code',
      'item_subtype',
      'item_description',
      'title',
      'data_source',
      'record_count',
    ];
    const made = await take(
      csv(
        head,
        [`${name}.1`, 'FIGURE', 'One', `${name} x`, '', ''],
        [`${name}.DM`, 'SDTM', '', '', 'EDC', '7'],
        [`${name}.3`, 'TABLE', 'Three', '', '', ''],
      ),
    );
    const [figure, set, table] = made.changes.map(({ entityId }) => entityId);
    const file = csv(
      head,
      [`${name.toUpperCase()} .1`, 'TABLE', '', `${name} y;${name} x`, '', ''],
      [`${name}.DM`, 'sdtm', '', '', '', '0012'],
      [`${name}.3`, 'Table', 'Three', '', '', ''],
      [`${name}.4`, 'ADaM', '', '', '', ''],
    );
    const expected = {
      ...counts(1, 2, 1),
      changes: [
        {
          row: 2,
          entityId: figure,
          label: `${name}.1`,
          isNew: false,
          cells: [
            { column: 'item_description', before: 'One', after: null },
            { column: 'item_subtype', before: 'FIGURE', after: 'TABLE' },
            { column: 'title', before: `${name} x`, after: `${name} y;${name} x` },
          ],
        },
        {
          row: 3,
          entityId: set,
          cells: [
            { column: 'data_source', before: 'EDC', after: null },
            { column: 'record_count', before: '7', after: '12' },
          ],
        },
        { row: 5, label: `${name}.4`, isNew: true },
      ],
    };
    const before = await trailLength();
    const dry = await take(file, { dryRun: true });
    expect(dry).toMatchObject({ ...expected, isWritten: false });
    expect(await trailLength()).toBe(before);
    const run = await take(file);
    expect(run).toMatchObject(expected);
    expect({
      ...run,
      isWritten: false,
      changes: run.changes.map((row) => ({ ...row, entityId: row.isNew ? null : row.entityId })),
    }).toEqual(dry);
    expect(await itemOf(figure)).toMatchObject({
      itemDescription: null,
      version: 2,
      details: { tlfType: 'TABLE' },
      textElements: [{ content: `${name} y` }, { content: `${name} x` }],
    });
    expect(await itemOf(set)).toMatchObject({
      version: 2,
      details: { datasetType: 'SDTM', dataSource: null, recordCount: 12 },
    });
    expect(await itemOf(table)).toMatchObject({ version: 1 });
    expect(await take(file)).toMatchObject({ ...counts(0, 0, 4), changes: [] });
  });

  test('leaves alone what the file has no column for', async () => {
    const head = ['item_code', 'tlf_type', 'item_description', 'title', 'footnotes'];
    const made = await take(csv(head, [name, 'TABLE', 'What it shows', `${name} t`, `${name} f`]));
    await take(csv(['item_code', 'title'], [name, `${name} other`]));
    expect(await itemOf(made.changes[0]?.entityId)).toMatchObject({
      itemDescription: 'What it shows',
      details: { tlfType: 'TABLE' },
      textElements: [{ content: `${name} other` }, { content: `${name} f` }],
    });
  });

  test.each(['csv', 'xlsx'])('a file that was exported as %s changes nothing', async (type) => {
    const file = `${path}.${type}`;
    const before = await trailLength();
    const report = await take(asArgument(file, await exported(file)));
    expect(report).toMatchObject({ createdCount: 0, updatedCount: 0, changes: [], problems: [] });
    expect(report.unchangedCount).toBe(report.rowCount);
    expect(report.rowCount).toBeGreaterThan(10);
    expect(await trailLength()).toBe(before);
  });

  test('takes as many statements for a thousand rows as for three', async () => {
    const file = (rows: number, from: string, title: string) =>
      csv(
        ['item_code', 'item_subtype', 'item_description', 'title', 'footnotes', 'population'],
        ...Array.from({ length: rows }, (_, at) => [
          `${name}${from}.${at}`,
          at % 3 ? 'TABLE' : 'SDTM',
          `What ${at} shows`,
          `${name} ${title} ${at}`,
          `${name} ${at % 7};${name} ${at % 5}${title}`,
          at % 2 && at % 3 ? 'Safety' : '',
        ]),
      );
    const spent = async (given: string) => {
      const { statements, value } = await tried(
        command,
        { ...of, file: given },
        '{ isWritten problems { message } }',
      );
      expect(value).toEqual({ isWritten: true, problems: [] });
      return statements ?? 1000;
    };
    const [news, changes] = [await spent(file(1000, 'm', 'a')), await spent(file(1000, 'm', 'b'))];
    expect([await spent(file(3, 'n', 'c')), await spent(file(3, 'n', 'd'))]).toEqual([
      news,
      changes,
    ]);
    expect(Math.max(news, changes)).toBeLessThanOrEqual(40);
    expect(await spent(file(5000, 'o', 'e'))).toBeLessThanOrEqual(40); // in as many steps as any number of rows
  });
});

test('an item of an effort has its tracker, and a status', async () => {
  const report = await imported('importItems', {
    reportingEffortId: '1',
    file: csv(['item_code', 'item_type', 'item_status'], [name, 'tlf', 'In progress']),
  });
  const { data } = await api
    .as('viewer')
    .run<{ reportingEffortItem: object }, unknown>(
      `{ reportingEffortItem(id: "${report.changes[0]?.entityId}") { itemStatus tracker { primaryStatus priority } } }`,
    );
  expect(data.reportingEffortItem).toEqual({
    itemStatus: 'IN_PROGRESS',
    tracker: { primaryStatus: 'NOT_STARTED', priority: 'MEDIUM' },
  });
});
