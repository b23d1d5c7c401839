import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

type Chunk = { readonly id: string; readonly lease: number };
type Image = {
  readonly hash: string;
  readonly isDownloaded?: boolean;
  readonly isValid?: boolean;
  readonly originalUrl?: string;
  readonly storageUrl?: string;
};

/** Claims the next chunk and reports it with these images, each named by its hash. */
const bring = async (images: readonly Image[]): Promise<void> => {
  const { claimCrawlJobChunks } = await world
    .as(ada)
    .done<{ claimCrawlJobChunks: Chunk[] }>('mutation { claimCrawlJobChunks { id lease } }');
  const [chunk] = claimCrawlJobChunks;
  const found = images.map((image) => ({
    originalUrl: `https://images.example/${image.hash}`,
    filename: `${image.hash}.jpg`,
    ...image,
  }));
  await world.as(ada).done(
    `mutation ($chunkId: ID!, $lease: Int!, $images: [CrawlFoundImageInput!]!) {
      completeCrawlJobChunk(chunkId: $chunkId, lease: $lease, images: $images) { id } }`,
    { chunkId: chunk?.id, lease: chunk?.lease, images: found },
  );
};

test('an image is there twice only if the one before it can be used', async () => {
  const id = await world.runningJob(uma, { maxImages: 10 });
  const [a, b] = [{ hash: 'a' }, { hash: 'b' }];
  await bring([{ ...a, isDownloaded: false }, a]);
  await bring([{ ...b, isValid: false }, b, a]);
  const { crawlJob } = await world
    .as(uma)
    .done(
      'query ($id: ID!) { crawlJob(id: $id) { totalImages downloadedImages validImages images { nodes { isDuplicate } } } }',
      { id },
    );
  expect(crawlJob).toEqual({
    totalImages: 5,
    downloadedImages: 4,
    validImages: 2,
    images: { nodes: [false, false, false, false, true].map((isDuplicate) => ({ isDuplicate })) },
  });
});

test('what a job has brought before it is cancelled is counted as used, once', async () => {
  const used = async (): Promise<number> => {
    const [row] = await world.sql`
      select coalesce(sum(images_processed), 0)::int as images from crawl.usage_metrics where user_id = ${uma}`;
    return Number(row?.['images']);
  };
  const before = await used();
  const id = await world.runningJob(uma);
  await bring([{ hash: 'c' }, { hash: 'd' }]);
  for (let nth = 0; nth < 2; nth += 1) {
    await world.as(uma).done('mutation ($id: ID!) { cancelCrawlJob(id: $id) { id } }', { id });
    expect(await used()).toBe(before + 2);
  }
});

test('a job that ends twice at once is settled once, and one that brought nothing counts no day', async () => {
  const kept = async () => {
    const [row] = await world.sql`
      select current_balance as balance, (select count(*)::int from crawl.usage_metrics where user_id = ${ada}) as days,
        (select coalesce(sum(images_processed), 0)::int from crawl.usage_metrics where user_id = ${ada}) as images
      from crawl.credit_accounts where user_id = ${ada}`;
    return row;
  };
  const end = (id: string) =>
    world.as(ada).run('mutation ($id: ID!) { cancelCrawlJob(id: $id) { id } }', { id });
  const fail = (chunk: Chunk | undefined) =>
    world
      .as(ada)
      .run(
        'mutation ($chunkId: ID!, $lease: Int!) { failCrawlJobChunk(chunkId: $chunkId, lease: $lease, error: "x") { id } }',
        { chunkId: chunk?.id, lease: chunk?.lease },
      );
  const before = await kept();
  for (let nth = 0; nth < 5; nth += 1) {
    const id = await world.runningJob(ada, { keywords: ['cat'] });
    const { claimCrawlJobChunks } = await world
      .as(ada)
      .done<{ claimCrawlJobChunks: Chunk[] }>('mutation { claimCrawlJobChunks { id lease } }');
    await world.sql`update crawl.job_chunks set retry_count = 3 where job_id = ${Number(id)}`;
    await Promise.all([end(id), fail(claimCrawlJobChunks[0]), end(id)]);
  }
  expect(await kept()).toEqual(before);
  let brought = 0;
  for (let nth = 0; nth < 5; nth += 1) {
    const id = await world.runningJob(ada, { keywords: ['cat', 'dog'] });
    await bring([{ hash: 'c' }, { hash: 'd' }]);
    await Promise.all([end(id), bring([{ hash: 'e' }]).catch(() => {}), end(id)]);
    const [job] = await world.sql`
      select valid_images as valid from crawl.crawl_jobs where id = ${Number(id)}`;
    brought += Number(job?.['valid']);
  }
  expect(await kept()).toEqual({
    balance: Number(before?.['balance']) - brought,
    days: 1,
    images: brought,
  });
});

