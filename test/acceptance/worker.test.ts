import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { perform, performed } from '../support/perform.ts';
import { api, closeWork, openWork, outcomesOf, rowOf, trackers } from './working.ts';

/* Who may work on an item: who is assigned to it, who completes it, and who checks it. */

beforeAll(openWork);
afterAll(closeWork);

const [mira, jonas] = ['4', '5'];
let viewer: string;
beforeEach(async () => {
  const [row] = await api.sql`
    insert into pearl.users (username, role) select 'reader' || count(*), 'VIEWER' from pearl.users returning id`;
  viewer = String(row?.['id']);
  await api.sql`update pearl.users set role = 'ANALYST', is_active = true where id in (4, 5)`;
});

const assigned = { code: 'INVALID_STATE', rule: 'PROGRAMMER_ROLE' };

test('a VIEWER is put on no side, by no command', async () => {
  const trackerId = await trackers.freshTracker('qc_programmer_id = null');
  for (const role of ['PRIMARY', 'QC']) {
    const row = { trackerId, role, userId: viewer };
    const one = await perform(api, 'analyst', 'assignProgrammer', row);
    expect(one).toMatchObject({
      ...assigned,
      message: expect.stringMatching(/: The user reader\d+ is a VIEWER/),
    });
    expect(await outcomesOf('assignProgrammers', [row])).toMatchObject([
      { ...assigned, message: one.message },
    ]);
  }
  expect(await rowOf(trackerId)).toMatchObject({ primary: 4, qc: null });
});

describe.each([
  ['demoted', `role = 'VIEWER'`, 'PROGRAMMER_ROLE'],
  ['deactivated', 'is_active = false', 'ACTIVE_USER'],
])('a programmer who has been %s', (_what, set, rule) => {
  test.each([
    ['PRIMARY', 4, `primary_status = 'IN_PROGRESS'`],
    ['QC', 5, `primary_status = 'COMPLETED', qc_status = 'IN_PROGRESS'`],
  ])('completes nothing more (%s), by no way', async (role, user, state) => {
    const trackerId = await trackers.freshTracker(state);
    await api.sql.unsafe(`update pearl.users set ${set} where id = ${user}`);
    const before = await rowOf(trackerId);
    const row = { trackerId, role, status: 'COMPLETED' };

    const one = await perform(api, 'analyst', 'setTrackerStatus', row);
    expect(one).toMatchObject({ code: 'INVALID_STATE', rule });
    expect(await outcomesOf('setTrackerStatuses', [row])).toMatchObject([
      { code: 'INVALID_STATE', rule, message: one.message },
    ]);
    const column = `${role.toLowerCase()}_status`;
    await expect(
      api.sql`update pearl.reporting_effort_item_trackers set ${api.sql({ [column]: 'COMPLETED' })} where id = ${trackerId}`,
    ).rejects.toThrow(one.message?.replace(/^.*?: /, '') ?? '');
    expect(await rowOf(trackerId)).toEqual(before);

    // what is planned is not theirs, and somebody else goes on
    await performed(api, 'analyst', 'updateTracker', {
      id: trackerId,
      input: { priority: 'HIGH' },
    });
    await performed(api, 'analyst', 'assignProgrammer', { trackerId, role, userId: '6' });
    await performed(api, 'analyst', 'setTrackerStatus', row);
    expect(await rowOf(trackerId)).toMatchObject({ [column]: 'COMPLETED' });
  });
});

