import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { succeeded } from '../../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  // every kind of state: also what nobody is assigned to, and due dates around today
  await api.sql`update pearl.reporting_effort_item_trackers
    set due_date = (now() at time zone 'utc')::date + (id % 17 - 5) where id % 3 = 0`;
  await api.sql`update pearl.reporting_effort_item_trackers
    set primary_programmer_id = null where id % 11 = 0 and primary_status = 'NOT_STARTED'`;
  await api.sql`update pearl.reporting_effort_item_trackers set qc_programmer_id = null
    where id % 5 = 0 and qc_status <> 'IN_PROGRESS'`;
});
afterAll(() => api.stop());

type Workload = { programmer: { id: string } | null; side: string; openCount: number };
type Dashboard = {
  itemCount: number;
  completedCount: number;
  completionRate: number | null;
  taskTypes: { taskType: string; side: string; status: string; count: number }[];
  workload: Workload[];
};

const whole = `day itemCount completedCount inProgressCount overdueCount dueThisWeekCount awaitingCheckCount completionRate
  taskTypes { taskType side status count } unresolved { commentCount threadCount }
  workload { programmer { id username } side openCount overdueCount dueThisWeekCount awaitingCheckCount }`;

const ask = (args: string, selection: string) =>
  api.as('viewer').run<{ dashboard: Dashboard }, never>(`{ dashboard${args} { ${selection} } }`);

const dashboard = async (args = '') => (await succeeded(ask(args, whole))).data.dashboard;

const done = `primary_status = 'COMPLETED' and (qc_status = 'COMPLETED' or qc_programmer_id is null)`;
const today = `(now() at time zone 'utc')::date`;
const overdue = `due_date < ${today} and not (${done})`;
const dueThisWeek = `due_date between ${today} and date_trunc('week', ${today})::date + 6 and not (${done})`;
const awaiting = `primary_status = 'COMPLETED' and not (${done})`;
const rows = `pearl.reporting_effort_item_trackers t
  join pearl.reporting_effort_items i on i.id = reporting_effort_item_id
  join pearl.reporting_efforts e on e.id = reporting_effort_id
  join pearl.database_releases r on r.id = database_release_id`;
const counted = (condition: string) => `count(*) filter (where ${condition})::int`;

const scopes = {
  everything: ['', 'true'],
  'a study': ['(studyId: 1)', 'study_id = 1'],
  'a database release': ['(databaseReleaseId: 1)', 'database_release_id = 1'],
  'a reporting effort': ['(reportingEffortId: 1)', 'reporting_effort_id = 1'],
} as const;

