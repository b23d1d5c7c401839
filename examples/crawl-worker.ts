/*
 * A worker of the crawl domain: claims chunks, crawls the images of each, keeps the leases while it does, and reports what
 * it has found. It goes on until it is stopped; chunks that it has then are claimed by others when their leases run out.
 *
 *   npx node examples/crawl-worker.ts http://localhost:4000/graphql "$KEY"
 *
 * The key comes from an administrator of crawl, in GraphiQL, and is shown once:
 *
 *   mutation { createCrawlApiKey(input: { name: "Worker", permissions: [CRAWL_CHUNKS_WORK], rateLimit: 10000 }) { key } }
 *
 * It crawls image-site.ts. Put your own crawler in the place of `crawl`; the rest can stay as it is.
 * `--lease 60` is for how many seconds it claims, `--slow 0` how many seconds it spends on a chunk besides.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startImageSite } from './image-site.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lease: { type: 'string', default: '60' },
    slow: { type: 'string', default: '0' },
  },
});
const [url = 'http://localhost:4000/graphql', key = ''] = positionals;
const leaseSeconds = Number(values.lease);
const chunksAtOnce = 4;
const longestPauseMs = 10_000;

type Chunk = {
  readonly id: string;
  readonly lease: number;
  readonly keyword: string;
  readonly engine: string;
  /** How many images it is to bring. */
  readonly imageShare: number;
};

/** What the server refuses, which is not mended by asking again. */
class Refused extends Error {}

/**
 * Asks until there is an answer. That is safe for every command here: what is reported again with the same lease counts
 * once, and what was claimed by an answer that was lost comes back when its lease runs out.
 */
const ask = async <Data>(query: string, variables: object): Promise<Data> => {
  for (let pauseMs = 200; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    }).catch(() => undefined);
    const answer = await response?.json().catch(() => undefined);
    const [error] = answer?.errors ?? [];
    if (answer?.data && !error) return answer.data;
    const retryAfter = Number(response?.headers.get('retry-after'));
    const mayPass = !error || retryAfter || response?.status === 503;
    if (!mayPass) throw new Refused(error.message);
    await wait(retryAfter ? retryAfter * 1000 : pauseMs);
  }
};

const claim = async (): Promise<readonly Chunk[]> => {
  const { claimed } = await ask<{ claimed: readonly Chunk[] }>(
    `mutation ($limit: Int!, $leaseSeconds: Int!) {
      claimed: claimCrawlJobChunks(limit: $limit, leaseSeconds: $leaseSeconds) { id lease keyword engine imageShare }
    }`,
    { limit: chunksAtOnce, leaseSeconds },
  );
  return claimed;
};

const complete = ({ id, lease }: Chunk, images: readonly object[]) =>
  ask(
    `mutation ($id: ID!, $lease: Int!, $images: [CrawlFoundImageInput!]!) {
      completeCrawlJobChunk(chunkId: $id, lease: $lease, images: $images) { status }
    }`,
    { id, lease, images },
  );

const fail = ({ id, lease }: Chunk, error: string) =>
  ask(
    `mutation ($id: ID!, $lease: Int!, $error: String!) {
      failCrawlJobChunk(chunkId: $id, lease: $lease, error: $error) { status }
    }`,
    { id, lease, error },
  );

/** Keeps the leases of chunks while they are in hand, each of them until it is lost. */
const keepLeases = async (inHand: ReadonlySet<Chunk>, signal: AbortSignal): Promise<void> => {
  const prolong = (chunks: readonly Chunk[]) =>
    ask(
      `mutation ($leases: [CrawlLeaseInput!]!, $leaseSeconds: Int!) {
        extendCrawlLeases(leases: $leases, leaseSeconds: $leaseSeconds) { id }
      }`,
      { leases: chunks.map(({ id, lease }) => ({ chunkId: id, lease })), leaseSeconds },
    );
  for (;;) {
    await wait((leaseSeconds * 1000) / 3, undefined, { signal });
    const chunks = [...inHand];
    if (chunks.length === 0) continue;
    // together all are prolonged or none: if one of them is lost, each is tried by itself
    await prolong(chunks).catch(() => Promise.allSettled(chunks.map((chunk) => prolong([chunk]))));
    console.log(`prolonged ${chunks.length}`);
  }
};

const site = await startImageSite();

const download = async (path: string): Promise<object> => {
  const found = { originalUrl: site.url + path, filename: basename(path) };
  const response = await fetch(found.originalUrl);
  const content = await response.text();
  if (!response.ok) return { ...found, isDownloaded: false, isValid: false };
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(content) ?? [];
  return {
    ...found,
    width: Number(width),
    height: Number(height),
    isValid: width !== undefined,
    fileSize: Buffer.byteLength(content),
    format: 'svg',
    hash: createHash('sha256').update(content).digest('hex'),
  };
};

/** Finds the images of a chunk. */
const crawl = async ({ keyword, engine, imageShare }: Chunk): Promise<readonly object[]> => {
  const asked = new URLSearchParams({ keyword, engine, count: String(imageShare) });
  const response = await fetch(`${site.url}/search?${asked}`);
  const found = (await response.json()) as readonly string[];
  await wait(Number(values.slow) * 1000);
  return Promise.all(found.map(download));
};

const work = async (chunk: Chunk): Promise<void> => {
  const images = await crawl(chunk).catch((error: unknown) => String(error));
  try {
    if (typeof images === 'string') await fail(chunk, images);
    else await complete(chunk, images);
    const outcome = typeof images === 'string' ? images : `${images.length} images`;
    console.log(`${chunk.keyword} (${chunk.engine}): ${outcome}`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(`${chunk.keyword} (${chunk.engine}): ${error.message}`); // it is for others by now
  }
};

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit());

const inHand = new Set<Chunk>();
void keepLeases(inHand, ending.signal).catch(() => {});
try {
  for (let pauseMs = 200; ; ) {
    const chunks = await claim();
    for (const chunk of chunks) inHand.add(chunk);
    await Promise.all(chunks.map((chunk) => work(chunk).finally(() => inHand.delete(chunk))));
    pauseMs = chunks.length > 0 ? 200 : Math.min(2 * pauseMs, longestPauseMs);
    if (chunks.length === 0) await wait(pauseMs);
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`The server says: ${error.message}`);
  process.exitCode = 1;
} finally {
  ending.abort();
  site.stop();
}
