import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { type Listener, listen } from '../../support/live.ts';
import { makeTrackers } from '../../support/trackers.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const selection = `cursor dashboard {
  itemCount completedCount overdueCount unresolved { threadCount } taskTypes { taskType count }
  workload { programmer { username } side openCount }
}`;
const watch = (args: string) =>
  listen(api, 'viewer', { query: `subscription { dashboardChanged${args} { ${selection} } }` });

type Numbers = { itemCount: number; completedCount: number; unresolved: { threadCount: number } };
const last = ({ told }: Listener) => told.at(-1)?.['dashboard'] as Numbers | null;

test('the numbers of a scope are told when they have changed, by whatever is in it', async () => {
  const [row] = await api.sql`
    select i.reporting_effort_id as effort, database_release_id as release, study_id as study
    from pearl.reporting_effort_items i join pearl.reporting_efforts e on e.id = i.reporting_effort_id
    join pearl.database_releases r on r.id = database_release_id
    join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id where t.id = 1`;
  const { effort, release, study } = row ?? {};
  const [other] = await api.sql`select min(id) as id from pearl.studies where id <> ${study}`;
  const trackerId = await makeTrackers(api).freshTracker();
  const within = [
    watch(''),
    watch(`(studyId: ${study})`),
    watch(`(databaseReleaseId: ${release})`),
    watch(`(reportingEffortId: ${effort})`),
  ];
  const elsewhere = watch(`(studyId: ${other?.['id']})`);
  for (const each of [...within, elsewhere]) await each.until(1);

  const changes = [
    `update pearl.reporting_effort_item_trackers set due_date = '2020-01-01' where id = ${trackerId}`,
    `insert into pearl.tracker_comments (tracker_id, user_id, comment_text) values (${trackerId}, 4, 'Why?')`,
    `update pearl.reporting_effort_item_trackers set primary_status = 'COMPLETED' where id = ${trackerId}`,
    `insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type) values (${effort}, 't98.1', 'TLF')`,
    `insert into pearl.reporting_effort_tlf_details (reporting_effort_item_id, tlf_type)
       select id, 'FIGURE' from pearl.reporting_effort_items where item_code = 't98.1'`,
    `delete from pearl.reporting_effort_items where item_code = 't98.1'`,
  ];
  let told = 1;
  for (const change of changes) {
    await api.sql.unsafe(change);
    told += 1;
    for (const each of within) await each.until(told);
  }
  expect(elsewhere.told).toHaveLength(1);

  await api.sql`update pearl.users set username = 'renamed' where id = 4`;
  for (const each of within) await each.until(told + 1);
  const [all] = within.map(last);
  await api.sql`delete from pearl.reporting_efforts where id = ${effort}`;
  for (const each of within) await each.until(told + 2);
  expect(last(within[3] as Listener)).toBeNull();
  expect(last(within[0] as Listener)?.itemCount).toBeLessThan(all?.itemCount ?? 0);
  for (const each of [...within, elsewhere]) await each.stop();
});
