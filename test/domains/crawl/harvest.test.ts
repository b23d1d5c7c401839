import { afterAll, beforeAll, expect, test } from 'vitest';
import { ada, startWorld, uma, type World } from './world.ts';

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
