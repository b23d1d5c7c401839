import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Bulk, perform, performed } from '../support/perform.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.sql`
    update pearl.reporting_effort_item_trackers set primary_programmer_id = null, qc_programmer_id = null,
      qc_status = 'NOT_STARTED', primary_status = 'NOT_STARTED', in_production = false, priority = 'MEDIUM'`;
  await api.sql`delete from pearl.tracker_tags`;
});
afterAll(() => api.stop());

const records = async () => {
  const [row] = await api.sql<{ count: number }[]>`select count(*)::int from pearl.audit_logs`;
  return row?.count ?? 0;
};

const thousand = Array.from({ length: 1000 }, (_, at) => at + 1);

const primary = (trackerId: number, userId = 5) => ({
  trackerId: String(trackerId),
  role: 'PRIMARY',
  userId: String(userId),
});

describe('a thousand trackers cost a bounded number of statements:', () => {
  test.each([
    ['assignProgrammers', { assignments: thousand.map((id) => primary(id, 6 + (id % 4))) }],
    [
      'assignProgrammers',
      {
        assignments: thousand.map((id) => ({
          ...primary(id),
          userId: '10',
          role: id % 2 ? 'QC' : 'PRIMARY',
        })),
      },
    ],
    [
      'setTrackerStatuses',
      {
        updates: thousand.map((id) => ({
          trackerId: String(id),
          role: 'QC',
          status: 'NOT_STARTED',
        })),
      },
    ],
    [
      'updateTrackers',
      {
        updates: thousand.map((id) => ({
          trackerId: String(id),
          priority: 'HIGH',
          qcLevel: 1 + (id % 3),
        })),
      },
    ],
    ['tagTrackers', { trackerIds: thousand.map(String), tagId: '4' }],
  ])('%s %#', async (name, args) => {
    const answer = await perform<Bulk>(api, 'admin', name, args);
    expect(answer.value).toMatchObject({ done: 1000, refused: 0 });
    expect(answer.statements).toBeLessThanOrEqual(10);
  });

  test('and leave a record for each tracker that has changed', async () => {
    const count = await records();
    const ids = thousand.slice(0, 500).map(String);
    await performed(api, 'admin', 'tagTrackers', { trackerIds: ids, tagId: '5' });
    await performed(api, 'admin', 'tagTrackers', { trackerIds: thousand.map(String), tagId: '5' });
    expect(await records()).toBe(count + 1000);
  });
});

test.each([
  ['assignProgrammers', 'assignments', primary(1)],
  ['setTrackerStatuses', 'updates', { trackerId: '1', role: 'QC', status: 'NOT_STARTED' }],
  ['updateTrackers', 'updates', { trackerId: '1', priority: 'HIGH' }],
  ['tagTrackers', 'trackerIds', '1'],
])('%s takes 5,000 rows and not one more', async (name, field, row) => {
  const tagId = name === 'tagTrackers' ? { tagId: '1' } : {};
  const take = (rows: number) =>
    perform<Bulk>(api, 'admin', name, { [field]: Array(rows).fill(row), ...tagId });
  expect(await take(5001)).toMatchObject({ code: 'BAD_USER_INPUT', field });
  expect((await take(5000)).value).toMatchObject({ done: 5000 });
});
