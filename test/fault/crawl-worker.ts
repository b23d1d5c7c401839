/* A process of some workers, to be killed at any moment: claims chunks of crawl, reports most, some twice, some never. */
import { setTimeout as wait } from 'node:timers/promises';

const [key = '', loops = '4', ...urls] = process.argv.slice(2);
const leaseSeconds = 3;

type Chunk = { readonly id: string; readonly lease: number; readonly retryCount: number };

let turn = 0;

/** Asks one server after the other until there is an answer; nothing if the lease was lost. */
const ask = async <Data>(query: string, variables: object): Promise<Data | undefined> => {
  for (;;) {
    turn += 1;
    const answer = await fetch(`${urls[turn % urls.length]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    })
      .then((response) => response.json())
      .catch(() => undefined);
    const [error] = answer?.errors ?? [];
    if (answer?.data && !error) return answer.data;
    if (error?.extensions.rule === 'LEASE_LOST') return undefined;
    await wait(50 + Math.random() * 100);
  }
};

const claim = async (): Promise<readonly Chunk[]> => {
  const limit = 1 + Math.floor(Math.random() * 6);
  const answer = await ask<{ claimCrawlJobChunks: readonly Chunk[] }>(
    `mutation ($limit: Int!, $leaseSeconds: Int!) {
      claimCrawlJobChunks(limit: $limit, leaseSeconds: $leaseSeconds) { id lease retryCount } }`,
    { limit, leaseSeconds },
  );
  return answer?.claimCrawlJobChunks ?? [];
};

const complete = ({ id, lease }: Chunk) =>
  ask(
    `mutation ($id: ID!, $lease: Int!, $images: [CrawlFoundImageInput!]!) {
      completeCrawlJobChunk(chunkId: $id, lease: $lease, images: $images) { id } }`,
    {
      id,
      lease,
      images: [{ originalUrl: `https://images.example/${id}`, filename: `${id}.jpg`, hash: id }],
    },
  );

const fail = ({ id, lease }: Chunk) =>
  ask(
    `mutation ($id: ID!, $lease: Int!) {
      failCrawlJobChunk(chunkId: $id, lease: $lease, error: "No route.") { id } }`,
    { id, lease },
  );

const work = async (chunk: Chunk): Promise<void> => {
  await wait(Math.random() * 20);
  if (chunk.retryCount === 0 && Math.random() < 0.01) await fail(chunk);
  else
    await Promise.all(Array.from({ length: Math.random() < 0.1 ? 2 : 1 }, () => complete(chunk)));
};

const loop = async (): Promise<never> => {
  for (;;) {
    const chunks = await claim();
    for (const chunk of chunks) await work(chunk);
    if (chunks.length === 0) await wait(200);
  }
};

console.log('at work');
await Promise.all(Array.from({ length: Number(loops) }, loop));
