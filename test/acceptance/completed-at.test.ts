import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { perform, performed } from '../support/perform.ts';
import { api, closeWork, openWork, outcomesOf, rowOf, trackers } from './working.ts';

beforeAll(openWork);
afterAll(closeWork);

describe('when a side was completed', () => {
  type Dates = { primaryCompletedAt: string | null; qcCompletedAt: string | null };
  const dates = async (trackerId: string): Promise<Dates> => {
    const { data } = await api
      .as('viewer')
      .run<{ tracker: Dates }, object>(
        'query ($trackerId: ID!) { tracker(id: $trackerId) { primaryCompletedAt qcCompletedAt } }',
        { trackerId },
      );
    return data.tracker;
  };
  const neither = { primaryCompletedAt: null, qcCompletedAt: null };
  const begun = `primary_status = 'IN_PROGRESS'`;

  const paths = {
    one: (trackerId: string, role: string, status: string) =>
      performed(api, 'analyst', 'setTrackerStatus', { trackerId, role, status }),
    bulk: (trackerId: string, role: string, status: string) =>
      outcomesOf('setTrackerStatuses', [{ trackerId, role, status }], 'ABORT'),
    psql: (trackerId: string, role: string, status: string) =>
      api.sql.unsafe(
        `update pearl.reporting_effort_item_trackers set ${role}_status = '${status}' where id = ${trackerId}`,
      ),
  };

  test.each(Object.entries(paths))('is kept while it stays so (%s)', async (_path, set) => {
    const trackerId = await trackers.freshTracker(begun);
    expect(await dates(trackerId)).toEqual(neither);
    await set(trackerId, 'PRIMARY', 'COMPLETED');
    const programmed = await dates(trackerId);
    expect(programmed).toEqual({ primaryCompletedAt: expect.any(String), qcCompletedAt: null });
    await set(trackerId, 'QC', 'COMPLETED');
    const checked = await dates(trackerId);
    expect(checked).toEqual({ ...programmed, qcCompletedAt: expect.any(String) });
    await api.sql`update pearl.reporting_effort_item_trackers set priority = 'HIGH' where id = ${trackerId}`;
    expect(await dates(trackerId)).toEqual(checked);
    await set(trackerId, 'QC', 'IN_PROGRESS');
    expect(await dates(trackerId)).toEqual(programmed);
    await performed(api, 'analyst', 'returnToPrimary', { trackerId, reason: 'Numbers differ.' });
    expect(await dates(trackerId)).toEqual(neither);
  });

  test('and by whom outlives the trail; the date outlives whoever did it', async () => {
    const trackerId = await trackers.freshTracker(begun);
    const [user] = await api.sql`
      insert into pearl.users (username, role) values ('passing', 'ANALYST') returning id`;
    const userId = String(user?.['id']);
    await performed(api, 'analyst', 'assignProgrammer', { trackerId, role: 'PRIMARY', userId });
    await paths.one(trackerId, 'PRIMARY', 'COMPLETED');
    const known = await dates(trackerId);
    await api.sql`select kernel.prune('pearl.audit_logs', -1, 1000000)`;
    expect(await dates(trackerId)).toEqual(known);
    expect(await rowOf(trackerId)).toMatchObject({ by: Number(userId) });
    await performed(api, 'analyst', 'unassignProgrammer', { trackerId, role: 'PRIMARY' });
    const check = { trackerId, role: 'QC', userId };
    expect(await perform(api, 'analyst', 'assignProgrammer', check)).toMatchObject({
      rule: 'TWO_PEOPLE',
    });
    await performed(api, 'admin', 'deleteUser', { id: userId, cascade: true });
    expect(await dates(trackerId)).toEqual(known);
  });

  test('comes back with a tracker that was deleted', async () => {
    const trackerId = await trackers.freshTracker(begun);
    await paths.one(trackerId, 'PRIMARY', 'COMPLETED');
    await paths.one(trackerId, 'QC', 'COMPLETED');
    const known = await dates(trackerId);
    const { auditLogId } = await performed<{ auditLogId: string }>(
      api,
      'admin',
      'deleteReportingEffortItem',
      { id: trackerId, cascade: true },
    );
    await performed(api, 'admin', 'undoDelete', { auditLogId }, '{ entityId }');
    expect(await dates(trackerId)).toEqual(known);
  });
});
