import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { perform, performed } from '../support/perform.ts';
import { checked, makeTrackers, type Trackers } from '../support/trackers.ts';

const [analyst, mira, jonas] = ['2', '4', '5'];

let api: Api;
let freshTracker: Trackers['freshTracker'];
let snapshot: Trackers['snapshot'];
beforeAll(async () => {
  api = await startApi();
  ({ freshTracker, snapshot } = makeTrackers(api));
});
afterAll(() => api.stop());

const columns =
  'id reportingEffortItemId primaryProgrammerId qcProgrammerId primaryStatus qcStatus dueDate priority qcLevel inProduction primaryCompletedById primaryCompletedAt qcCompletedAt returnedAt createdAt updatedAt version';

const commands: readonly (readonly [name: string, args: (trackerId: string) => object])[] = [
  ['assignProgrammer', (trackerId) => ({ trackerId, role: 'PRIMARY', userId: '6' })],
  ['unassignProgrammer', (trackerId) => ({ trackerId, role: 'QC' })],
  ['setTrackerStatus', (trackerId) => ({ trackerId, role: 'QC', status: 'IN_PROGRESS' })],
  ['returnToPrimary', (trackerId) => ({ trackerId, reason: 'Wrong population.' })],
  ['updateTracker', (id) => ({ id, input: { priority: 'HIGH' } })],
  ['tagTracker', (trackerId) => ({ trackerId, tagId: '1' })],
  ['untagTracker', (trackerId) => ({ trackerId, tagId: '1' })],
];

describe.each(commands)('%s', (name, argsOf) => {
  test('is refused to whoever knows an older version, and tells the current one', async () => {
    const id = await freshTracker(checked);
    const before = await snapshot(id);
    for (const expectedVersion of [Number(before['version']) - 1, Number(before['version']) + 1]) {
      const refused = await perform(api, 'analyst', name, { ...argsOf(id), expectedVersion });
      expect(refused).toMatchObject({ code: 'STALE', value: undefined });
      expect(refused.extensions).toMatchObject({
        currentVersion: before['version'],
        current: { version: before['version'], priority: 'LOW', qcStatus: 'COMPLETED' },
      });
    }
    expect(await snapshot(id)).toEqual(before);
  });

  test('is done for whoever knows the version', async () => {
    const id = await freshTracker(checked);
    const { version: expectedVersion } = await snapshot(id);
    const done = await perform(api, 'analyst', name, { ...argsOf(id), expectedVersion });
    expect(done.code).toBeUndefined();
    expect(done.value?.version).toBe((await snapshot(id))['version']);
  });

  test('is refused for a tracker that does not exist, and names the field', async () => {
    const refused = await perform(api, 'analyst', name, argsOf('999999'));
    const field = name === 'updateTracker' ? 'id' : 'trackerId';
    expect(refused).toMatchObject({ code: 'NOT_FOUND', field });
  });
});

test('the current tracker in a refusal is what a query of it would say', async () => {
  const id = await freshTracker(checked);
  const { data } = await api
    .as('analyst')
    .run<{ tracker: object }, object>(`query It($id: ID!) { tracker(id: $id) { ${columns} } }`, {
      id,
    });
  const refused = await perform(api, 'analyst', 'updateTracker', {
    id,
    input: { priority: 'HIGH' },
    expectedVersion: 0,
  });
  expect(refused.extensions?.['current']).toEqual(data.tracker);
});

describe('a command that changes nothing makes no version and leaves no trace:', () => {
  const same = { dueDate: '2026-12-01', priority: 'LOW', qcLevel: 1, inProduction: false };
  test.each([
    ['updateTracker', (id: string) => ({ id, input: {} })],
    ['updateTracker', (id: string) => ({ id, input: same })],
    [
      'setTrackerStatus',
      (id: string) => ({ trackerId: id, role: 'PRIMARY', status: 'IN_PROGRESS' }),
    ],
    ['setTrackerStatus', (id: string) => ({ trackerId: id, role: 'QC', status: 'NOT_STARTED' })],
    ['assignProgrammer', (id: string) => ({ trackerId: id, role: 'PRIMARY', userId: mira })],
    ['assignProgrammer', (id: string) => ({ trackerId: id, role: 'QC', userId: jonas })],
    ['untagTracker', (id: string) => ({ trackerId: id, tagId: '2' })],
    ['updateTrackers', (id: string) => ({ updates: [{ trackerId: id, ...same }] })],
    [
      'setTrackerStatuses',
      (id: string) => ({
        updates: ['COMPLETED', 'IN_PROGRESS'].map((status) => ({
          trackerId: id,
          role: 'PRIMARY',
          status,
        })),
      }),
    ],
  ])('%s %#', async (name, argsOf) => {
    const id = await freshTracker(`primary_status = 'IN_PROGRESS'`);
    const before = await snapshot(id);
    expect((await perform(api, 'admin', name, argsOf(id))).code).toBeUndefined();
    expect(await snapshot(id)).toEqual(before);
  });
});

test('a change makes one version and one record, in the name of who asked', async () => {
  const id = await freshTracker();
  const before = await snapshot(id);
  const done = await performed(
    api,
    'analyst',
    'updateTracker',
    { id, input: { priority: 'CRITICAL', dueDate: null, qcLevel: 3 } },
    `{ ${columns} }`,
  );
  const version = Number(before['version']) + 1;
  expect(done).toMatchObject({ priority: 'CRITICAL', dueDate: null, qcLevel: 3, version });
  const [record, ...more] = await api.sql`
    select action, user_id, (select jsonb_agg(f order by f) from jsonb_array_elements_text(changes -> 'changed_fields') f) as fields
    from pearl.audit_logs
    where entity_type = 'Tracker' and entity_id = ${id} order by id desc limit ${
      Number((await snapshot(id))['records']) - Number(before['records'])
    }`;
  expect(more).toEqual([]);
  expect(record).toEqual({
    action: 'UPDATE',
    user_id: Number(analyst),
    fields: ['due_date', 'priority', 'qc_level'],
  });
});

test.each([
  [{ priority: null }, 'priority'],
  [{ inProduction: null }, 'inProduction'],
  [{ qcLevel: 0 }, 'qcLevel'],
  [{ qcLevel: 4 }, 'qcLevel'],
])('what a tracker cannot have is refused, and the field is named: %o', async (input, field) => {
  const id = await freshTracker();
  const before = await snapshot(id);
  const refused = await perform(api, 'analyst', 'updateTracker', { id, input });
  expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', field });
  expect(await snapshot(id)).toEqual(before);
});
