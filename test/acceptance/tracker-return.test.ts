import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { perform, performed } from '../support/perform.ts';
import { checked, makeTrackers, type Trackers } from '../support/trackers.ts';

const petra = '16'; // who has left

let api: Api;
let freshTracker: Trackers['freshTracker'];
let snapshot: Trackers['snapshot'];
beforeAll(async () => {
  api = await startApi();
  ({ freshTracker, snapshot } = makeTrackers(api));
});
afterAll(() => api.stop());

test('returning an item to its programmer says why, in a comment by who returns it', async () => {
  const id = await freshTracker(`${checked}, in_production = true`);
  const done = await performed(
    api,
    'analyst',
    'returnToPrimary',
    { trackerId: id, reason: '  Row 3 is wrong.\nSee the listing.  ' },
    `{ id version primaryStatus qcStatus inProduction commentCount openThreadCount unresolvedCommentCount
       comments { nodes { commentText commentType isResolved parentCommentId user { username } } } }`,
  );
  expect(done).toMatchObject({
    primaryStatus: 'IN_PROGRESS',
    qcStatus: 'NOT_STARTED',
    inProduction: false,
    commentCount: 1,
    openThreadCount: 1,
    unresolvedCommentCount: 1,
  });
  expect(done['comments']).toEqual({
    nodes: [
      {
        commentText: 'Row 3 is wrong.\nSee the listing.',
        commentType: 'ISSUE',
        isResolved: false,
        parentCommentId: null,
        user: { username: 'analyst' },
      },
    ],
  });
});

test.each([
  ['a blank reason', ' \n\t ', checked, { code: 'BAD_USER_INPUT', field: 'reason' }],
  [
    'no work to return',
    'Why not',
    `primary_status = 'IN_PROGRESS'`,
    { code: 'INVALID_STATE', rule: 'NOT_COMPLETED' },
  ],
])(
  'an item is not returned, and nothing is said, with %s',
  async (_why, reason, state, refusal) => {
    const id = await freshTracker(state);
    const before = await snapshot(id);
    expect(
      await perform(api, 'analyst', 'returnToPrimary', { trackerId: id, reason }),
    ).toMatchObject(refusal);
    expect(await snapshot(id)).toEqual(before);
  },
);

describe('a tracker says how often it was returned', () => {
  const returnsOf = async (id: string) => {
    const { data } = await api
      .as('viewer')
      .run<{ tracker: { returnCount: number; returnedAt: string | null } }, object>(
        'query ($id: ID!) { tracker(id: $id) { returnCount returnedAt } }',
        { id },
      );
    return data.tracker;
  };
  /** The demo's trackers have been changed by other tests: what matters is what is added. */
  const added = async (id: string, act: () => Promise<unknown>) => {
    const before = await returnsOf(id);
    await act();
    const { returnCount, returnedAt } = await returnsOf(id);
    return { returns: returnCount - before.returnCount, isDated: returnedAt !== before.returnedAt };
  };
  const set = (trackerId: string, role: string, status: string) =>
    performed(api, 'analyst', 'setTrackerStatus', { trackerId, role, status });
  const giveBack = (trackerId: string) =>
    performed(api, 'analyst', 'returnToPrimary', { trackerId, reason: 'Numbers differ.' });
  const programmed = `primary_status = 'COMPLETED'`;

  test('not when a completion is undone before the check', async () => {
    const id = await freshTracker(programmed);
    expect(
      await added(id, async () => {
        await set(id, 'PRIMARY', 'IN_PROGRESS');
        await set(id, 'PRIMARY', 'COMPLETED');
        await set(id, 'PRIMARY', 'NOT_STARTED');
      }),
    ).toEqual({ returns: 0, isDated: false });
  });

  test.each([
    ['before its check has begun', programmed],
    ['from its check', `${programmed}, qc_status = 'IN_PROGRESS'`],
    ['after its check', checked],
    ['with nobody to program it', `${checked}, primary_programmer_id = null`],
    [
      'with nobody on either side',
      `${programmed}, primary_programmer_id = null, qc_programmer_id = null`,
    ],
  ])('once when it goes back %s', async (_when, state) => {
    const id = await freshTracker(state);
    expect(await added(id, () => giveBack(id))).toEqual({ returns: 1, isDated: true });
  });

  test('once for each time, also when it goes back by another way than ours', async () => {
    const id = await freshTracker(checked);
    expect(
      await added(id, async () => {
        await giveBack(id);
        await set(id, 'PRIMARY', 'COMPLETED');
        await giveBack(id);
        await set(id, 'PRIMARY', 'COMPLETED');
        await set(id, 'QC', 'IN_PROGRESS');
        await api.sql`update pearl.reporting_effort_item_trackers
          set primary_status = 'IN_PROGRESS', qc_status = 'NOT_STARTED' where id = ${id}`;
      }),
    ).toEqual({ returns: 3, isDated: true });
  });
});

test('a tag is put on once and taken off once, however often somebody does it', async () => {
  const trackerId = await freshTracker();
  const tags = '{ id version tags { id } }';
  const before = await snapshot(trackerId);
  const records = async () =>
    Number((await snapshot(trackerId))['records']) - Number(before['records']);
  for (const name of ['tagTracker', 'tagTracker', 'tagTracker']) {
    const done = await performed(api, 'analyst', name, { trackerId, tagId: '2' }, tags);
    expect(done['tags']).toEqual([{ id: '2' }]);
  }
  expect(await records()).toBe(1);
  for (const name of ['untagTracker', 'untagTracker']) {
    const done = await performed(api, 'analyst', name, { trackerId, tagId: '2' }, tags);
    expect(done['tags']).toEqual([]);
  }
  expect(await records()).toBe(2);
  const together = Array.from({ length: 8 }, () =>
    perform(api, 'analyst', 'tagTracker', { trackerId, tagId: '3' }),
  );
  expect((await Promise.all(together)).map(({ code }) => code)).toEqual(Array(8).fill(undefined));
  expect(await records()).toBe(3);
});

test('a tag that does not exist cannot be put on', async () => {
  const trackerId = await freshTracker();
  expect(await perform(api, 'analyst', 'tagTracker', { trackerId, tagId: '999' })).toMatchObject({
    code: 'NOT_FOUND',
    field: 'tagId',
  });
});

test.each([
  ['who has left', petra, { code: 'INVALID_STATE', rule: 'ACTIVE_USER' }],
  ['who does not exist', '4711', { code: 'NOT_FOUND', field: 'userId' }],
  ['whose key is none', 'mira', { code: 'BAD_USER_INPUT', field: 'userId' }],
  ['whose key is too large', '99999999999', { code: 'BAD_USER_INPUT', field: 'userId' }],
])('nobody is given work %s', async (_who, userId, refusal) => {
  const trackerId = await freshTracker();
  const before = await snapshot(trackerId);
  const args = { trackerId, role: 'PRIMARY', userId };
  expect(await perform(api, 'analyst', 'assignProgrammer', args)).toMatchObject(refusal);
  const bulk = { assignments: [args] };
  const refused = await perform<{ outcomes: object[] }>(api, 'admin', 'assignProgrammers', bulk);
  expect(refused.value?.outcomes[0] ?? refused).toMatchObject({ code: refusal.code });
  expect(await snapshot(trackerId)).toEqual(before);
});
