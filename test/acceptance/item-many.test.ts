import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bulk, performed } from '../support/perform.ts';
import { api, closeItems, count, dataset, homes, making, openItems, tlf } from './many-items.ts';
import { name, newName } from './new-name.ts';

/* Many items at once, with their details, their texts and their trackers. */

beforeAll(openItems);
afterAll(closeItems);
beforeEach(newName);

describe.each(homes)('$Item', (home) => {
  const { Item } = home;
  const { list, make, outcomesOf } = making(home);

  test('are made with all that belongs to them, and texts that do not exist yet once for all', async () => {
    const title = { type: 'TITLE', label: `${name} Demographics`, content: 'Demographics' };
    const note = { type: 'FOOTNOTE', label: `${name} note` };
    const selection = `{ done refused outcomes { index entityType entityId ok }
      ${list} { id itemCode itemDescription version textElements { type label content }
        details { ... on TlfDetails { tlfType primaryEndpoint analysisPopulation } ... on DatasetDetails { datasetType recordCount } } } }`;
    const texts = await count('text_elements');
    const { value } = await make(
      [
        { itemCode: `${name}.10`, ...tlf, textElements: [title, { id: '3' }, note] },
        {
          itemCode: `${name}.2`,
          ...dataset,
          itemDescription: 'Two',
          textElements: [
            { type: 'FOOTNOTE', label: ` ${name}  NOTE` },
            {
              type: 'TITLE',
              label: `${name.toUpperCase()} demographics`,
              content: 'demo graphics',
            },
          ],
        },
        { itemCode: `${name}.3`, itemType: 'TLF', textElementIds: ['4', '1'] },
      ],
      {},
      selection,
    );
    expect(value).toMatchObject({ done: 3, refused: 0 });
    const [first, second, third] = value?.[list] ?? [];
    const footnote = { ...note, content: note.label };
    expect(first).toMatchObject({
      itemCode: `${name}.10`,
      itemDescription: null,
      version: 1,
      details: { ...tlf.tlfDetails, primaryEndpoint: false },
      textElements: [title, expect.anything(), footnote],
    });
    expect(second).toMatchObject({
      itemDescription: 'Two',
      details: dataset.datasetDetails,
      textElements: [footnote, title],
    });
    expect(third).toMatchObject({ details: null });
    expect(value?.outcomes).toMatchObject(
      [first, second, third].map((row, index) => ({
        index,
        entityType: Item.replace(/\B[A-Z]/g, '_$&').toUpperCase(),
        ok: true,
        entityId: (row as { id: string }).id,
      })),
    );
    expect(await count('text_elements')).toBe(texts + 2);
  });

  test('a dry run says what the run will do, and does nothing', async () => {
    const items = [
      { itemCode: name, ...tlf, textElements: [{ type: 'TITLE', label: name }] },
      { itemCode: name, ...tlf },
    ];
    const more = { onError: 'SKIP' };
    const before = [await count('audit_logs'), await count('text_elements')];
    const dry = await outcomesOf(items, { ...more, dryRun: true });
    expect([await count('audit_logs'), await count('text_elements')]).toEqual(before);
    expect(dry.map(({ ok, id }) => [ok, id])).toEqual([
      [true, null],
      [false, null],
    ]);
    const run = await outcomesOf(items, more);
    expect(run.map((each) => ({ ...each, id: null }))).toEqual(dry);
    expect(await outcomesOf(items, { ...more, dryRun: true })).toMatchObject([
      { code: 'CONFLICT' },
      { code: 'CONFLICT' },
    ]);
  });

  test('take as many statements for a thousand as for three', async () => {
    const many = (length: number, from: string) =>
      Array.from({ length }, (_, at) => ({
        itemCode: `${name} ${from}${at}`,
        ...(at % 3 ? tlf : dataset),
        ...(at % 2 && { itemDescription: `What ${at} shows` }),
        textElements: [
          { type: 'TITLE', label: `${name} ${from} ${at}` },
          { type: 'FOOTNOTE', label: `${name} ${from} ${at % 7}` },
          { id: String((at % 20) + 1) },
        ],
      }));
    const { statements, value } = await make(many(1000, 'm'));
    expect(value).toMatchObject({ done: 1000 });
    expect(statements).toBeLessThanOrEqual(12);
    expect((await make(many(3, 'n'))).statements).toBe(statements);
  });

  test('eight at once make a text once', async () => {
    const labels = [3, 1, 2].map((at) => `${name} shared ${at}`);
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        outcomesOf([
          {
            itemCode: `${name}.${at}`,
            itemType: 'TLF',
            textElements: (at % 2 ? labels : labels.toReversed()).map((label) => ({
              type: 'TITLE',
              label: at % 3 ? label : label.toUpperCase(),
            })),
          },
        ]),
      ),
    );
    expect(made.flat().map(({ ok }) => ok)).toEqual(Array(8).fill(true));
    expect(await count('text_elements', `label ilike '${name} shared%'`)).toBe(3);
  });

  test('none make nothing', async () => {
    expect((await make([])).value).toEqual({ done: 0, refused: 0, outcomes: [] });
  });
});

