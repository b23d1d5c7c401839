import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { jsonOf, listOf } from '../support/json.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const AppShell = graphql(`
  query AppShell {
    me { id username role department isActive }
  }
`);

describe('the shell of the app', () => {
  test.each(['admin', 'analyst', 'viewer'])('tells %s who asks, in one statement', async (name) => {
    const { data, statements } = await succeeded(api.as(name).run(AppShell));
    const wanted = `select json_build_object('id', id::text, 'username', username, 'role', role,
      'department', department, 'isActive', is_active) from pearl.users where username = '${name}'`;
    expect(data.me).toEqual(await jsonOf(api.sql, wanted));
    expect(statements).toBe(1);
  });

  test('tells nobody else', async () => {
    const { errors } = await api.as(null).run(AppShell);
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

const MyWork = graphql(`
  query MyWork($today: Date!, $soon: Date!) {
    me {
      all: primaryTrackers(first: 1000, orderBy: [{ field: DUE_DATE }]) {
        totalCount
        nodes {
          id
          primaryStatus
          dueDate
          priority
          isComplete
          unresolvedCommentCount
          item {
            itemCode
            itemType
            itemDescription
            details {
              ... on TlfDetails { tlfType }
              ... on DatasetDetails { datasetType }
            }
            textElements { type content }
            reportingEffort {
              databaseReleaseLabel
              databaseRelease { databaseReleaseLabel }
              study { studyLabel }
            }
          }
        }
      }
      notStarted: primaryTrackers(filter: { primaryStatus: { eq: NOT_STARTED } }) { totalCount }
      inProgress: primaryTrackers(filter: { primaryStatus: { eq: IN_PROGRESS } }) { totalCount }
      completed: primaryTrackers(filter: { primaryStatus: { eq: COMPLETED } }) { totalCount }
      inProduction: primaryTrackers(filter: { inProduction: { eq: true } }) { totalCount }
      overdue: primaryTrackers(
        filter: { dueDate: { lt: $today }, primaryStatus: { ne: COMPLETED } }
      ) { totalCount }
      dueSoon: primaryTrackers(
        filter: { dueDate: { gte: $today, lte: $soon }, primaryStatus: { ne: COMPLETED } }
      ) { totalCount }
    }
  }
`);

const MyChecks = graphql(`
  query MyChecks($today: Date!) {
    me {
      all: qcTrackers(first: 1000, orderBy: [{ field: DUE_DATE }]) {
        totalCount
        nodes { id primaryStatus qcStatus dueDate primaryProgrammer { username } item { itemCode } }
      }
      waiting: qcTrackers(filter: { primaryStatus: { ne: COMPLETED } }) { totalCount }
      deadlines: qcTrackers(
        first: 10
        orderBy: [{ field: DUE_DATE }]
        filter: { dueDate: { isNull: false }, qcStatus: { ne: COMPLETED } }
      ) { nodes { id dueDate } }
      overdue: qcTrackers(filter: { dueDate: { lt: $today }, qcStatus: { ne: COMPLETED } }) { totalCount }
    }
  }
`);

const BothSides = graphql(`
  query BothSides {
    me {
      primaryTrackers(first: 1000) { nodes { item { reportingEffort { study { studyLabel } } } } }
      qcTrackers(first: 1000) { nodes { item { reportingEffort { study { studyLabel } } } } }
    }
  }
