import { afterAll, beforeAll, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const Dashboard = graphql(`
  query Dashboard($id: ID!, $first: Int) {
    reportingEffort(id: $id) {
      id
      databaseReleaseLabel
      databaseRelease { study { studyLabel } }
      items(first: $first) {
        totalCount
        pageInfo { endCursor hasNextPage }
        nodes {
          id
          itemCode
          itemType
          itemStatus
          tracker {
            id
            primaryStatus
            qcStatus
            primaryProgrammer { username }
            qcProgrammer { username }
            commentCount
            unresolvedCommentCount
          }
        }
      }
    }
  }
`);

test('the dashboard takes four statements, for one item and for all of them', async () => {
  const small = await api.as('viewer').run(Dashboard, { id: '1', first: 2 });
  const large = await api.as('viewer').run(Dashboard, { id: '1', first: 1000 });

  expect(large.errors).toBeUndefined();
  expect(small.extensions?.sql.statements).toBe(4);
  expect(large.extensions?.sql.statements).toBe(4);
  expect(large.data.reportingEffort?.items.nodes).toHaveLength(
    large.data.reportingEffort?.items.totalCount ?? 0,
  );
});
