/** Documents to begin with in the explorer. */
export const examples = (): readonly string[] => [
  `# A crawl job that moves while you watch: a worker of the demo does its chunks, and begins another one after it
subscription WatchJob($projectId: ID! = 1) {
  crawlJobChanged(projectId: $projectId) {
    cursor
    action
    changedFields
    crawlJob { name status progress completedChunks totalChunks validImages successRate }
    crawlJobChunk { keyword engine status errorMessage }
  }
}`,
  `# What a job would cost, what it may find, and what it has found
query Jobs {
  crawlJobs(first: 5, orderBy: [{ field: ID, direction: DESC }]) {
    nodes {
      name
      status
      estimatedCredits
      keywords
      engines
      chunkProgress
      imageCount
      images(first: 3, filter: { isValid: { eq: true } }) { nodes { filename width height fileSize } }
    }
  }
}`,
  `# Credits, what is used, and what you have been told
query Account {
  crawlMe {
    email
    userTier
    runningJobLimit
    unreadNotificationCount
    creditAccount {
      currentBalance
      monthlyUsage
      monthlyLimit
      transactions(first: 5) { nodes { type amount balanceAfter description status } }
    }
    usageMetrics(first: 3) { nodes { metricDate imagesProcessed imagesPercent apiCalls apiCallsPercent } }
    notifications(first: 5) { nodes { title message isRead } }
  }
}`,
  `# A key for a worker: npx node examples/crawl-worker.ts http://localhost:4000/graphql <key>
mutation NewKey {
  createCrawlApiKey(input: { name: "Worker", permissions: [CRAWL_CHUNKS_WORK], rateLimit: 10000 }) {
    key
    apiKey { id keyPrefix permissions rateLimit }
  }
}`,
];
