import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportingEffortItemFilter } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { jsonOf, listOf } from '../support/json.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const effort = 3;
const today = '2026-06-15';

const TrackerTable = graphql(`
  query TrackerTable($effort: ID!) {
    reportingEffort(id: $effort) {
      databaseReleaseLabel
      items(first: 1000) {
        totalCount
        nodes {
          itemCode
          details {
            ... on TlfDetails { tlfType }
            ... on DatasetDetails { datasetType }
          }
          textElements { type content }
          tracker {
            id
            version
            primaryStatus
            qcStatus
            dueDate
            priority
            qcLevel
            inProduction
            primaryProgrammer { id username }
            qcProgrammer { id username }
            tags { name color }
            commentCount
            unresolvedCommentCount
            openThreadCount
          }
        }
      }
    }
    users(first: 1000, filter: { isActive: { eq: true } }) { nodes { id username } }
    tags(first: 1000) { nodes { id name color } }
  }
`);

const FilteredItems = graphql(`
  query FilteredItems($effort: ID!, $filter: ReportingEffortItemFilter!) {
    reportingEffort(id: $effort) {
      items(first: 1000, filter: $filter) { totalCount nodes { id } }
    }
  }
`);

const ThreadCounts = graphql(`
  query ThreadCounts($effort: ID!) {
    trackers(first: 1000, filter: { item: { reportingEffortId: { eq: $effort } } }) {
      nodes {
        id
        questions: comments(
          filter: { commentType: { eq: QUESTION }, parentCommentId: { isNull: true }, isResolved: { eq: false } }
        ) { totalCount }
        issues: comments(
          filter: { commentType: { eq: ISSUE }, parentCommentId: { isNull: true }, isResolved: { eq: false } }
        ) { totalCount }
        last: comments(last: 1) { nodes { createdAt } }
      }
    }
  }
`);

const comments = (condition: string) =>
  `(select count(*) from pearl.tracker_comments c where c.tracker_id = t.id and ${condition})`;

test('the table of an effort shows its items with trackers, people, tags and comment counts', async () => {
  const { data, statements } = await succeeded(
    api.as('analyst').run(TrackerTable, { effort: String(effort) }),
  );

  const user = (key: string) =>
    `(select json_build_object('id', id::text, 'username', username) from pearl.users where id = t.${key})`;
  const tracker = `json_build_object('id', t.id::text, 'version', t.version, 'primaryStatus', t.primary_status,
    'qcStatus', t.qc_status, 'dueDate', t.due_date, 'priority', t.priority, 'qcLevel', t.qc_level,
    'inProduction', t.in_production,
    'primaryProgrammer', ${user('primary_programmer_id')}, 'qcProgrammer', ${user('qc_programmer_id')},
    'tags', ${listOf(`json_build_object('name', g.name, 'color', g.color)`, 'pearl.tracker_tags l join pearl.tags g on g.id = l.tag_id where l.tracker_id = t.id', 'l.id')},
    'commentCount', ${comments('true')},
    'unresolvedCommentCount', ${comments('not is_resolved')},
    'openThreadCount', ${comments('not is_resolved and parent_comment_id is null')})`;
  const texts = `pearl.reporting_effort_item_text_elements l join pearl.text_elements e on e.id = l.text_element_id
    where l.reporting_effort_item_id = i.id`;
  const item = `json_build_object('itemCode', i.item_code,
    'details', case i.item_type
      when 'TLF' then (select json_build_object('tlfType', tlf_type) from pearl.reporting_effort_tlf_details where reporting_effort_item_id = i.id)
      else (select json_build_object('datasetType', dataset_type) from pearl.reporting_effort_dataset_details where reporting_effort_item_id = i.id) end,
    'textElements', ${listOf(`json_build_object('type', e.type, 'content', e.content)`, texts, 'l.sequence_number, l.id')},
    'tracker', (select ${tracker} from pearl.reporting_effort_item_trackers t where t.reporting_effort_item_id = i.id))`;
  const items = `pearl.reporting_effort_items i where i.reporting_effort_id = ${effort}`;

  expect(data).toEqual(
    await jsonOf(
      api.sql,
      `json_build_object(
        'reportingEffort', (select json_build_object('databaseReleaseLabel', database_release_label,
          'items', json_build_object('totalCount', (select count(*) from ${items}), 'nodes', ${listOf(item, items, 'i.item_code_key, i.id')}))
          from pearl.reporting_efforts where id = ${effort}),
        'users', json_build_object('nodes', ${listOf(`json_build_object('id', id::text, 'username', username)`, 'pearl.users where is_active', 'id')}),
        'tags', json_build_object('nodes', ${listOf(`json_build_object('id', id::text, 'name', name, 'color', color)`, 'pearl.tags', 'id')}))`,
    ),
  );
  // effort, items with their trackers, two tables of details, texts, people, tags, counts; users; tags
  expect(statements).toBe(10);
});

