import { randomUUID } from 'node:crypto';
import { input, mutation, optimistic } from '../../../kernel/index.ts';
import { jobCancellers, jobMakers, writers } from '../access.ts';
import { lockAccountOf, reserve } from '../credit/booking.ts';
import { CrawlEngine } from '../enums.ts';
import { jobCancelled } from '../job-chunk/lease.ts';
import { crawlJobs, images, jobChunks } from '../tables.ts';
import { settleJob } from './finish.ts';
import { engines, keywords, maxImages, name } from './input-rules.ts';
import { distinctKeywords } from './keywords.ts';
import { assertWorkedOn, ownerOf, runningJobsOf } from './owner.ts';
import { chunksOf, costOf } from './plan.ts';
import { assertMayRun, cancel, edit, isFinished, retry, start } from './state-machine.ts';
import { CrawlJob } from './type.ts';

const ofJob = { of: CrawlJob };
const changed = { optional: true, notNull: true } as const;

const JobChanges = input('UpdateCrawlJobInput', {
  description: 'The changes of a CrawlJob. A field that is left out stays as it is.',
  fields: (arg) => ({
    name: arg.text('What people call it.', { ...name, ...changed }),
    keywords: arg.text('What to look for: 1 to 50 texts, each once.', { ...keywords, ...changed }),
    engines: arg(CrawlEngine, 'Where to look.', { ...engines, ...changed }),
    maxImages: arg.int('How many images it may bring.', { ...maxImages, ...changed }),
  }),
});

optimistic(
  'updateCrawlJob',
  {
    description: 'Changes a crawl job that has not begun. Its name can be changed at any time.',
    allow: writers,
    on: CrawlJob,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the job.', ofJob),
      input: arg(JobChanges, 'What to change.'),
    }),
  },
  (job, { input: { keywords, ...changes } }) =>
    edit(job, { ...changes, ...(keywords && { keywords: distinctKeywords(keywords) }) }),
);

mutation(
  'startCrawlJob',
  {
    description:
      'Starts a pending crawl job: cuts it into chunks and reserves the credits that it may cost. One that is running goes on as it is.',
    allow: jobMakers,
    args: (arg) => ({
      id: arg.id('The key of the job.', ofJob),
      priority: arg.int('How urgent its chunks are, from 0 to 10.', {
        min: 0,
        max: 10,
        default: 5,
      }),
      expectedVersion: arg.version(),
    }),
    answers: CrawlJob,
  },
  async (tx, { id, priority, expectedVersion }) => {
    const job = await tx.lock(CrawlJob, id, { expectedVersion });
    const at = new Date();
    const credits = costOf(job);
    const chunks = chunksOf(job).map((chunk) => ({
      ...chunk,
      jobId: job.id,
      priority,
      taskId: randomUUID(),
    }));
    const taskIds = chunks.map(({ taskId }) => taskId);
    const step = start(job, { taskIds, credits, at: at.toISOString() });
    if (job.status === 'running') return job;
    const owner = await ownerOf(tx, job.projectId);
    assertWorkedOn(owner.projectStatus);
    // whoever starts another job of the same profile waits here: what is counted next stays true
    const account = await lockAccountOf(tx, owner.userId);
    assertMayRun(await runningJobsOf(tx, owner.userId), owner.userTier);
    await reserve(tx, account, { ...job, taskIds }, credits, at);
    const started = await tx.updateOne(crawlJobs, job, step);
    await tx.insert(jobChunks, chunks);
    return started;
  },
);

mutation(
  'cancelCrawlJob',
  {
    description:
      'Stops a crawl job: chunks that are not done fail, and credits that were not used are given back. One that has ended stays as it is.',
    allow: jobCancellers,
    args: (arg) => ({
      id: arg.id('The key of the job.', ofJob),
      expectedVersion: arg.version(),
    }),
    answers: CrawlJob,
  },
  async (tx, { id, expectedVersion }) => {
    const job = await tx.lock(CrawlJob, id, { expectedVersion });
    if (isFinished(job)) return job;
    const cancelled = await tx.updateOne(crawlJobs, job, cancel(job, new Date().toISOString()));
    await tx.query(
      `update crawl.job_chunks set status = 'failed', error_message = $2, leased_until = null
       where job_id = $1 and status in ('pending', 'processing')`,
      [id, jobCancelled],
    );
    await settleJob(tx, job, cancelled);
    return cancelled;
  },
);

mutation(
  'retryCrawlJob',
  {
    description:
      'Sets a crawl job that failed or was cancelled back to its beginning: its chunks and images are removed. Start it again then.',
    allow: jobMakers,
    args: (arg) => ({
      id: arg.id('The key of the job.', ofJob),
      expectedVersion: arg.version(),
    }),
    answers: CrawlJob,
  },
  async (tx, { id, expectedVersion }) => {
    const job = await tx.lock(CrawlJob, id, { expectedVersion });
    const step = retry(job);
    await tx.remove(jobChunks, { jobId: [id] });
    await tx.remove(images, { crawlJobId: [id] });
    return tx.updateOne(crawlJobs, job, step);
  },
);
