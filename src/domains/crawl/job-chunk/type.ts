import { computed, one } from '../../../kernel/index.ts';
import { sight } from '../access.ts';
import { shareOf } from '../crawl-job/plan.ts';
import { CrawlJob } from '../crawl-job/type.ts';
import { crawl } from '../domain.ts';
import { jobChunks } from '../tables.ts';
import { ownParts } from '../visible.ts';

export const CrawlJobChunk = crawl.entity('CrawlJobChunk', jobChunks);

CrawlJobChunk.implement({
  description:
    'A part of a crawl job: one keyword at one search engine, or, where many images are wanted, some of these.',
  called: ['chunk', 'chunks'],
  label: ['jobId', 'chunkIndex'],
  visible: ownParts(sight.jobChunks),
  columns: {
    id: 'The key of the chunk.',
    jobId: 'The key of its job.',
    chunkIndex: 'Its number among the chunks of the job, from 0.',
    status: 'How far it is.',
    priority: 'How urgent it is, from 0 to 10.',
    imageRange: 'Which of the job’s images it is to bring: from `start` to before `end`.',
    errorMessage: 'What went wrong the last time.',
    retryCount: 'How often it was tried again.',
    taskId: 'The task that it is.',
    keyword: 'What it looks for.',
    engine: 'Where it looks.',
    availableAt: 'From when on it can be claimed.',
    lease: 'The number of its lease: how often it was claimed. Whoever reports a result says it.',
    leasedUntil: 'When the lease of the worker that has it runs out.',
    ...crawl.stamps,
  },
  fields: () => ({
    job: one(CrawlJob, 'jobId', 'The job that it is a part of.'),
    imageShare: computed('Int', ['imageRange'], 'How many images it is to bring.', shareOf),
  }),
  read: { one: 'crawlJobChunk', many: 'crawlJobChunks', allow: sight.jobChunks.readers },
});
