/**
 * What is asked. PostGraphile names its fields after the tables: aliases give its answers our names. What it cannot be asked
 * without a plugin, the others are.
 */
export type Query = { name: string; byEffort: boolean; pearl: string; postgraphile?: string };

const dashboard = (counts: boolean) => {
  const when = (text: string) => (counts ? text : '');
  const name = counts ? 'Dashboard' : 'DashboardWithoutCounts';
  return {
    name: counts ? 'dashboard' : 'dashboardWithoutCounts',
    byEffort: true,
    pearl: `query ${name}($id: ID!) {
      reportingEffort(id: $id) {
        id databaseReleaseLabel databaseRelease { study { studyLabel } }
        items(first: 200) {
          ${when('totalCount')} pageInfo { endCursor hasNextPage }
          nodes {
            id itemCode itemType itemStatus
            tracker {
              id primaryStatus qcStatus primaryProgrammer { username } qcProgrammer { username }
              ${when('commentCount unresolvedCommentCount')}
            }
          }
        }
      }
    }`,
    postgraphile: `query ${name}($id: Int!) {
      reportingEffort(rowId: $id) {
        id: rowId databaseReleaseLabel databaseRelease { study { studyLabel } }
        items: reportingEffortItems(first: 200, orderBy: [ITEM_CODE_KEY_ASC, PRIMARY_KEY_ASC]) {
          ${when('totalCount')} pageInfo { endCursor hasNextPage }
          nodes {
            id: rowId itemCode itemType itemStatus
            tracker: reportingEffortItemTracker {
              id: rowId primaryStatus qcStatus primaryProgrammer { username } qcProgrammer { username }
              ${when(`commentCount: trackerCommentsByTrackerId { totalCount }
              unresolvedCommentCount: trackerCommentsByTrackerId(condition: { isResolved: false }) { totalCount }`)}
            }
          }
        }
      }
    }`,
  };
};

const threads = {
  name: 'threads',
  byEffort: true,
  pearl: `query Threads($id: ID!) {
    reportingEffort(id: $id) {
      id
      items(first: 200) {
        nodes {
          id itemCode
          tracker {
            id
            comments(first: 50, filter: { parentCommentId: { isNull: true } }) {
              nodes {
                id commentText commentType isResolved createdAt user { username }
                replies(first: 50) { nodes { id commentText commentType createdAt user { username } } }
              }
            }
          }
        }
      }
    }
  }`,
  postgraphile: `query Threads($id: Int!) {
    reportingEffort(rowId: $id) {
      id: rowId
      items: reportingEffortItems(first: 200, orderBy: [ITEM_CODE_KEY_ASC, PRIMARY_KEY_ASC]) {
        nodes {
          id: rowId itemCode
          tracker: reportingEffortItemTracker {
            id: rowId
            comments: trackerCommentsByTrackerId(first: 50, condition: { parentCommentId: null }) {
              nodes {
                id: rowId commentText commentType isResolved createdAt user { username }
                replies: trackerCommentsByParentCommentId(first: 50) {
                  nodes { id: rowId commentText commentType createdAt user { username } }
                }
              }
            }
          }
        }
      }
    }
  }`,
};

const tree = {
  name: 'tree',
  byEffort: false,
  pearl: `query Tree {
    studies(first: 50) {
      nodes {
        id studyLabel
        databaseReleases(first: 10) {
          nodes {
            id databaseReleaseLabel databaseReleaseDate
            reportingEfforts(first: 10) {
              nodes {
                id databaseReleaseLabel
                items(first: 10) { nodes { id itemCode itemType itemStatus } }
              }
            }
          }
        }
      }
    }
  }`,
  postgraphile: `query Tree {
    studies(first: 50) {
      nodes {
        id: rowId studyLabel
        databaseReleases(first: 10) {
          nodes {
            id: rowId databaseReleaseLabel databaseReleaseDate
            reportingEfforts(first: 10) {
              nodes {
                id: rowId databaseReleaseLabel
                items: reportingEffortItems(first: 10, orderBy: [ITEM_CODE_KEY_ASC, PRIMARY_KEY_ASC]) {
                  nodes { id: rowId itemCode itemType itemStatus }
                }
              }
            }
          }
        }
      }
    }
  }`,
};

const groups = {
  name: 'groups',
  byEffort: false,
  pearl: `query Groups {
    reportingEfforts(first: 1000) {
      nodes {
        id
        itemGroups(by: [ITEM_TYPE, TRACKER_PRIMARY_STATUS]) { keys { itemType trackerPrimaryStatus } count }
      }
    }
  }`,
};

export const queries: Query[] = [dashboard(true), dashboard(false), threads, tree, groups];
