/** Documents to begin with in the explorer. */
export const examples = (): readonly string[] => [
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
    orderBy: [{ field: DUE_DATE }, { field: ITEM_CODE }]
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
