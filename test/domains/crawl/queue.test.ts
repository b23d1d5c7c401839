import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ada, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

type Chunk = {
  id: string;
  lease: number;
  keyword: string;
  status: string;
  retryCount: number;
  imageShare: number;
};
const chunkFields = '{ id lease keyword status retryCount imageShare leasedUntil errorMessage }';

const claim = async (limit = 1, leaseSeconds = 60): Promise<Chunk[]> => {
  const { claimCrawlJobChunks } = await world
    .as(ada)
    .done<{ claimCrawlJobChunks: Chunk[] }>(
      `mutation ($limit: Int!, $leaseSeconds: Int!) { claimCrawlJobChunks(limit: $limit, leaseSeconds: $leaseSeconds) ${chunkFields} }`,
      { limit, leaseSeconds },
    );
  return claimCrawlJobChunks;
};

const imageOf = (chunk: Chunk, nth: number) => ({
  originalUrl: `https://images.example/${chunk.id}/${nth}`,
  filename: `${nth}.jpg`,
  hash: `${chunk.id} ${nth}`,
});

const report = (chunk: Chunk, images: object[] = [imageOf(chunk, 1), imageOf(chunk, 2)]) =>
  world.as(ada).run(
    `mutation ($chunkId: ID!, $lease: Int!, $images: [CrawlFoundImageInput!]!) {
      completeCrawlJobChunk(chunkId: $chunkId, lease: $lease, images: $images) ${chunkFields} }`,
    { chunkId: chunk.id, lease: chunk.lease, images },
  );

const fail = (chunk: Chunk) =>
  world
    .as(ada)
    .run(
      `mutation ($chunkId: ID!, $lease: Int!) { failCrawlJobChunk(chunkId: $chunkId, lease: $lease, error: "No route.") ${chunkFields} }`,
      { chunkId: chunk.id, lease: chunk.lease },
    );

const jobOf = async (id: string) => {
  const { crawlJob } = await world.as(uma).done<{ crawlJob: Record<string, unknown> }>(
    `query ($id: ID!) { crawlJob(id: $id) { status progress totalImages downloadedImages validImages activeChunks
      completedChunks failedChunks successRate imageCount completedAt } }`,
    { id },
  );
  return crawlJob;
};

const keywords = (count: number) => Array.from({ length: count }, (_, nth) => `cat ${nth}`);

/** Ends whatever is left in the queue. */
const drain = async () => {
  await world.sql`
    update crawl.job_chunks set status = 'failed', leased_until = null where status in ('pending', 'processing')`;
  await world.sql`update crawl.crawl_jobs set status = 'cancelled' where status = 'running'`;
};
afterEach(drain);

