import { createHash } from 'node:crypto';

/*
 * A worker for whoever looks at the demo: one job of the first project runs, and every step brings the images of a chunk.
 * There is nothing behind the addresses; a worker that crawls is examples/crawl-worker.ts.
 */

export const secondsAStep = 2;

const nextJob = `query {
  crawlProjects(first: 1, orderBy: [{ field: ID }]) {
    nodes {
      id
      name
      runningJobCount
      crawlJobs(first: 1, filter: { status: { eq: PENDING } }) { nodes { id } }
    }
  }
}`;
const create = `mutation ($input: CreateCrawlJobInput!) { createCrawlJob(input: $input) { id } }`;
const start = `mutation ($id: ID!) { startCrawlJob(id: $id, priority: 10) { id } }`;
const claim = 'mutation { claimCrawlJobChunks(limit: 1) { id lease imageShare } }';
const complete = `mutation ($chunkId: ID!, $lease: Int!, $images: [CrawlFoundImageInput!]!) {
  completeCrawlJobChunk(chunkId: $chunkId, lease: $lease, images: $images) { id }
}`;

/** Asks the API something, and gives the data; what is refused throws. */
type Ask = <Data>(query: string, variables?: object) => Promise<Data>;

type Next = {
  readonly crawlProjects: {
    readonly nodes: readonly {
      readonly id: string;
      readonly name: string;
      readonly runningJobCount: number;
      readonly crawlJobs: { readonly nodes: readonly { readonly id: string }[] };
    }[];
  };
};
type Claimed = {
  readonly claimCrawlJobChunks: readonly {
    readonly id: string;
    readonly lease: number;
    readonly imageShare: number;
  }[];
};

/** Of ten images one is gone, and one cannot be used. */
const imageOf = (chunk: string, nth: number) => ({
  originalUrl: `https://images.example/${chunk}/${nth}.jpg`,
  filename: `${chunk}-${nth}.jpg`,
  width: 640,
  height: 480,
  fileSize: 40_000 + 977 * nth,
  format: 'jpeg',
  hash: createHash('sha256').update(`${chunk} ${nth}`).digest('hex'),
  isDownloaded: nth % 10 !== 9,
  isValid: nth % 10 !== 8,
});

/** Sees to it that a job of the first project runs. */
const keepRunning = async (ask: Ask): Promise<void> => {
  const { crawlProjects } = await ask<Next>(nextJob);
  const [project] = crawlProjects.nodes;
  if (!project || project.runningJobCount > 0) return;
  const [waiting] = project.crawlJobs.nodes;
  if (waiting) {
    await ask(start, { id: waiting.id });
    return;
  }
  const name = `${project.name} anew`;
  const keywords = ['at dawn', 'in snow', 'from far', 'by a child'];
  const { createCrawlJob } = await ask<{ createCrawlJob: { id: string } }>(create, {
    input: { projectId: project.id, name, keywords, engines: ['GOOGLE', 'BING'], maxImages: 80 },
  });
  await ask(start, { id: createCrawlJob.id });
};

/** Starts a job if none runs, and does one chunk. */
export const step = async (ask: Ask): Promise<void> => {
  await keepRunning(ask);
  const { claimCrawlJobChunks } = await ask<Claimed>(claim);
  for (const { id, lease, imageShare } of claimCrawlJobChunks) {
    const images = Array.from({ length: imageShare }, (_, nth) => imageOf(id, nth));
    await ask(complete, { chunkId: id, lease, images });
  }
};
