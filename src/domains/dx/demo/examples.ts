/** Documents to begin with in the explorer. */
export const examples = (): readonly string[] => [
  `# The logs of your analyses as they grow: an agent of the demo writes them while you watch
subscription WatchLogs {
  dxLogChanged {
    cursor
    dxAnalysisActivityLog {
      line
      action
      status
      duration
      analysisRun { versionNumber status progress project { name } }
    }
  }
}`,
  `# Projects, and what has become of them
query Projects {
  dxProjects(orderBy: [{ field: NAME }]) {
    nodes {
      name
      status
      deployUrl
      failedAttemptCount
      latestAnalysis { versionNumber status confidence }
      latestConfigSet { name versionNumber status fileCount }
      deployments(first: 3) { nodes { platform environment status } }
    }
  }
}`,
  `# What has failed, whatever it was, the newest first; retryDxFailedAttempts tries it again
query Failed {
  dxFailedAttempts(first: 10) {
    totalCount
    nodes { kind title message details project { name } }
  }
}`,
  `# States first, then changes: the analyses of all your projects
subscription WatchAnalyses {
  dxAnalysisRunChanged {
    cursor
    action
    changedFields
    dxAnalysisRun { versionNumber status progress logCount project { name } }
  }
}`,
];
