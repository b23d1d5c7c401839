import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { perform, performed } from '../support/perform.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const selection = `{ id version itemStatus
  tracker { primaryStatus qcStatus primaryProgrammerId qcProgrammerId dueDate priority qcLevel inProduction } }`;

const create = (more: object) =>
  performed(
    api,
    'admin',
    'createReportingEffortItem',
    { input: { reportingEffortId: '1', itemType: 'TLF', ...more } },
    selection,
  );

const idle = {
  primaryStatus: 'NOT_STARTED',
  qcStatus: 'NOT_STARTED',
  primaryProgrammerId: null,
  qcProgrammerId: null,
  inProduction: false,
};

test('an item has a tracker from the start, on which nobody works', async () => {
  const item = await create({ itemCode: 'zz 1' });
  expect(item).toMatchObject({
    itemStatus: 'PENDING',
    tracker: { ...idle, dueDate: null, priority: 'MEDIUM', qcLevel: null },
  });
});

test('the tracker is planned as the item is made', async () => {
  const tracker = { dueDate: '2028-02-29', priority: 'CRITICAL', qcLevel: 1 };
  const item = await create({ itemCode: 'zz 2', itemStatus: 'IN_PROGRESS', tracker });
  expect(item).toMatchObject({ itemStatus: 'IN_PROGRESS', tracker: { ...idle, ...tracker } });
  const some = await create({ itemCode: 'zz 3', tracker: { dueDate: null, qcLevel: 3 } });
  expect(some['tracker']).toMatchObject({ dueDate: null, priority: 'MEDIUM', qcLevel: 3 });
  for (const nothing of [null, {}]) {
    const { tracker: made } = await create({
      itemCode: `zz 4 ${JSON.stringify(nothing)}`,
      tracker: nothing,
    });
    expect(made).toMatchObject(idle);
  }
});

test.each([
  [{ tracker: { qcLevel: 4 } }, 'tracker.qcLevel'],
  [{ tracker: { priority: null } }, 'tracker.priority'],
  [{ itemStatus: null }, 'itemStatus'],
])('%o is refused, and nothing is made', async (more, field) => {
  const input = { reportingEffortId: '1', itemType: 'TLF', itemCode: 'zz 5', ...more };
  const refused = await perform(api, 'admin', 'createReportingEffortItem', { input });
  expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', field });
  const [row] = await api.sql`
    select count(*)::int from pearl.reporting_effort_items where item_code = 'zz 5'`;
  expect(row).toEqual({ count: 0 });
});

test('every part of a new item has its record, in the name of who made it', async () => {
  const [last] = await api.sql`select max(id) as id from pearl.audit_logs`;
  const item = await create({
    itemCode: 'zz 6',
    tlfDetails: { tlfType: 'TABLE' },
    textElementIds: ['1', '2'],
    tracker: { priority: 'LOW' },
  });
  const records = await api.sql`
    select entity_type, action, user_id, changes -> 'after' ->> 'reporting_effort_item_id' as item
    from pearl.audit_logs where id > ${last?.['id'] ?? 0} order by entity_type`;
  const created = { action: 'CREATE', user_id: 1 };
  expect([...records]).toEqual([
    { ...created, entity_type: 'ReportingEffortItem', item: null },
    { ...created, entity_type: 'ReportingEffortItemTextElement', item: item.id },
    { ...created, entity_type: 'ReportingEffortItemTextElement', item: item.id },
    { ...created, entity_type: 'ReportingEffortTlfDetails', item: item.id },
    { ...created, entity_type: 'Tracker', item: item.id },
  ]);
});