test('a chunk never wants more than one report can bring', async () => {
  await world.sql`
    insert into crawl.credit_transactions (account_id, user_id, type, description, amount, balance_after)
    select id, user_id, 'bonus', 'For many images.', 10000, 0 from crawl.credit_accounts where user_id = ${fred}`;
  const id = await world.runningJob(fred, { keywords: ['cat'], maxImages: 1500 });
  for (const half of ['first', 'second'])
    await bring(
      Array.from({ length: 750 }, (_, nth) => ({
        hash: `${half} ${nth}`.padEnd(64, '.'),
        originalUrl: `https://images.example/${half}/${nth}.jpg?${'x'.repeat(200)}`,
        storageUrl: `https://storage.example/${half}/${nth}.jpg?${'x'.repeat(200)}`,
      })),
    );
  const { crawlJob } = await world
    .as(fred)
    .done('query ($id: ID!) { crawlJob(id: $id) { status totalChunks validImages } }', { id });
  expect(crawlJob).toEqual({ status: 'COMPLETED', totalChunks: 2, validImages: 1500 });
});

describe('of images that are alike', () => {
  const duplicates = async (id: string) => {
    const { crawlJob } = await world
      .as(uma)
      .done<{ crawlJob: { images: { nodes: { id: string; isDuplicate: boolean }[] } } }>(
        'query ($id: ID!) { crawlJob(id: $id) { images { nodes { id isDuplicate } } } }',
        { id },
      );
    const { nodes } = crawlJob.images;
    return { ids: nodes.map((each) => each.id), are: nodes.map((each) => each.isDuplicate) };
  };
  const change = (id: string | undefined, input: string) =>
    world
      .as(uma)
      .done(
        `mutation ($id: ID!) { updateCrawlImage(id: $id, input: ${input}) { id isDuplicate } }`,
        { id },
      );
  const remove = async (id: string | undefined) => {
    const { deleteCrawlImage } = await world
      .as(uma)
      .done<{ deleteCrawlImage: { auditLogId: string } }>(
        'mutation ($id: ID!) { deleteCrawlImage(id: $id) { auditLogId } }',
        { id },
      );
    return deleteCrawlImage.auditLogId;
  };
  const undo = (auditLogId: string) =>
    world
      .as(uma)
      .done('mutation ($id: ID!) { undoDelete(auditLogId: $id) { entityId } }', { id: auditLogId });

  test('the oldest is the one that counts, whatever is deleted and brought back', async () => {
    const job = await world.runningJob(uma, { keywords: ['cat'] });
    await bring([{ hash: 'x' }, { hash: 'x' }, { hash: 'x' }, { hash: 'y' }]);
    const { ids, are } = await duplicates(job);
    expect(are).toEqual([false, true, true, false]);
    const first = await remove(ids[0]);
    expect((await duplicates(job)).are).toEqual([false, true, false]);
    const second = await remove(ids[1]);
    expect((await duplicates(job)).are).toEqual([false, false]);
    await undo(first);
    expect((await duplicates(job)).are).toEqual([false, true, false]);
    await undo(second);
    expect(await duplicates(job)).toEqual({ ids, are });
  });

  test('one that cannot be used, or is another, counts no more', async () => {
    const job = await world.runningJob(uma, { keywords: ['cat'] });
    await bring([{ hash: 'x' }, { hash: 'x' }, { hash: 'x' }]);
    const { ids } = await duplicates(job);
    await change(ids[0], '{ isValid: false }');
    expect((await duplicates(job)).are).toEqual([false, false, true]);
    expect(await change(ids[1], '{ hash: "z" }')).toEqual({
      updateCrawlImage: { id: ids[1], isDuplicate: false },
    });
    expect((await duplicates(job)).are).toEqual([false, false, false]);
    await change(ids[0], '{ isValid: true }');
    expect((await duplicates(job)).are).toEqual([false, false, true]);
    expect(await change(ids[2], '{ hash: null }')).toEqual({
      updateCrawlImage: { id: ids[2], isDuplicate: false },
    });
  });

  test('an empty hash says nothing', async () => {
    const job = await world.runningJob(uma, { keywords: ['cat'] });
    await bring([{ hash: '' }, { hash: '' }]);
    expect((await duplicates(job)).are).toEqual([false, false]);
  });

  test('one is left that counts when all but it are deleted at once', async () => {
    const job = await world.runningJob(uma, { keywords: ['cat'] });
    await bring(Array.from({ length: 6 }, () => ({ hash: 'x' })));
    const { ids } = await duplicates(job);
    await Promise.all(ids.slice(0, 5).map(remove));
    expect((await duplicates(job)).are).toEqual([false]);
  });
});
