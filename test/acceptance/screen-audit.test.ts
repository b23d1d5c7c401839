import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditLogFilter } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { typeNamed } from '../support/entity-type.ts';
import { addHistory } from '../support/history.ts';
import { jsonOf, listOf } from '../support/json.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await addHistory(api.sql);
});
afterAll(() => api.stop());

const AuditViewer = graphql(`
  query AuditViewer($filter: AuditLogFilter! = {}) {
    auditLogs(first: 100, filter: $filter) {
      totalCount
      nodes { id entityType entityId action changes timestamp user { username } }
    }
    created: auditLogs(filter: { and: [$filter], action: { eq: CREATE } }) { totalCount }
    updated: auditLogs(filter: { and: [$filter], action: { eq: UPDATE } }) { totalCount }
    deleted: auditLogs(filter: { and: [$filter], action: { eq: DELETE } }) { totalCount }
    users(first: 1000) { nodes { id username } }
  }
`);

const ItemHistory = graphql(`
  query ItemHistory($id: ID!) {
    reportingEffortItem(id: $id) {
      history { totalCount nodes { action entityType user { username } } }
      tracker { history(first: 1) { totalCount nodes { action } } }
    }
  }
`);

const filters: Record<string, [AuditLogFilter, string]> = {
  nothing: [{}, 'true'],
  'type and action': [
    { entityType: { eq: 'TRACKER' }, action: { eq: 'UPDATE' } },
    `entity_type = 'Tracker' and action = 'UPDATE'`,
  ],
  user: [{ userId: { eq: '2' } }, 'user_id = 2'],
  'the name of the user': [
    { user: { username: { eq: 'viewer' } } },
    `user_id = (select id from pearl.users where username = 'viewer')`,
  ],
  'no user': [{ userId: { isNull: true } }, 'user_id is null'],
  time: [
    { timestamp: { gte: '2026-06-01T01:00:00Z', lt: '2026-06-01T04:00:00+02:00' } },
    `"timestamp" >= '2026-06-01T01:00:00Z' and "timestamp" < '2026-06-01T02:00:00Z'`,
  ],
  'one row': [
    { entityType: { eq: 'USER' }, entityId: { eq: '1' } },
    `entity_type = 'User' and entity_id = 1`,
  ],
};

describe('the audit viewer', () => {
  test.each(Object.keys(filters))('filters by %s, the latest first, with totals', async (name) => {
    const [filter, condition] = filters[name] as [AuditLogFilter, string];
    const { data, statements } = await succeeded(api.as('admin').run(AuditViewer, { filter }));

    const row = `json_build_object('id', a.id::text, 'entityType', ${typeNamed('entity_type')}, 'entityId', entity_id::text,
      'action', action, 'changes', changes, 'timestamp', replace(to_json("timestamp") #>> '{}', '+00:00', 'Z'),
      'user', (select json_build_object('username', username) from pearl.users where id = user_id))`;
    const count = (more: string) =>
      `json_build_object('totalCount', (select count(*) from pearl.audit_logs where ${condition} and ${more}))`;
    const page = `(select * from pearl.audit_logs where ${condition} order by id desc limit 100) a`;
    expect(data).toEqual(
      await jsonOf(
        api.sql,
        `json_build_object(
          'auditLogs', json_build_object(
            'totalCount', (select count(*) from pearl.audit_logs where ${condition}),
            'nodes', ${listOf(row, page, 'a.id desc')}),
          'created', ${count(`action = 'CREATE'`)},
          'updated', ${count(`action = 'UPDATE'`)},
          'deleted', ${count(`action = 'DELETE'`)},
          'users', json_build_object('nodes', ${listOf(`json_build_object('id', id::text, 'username', username)`, 'pearl.users', 'id')}))`,
      ),
    );
    expect(data.auditLogs.totalCount).toBeGreaterThan(0);
    expect(statements).toBe(data.auditLogs.nodes.some(({ user }) => user) ? 6 : 5);
  });

  test.each([
    ['UNAUTHENTICATED', null],
    ['FORBIDDEN', 'viewer'],
    ['FORBIDDEN', 'analyst'],
  ] as const)('is refused as %s to %s', async (code, who) => {
    const { data, errors } = await api.as(who).run(AuditViewer, {});
    expect(data).toBeNull();
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set([code]));
  });
});

test('the history of an item and of its tracker is for everybody, the latest first', async () => {
  const { data, statements } = await succeeded(api.as('viewer').run(ItemHistory, { id: '7' }));
  expect(data.reportingEffortItem?.history).toEqual({
    totalCount: 3,
    nodes: [
      { action: 'UPDATE', user: { username: 'viewer' } },
      { action: 'UPDATE', user: { username: 'viewer' } },
      { action: 'CREATE', user: null }, // by the seed
    ].map((record) => ({ ...record, entityType: 'REPORTING_EFFORT_ITEM' })),
  });
  expect(data.reportingEffortItem?.tracker?.history).toEqual({
    totalCount: 3,
    nodes: [{ action: 'UPDATE' }],
  });
  expect(statements).toBe(4);
});