describe('the filter of the table', () => {
  const anyComment = (condition: string) => `exists (select from pearl.tracker_comments c
    where c.tracker_id = t.id and ${condition})`;
  const filters: Record<string, [ReportingEffortItemFilter, string]> = {
    tag: [
      { tracker: { tags: { some: { name: { eq: 'Rework' } } } } },
      `exists (select from pearl.tracker_tags l join pearl.tags g on g.id = l.tag_id where l.tracker_id = t.id and g.name = 'Rework')`,
    ],
    'no tag': [
      { tracker: { tags: { none: {} } } },
      'not exists (select from pearl.tracker_tags l where l.tracker_id = t.id)',
    ],
    programmer: [{ tracker: { primaryProgrammerId: { eq: '9' } } }, 't.primary_programmer_id = 9'],
    'either programmer by name': [
      {
        or: ['primaryProgrammer', 'qcProgrammer'].map((side) => ({
          tracker: { [side]: { username: { startsWith: 'Luc.' } } },
        })),
      },
      `exists (select from pearl.users u where u.username = 'luc.delacourt' and u.id in (t.primary_programmer_id, t.qc_programmer_id))`,
    ],
    'nobody assigned': [
      { tracker: { primaryProgrammerId: { isNull: true } } },
      't.primary_programmer_id is null',
    ],
    status: [
      { tracker: { primaryStatus: { in: ['NOT_STARTED', 'IN_PROGRESS'] } } },
      `t.primary_status in ('NOT_STARTED', 'IN_PROGRESS')`,
    ],
    'due date': [
      { tracker: { dueDate: { gte: today, lt: '2026-07-01' } } },
      `t.due_date >= '${today}' and t.due_date < '2026-07-01'`,
    ],
    'no due date': [{ tracker: { dueDate: { isNull: true } } }, 't.due_date is null'],
    priority: [
      { tracker: { priority: { in: ['HIGH', 'CRITICAL'] } } },
      `t.priority in ('HIGH', 'CRITICAL')`,
    ],
    'has comments': [{ tracker: { comments: { some: {} } } }, anyComment('true')],
    'has no comments': [{ tracker: { comments: { none: {} } } }, `not ${anyComment('true')}`],
    unresolved: [
      { tracker: { comments: { some: { isResolved: { eq: false } } } } },
      anyComment('not is_resolved'),
    ],
    'unresolved issues': [
      {
        tracker: {
          comments: { some: { isResolved: { eq: false }, commentType: { eq: 'ISSUE' } } },
        },
      },
      anyComment(`not is_resolved and comment_type = 'ISSUE'`),
    ],
    'text in code or description': [
      { or: [{ itemCode: { contains: '14.3' } }, { itemDescription: { contains: 'SURVIVAL' } }] },
      `(i.item_code ilike '%14.3%' or i.item_description ilike '%survival%')`,
    ],
    'several at once': [
      {
        itemType: { eq: 'TLF' },
        tracker: {
          primaryStatus: { eq: 'IN_PROGRESS' },
          comments: { some: { isResolved: { eq: false } } },
        },
      },
      `i.item_type = 'TLF' and t.primary_status = 'IN_PROGRESS' and ${anyComment('not is_resolved')}`,
    ],
  };

  test.each(Object.keys(filters))('by %s finds what SQL finds, in two statements', async (name) => {
    const [filter, condition] = filters[name] as [ReportingEffortItemFilter, string];
    const { data, statements } = await succeeded(
      api.as('viewer').run(FilteredItems, { effort: String(effort), filter }),
    );
    const wanted = await api.sql.unsafe<{ id: string }[]>(`
      select i.id::text from pearl.reporting_effort_items i
      join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
      where i.reporting_effort_id = ${effort} and ${condition} order by i.item_code_key, i.id`);
    expect(data.reportingEffort?.items.nodes).toEqual([...wanted]);
    expect(data.reportingEffort?.items.totalCount).toBe(wanted.length);
    expect(wanted.length, 'the demo has such items').toBeGreaterThan(0);
    expect(statements).toBe(2);
  });
});

test('badges per type of comment and the time of the last one take a statement each', async () => {
  const { data, statements } = await succeeded(
    api.as('viewer').run(ThreadCounts, { effort: String(effort) }),
  );
  const open = (type: string) =>
    `json_build_object('totalCount', ${comments(`comment_type = '${type}' and parent_comment_id is null and not is_resolved`)})`;
  const last = `(select json_build_object('createdAt', replace(to_json(created_at) #>> '{}', '+00:00', 'Z'))
    from pearl.tracker_comments c where c.tracker_id = t.id order by id desc limit 1)`;
  const row = `json_build_object('id', t.id::text, 'questions', ${open('QUESTION')}, 'issues', ${open('ISSUE')},
    'last', json_build_object('nodes', case when ${comments('true')} = 0 then '[]' else json_build_array(${last}) end))`;
  const from = `pearl.reporting_effort_item_trackers t join pearl.reporting_effort_items i
    on i.id = t.reporting_effort_item_id where i.reporting_effort_id = ${effort}`;
  expect(data.trackers.nodes).toEqual(await jsonOf(api.sql, listOf(row, from, 't.id')));
  expect(statements).toBe(4);
});
