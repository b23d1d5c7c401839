import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  // records of three kinds of rows with the same keys
  await api.sql`delete from pearl.audit_logs`;
  await api.sql`
    insert into pearl.audit_logs (entity_type, entity_id, action, user_id, changes)
    select kind, id, 'UPDATE', 1, jsonb_build_object('kind', kind)
    from unnest(array['Tracker', 'ReportingEffortItem', 'User']) kind, unnest(array[1, 2]) id`;
});
afterAll(() => api.stop());

const Histories = graphql(`
  query Histories($trackerId: ID!, $itemId: ID!, $of: AuditLogFilter) {
    tracker(id: $trackerId) {
      history(filter: $of) { totalCount nodes { entityType changes } edges { node { entityType } } }
    }
    reportingEffortItem(id: $itemId) {
      history(filter: $of) { totalCount nodes { entityType changes } edges { node { entityType } } }
    }
    trackers(filter: { history: { some: $of } }) { totalCount }
    reportingEffortItems(filter: { history: { some: $of } }) { totalCount }
  }
`);

const AllRecords = graphql(`
  query AllRecords($filter: AuditLogFilter) {
    auditLogs(filter: $filter) { totalCount nodes { entityType } }
  }
`);

const histories = async (username: string, of: object) => {
  const variables = { trackerId: '1', itemId: '2', of };
  const { data, errors } = await api.as(username).run(Histories, variables);
  expect(errors).toBeUndefined();
  return data;
};

const ofUsers = { entityType: { eq: 'User' } };

describe.each(['viewer', 'analyst', 'admin'])('the history of a row, for the %s', (username) => {
  test('has no record of another kind of row with the same key', async () => {
    const { tracker, reportingEffortItem } = await histories(username, {});
    expect(tracker?.history.nodes).toEqual([
      { entityType: 'Tracker', changes: { kind: 'Tracker' } },
    ]);
    expect(tracker?.history.totalCount).toBe(1);
    expect(reportingEffortItem?.history.nodes.map(({ entityType }) => entityType)).toEqual([
      'ReportingEffortItem',
    ]);
  });

  test.each([
    ['asked for', ofUsers],
    ['denied the opposite of', { not: { entityType: { ne: 'User' } } }],
    ['sought by what it changed', { entityType: { contains: 'user' }, userId: { eq: '1' } }],
  ])('shows and finds no record of users when %s', async (_how, of) => {
    const found = await histories(username, of);
    for (const history of [found.tracker?.history, found.reportingEffortItem?.history]) {
      expect(history).toEqual({ totalCount: 0, nodes: [], edges: [] });
    }
    expect(found.trackers.totalCount).toBe(0);
    expect(found.reportingEffortItems.totalCount).toBe(0);
  });
});

test('the records of users are for administrators', async () => {
  const { data } = await api.as('admin').run(AllRecords, { filter: ofUsers });
  expect(data.auditLogs.totalCount).toBe(data.auditLogs.nodes.length);
  expect(data.auditLogs.nodes.length).toBeGreaterThan(0);
  for (const username of ['viewer', 'analyst']) {
    const { data: none, errors } = await api.as(username).run(AllRecords, {});
    expect(none).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  }
});
