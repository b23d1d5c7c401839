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

test('what is asked of an effort is told again, whatever of its items it depends on', async () => {
  const [item] = await api.sql`
    select i.id, reporting_effort_id as effort, t.id as tracker, primary_programmer_id as programmer,
      (select min(id) from pearl.text_elements e where not exists (
        select from pearl.reporting_effort_item_text_elements u
        where u.reporting_effort_item_id = i.id and text_element_id = e.id)) as text
    from pearl.reporting_effort_items i join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
    where item_type = 'TLF' and primary_programmer_id is not null order by i.id desc limit 1`;
  const { id, effort, tracker, programmer, text } = item ?? {};
  const [tag] = await api.sql`insert into pearl.tags (name) values ('counted') returning id`;
  const watched = (query: string) =>
    listen(api, 'viewer', {
      query: `subscription { reportingEffortNumbersChanged(reportingEffortId: ${effort}) { cursor reportingEffort { ${query} } } }`,
    });
  const counted = (filter: string) => watched(`items(filter: { ${filter} }) { totalCount }`);
  const uses =
    'pearl.reporting_effort_item_text_elements (reporting_effort_item_id, text_element_id)';
  const cases = [
    [
      counted('tracker: { tags: { some: { name: { eq: "counted" } } } }'),
      `insert into pearl.tracker_tags (tracker_id, tag_id) values (${tracker}, ${tag?.['id']})`,
      `update pearl.tags set name = 'not counted' where id = ${tag?.['id']}`,
    ],
    [
      counted(`textElements: { some: { id: { eq: "${text}" }, label: { ne: "Other" } } }`),
      `insert into ${uses} values (${id}, ${text})`,
      `update pearl.text_elements set label = 'Other' where id = ${text}`,
    ],
    [
      watched('itemGroups(by: [TLF_DETAILS_TLF_TYPE]) { count keys { tlfDetailsTlfType } }'),
      `update pearl.reporting_effort_tlf_details set tlf_type = null where reporting_effort_item_id = ${id}`,
    ],
    [
      counted('tracker: { primaryProgrammer: { department: { eq: "Nowhere" } } }'),
      `update pearl.users set department = 'Nowhere' where id = ${programmer}`,
    ],
  ] as const;
  for (const [watching, ...changes] of cases) {
    await watching.until(1);
    for (const [at, change] of changes.entries()) {
      await api.sql.unsafe(change);
      await watching.until(at + 2);
    }
    const answers = watching.told.map((each) => JSON.stringify(each['reportingEffort']));
    expect(answers.every((each, at) => each !== answers[at - 1])).toBe(true);
    await watching.stop();
  }
});