describe('claims', () => {
  test('give the most urgent chunks first, then the oldest, each to one worker', async () => {
    const first = await world.runningJob(uma, { keywords: ['old', 'older'] });
    await world.sql`update crawl.job_chunks set priority = 9 where job_id = ${Number(first)} and keyword = 'older'`;
    await world.runningJob(uma, { keywords: ['new'] });
    const claimed = await Promise.all([claim(), claim(), claim(), claim()]);
    expect(
      claimed
        .flat()
        .map(({ keyword }) => keyword)
        .toSorted(),
    ).toEqual(['new', 'old', 'older']);
  });

  test('have numbers, and a deadline', async () => {
    await world.runningJob(uma, { keywords: ['cat'] });
    const [chunk] = await claim(1, 30);
    expect(chunk).toMatchObject({ status: 'PROCESSING', lease: 1 });
    expect(await claim(100)).toEqual([]);
  });

  test('give chunks whose lease has run out to others, and the first worker is refused', async () => {
    const id = await world.runningJob(uma, { keywords: ['cat'] });
    const [lost] = await claim();
    await world.sql`update crawl.job_chunks set leased_until = now() - interval '1 second' where job_id = ${Number(id)}`;
    const [again] = await claim();
    expect(again).toMatchObject({ id: lost?.id, lease: 2 });
    expect((await report(lost as Chunk)).refused?.rule).toBe('LEASE_LOST');
    expect((await report(again as Chunk)).refused).toBeUndefined();
    expect(await jobOf(id)).toMatchObject({ status: 'COMPLETED', validImages: 2 });
  });

  test('fail what ran out for the last time', async () => {
    const id = await world.runningJob(uma, { keywords: ['cat'] });
    await claim();
    await world.sql`update crawl.job_chunks set leased_until = now() - interval '1 second', retry_count = 3 where job_id = ${Number(id)}`;
    expect(await claim()).toEqual([]);
    expect(await jobOf(id)).toMatchObject({ status: 'FAILED', failedChunks: 1 });
  });

  test('fail in the end what every worker lets run out', async () => {
    const id = await world.runningJob(uma, { keywords: ['cat'] });
    for (let tries = 0; tries <= 3; tries += 1) {
      const [chunk] = await claim();
      expect(chunk).toMatchObject({
        retryCount: tries,
        errorMessage: tries === 0 ? null : 'The lease ran out before a result was reported.',
      });
      await world.sql`update crawl.job_chunks set leased_until = now() - interval '1 second' where job_id = ${Number(id)}`;
    }
    expect(await claim()).toEqual([]);
    expect(await jobOf(id)).toMatchObject({ status: 'FAILED', failedChunks: 1 });
  });

  test('are prolonged together', async () => {
    await world.runningJob(uma, { keywords: keywords(3) });
    const chunks = await claim(3, 10);
    const extend = (leases: object[]) =>
      world
        .as(ada)
        .run<{ extendCrawlLeases: { leasedUntil: string }[] }>(
          `mutation ($leases: [CrawlLeaseInput!]!) { extendCrawlLeases(leases: $leases, leaseSeconds: 600) { id lease leasedUntil } }`,
          { leases },
        );
    const leases = chunks.map(({ id, lease }) => ({ chunkId: id, lease }));
    const { data } = await extend(leases);
    expect(data.extendCrawlLeases).toHaveLength(3);
    for (const { leasedUntil } of data.extendCrawlLeases) {
      expect(Date.parse(leasedUntil)).toBeGreaterThan(Date.now() + 500_000);
    }
    const lost = leases.with(1, { chunkId: chunks[1]?.id ?? '', lease: 7 });
    expect((await extend(lost)).refused?.rule).toBe('LEASE_LOST');
    const gone = leases.with(1, { chunkId: '987654', lease: 1 });
    expect((await extend(gone)).refused?.rule).toBe('LEASE_LOST');
    const [first] = leases;
    const twice = [{ chunkId: first?.chunkId, lease: 7 }, ...leases];
    expect((await extend(twice)).refused?.rule).toBe('LEASE_LOST');
  });
});

