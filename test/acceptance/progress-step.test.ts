import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { LongCommands } from '../../src/kernel/write/long-command.ts';
import { type Api, startApi } from '../support/api.ts';
import { csv } from './importing.ts';
import { codesOf, newKey, send } from './keyed.ts';

/* What every command that takes long tells of itself: how many rows are done, after each step, of how many. */

type Step = readonly [done: number, total: number | undefined];
const told: Step[] = [];

const original: LongCommands['run'] = Reflect.get(LongCommands.prototype, 'run');

let api: Api;
beforeAll(async () => {
  vi.spyOn(LongCommands.prototype, 'run').mockImplementation(function (
    this: LongCommands,
    owned,
    signal,
    body,
  ) {
    return original.call(this, owned, signal, (means) =>
      body({
        ...means,
        tell: (done, total) => {
          told.push([done, total]);
          means.tell?.(done, total);
        },
      }),
    ) as never;
  });
  api = await startApi({ MAX_BODY_BYTES: '8000000', MAX_COST: '100000000' });
  await api.sql`
    insert into pearl.reporting_efforts (database_release_id, database_release_label)
    values (1, 'Steps'), (1, 'More steps')`;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await api.stop();
});
beforeEach(() => {
  told.length = 0;
});

type Data = Record<string, { id: string; auditLogId: string; entityId: string }>;

/** Runs a command under a key; gives its answer. */
const run = async (query: string, variables = {}): Promise<Data> => {
  const answer = await send(api, { query, variables }, newKey());
  expect(codesOf(answer)).toEqual([]);
  return JSON.parse(answer.text).data;
};

const effortCalled = async (label: string): Promise<string> => {
  const [row] = await api.sql`
    select id::text from pearl.reporting_efforts where database_release_label = ${label}`;
  return row?.['id'];
};

const codes = (count: number) => Array.from({ length: count }, (_, at) => `step.${at + 1}`);

test('making many', async () => {
  const items = codes(2500).map((itemCode) => ({ itemCode, itemType: 'TLF' }));
  await run(
    `mutation ($effort: ID!, $items: [ReportingEffortItemInput!]!) {
      createReportingEffortItems(reportingEffortId: $effort, items: $items) { done } }`,
    { effort: await effortCalled('Steps'), items },
  );
  expect(told).toEqual([
    [0, 2500],
    [1000, 2500],
    [2000, 2500],
    [2500, 2500],
  ]);
});

test('changing many', async () => {
  const trackers = await api.sql<{ id: string }[]>`
    select t.id::text from pearl.reporting_effort_item_trackers t
    join pearl.reporting_effort_items i on i.id = t.reporting_effort_item_id where i.item_code like 'step.%'`;
  const updates = trackers.map(({ id }) => ({ trackerId: id, qcLevel: 2 }));
  await run(
    'mutation ($updates: [TrackerPlanInput!]!) { updateTrackers(updates: $updates) { done } }',
    { updates },
  );
  expect(told).toEqual([
    [0, 2500],
    [1000, 2500],
    [2000, 2500],
    [2500, 2500],
  ]);
});

test('copying', async () => {
  await run(
    `mutation ($from: ID!, $to: ID!) { copyItems(from: { reportingEffortId: $from }, to: { reportingEffortId: $to },
      codeTemplate: "{code}@2") { copied } }`,
    { from: await effortCalled('Steps'), to: await effortCalled('More steps') },
  );
  expect(told).toEqual([
    [0, 2500],
    [1000, 2500],
    [2000, 2500],
    [2500, 2500],
  ]);
});

test('importing: what is read, then what is new, then what is changed', async () => {
  const effort = await effortCalled('Steps');
  const known = codes(1500).map((code) => [code, 'TLF', 'Another description']);
  const news = codes(200).map((code) => [`new.${code}`, 'TLF', 'New']);
  await run(
    `mutation ($effort: ID!, $file: File!) { importItems(reportingEffortId: $effort, file: $file) { isWritten } }`,
    { effort, file: csv(['item_code', 'item_type', 'item_description'], ...known, ...news) },
  );
  expect(told).toEqual([
    [0, 500],
    [0, 1000],
    [0, 1500],
    [0, 1700],
    [0, 1700],
    [200, 1700],
    [200, 1700],
    [1200, 1700],
    [1700, 1700],
    [1700, 1700],
  ]);
});

test('deleting many: with what goes with them', async () => {
  const items = await api.sql<{ id: string }[]>`
    select id::text from pearl.reporting_effort_items where item_code like 'step.%' and item_code not like '%@2'`;
  await run(
    'mutation ($ids: [ID!]!) { deleteReportingEffortItems(ids: $ids, cascade: true) { done } }',
    { ids: items.map(({ id }) => id) },
  );
  expect(told).toEqual([
    [0, 5000],
    [2000, 5000],
    [4000, 5000],
    [5000, 5000],
  ]);
});

test('a large delete, and its undo', async () => {
  const { deleteReportingEffort } = await run(
    'mutation ($id: ID!) { deleteReportingEffort(id: $id, cascade: true) { auditLogId } }',
    { id: await effortCalled('More steps') },
  );
  // the effort, its items and their trackers
  expect(told).toEqual([
    [0, 5001],
    [5001, 5001],
  ]);
  told.length = 0;
  await run('mutation ($auditLogId: ID!) { undoDelete(auditLogId: $auditLogId) { entityId } }', {
    auditLogId: deleteReportingEffort?.auditLogId,
  });
  expect(told).toEqual([
    [0, 5001],
    [5001, 5001],
  ]);
});
