import { input, mutation, type Row, refusal, type Tx } from '../../../kernel/index.ts';
import { workers } from '../access.ts';
import { counted } from '../counted.ts';
import { rollUp } from '../crawl-job/finish.ts';
import { shareOf } from '../crawl-job/plan.ts';
import type { Harvest } from '../crawl-job/state-machine.ts';
import { CrawlJob } from '../crawl-job/type.ts';
import { invalid } from '../rule.ts';
import { images, jobChunks } from '../tables.ts';
import { complete, expire, fail, type Step } from './lease.ts';
import { CrawlJobChunk } from './type.ts';

type Chunk = Row<typeof jobChunks>;

const nothing: Harvest = { total: 0, downloaded: 0, valid: 0 };

/** A chunk and its job, both locked: the job first, as all who report chunks of it do. */
const lockChunk = async (tx: Tx, chunkId: number) => {
  const [found] = await tx.query<Pick<Chunk, 'jobId'>>(
    'select job_id as "jobId" from crawl.job_chunks where id = $1',
    [chunkId],
  );
  if (!found) {
    throw refusal('NOT_FOUND', `There is no CrawlJobChunk with the id ${chunkId}.`, {
      field: 'chunkId',
    });
  }
  const [job, chunk] = await Promise.all([
    tx.lock(CrawlJob, found.jobId),
    tx.lock(CrawlJobChunk, chunkId),
  ]);
  return { job, chunk };
};

const Found = input('CrawlFoundImageInput', {
  description: 'An image that a worker found.',
  fields: (arg) => ({
    originalUrl: arg.text('Where it was found.', { max: 5000 }),
    filename: arg.text('The name of its file.'),
    storageUrl: arg.text('Where it is kept.', { max: 5000, optional: true }),
    width: arg.int('Its width, in pixels.', { min: 1, optional: true }),
    height: arg.int('Its height, in pixels.', { min: 1, optional: true }),
    fileSize: arg.int('The size of its file, in bytes.', { min: 0, optional: true }),
    format: arg.text('The format of its file.', { max: 10, optional: true }),
    hash: arg.text('A hash of its content.', { max: 64, optional: true }),
    isDownloaded: arg.boolean('Whether it was downloaded.', { default: true }),
    isValid: arg.boolean('Whether it can be used.', { default: true }),
    metadata: arg.json('What else is known of it.', { optional: true }),
  }),
});

mutation(
  'completeCrawlJobChunk',
  {
    description:
      'Reports a chunk as done, with the images that it brought. Reported again with the same lease, it counts once.',
    allow: workers,
    args: (arg) => ({
      chunkId: arg.id('The key of the chunk.', { of: CrawlJobChunk }),
      lease: arg.int('The number of the lease.', { min: 1 }),
      images: arg(Found, 'The images, no more than the chunk was to bring.', {
        list: true,
        most: 5000,
      }),
    }),
    answers: CrawlJobChunk,
  },
  async (tx, { chunkId, lease, images: found }) => {
    const { job, chunk } = await lockChunk(tx, chunkId);
    const step = complete(chunk, lease);
    if (!step.status) return chunk;
    if (found.length > shareOf(chunk)) {
      throw invalid(
        'CHUNK_TOO_LARGE',
        `This chunk is to bring ${counted(shareOf(chunk), 'image')} at most.`,
        {
          field: 'images',
        },
      );
    }
    const now = new Date().toISOString();
    const made = await tx.insert(
      images,
      found.map(({ isDownloaded, ...image }) => ({
        ...image,
        crawlJobId: job.id,
        downloadedAt: isDownloaded ? now : null,
      })),
    );
    const downloaded = made.filter(({ downloadedAt }) => downloadedAt !== null);
    const valid = downloaded.filter(({ isValid, isDuplicate }) => isValid && !isDuplicate);
    await rollUp(tx, job, 'completed', {
      total: made.length,
      downloaded: downloaded.length,
      valid: valid.length,
    });
    return tx.updateOne(jobChunks, chunk, step);
  },
);

mutation(
  'failCrawlJobChunk',
  {
    description:
      'Reports that a chunk went wrong. It is tried again after a while, three times; then it has failed.',
    allow: workers,
    args: (arg) => ({
      chunkId: arg.id('The key of the chunk.', { of: CrawlJobChunk }),
      lease: arg.int('The number of the lease.', { min: 1 }),
      error: arg.text('What went wrong.', { max: 5000, lines: true }),
    }),
    answers: CrawlJobChunk,
  },
  async (tx, { chunkId, lease, error }) => {
    const { job, chunk } = await lockChunk(tx, chunkId);
    return giveBack(tx, job, chunk, fail(chunk, lease, error, new Date().toISOString()));
  },
);

const giveBack = async (tx: Tx, job: Row<typeof CrawlJob.table>, chunk: Chunk, step: Step) => {
  if (step.status === 'failed') await rollUp(tx, job, 'failed', nothing);
  return tx.updateOne(jobChunks, chunk, step);
};

/** Fails a chunk whose lease ran out for the last time, unless it was reported in the meantime. */
export const failExpired = async (tx: Tx, chunkId: number): Promise<void> => {
  const { job, chunk } = await lockChunk(tx, chunkId);
  const now = new Date().toISOString();
  const hasExpired =
    chunk.status === 'processing' && Date.parse(chunk.leasedUntil ?? now) < Date.parse(now);
  if (hasExpired) await giveBack(tx, job, chunk, expire(chunk, now));
};
