import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrackerFilter } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { jsonOf, listOf } from '../support/json.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const today = '2026-06-15';
const soon = '2026-06-22';
const effort = '3';

const EffortPicker = graphql(`
  query EffortPicker {
    reportingEfforts(first: 1000) {
      nodes {
        id
        databaseReleaseLabel
        databaseRelease { databaseReleaseLabel }
        study { studyLabel }
      }
    }
  }
`);

const LeadNumbers = graphql(`
  query LeadNumbers($effort: ID!, $today: Date!, $complete: TrackerFilter!) {
    studies { totalCount }
    activeEfforts: reportingEfforts(
      filter: { items: { some: { tracker: { primaryStatus: { ne: COMPLETED } } } } }
    ) { totalCount }
    items: reportingEffortItems { totalCount }
    complete: reportingEffortItems(filter: { tracker: $complete }) { totalCount }
    reportingEffort(id: $effort) {
      items { totalCount }
      complete: items(filter: { tracker: $complete }) { totalCount }
      inProgress: items(filter: { tracker: { primaryStatus: { eq: IN_PROGRESS } } }) { totalCount }
      overdue: items(filter: { tracker: { dueDate: { lt: $today }, not: $complete } }) { totalCount }
    }
  }
`);

const DueItems = graphql(`
  query DueItems($overdue: TrackerFilter!, $dueSoon: TrackerFilter!) {
    overdue: trackers(first: 10, orderBy: [{ field: DUE_DATE }], filter: $overdue) {
      nodes { dueDate primaryProgrammer { username } item { itemCode } }
    }
    dueSoon: trackers(first: 10, orderBy: [{ field: DUE_DATE }], filter: $dueSoon) {
      nodes { dueDate isComplete }
    }
  }
`);

const Workload = graphql(`
  query Workload($ofEffort: TrackerFilter!, $started: TrackerFilter!, $done: TrackerFilter!) {
    users(
      first: 1000
      orderBy: [{ field: USERNAME }]
      filter: { or: [{ primaryTrackers: { some: $ofEffort } }, { qcTrackers: { some: $ofEffort } }] }
    ) {
      nodes {
        username
        primary: primaryTrackers(filter: $ofEffort) { totalCount }
        started: primaryTrackers(filter: $started) { totalCount }
        done: primaryTrackers(filter: $done) { totalCount }
        checks: qcTrackers(filter: $ofEffort) { totalCount }
      }
    }
  }
`);

const complete: TrackerFilter = {
  primaryStatus: { eq: 'COMPLETED' },
  or: [{ qcStatus: { eq: 'COMPLETED' } }, { qcProgrammerId: { isNull: true } }],
};
const ofEffort = { item: { reportingEffortId: { eq: effort } } };

const isComplete = `(t.primary_status = 'COMPLETED' and (t.qc_status = 'COMPLETED' or t.qc_programmer_id is null))`;
const work =
  'pearl.reporting_effort_items i left join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id';
const count = (from: string) => `json_build_object('totalCount', (select count(*) from ${from}))`;

test('the picker shows every effort under its release and study', async () => {
  const { data, statements } = await succeeded(api.as('viewer').run(EffortPicker));
  const row = `json_build_object('id', e.id::text, 'databaseReleaseLabel', e.database_release_label,
    'databaseRelease', json_build_object('databaseReleaseLabel', r.database_release_label),
    'study', json_build_object('studyLabel', s.study_label))`;
  const from = `pearl.reporting_efforts e join pearl.database_releases r on r.id = e.database_release_id
    join pearl.studies s on s.id = r.study_id`;
  expect(data.reportingEfforts.nodes).toEqual(await jsonOf(api.sql, listOf(row, from, 'e.id')));
  expect(statements).toBe(3);
});

test('the cards count studies, active efforts, items and the states of one effort', async () => {
  const { data, statements } = await succeeded(
    api.as('viewer').run(LeadNumbers, { effort, today, complete }),
  );
  const own = `${work} where i.reporting_effort_id = ${effort} and`;
  expect(data).toEqual(
    await jsonOf(
      api.sql,
      `json_build_object(
        'studies', ${count('pearl.studies')},
        'activeEfforts', ${count(`pearl.reporting_efforts e where exists (select from ${work} where i.reporting_effort_id = e.id and t.primary_status <> 'COMPLETED')`)},
        'items', ${count('pearl.reporting_effort_items')},
        'complete', ${count(`${work} where ${isComplete}`)},
        'reportingEffort', json_build_object(
          'items', ${count(`${own} true`)},
          'complete', ${count(`${own} ${isComplete}`)},
          'inProgress', ${count(`${own} t.primary_status = 'IN_PROGRESS'`)},
          'overdue', ${count(`${own} t.due_date < '${today}' and not ${isComplete}`)}))`,
    ),
  );
  expect(data.reportingEffort?.overdue.totalCount).toBeGreaterThan(0);
  expect(statements).toBe(9);
});

