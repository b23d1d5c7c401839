import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';

/** What is told of people and their ways in: for administrators. */
const people = ['USER', 'USER_PASSWORD', 'SESSION'] as const;
const kept = ['User', 'UserPassword', 'Session'];

let api: Api;
beforeAll(async () => {
  api = await startApi();
  // records of five kinds of rows with the same keys, and no others
  await api.sql.begin(async (tx) => {
    await tx`set local app.prune = 'on'`;
    await tx`delete from pearl.audit_logs`;
    await tx`
      insert into pearl.audit_logs (entity_type, entity_id, action, user_id, changes)
      select kind, id, 'UPDATE', 1, jsonb_build_object('kind', kind)
      from unnest(${`{Tracker,ReportingEffortItem,${kept.join()}}`}::text[]) kind, unnest(array[1, 2]) id`;
  });
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

const ofPeople = { entityType: { in: [...people] } };

describe.each(['viewer', 'analyst', 'admin'])('the history of a row, for the %s', (username) => {
  test('has no record of another kind of row with the same key', async () => {
    const { tracker, reportingEffortItem } = await histories(username, {});
    expect(tracker?.history.nodes).toEqual([
      { entityType: 'TRACKER', changes: { kind: 'Tracker' } },
    ]);
    expect(tracker?.history.totalCount).toBe(1);
    expect(reportingEffortItem?.history.nodes.map(({ entityType }) => entityType)).toEqual([
      'REPORTING_EFFORT_ITEM',
    ]);
  });

  test.each([
    ['asked for', ofPeople],
    ['denied the opposite of', { not: { entityType: { notIn: people } } }],
    ['sought by its type', { entityType: { eq: 'USER' }, userId: { eq: '1' } }],
    [
      'sought by its key',
      { entityType: { notIn: ['TRACKER', 'REPORTING_EFFORT_ITEM'] }, entityId: { in: ['1', '2'] } },
    ],
  ])('shows and finds no record of people when %s', async (_how, of) => {
    const found = await histories(username, of);
    for (const history of [found.tracker?.history, found.reportingEffortItem?.history]) {
      expect(history).toEqual({ totalCount: 0, nodes: [], edges: [] });
    }
    expect(found.trackers.totalCount).toBe(0);
    expect(found.reportingEffortItems.totalCount).toBe(0);
  });
});

test('the records of people are for administrators', async () => {
  const { data } = await api.as('admin').run(AllRecords, { filter: ofPeople });
  expect(data.auditLogs.totalCount).toBe(people.length * 2);
  const kinds = data.auditLogs.nodes.map(({ entityType }) => entityType);
  expect(new Set(kinds)).toEqual(new Set(people));
  for (const username of ['viewer', 'analyst']) {
    const { data: none, errors } = await api.as(username).run(AllRecords, {});
    expect(none).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  }
});