describe('whoever completed the programming', () => {
  const programmed = async () => {
    const trackerId = await trackers.freshTracker(
      `qc_programmer_id = null, primary_status = 'IN_PROGRESS'`,
    );
    const { primaryCompletedBy } = await performed(
      api,
      'analyst',
      'setTrackerStatus',
      { trackerId, role: 'PRIMARY', status: 'COMPLETED' },
      '{ id version primaryCompletedBy { username } }',
    );
    expect(primaryCompletedBy).toEqual({ username: 'mira.okafor' });
    return trackerId;
  };

  test.each([
    ['has been unassigned', 'unassignProgrammer', {}],
    ['has been replaced', 'assignProgrammer', { userId: jonas }],
  ])('does not check it, also after having %s', async (_what, name, args) => {
    const trackerId = await programmed();
    await performed(api, 'analyst', name, { trackerId, role: 'PRIMARY', ...args });
    const check = { trackerId, role: 'QC', userId: mira };
    const one = await perform(api, 'analyst', 'assignProgrammer', check);
    expect(one).toMatchObject({ code: 'INVALID_STATE', rule: 'TWO_PEOPLE' });
    expect(await outcomesOf('assignProgrammers', [check])).toMatchObject([
      { rule: 'TWO_PEOPLE', message: one.message },
    ]);
    await expect(
      api.sql`update pearl.reporting_effort_item_trackers set qc_programmer_id = 4 where id = ${trackerId}`,
    ).rejects.toMatchObject({
      constraint_name: 'reporting_effort_item_trackers_two_people',
    });
    await performed(api, 'analyst', 'assignProgrammer', { ...check, userId: '6' });
  });

  test('may check what somebody else has programmed again', async () => {
    const trackerId = await programmed();
    await performed(api, 'analyst', 'returnToPrimary', { trackerId, reason: 'Numbers differ.' });
    expect(await rowOf(trackerId)).toMatchObject({ by: null });
    await performed(api, 'analyst', 'assignProgrammer', {
      trackerId,
      role: 'PRIMARY',
      userId: jonas,
    });
    await performed(api, 'analyst', 'setTrackerStatus', {
      trackerId,
      role: 'PRIMARY',
      status: 'COMPLETED',
    });
    await performed(api, 'analyst', 'assignProgrammer', { trackerId, role: 'QC', userId: mira });
    expect(await rowOf(trackerId)).toMatchObject({ qc: 4, by: 5 });
  });

  test('is remembered when another program completes it', async () => {
    const trackerId = await trackers.freshTracker(`primary_status = 'COMPLETED'`);
    expect(await rowOf(trackerId)).toMatchObject({ by: 4 });
  });
});

describe('two people change places', () => {
  const swap = (trackerId: string) => [
    { trackerId, role: 'PRIMARY', userId: jonas },
    { trackerId, role: 'QC', userId: mira },
  ];

  test.each(['ABORT', 'SKIP'])('by two rows of one command (%s)', async (onError) => {
    const trackerId = await trackers.freshTracker(`primary_status = 'IN_PROGRESS'`);
    for (const rows of [swap(trackerId), swap(trackerId).toReversed()]) {
      const outcomes = await outcomesOf('assignProgrammers', rows, onError);
      expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
      expect(await rowOf(trackerId)).toMatchObject({
        primary: 5,
        qc: 4,
        primary_status: 'IN_PROGRESS',
      });
    }
  });

  test('but not if one of the rows is refused, or leads back', async () => {
    const trackerId = await trackers.freshTracker();
    const [first, second] = swap(trackerId);
    for (const rows of [
      [first, { ...second, userId: viewer }],
      [first, { ...second, expectedVersion: 0 }],
      [first, second, { ...second, userId: jonas }],
    ]) {
      const [outcome] = await outcomesOf('assignProgrammers', rows as object[], 'SKIP');
      expect(outcome).toMatchObject({ ok: false, code: 'INVALID_STATE', rule: 'TWO_PEOPLE' });
      expect((await rowOf(trackerId))?.['primary']).toBe(4);
    }
  });

  test.each([
    ['SKIP', [null, null, 'NOT_FOUND']],
    ['ABORT', ['ABORTED', 'ABORTED', 'NOT_FOUND']],
  ])('whatever row of theirs cannot be done (%s)', async (onError, codes) => {
    const trackerId = await trackers.freshTracker(`primary_status = 'IN_PROGRESS'`);
    const unknown = { trackerId, role: 'QC', userId: '4711' };
    for (const [at, wrong] of [unknown, { ...unknown, expectedVersion: 0 }].entries()) {
      const rows =
        at === 0 ? [...swap(trackerId), wrong] : [...swap(trackerId).toReversed(), wrong];
      const outcomes = await outcomesOf('assignProgrammers', rows, onError);
      expect(outcomes.map(({ code }) => code)).toEqual(at === 0 ? codes : codes.with(2, 'STALE'));
    }
  });

  test('but not when the programming is completed', async () => {
    const trackerId = await trackers.freshTracker(`primary_status = 'COMPLETED'`);
    const outcomes = await outcomesOf('assignProgrammers', swap(trackerId), 'ABORT');
    expect(outcomes.map(({ code }) => code)).toEqual(['INVALID_STATE', 'INVALID_STATE']);
    expect(await rowOf(trackerId)).toMatchObject({ primary: 4, qc: 5 });
  });
});
