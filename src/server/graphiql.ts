import type { GraphiQLOptions } from 'graphql-yoga';

const examples = () => [
  `# An effort, its items, and who works on them
query Dashboard($id: ID! = 1) {
  reportingEffort(id: $id) {
    id
    databaseReleaseLabel
    databaseRelease { study { studyLabel } }
    items(first: 20) {
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
}`,
  `# The tree of studies, releases and efforts
query StudyTree {
  studies(orderBy: [{ field: STUDY_LABEL }]) {
    nodes {
      studyLabel
      databaseReleases {
        nodes {
          databaseReleaseLabel
          databaseReleaseDate
          reportingEfforts { nodes { id databaseReleaseLabel items { totalCount } } }
        }
      }
    }
  }
}`,
  `# What is late and urgent, wherever it is
query Late($today: Date! = "${new Date().toISOString().slice(0, 10)}") {
  trackers(
    first: 20
    filter: {
      dueDate: { lt: $today }
      primaryStatus: { ne: COMPLETED }
      priority: { in: [HIGH, CRITICAL] }
    }
    orderBy: [{ field: PRIORITY, direction: DESC }, { field: DUE_DATE }]
  ) {
    totalCount
    nodes {
      dueDate
      priority
      isOverdue
      openThreadCount
      primaryProgrammer { username }
      item { itemCode itemDescription reportingEffort { databaseReleaseLabel study { studyLabel } } }
    }
  }
}`,
  `# Open questions, with the conversation so far
query OpenQuestions {
  trackerComments(
    first: 10
    filter: { isResolved: { eq: false }, commentType: { eq: QUESTION }, replies: { some: {} } }
    orderBy: [{ field: CREATED_AT, direction: DESC }]
  ) {
    nodes {
      commentText
      createdAt
      user { username }
      tracker { item { itemCode } }
      replies { nodes { commentText user { username } } }
    }
  }
}`,
  `# The changes of an effort’s trackers as they happen: run it, then change one in another window
subscription Follow($reportingEffortId: ID! = 1) {
  trackerChanged(reportingEffortId: $reportingEffortId) {
    cursor
    action
    changedFields
    at
    actor { username }
    tracker { primaryStatus qcStatus item { itemCode } }
  }
}`,
  `# A comment, and what the audit trail knows of the tracker. Run it twice with an Idempotency-Key header, too
mutation Ask($trackerId: ID! = 1) {
  addComment(trackerId: $trackerId, commentText: "Which version of the shells?", commentType: QUESTION) {
    id
    createdAt
    user { username }
    tracker {
      unresolvedCommentCount
      history(first: 3) { nodes { timestamp username action changedFields } }
    }
  }
}`,
];

/** The explorer's page. With a token it is signed in from the start; a header that is typed there goes before it. */
export const graphiqlOptions = (token: string | undefined): GraphiQLOptions => {
  const authorization = token ? { Authorization: `Bearer ${token}` } : {};
  const headers = token ? JSON.stringify(authorization, null, 2) : null;
  return {
    title: 'PEARL',
    ...(headers && { headers }),
    defaultTabs: examples().map((query) => ({ query, headers })),
    additionalHeaders: { 'x-graphql-yoga-csrf': 'graphiql', ...authorization },
    schemaDescription: true,
  };
};