const types = ['SDTM', 'ADAM', 'TABLE', 'LISTING', 'FIGURE'];
const ofType = (type: string) =>
  type === 'SDTM' || type === 'ADAM'
    ? `datasetDetails: { datasetType: { eq: ${type} } }`
    : `tlfDetails: { tlfType: { eq: ${type} } }`;
const statuses = ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'];

test('the table of task types by status takes a statement for each of its cells', async () => {
  const cells = types.flatMap((type) =>
    statuses.map(
      (status) =>
        `${type}_${status}: items(filter: { ${ofType(type)}, tracker: { primaryStatus: { eq: ${status} } } }) { totalCount }`,
    ),
  );
  const { data, statements } = await succeeded(
    api
      .as('viewer')
      .run<{ reportingEffort: Record<string, { totalCount: number }> }, never>(
        `{ reportingEffort(id: "${effort}") { ${cells.join(' ')} } }`,
      ),
  );
  const found = await api.sql`
    select coalesce(tlf_type, dataset_type) || '_' || primary_status as cell, count(*)::int
    from pearl.reporting_effort_items i
    left join pearl.reporting_effort_tlf_details d on d.reporting_effort_item_id = i.id
    left join pearl.reporting_effort_dataset_details s on s.reporting_effort_item_id = i.id
    join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
    where reporting_effort_id = ${Number(effort)}
    group by 1`;
  const wanted = new Map(found.map(({ cell, count: totalCount }) => [cell, { totalCount }]));

  for (const [cell, page] of Object.entries(data.reportingEffort)) {
    expect(page, cell).toEqual(wanted.get(cell) ?? { totalCount: 0 });
  }
  expect([...wanted.keys()].every((cell) => cell in data.reportingEffort)).toBe(true);
  expect(statements).toBe(1 + 15);
});

test('the lists of what is overdue and due soon name ten each, the most urgent first', async () => {
  const { data, statements } = await succeeded(
    api.as('viewer').run(DueItems, {
      overdue: { dueDate: { lt: today }, not: complete },
      dueSoon: { dueDate: { gte: today, lte: soon }, not: complete },
    }),
  );
  const first10 = (condition: string) =>
    `(select t.* from ${work} where ${condition} and not ${isComplete} order by t.due_date, t.id limit 10) t`;
  const overdue = `json_build_object('dueDate', t.due_date,
    'primaryProgrammer', (select json_build_object('username', username) from pearl.users where id = t.primary_programmer_id),
    'item', (select json_build_object('itemCode', item_code) from pearl.reporting_effort_items where id = t.reporting_effort_item_id))`;
  const dueSoon = `json_build_object('dueDate', t.due_date, 'isComplete', false)`;
  expect(data).toEqual(
    await jsonOf(
      api.sql,
      `json_build_object(
        'overdue', json_build_object('nodes', ${listOf(overdue, first10(`t.due_date < '${today}'`), 't.due_date, t.id')}),
        'dueSoon', json_build_object('nodes', ${listOf(dueSoon, first10(`t.due_date between '${today}' and '${soon}'`), 't.due_date, t.id')}))`,
    ),
  );
  expect(data.overdue.nodes).toHaveLength(10);
  expect(statements).toBe(4);
});

test('the workload counts what each programmer of an effort has, by role and status', async () => {
  const { data, statements } = await succeeded(
    api.as('viewer').run(Workload, {
      ofEffort,
      started: { ...ofEffort, primaryStatus: { eq: 'IN_PROGRESS' } },
      done: { ...ofEffort, primaryStatus: { eq: 'COMPLETED' } },
    }),
  );
  const own = (condition: string) =>
    count(`${work} where i.reporting_effort_id = ${effort} and ${condition}`);
  const mine = 't.primary_programmer_id = u.id';
  const row = `json_build_object('username', u.username,
    'primary', ${own(mine)},
    'started', ${own(`${mine} and t.primary_status = 'IN_PROGRESS'`)},
    'done', ${own(`${mine} and t.primary_status = 'COMPLETED'`)},
    'checks', ${own('t.qc_programmer_id = u.id')})`;
  const from = `pearl.users u where exists (select from ${work}
    where i.reporting_effort_id = ${effort} and u.id in (t.primary_programmer_id, t.qc_programmer_id))`;
  expect(data.users.nodes).toEqual(await jsonOf(api.sql, listOf(row, from, 'u.username')));
  expect(data.users.nodes.length).toBeGreaterThan(2);
  expect(statements).toBe(5);
});
