import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphiQLOptions } from 'graphql-yoga';

const signedIn = `# You are signed in as admin. To be somebody else, put a token under Headers below:
# {"Authorization": "Bearer <token>"}`;
const signedOut = `# Sign in: put a token under Headers below: {"Authorization": "Bearer <token>"}`;

const examples = (who: string) => [
  `${who}

# An effort, its items, and who works on them
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
  `# A lead's board: the items of each effort by type and status, and when the first of them is due
query Board {
  reportingEfforts(first: 10) {
    nodes {
      databaseReleaseLabel
      itemGroups(by: [ITEM_TYPE, TRACKER_PRIMARY_STATUS]) {
        keys { itemType trackerPrimaryStatus }
        count
        trackerDueDate { min }
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
  `# The comments of an effort as they are made. Run this, open this page in a second window, and run Ask there
subscription Follow($reportingEffortId: ID! = 1) {
  commentChanged(reportingEffortId: $reportingEffortId) {
    cursor
    action
    changedFields
    at
    actor { username }
    trackerComment { commentText commentType tracker { unresolvedCommentCount item { itemCode } } }
  }
}`,
  `# A comment, and what the audit trail knows of its tracker.
# Run it twice with {"Idempotency-Key": "1"} under Headers: the same answer comes twice, of one comment
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

/** The explorer's page. With a token it is signed in; a header that is typed there goes before it. */
export const graphiqlOptions = (token: string | undefined): GraphiQLOptions => ({
  title: 'PEARL',
  defaultTabs: examples(token ? signedIn : signedOut).map((query) => ({ query })),
  // not in a tab's headers: a tab is kept for longer than a token lasts
  additionalHeaders: {
    'x-graphql-yoga-csrf': 'graphiql',
    ...(token && { Authorization: `Bearer ${token}` }),
  },
  schemaDescription: true,
});

/**
 * Mends two things. A tab that gets the focus shows its close button, and framer-motion moves the tab away under the mouse:
 * the first click would be lost. And of two headers that differ in case the browser would make one with both values.
 */
const head = `<style>.graphiql-tab { transform: none !important }</style>
<script>
  const send = window.fetch;
  window.fetch = (url, init) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(init?.headers ?? {})) headers.set(name, value);
    return send(url, { ...init, headers });
  };
</script>
</head>`;

export const explorerPage = (options: GraphiQLOptions): string =>
  renderGraphiQL(options).replace('</head>', head);