describe('results', () => {
  test('that 64 workers report at once end with exact counts, one completion and one notification', async () => {
    const id = await world.runningJob(uma, { keywords: keywords(48), maxImages: 480 });
    await world.sql`insert into crawl.job_chunks (job_id, chunk_index, image_range, keyword, engine)
      select ${Number(id)}, 47 + n, '{"start": 0, "end": 10}', 'more ' || n, 'bing' from generate_series(1, 16) n`;
    await world.sql`update crawl.crawl_jobs set total_chunks = 64, active_chunks = 64 where id = ${Number(id)}`;
    const chunks = await claim(64, 600);
    expect(chunks).toHaveLength(64);
    const outcomes = await Promise.all(chunks.map((chunk) => report(chunk)));
    expect(outcomes.flatMap(({ refused }) => refused ?? [])).toEqual([]);
    expect(await jobOf(id)).toMatchObject({
      status: 'COMPLETED',
      progress: 100,
      totalImages: 128,
      downloadedImages: 128,
      validImages: 128,
      imageCount: 128,
      completedChunks: 64,
      failedChunks: 0,
      activeChunks: 0,
      successRate: 100,
    });
    const [told] = await world.sql`
      select count(*)::int, count(pushed_at)::int as pushed from crawl.notifications where metadata @> ${`{"crawlJobId": ${id}}`}::text::jsonb`;
    expect(told).toEqual({ count: 1, pushed: 1 });
    const [ended] = await world.sql`
      select count(*)::int from crawl.activity_logs where action = 'COMPLETE_CRAWL_JOB' and resource_id = ${id}`;
    expect(ended).toEqual({ count: 1 });
  });

  test('that are reported twice count once, also at the same time', async () => {
    const id = await world.runningJob(uma, { keywords: keywords(2) });
    const [chunk, other] = await claim(2);
    const outcomes = await Promise.all([1, 2, 3].map(() => report(chunk as Chunk)));
    expect(outcomes.flatMap(({ refused }) => refused ?? [])).toEqual([]);
    expect(await jobOf(id)).toMatchObject({ totalImages: 2, completedChunks: 1, progress: 50 });
    await report(other as Chunk);
  });

  test('know what is there twice, and pay for the rest only', async () => {
    const [before] =
      await world.sql`select current_balance as balance from crawl.credit_accounts where user_id = ${uma}`;
    const id = await world.runningJob(uma, { keywords: ['cat'], maxImages: 10 });
    const [chunk] = await claim();
    const image = imageOf(chunk as Chunk, 1);
    await report(chunk as Chunk, [
      image,
      image,
      { ...imageOf(chunk as Chunk, 2), isValid: false },
      { ...imageOf(chunk as Chunk, 3), isDownloaded: false },
    ]);
    expect(await jobOf(id)).toMatchObject({
      totalImages: 4,
      downloadedImages: 3,
      validImages: 1,
      successRate: 33.33,
    });
    const [after] =
      await world.sql`select current_balance as balance from crawl.credit_accounts where user_id = ${uma}`;
    expect(Number(before?.['balance']) - Number(after?.['balance'])).toBe(1);
  });

  test('bring no more images than the chunk was to', async () => {
    await world.runningJob(uma, { keywords: ['cat'], maxImages: 1 });
    const [chunk] = await claim();
    expect((await report(chunk as Chunk)).refused?.rule).toBe('CHUNK_TOO_LARGE');
  });

  test('that went wrong are tried again after a while, and fail in the end; all failed is failed', async () => {
    const id = await world.runningJob(uma, { keywords: ['cat'] });
    for (let tries = 1; tries <= 3; tries += 1) {
      const [chunk] = await claim();
      const { data } = await fail(chunk as Chunk);
      expect(data['failCrawlJobChunk']).toMatchObject({ status: 'PENDING', retryCount: tries });
      expect(await claim()).toEqual([]);
      await world.sql`update crawl.job_chunks set available_at = now() where job_id = ${Number(id)}`;
    }
    const [last] = await claim();
    const { data } = await fail(last as Chunk);
    expect(data['failCrawlJobChunk']).toMatchObject({
      status: 'FAILED',
      errorMessage: 'No route.',
    });
    expect((await fail(last as Chunk)).refused).toBeUndefined();
    expect(await jobOf(id)).toMatchObject({
      status: 'FAILED',
      failedChunks: 1,
      progress: 100,
      successRate: null,
    });
  });

  test('of a job that was cancelled are thrown away', async () => {
    const id = await world.runningJob(uma, { keywords: keywords(2) });
    const [chunk] = await claim(2);
    await world.as(uma).done('mutation ($id: ID!) { cancelCrawlJob(id: $id) { id } }', { id });
    const late = await report(chunk as Chunk);
    expect(late.refused?.message).toContain('The job was cancelled: throw');
    expect(await jobOf(id)).toMatchObject({ status: 'CANCELLED', totalImages: 0 });
  });
});