test('each item of an effort has a tracker, with its plan', async () => {
  const plan = { dueDate: '2027-01-31', priority: 'HIGH', qcLevel: 2 };
  const items = [{}, { tracker: plan }, { tracker: { qcLevel: 3 } }].map((more, at) => ({
    itemCode: `${name}.${at}`,
    itemType: 'TLF',
    itemStatus: 'COMPLETED',
    ...more,
  }));
  const { reportingEffortItems: rows } = await performed<{ reportingEffortItems: object[] }>(
    api,
    'admin',
    'createReportingEffortItems',
    { reportingEffortId: '1', items },
    '{ reportingEffortItems { itemStatus tracker { dueDate priority qcLevel primaryStatus } } }',
  );
  const usual = { dueDate: null, priority: 'MEDIUM', qcLevel: null, primaryStatus: 'NOT_STARTED' };
  expect(rows).toEqual(
    [usual, { ...usual, ...plan }, { ...usual, qcLevel: 3 }].map((tracker) => ({
      itemStatus: 'COMPLETED',
      tracker,
    })),
  );
  const wrong = [{ ...items[0], itemCode: name, tracker: { qcLevel: 4 } }];
  const { outcomes } = await performed<Bulk>(api, 'admin', 'createReportingEffortItems', {
    reportingEffortId: '1',
    items: wrong,
  });
  expect(outcomes).toMatchObject([{ code: 'BAD_USER_INPUT', field: 'tracker.qcLevel' }]);
});

test('a single item finds or makes its texts in the same way', async () => {
  const textElements = [{ type: 'TITLE', label: name }, { id: '2' }];
  const selection = '{ id version textElements { label } }';
  const create = (itemCode: string) =>
    performed<{ id: string; version: number; textElements: { label: string }[] }>(
      api,
      'admin',
      'createReportingEffortItem',
      { input: { reportingEffortId: '1', itemCode, itemType: 'TLF', textElements } },
      selection,
    );
  const { id, textElements: texts } = await create(`${name}.1`);
  expect(texts[0]).toEqual({ label: name });
  await create(`${name}.2`);
  expect(await count('text_elements', `label = '${name}'`)).toBe(1);
  const input = { textElements: [{ id: '2' }, { type: 'FOOTNOTE', label: name }] };
  const changed = await performed<{ version: number; textElements: object[] }>(
    api,
    'admin',
    'updateReportingEffortItem',
    { id, input },
    selection,
  );
  expect(changed).toMatchObject({ version: 2, textElements: [texts[1], { label: name }] });
});

test('a dry run of other bulk commands does nothing either', async () => {
  const [before] = await api.sql`select * from pearl.reporting_effort_item_trackers where id = 1`;
  const result = await performed<Bulk>(api, 'admin', 'updateTrackers', {
    updates: [
      { trackerId: '1', qcLevel: before?.['qc_level'] === 1 ? 2 : 1 },
      { trackerId: '999999', qcLevel: 1 },
    ],
    onError: 'SKIP',
    dryRun: true,
  });
  expect(result.outcomes).toMatchObject([{ id: '1', ok: true }, { code: 'NOT_FOUND' }]);
  const [after] = await api.sql`select * from pearl.reporting_effort_item_trackers where id = 1`;
  expect(after).toEqual(before);
});
