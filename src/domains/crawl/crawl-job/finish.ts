import type { Row, Tx } from '../../../kernel/index.ts';
import { counted } from '../counted.ts';
import { settleReservation } from '../credit/booking.ts';
import { tell } from '../notification/tell.ts';
import { crawlJobs, type jobChunks } from '../tables.ts';
import { addUsage } from '../usage/record.ts';
import { ownerOf } from './owner.ts';
import { chunkDone, type Harvest, isFinished } from './state-machine.ts';

type Job = Row<typeof crawlJobs>;

/** Roll-up: counts the result of a chunk in its job, which is locked, and finishes the job with the last one. */
export const rollUp = async (
  tx: Tx,
  job: Job,
  outcome: Extract<Row<typeof jobChunks>['status'], 'completed' | 'failed'>,
  harvest: Harvest,
): Promise<void> => {
  const step = chunkDone(job, outcome, harvest, new Date().toISOString());
  const after = await tx.updateOne(crawlJobs, job, step);
  if (isFinished(after) && !isFinished(job)) await finish(tx, job, after);
};

/** Settles what a job, which is locked, has cost when it ends: its reservation, and what it used. Answers with whose it is. */
export const settleJob = async (
  tx: Tx,
  job: Job,
  { validImages, downloadedImages }: Pick<Job, 'validImages' | 'downloadedImages'>,
): Promise<string> => {
  const { userId } = await ownerOf(tx, job.projectId);
  await settleReservation(tx, userId, job, validImages);
  if (downloadedImages > 0) await addUsage(tx, userId, { images: downloadedImages });
  return userId;
};

const finish = async (tx: Tx, before: Job, job: Job): Promise<void> => {
  const userId = await settleJob(tx, before, job);
  await tell(tx, userId, {
    ...newsOf(job),
    category: 'crawl_job',
    metadata: { crawlJobId: job.id, status: job.status },
  });
};

/** What is told of a job that has ended. */
export const newsOf = ({
  name,
  status,
  validImages,
  failedChunks,
  totalChunks,
}: Pick<Job, 'name' | 'status' | 'validImages' | 'failedChunks' | 'totalChunks'>) =>
  status === 'completed'
    ? ({
        title: `${name} is complete`,
        message: `The crawl job ${name} brought ${counted(validImages, 'valid image')}${failedChunks ? `; ${failedChunks} of its ${totalChunks} chunks failed` : ''}.`,
        type: 'success',
      } as const)
    : ({
        title: `${name} failed`,
        message: `${totalChunks === 1 ? 'The one chunk' : `All ${totalChunks} chunks`} of the crawl job ${name} failed. See why in its chunks, then retry it.`,
        type: 'error',
      } as const);
