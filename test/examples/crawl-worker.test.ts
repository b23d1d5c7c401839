import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ada, startWorld, uma, type World } from '../domains/crawl/world.ts';
import { type Shell, shell } from '../support/shell.ts';

let world: World;
let worker: Shell | undefined;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await worker?.stop();
  await world.stop();
});

/** What the program itself says how to start it. */
const text = readFileSync('examples/crawl-worker.ts', 'utf8');
const [, makingTheKey = ''] = /^ \* +(mutation .+)$/m.exec(text) ?? [];
const command = () =>
  (/^ \* +(npx node .+)$/m.exec(text)?.[1] ?? '').replace(
    'localhost:4000',
    new URL(world.url).host,
  );

const jobOf = async (id: string) => {
  const { crawlJob } = await world.as(uma).done<{ crawlJob: { status: string } }>(
    `query ($id: ID!) { crawlJob(id: $id) { status totalImages downloadedImages validImages
      chunks { nodes { status lease retryCount } }
      images(first: 1) { nodes { originalUrl filename width format fileSize hash } } } }`,
    { id },
  );
  return crawlJob;
};

test('its own command crawls a job, with leases that it keeps, and with a key that may do nothing else', async () => {
  const { createCrawlApiKey } = await world
    .as(ada)
    .done<{ createCrawlApiKey: { key: string } }>(makingTheKey);
  const { key } = createCrawlApiKey;
  expect((await world.as(key).run('{ crawlJobs { totalCount } }')).refused?.code).toBe('FORBIDDEN');
  const id = await world.runningJob(uma, { keywords: ['red panda', 'tram stop'], maxImages: 20 });

  worker = shell(`${command()} --lease 3 --slow 2`, { KEY: key });
  await worker.until(/^prolonged 2$/m);
  await worker.until(/^tram stop \(GOOGLE\): 10 images$/m);
  await worker.until(/^red panda \(GOOGLE\): 10 images$/m);

  // of ten images two are gone, and one is the same as another
  const done = { status: 'COMPLETED', lease: 1, retryCount: 0 };
  await expect
    .poll(() => jobOf(id), { timeout: 60_000 })
    .toMatchObject({
      status: 'COMPLETED',
      totalImages: 20,
      downloadedImages: 16,
      validImages: 14,
      chunks: { nodes: [done, done] },
      images: {
        nodes: [
          {
            originalUrl: expect.stringMatching(/\/images\/GOOGLE\/.+\/1\.svg$/),
            filename: '1.svg',
            width: 320,
            format: 'svg',
            fileSize: expect.any(Number),
            hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          },
        ],
      },
    });

  // it goes on: what is started later is done as well
  const later = await world.runningJob(uma, { keywords: ['bonsai'], maxImages: 1 });
  await worker.until(/^bonsai \(GOOGLE\): 1 images$/m);
  await expect.poll(() => jobOf(later), { timeout: 60_000 }).toMatchObject({ validImages: 1 });
});

test('a key that is refused ends it, in a sentence', async () => {
  const { code, out, err } = await shell(command(), { KEY: 'crawl_of-nobody' }).closed;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^The server says: .+\n$/);
});
