import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { performed } from '../../support/perform.ts';
import { plant } from '../../support/plant.ts';
import { succeeded } from '../../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const today = () => new Date().toISOString().slice(0, 10);

type Day = { day: string; openCount: number; doneCount: number };
type Both = {
  burndown: { days: Day[] };
  dashboard: { itemCount: number; completedCount: number };
};

/** The scopes of which the burndown does not say of today what the dashboard does. */
const differing = async (scopes: readonly string[]) => {
  const wrong: string[] = [];
  for (const scope of scopes) {
    const days = [scope, `from: "${today()}"`].filter(Boolean).join(', ');
    const { data } = await succeeded(
      api.as('viewer').run<Both, never>(`{
        burndown(${days}) { days { day openCount doneCount } }
        dashboard${scope && `(${scope})`} { itemCount completedCount }
      }`),
    );
    const { itemCount, completedCount } = data.dashboard;
    const [day] = data.burndown.days;
    if (day?.doneCount !== completedCount || day.openCount !== itemCount - completedCount)
      wrong.push(scope);
  }
  return wrong;
};

test('the burndown of today is what the dashboard says, whatever has happened by whatever way', async () => {
  const at = await plant(api.sql);
  const scopes = ['', `studyId: ${at.study}`, `reportingEffortId: ${at.effort}`];
  expect(await differing(scopes)).toEqual([]);
  const as = (who: string, name: string, args: object, selection?: string) =>
    performed<{ auditLogId: string }>(api, who, name, args, selection);
  await as('analyst', 'setTrackerStatus', {
    trackerId: at.busyTracker,
    role: 'PRIMARY',
    status: 'COMPLETED',
  });
  expect(await differing(scopes)).toEqual([]);
  await as('analyst', 'assignProgrammer', { trackerId: at.busyTracker, role: 'QC', userId: '4' });
  expect(await differing(scopes)).toEqual([]);
  await as('analyst', 'returnToPrimary', { trackerId: at.doneTracker, reason: 'No.' });
  expect(await differing(scopes)).toEqual([]);
  const deleted = await as(
    'admin',
    'deleteReportingEffort',
    { id: at.effort, cascade: true },
    '{ auditLogId }',
  );
  expect(await differing([''])).toEqual([]);
  expect(await differing([`studyId: ${at.study}`])).toEqual([]);
  await as('admin', 'undoDelete', { auditLogId: deleted.auditLogId }, '{ entityId }');
  expect(await differing(scopes)).toEqual([]);
  await api.sql`delete from pearl.reporting_effort_item_trackers where id = ${at.doneTracker}`;
  await api.sql`update pearl.reporting_effort_items set reporting_effort_id = 1 where id = ${at.done}`;
  expect(await differing(scopes)).toEqual([]);
  expect(await differing(['reportingEffortId: 1'])).toEqual([]);
  await api.sql`delete from pearl.studies where id = ${at.study}`;
  expect(await differing([''])).toEqual([]);
});

test('the burndown begins where the items of the demo were made', async () => {
  const [row] = await api.sql`
      select (min(created_at) at time zone 'UTC')::date::text as first,
        (select (min(recorded_at) at time zone 'UTC')::date::text from pearl.item_steps) as trail
      from pearl.reporting_effort_items where reporting_effort_id = 2`;
  const { data } = await succeeded(
    api
      .as('viewer')
      .run<{ burndown: { since: string; trailSince: string; days: Day[] } }, never>(
        `{ burndown(reportingEffortId: 2, from: "2025-01-01") { since trailSince days { day openCount doneCount } } }`,
      ),
  );
  const { since, trailSince, days } = data.burndown;
  expect(since).toBe(row?.['first']);
  expect(trailSince).toBe(row?.['trail']);
  expect(days[0]?.day).toBe(since);
  expect(days.at(-1)?.day).toBe(today());
  expect(new Set(days.map(({ doneCount }) => doneCount)).size).toBeGreaterThan(5);
});

test('days before the first item are left out, also where no other is asked for', async () => {
  const of = async (days: string) => {
    const { data } = await succeeded(
      api
        .as('viewer')
        .run<{ burndown: { since: string; days: Day[] } }, never>(
          `{ burndown(reportingEffortId: 2, ${days}) { since days { day openCount doneCount } } }`,
        ),
    );
    return data.burndown;
  };
  const { since } = await of('from: "2025-01-01"');
  expect(await of('from: "2020-01-01", to: "2020-01-02"')).toEqual({ since, days: [] });
});