`);

const trackers = 'pearl.reporting_effort_item_trackers t';
const items = 'join pearl.reporting_effort_items i on i.id = t.reporting_effort_item_id';
const count = (side: string, condition: string) =>
  `json_build_object('totalCount', (select count(*) from ${trackers} where ${side} = 2 and ${condition}))`;
const pageOf = (side: string, row: string) => `json_build_object(
  'totalCount', (select count(*) from ${trackers} where ${side} = 2),
  'nodes', ${listOf(row, `${trackers} ${items} where ${side} = 2`, 't.due_date, t.id')})`;

describe('my work', () => {
  test('as a programmer comes with its items, texts and efforts, and its counts', async () => {
    const days = { today: '2026-06-15', soon: '2026-06-22' };
    const { data, statements } = await succeeded(api.as('analyst').run(MyWork, days));

    const row = `json_build_object(
      'id', t.id::text, 'primaryStatus', t.primary_status, 'dueDate', t.due_date, 'priority', t.priority,
      'isComplete', t.primary_status = 'COMPLETED' and (t.qc_status = 'COMPLETED' or t.qc_programmer_id is null),
      'unresolvedCommentCount', (select count(*) from pearl.tracker_comments where tracker_id = t.id and not is_resolved),
      'item', json_build_object(
        'itemCode', i.item_code, 'itemType', i.item_type, 'itemDescription', i.item_description,
        'details', case i.item_type
          when 'TLF' then (select json_build_object('tlfType', tlf_type) from pearl.reporting_effort_tlf_details where reporting_effort_item_id = i.id)
          else (select json_build_object('datasetType', dataset_type) from pearl.reporting_effort_dataset_details where reporting_effort_item_id = i.id) end,
        'textElements', ${listOf(
          `json_build_object('type', e.type, 'content', e.content)`,
          'pearl.reporting_effort_item_text_elements l join pearl.text_elements e on e.id = l.text_element_id where l.reporting_effort_item_id = i.id',
          'l.sequence_number, l.id',
        )},
        'reportingEffort', (select json_build_object('databaseReleaseLabel', e.database_release_label,
            'databaseRelease', json_build_object('databaseReleaseLabel', r.database_release_label),
            'study', json_build_object('studyLabel', s.study_label))
          from pearl.reporting_efforts e join pearl.database_releases r on r.id = e.database_release_id
          join pearl.studies s on s.id = r.study_id where e.id = i.reporting_effort_id)))`;
    const side = 'primary_programmer_id';
    const open = `primary_status <> 'COMPLETED'`;
    expect(data.me).toEqual(
      await jsonOf(
        api.sql,
        `json_build_object(
          'all', ${pageOf(side, row)},
          'notStarted', ${count(side, `primary_status = 'NOT_STARTED'`)},
          'inProgress', ${count(side, `primary_status = 'IN_PROGRESS'`)},
          'completed', ${count(side, `primary_status = 'COMPLETED'`)},
          'inProduction', ${count(side, 'in_production')},
          'overdue', ${count(side, `due_date < '${days.today}' and ${open}`)},
          'dueSoon', ${count(side, `due_date between '${days.today}' and '${days.soon}' and ${open}`)})`,
      ),
    );
    expect(data.me.all.totalCount).toBeGreaterThan(40);
    expect(data.me.overdue.totalCount).toBeGreaterThan(0);
    // me, seven lists, items, counts, two tables of details, texts, efforts, releases, studies
    expect(statements).toBe(16);
  });

  test('as a checker comes with what waits and what is due', async () => {
    const today = '2026-06-15';
    const { data, statements } = await succeeded(api.as('analyst').run(MyChecks, { today }));

    const row = `json_build_object('id', t.id::text, 'primaryStatus', t.primary_status, 'qcStatus', t.qc_status,
      'dueDate', t.due_date, 'item', json_build_object('itemCode', i.item_code),
      'primaryProgrammer', (select json_build_object('username', username) from pearl.users where id = t.primary_programmer_id))`;
    const side = 'qc_programmer_id';
    const deadlines = `(select * from ${trackers} where ${side} = 2 and due_date is not null
      and qc_status <> 'COMPLETED' order by due_date, id limit 10) t`;
    expect(data.me).toEqual(
      await jsonOf(
        api.sql,
        `json_build_object(
          'all', ${pageOf(side, row)},
          'waiting', ${count(side, `primary_status <> 'COMPLETED'`)},
          'deadlines', json_build_object('nodes', ${listOf(`json_build_object('id', t.id::text, 'dueDate', t.due_date)`, deadlines, 't.due_date, t.id')}),
          'overdue', ${count(side, `due_date < '${today}' and qc_status <> 'COMPLETED'`)})`,
      ),
    );
    expect(data.me.deadlines.nodes).toHaveLength(10);
    expect(statements).toBe(7);
  });

  test('on both sides at once takes a statement for each list, and at most one for each list below it', async () => {
    const { data, statements } = await succeeded(api.as('analyst').run(BothSides));
    const wanted = `json_build_array(${count('primary_programmer_id', 'true')}, ${count('qc_programmer_id', 'true')})`;
    expect([
      { totalCount: data.me.primaryTrackers.nodes.length },
      { totalCount: data.me.qcTrackers.nodes.length },
    ]).toEqual(await jsonOf(api.sql, wanted));
    // Lists that arrive at the same moment share what is below them; so 3 + 3 at least, 3 + 6 at most.
    expect(statements).toBeGreaterThanOrEqual(6);
    expect(statements).toBeLessThanOrEqual(9);
  });
});
