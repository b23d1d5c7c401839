import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, rollback, status } from '../../../src/database/migrations/migrate.ts';
import { type Api, startApi } from '../../support/api.ts';
import { openDemo } from '../../support/demo.ts';
import { performed } from '../../support/perform.ts';
import { plant } from '../../support/plant.ts';
import { succeeded } from '../../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type Since = { status: string; since: string | null; trailSince: string };
type Both = { primary: Since; qc: Since };

const selection = `primary: statusSince(side: PRIMARY) { status since trailSince }
  qc: statusSince(side: QC) { status since trailSince }`;
const sinceOf = async (id: number) => {
  const { data } = await succeeded(
    api
      .as('viewer')
      .run<{ tracker: Both }, object>(`query ($id: ID!) { tracker(id: $id) { ${selection} } }`, {
        id: String(id),
      }),
  );
  return data.tracker;
};
const lastRecord = async (id: number) => {
  const [row] = await api.sql<{ at: string }[]>`
    select "timestamp" as at from pearl.audit_logs where entity_type = 'Tracker' and entity_id = ${id}
    order by id desc limit 1`;
  return Date.parse(row?.at ?? '');
};
const set = (trackerId: number, role: string, to: string) =>
  performed(api, 'analyst', 'setTrackerStatus', { trackerId, role, status: to });

test('a status has been so since it was set last, whatever else has changed', async () => {
  const at = await plant(api.sql);
  const id = at.busyTracker;
  await set(id, 'PRIMARY', 'COMPLETED');
  const completed = await lastRecord(id);
  await performed(api, 'analyst', 'updateTracker', { id, input: { priority: 'HIGH' } });
  await performed(api, 'analyst', 'assignProgrammer', { trackerId: id, role: 'QC', userId: '4' });
  const begun = await lastRecord(id);
  const { primary, qc } = await sinceOf(id);
  expect([primary.status, qc.status]).toEqual(['COMPLETED', 'IN_PROGRESS']);
  expect(Date.parse(primary.since ?? '')).toBe(completed);
  expect(Date.parse(qc.since ?? '')).toBe(begun);
  const [first] = await api.sql<{ day: string }[]>`
    select min(recorded_at at time zone 'UTC')::date::text as day from pearl.item_steps`;
  expect(primary.trailSince).toBe(first?.day);
  await performed(api, 'analyst', 'returnToPrimary', { trackerId: id, reason: 'No.' });
  const returned = await lastRecord(id);
  const after = await sinceOf(id);
  expect([after.primary.status, after.qc.status]).toEqual(['IN_PROGRESS', 'NOT_STARTED']);
  expect(Date.parse(after.primary.since ?? '')).toBe(returned);
});

test('what was made so has no beginning, and what comes back keeps its own', async () => {
  const at = await plant(api.sql);
  expect((await sinceOf(at.doneTracker)).primary).toMatchObject({
    status: 'COMPLETED',
    since: null,
  });
  expect((await sinceOf(at.idleTracker)).primary.since).not.toBeNull();
  await set(at.busyTracker, 'PRIMARY', 'COMPLETED');
  const known = await sinceOf(at.busyTracker);
  const { auditLogId } = await performed<{ auditLogId: string }>(
    api,
    'admin',
    'deleteReportingEffortItem',
    { id: at.busy, cascade: true },
    '{ auditLogId }',
  );
  await performed(api, 'admin', 'undoDelete', { auditLogId }, '{ entityId }');
  expect(await sinceOf(at.busyTracker)).toEqual(known);
});

test('is one statement for each side, for any number of trackers, and outlives the trail', async () => {
  const page = async (first: number) =>
    succeeded(
      api
        .as('viewer')
        .run<{ trackers: { nodes: Both[] } }, never>(
          `{ trackers(first: ${first}) { nodes { id ${selection} } } }`,
        ),
    );
  const [one, many] = [await page(1), await page(1000)];
  expect([one.statements, many.statements]).toEqual([3, 3]);
  const { nodes } = many.data.trackers;
  expect(nodes.every(({ primary, qc }) => primary.status && qc.status)).toBe(true);
  await api.sql`select kernel.prune('pearl.audit_logs', -1, 1000000)`;
  expect((await page(1000)).data.trackers.nodes).toEqual(nodes);
});

test('the migration finds in the trail what has been kept since', async () => {
  const demo = await openDemo();
  const { sql } = demo;
  const at = await plant(sql);
  for (const statement of [
    `update pearl.reporting_effort_item_trackers set primary_status = 'COMPLETED' where id = ${at.busyTracker}`,
    `update pearl.reporting_effort_item_trackers set qc_programmer_id = 4 where id = ${at.busyTracker}`,
    `update pearl.reporting_effort_item_trackers set qc_status = 'IN_PROGRESS' where id = ${at.busyTracker}`,
    `update pearl.reporting_effort_item_trackers set qc_status = 'NOT_STARTED', primary_status = 'IN_PROGRESS' where id = ${at.busyTracker}`,
    `update pearl.reporting_effort_items set reporting_effort_id = 2 where id = 1`,
    `delete from pearl.reporting_effort_items where id in (3, 4, 5)`,
  ])
    await sql.unsafe(statement);
  const steps = () => sql`
    select item_id, reporting_effort_id, database_release_id, study_id, at, added, done, programmed, returned,
      primary_status, qc_status, begun_before
    from pearl.item_steps where item_id <> 1 order by item_id, at, added desc, done, primary_status nulls first, qc_status`;
  const kept = await steps();
  expect(kept.length).toBeGreaterThan(2000);
  const again = async () => {
    const names = (await status(sql)).map(({ name }) => name);
    await rollback(sql, names.length - names.findIndex((name) => name.endsWith('_item_steps')));
    await migrate(sql);
  };
  await again();
  expect(await steps()).toEqual(kept);
  // of a trail that was pruned, rows are as the first record that is left has found them
  await sql`select kernel.prune('pearl.audit_logs', -1, 1000000)`;
  await sql`update pearl.reporting_effort_item_trackers set primary_status = 'COMPLETED' where id = ${at.busyTracker}`;
  await again();
  const numbers = await sql`
    select (select sum(added)::int from pearl.item_steps) as items, (select sum(done)::int from pearl.item_steps) as done,
      (select sum(programmed)::int from pearl.item_steps where item_id = ${at.busy}) as programmed`;
  const [now] = await sql`
    select (select count(*)::int from pearl.reporting_effort_items) as items, count(*)::int as done, 1 as programmed
    from pearl.reporting_effort_item_trackers
    where primary_status = 'COMPLETED' and (qc_status = 'COMPLETED' or qc_programmer_id is null)`;
  expect(numbers).toEqual([now]);
  await demo.close();
});
