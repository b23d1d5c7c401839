import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Bulk, perform, performed } from '../support/perform.ts';
import { makeTrackers, type Trackers } from '../support/trackers.ts';

let api: Api;
let freshTracker: Trackers['freshTracker'];
beforeAll(async () => {
  api = await startApi();
  ({ freshTracker } = makeTrackers(api));
});
afterAll(() => api.stop());

/** What people know a tracker by. */
const codeOf = async (trackerId: string): Promise<string> => {
  const [row] = await api.sql<{ code: string }[]>`
    select item_code as code from pearl.reporting_effort_items i
    join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id where t.id = ${trackerId}`;
  return row?.code ?? '';
};

const mira = '4';
const single: readonly (readonly [name: string, args: (id: string) => object])[] = [
  ['assignProgrammer', (trackerId) => ({ trackerId, role: 'QC', userId: mira })],
  ['setTrackerStatus', (trackerId) => ({ trackerId, role: 'QC', status: 'IN_PROGRESS' })],
  ['returnToPrimary', (trackerId) => ({ trackerId, reason: 'Wrong population.' })],
  ['updateTracker', (id) => ({ id, input: { inProduction: true } })],
];

describe.each(single)('a refusal of %s begins with the label of its row', (name, argsOf) => {
  test.each([
    ['INVALID_STATE', {}],
    ['STALE', { expectedVersion: 0 }],
  ] as const)('%s', async (code, more) => {
    const id = await freshTracker();
    const label = await codeOf(id);
    const refused = await perform(api, 'analyst', name, { ...argsOf(id), ...more });
    expect(refused).toMatchObject({ code, extensions: { label } });
    expect(refused.message?.startsWith(`${label}: `), refused.message).toBe(true);
  });
});

test('so does that of each row of a bulk command', async () => {
  const ids = [await freshTracker(), await freshTracker(), await freshTracker()];
  const labels = await Promise.all(ids.map(codeOf));
  const [first = '', second = '', third = ''] = ids;
  const updates = [
    { trackerId: first, inProduction: true },
    { trackerId: second, priority: 'HIGH' },
    { trackerId: third, priority: 'HIGH', expectedVersion: 0 },
  ];
  for (const onError of ['ABORT', 'SKIP']) {
    const answer = await performed<Bulk>(api, 'admin', 'updateTrackers', { updates, onError });
    expect(answer.outcomes.map(({ code }) => code)).toEqual([
      'INVALID_STATE',
      onError === 'SKIP' ? null : 'ABORTED',
      'STALE',
    ]);
    expect(answer.outcomes[0]?.message).toMatch(`${labels[0]}: An item can go to production only`);
    expect(answer.outcomes[2]?.message).toMatch(`${labels[2]}: This Tracker has been changed`);
  }
});

test('so does that of a delete', async () => {
  const [used] = await api.sql<{ id: number; label: string }[]>`
    select r.id, r.database_release_label as label from pearl.database_releases r
    join pearl.reporting_efforts e on e.database_release_id = r.id limit 1`;
  const refused = await perform(api, 'admin', 'deleteDatabaseRelease', { id: String(used?.id) });
  expect(refused).toMatchObject({ code: 'HAS_DEPENDENTS' });
  expect(refused.message).toMatch(`${used?.label}: This DatabaseRelease cannot be deleted alone.`);
  const [item] = await api.sql<{ id: number; code: string }[]>`
    select i.id, i.item_code as code from pearl.reporting_effort_items i
    join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
    where t.primary_programmer_id is not null limit 1`;
  const ids = [String(item?.id)];
  const { outcomes } = await performed<Bulk>(api, 'admin', 'deleteReportingEffortItems', { ids });
  expect(outcomes[0]).toMatchObject({ code: 'HAS_DEPENDENTS' });
  expect(outcomes[0]?.message).toMatch(`${item?.code}: This ReportingEffortItem cannot be deleted`);
});

test('a user and a thread are named by what people know them by', async () => {
  const [tracker, text] = [await freshTracker(), 'What about the footnote?'];
  const comment = await performed(api, 'analyst', 'addComment', {
    trackerId: tracker,
    commentText: text,
  });
  await performed(api, 'analyst', 'resolveComment', { id: comment.id });
  const reply = { trackerId: tracker, commentText: 'It is there.', parentCommentId: comment.id };
  const [closed, oneself] = await Promise.all([
    perform(api, 'analyst', 'addComment', reply),
    perform(api, 'admin', 'deleteUser', { id: '1' }),
  ]);
  expect(closed.message).toBe(`${text}: This thread is resolved: reopen it to reply.`);
  expect(oneself.message).toBe('admin: You cannot delete yourself.');
});