describe.each(Object.entries(scopes))('the dashboard of %s', (_name, [args, where]) => {
  test('counts what statements by hand do', async () => {
    const [expected = {}] = await api.sql.unsafe<object[]>(`
      select ${today}::text as day, count(*)::int as "itemCount", ${counted(done)} as "completedCount",
        ${counted(`primary_status <> 'NOT_STARTED' and not (${done})`)} as "inProgressCount",
        ${counted(overdue)} as "overdueCount", ${counted(dueThisWeek)} as "dueThisWeekCount",
        ${counted(awaiting)} as "awaitingCheckCount", ${counted(done)}::float / count(*) as "completionRate"
      from ${rows} where ${where}`);
    const [unresolved] = await api.sql.unsafe(`
      select count(*)::int as "commentCount", ${counted('parent_comment_id is null')} as "threadCount"
      from ${rows} join pearl.tracker_comments c on c.tracker_id = t.id where ${where} and not is_resolved`);
    const found = await dashboard(args);
    expect(found).toMatchObject({ ...expected, unresolved });
    for (const count of Object.values(expected)) expect(count).not.toBe(0);
  });

  test('counts types by side and status', async () => {
    const expected = await api.sql.unsafe(`
      select coalesce(tlf_type, dataset_type) as "taskType", side, status, count(*)::int
      from ${rows} cross join lateral (values ('PRIMARY', primary_status), ('QC', qc_status)) s (side, status)
      left join pearl.reporting_effort_tlf_details l on l.reporting_effort_item_id = i.id
      left join pearl.reporting_effort_dataset_details d on d.reporting_effort_item_id = i.id
      where ${where} group by 1, 2, 3`);
    const { taskTypes } = await dashboard(args);
    expect(taskTypes).toHaveLength(expected.length);
    expect(taskTypes).toEqual(expect.arrayContaining([...expected]));
  });

  test('says who has how much to do', async () => {
    const expected = await api.sql.unsafe(`
      select programmer, side, ${counted('is_open')} as "openCount",
        ${counted(`is_open and ${overdue}`)} as "overdueCount", ${counted(`is_open and ${dueThisWeek}`)} as "dueThisWeekCount",
        ${counted(awaiting)} as "awaitingCheckCount"
      from ${rows} cross join lateral (values
        ('PRIMARY', primary_programmer_id, primary_status <> 'COMPLETED'), ('QC', qc_programmer_id, qc_status <> 'COMPLETED')
      ) s (side, programmer, is_open)
      where ${where} and (side = 'PRIMARY' or programmer is not null) and (is_open or ${awaiting})
      group by 1, 2`);
    const { workload } = await dashboard(args);
    const named = workload.map(({ programmer, ...rest }) => ({
      ...rest,
      programmer: programmer && Number(programmer.id),
    }));
    expect(named).toHaveLength(expected.length);
    expect(named).toEqual(expect.arrayContaining([...expected]));
  });
});

describe('the dashboard', () => {
  test('says of each number what filters of trackers say', async () => {
    const numbers = await dashboard();
    const { data } = await succeeded(
      api.as('viewer').run<Record<string, { totalCount: number }>, never>(`{
        overdueCount: trackers(filter: { isOverdue: { eq: true } }) { totalCount }
        dueThisWeekCount: trackers(filter: { isDueThisWeek: { eq: true } }) { totalCount }
        awaitingCheckCount: trackers(filter: { isAwaitingCheck: { eq: true } }) { totalCount }
        completedCount: trackers(filter: { isComplete: { eq: true } }) { totalCount }
      }`),
    );
    const found = Object.entries(data).map(([name, { totalCount }]) => [name, totalCount]);
    expect(numbers).toMatchObject(Object.fromEntries(found));
  });

  test('takes as many statements, whatever its scope holds', async () => {
    const statements = async (args: string, selection = whole) =>
      (await ask(args, selection)).extensions?.sql.statements;
    expect(await statements('')).toBe(3);
    for (const [args] of Object.values(scopes).slice(1)) expect(await statements(args)).toBe(4);
    expect(await statements('', 'itemCount')).toBe(1);
  });

  test('of an effort without items has no rate, and of an item without a tracker nothing done', async () => {
    const [effort] = await api.sql<{ id: number }[]>`
      insert into pearl.reporting_efforts (database_release_id, database_release_label)
      values (1, 'of nothing') returning id`;
    const args = `(reportingEffortId: ${effort?.id})`;
    expect(await dashboard(args)).toMatchObject({
      itemCount: 0,
      completionRate: null,
      taskTypes: [],
      workload: [],
    });
    await api.sql`insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
      values (${effort?.id ?? 0}, 't99.99.99', 'TLF')`;
    expect(await dashboard(args)).toMatchObject({
      itemCount: 1,
      inProgressCount: 0,
      completionRate: 0,
      workload: [{ programmer: null, side: 'PRIMARY', openCount: 1 }],
    });
  });

  test.each([
    ['(studyId: 99999)', 'NOT_FOUND', 'studyId'],
    ['(reportingEffortId: "none")', 'BAD_USER_INPUT', undefined],
    ['(studyId: 1, reportingEffortId: 1)', 'BAD_USER_INPUT', 'reportingEffortId'],
  ])('of %s is refused as %s', async (args, code, field) => {
    const { errors } = await api.as('viewer').run(`{ dashboard${args} { itemCount } }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code, ...(field && { field }) });
  });
});
