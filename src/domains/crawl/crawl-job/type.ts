import { computed, condition, count, one, page } from '../../../kernel/index.ts';
import { deleters, sight } from '../access.ts';
import { crawl } from '../domain.ts';
import { CrawlEngine } from '../enums.ts';
import { CrawlImage } from '../image.ts';
import { CrawlJobChunk } from '../job-chunk/type.ts';
import { CrawlProject } from '../project.ts';
import { crawlJobs } from '../tables.ts';
import { ownJobs } from '../visible.ts';
import { costOf } from './plan.ts';
import { assertNotRunning, finished, progressOf, successRateOf } from './state-machine.ts';

export const CrawlJob = crawl.entity('CrawlJob', crawlJobs);

CrawlJob.implement({
  description:
    'A search for images. When it starts, it is cut into chunks, for each keyword and engine one or, with many images, several, which workers claim.',
  called: ['crawl job', 'crawl jobs'],
  label: 'name',
  visible: ownJobs,
  columns: {
    id: 'The key of the job.',
    projectId: 'The key of its project.',
    name: 'What people call it: letters, digits, spaces, _ and -.',
    keywords: 'What is looked for: a list of texts.',
    maxImages: 'How many images it may bring.',
    status: 'How far it is.',
    progress: 'How many per cent of its chunks are done.',
    totalImages: 'How many images were found.',
    downloadedImages: 'How many of them were downloaded.',
    validImages: 'How many of these are valid and not there twice.',
    totalChunks: 'How many chunks it has.',
    activeChunks: 'How many of them are still to be done.',
    completedChunks: 'How many of them are done.',
    failedChunks: 'How many of them failed.',
    taskIds: 'The task of each chunk: a list of texts.',
    startedAt: 'When it was started.',
    completedAt: 'When it ended.',
    reservedCredits: 'How many credits are reserved for it while it runs.',
    ...crawl.stamps,
  },
  fields: () => ({
    engines: computed(
      [CrawlEngine],
      ['engines'],
      'The search engines that look for the images.',
      ({ engines }) => engines,
    ),
    project: one(
      CrawlProject,
      'projectId',
      'The project that it belongs to; null for keys that may not see it, and for workers who see that of others.',
      { nullable: true },
    ),
    images: page(CrawlImage, 'crawlJobId', 'The images that it found.'),
    imageCount: count(CrawlImage, 'crawlJobId', 'How many images it has.'),
    chunks: page(
      CrawlJobChunk,
      'jobId',
      'The parts that workers claim; none before the job starts.',
    ),
    successRate: computed(
      'Float',
      ['downloadedImages', 'validImages'],
      'How many per cent of the downloaded images are valid; null while there are none.',
      successRateOf,
      { nullable: true },
    ),
    chunkProgress: computed(
      'Int',
      ['totalChunks', 'completedChunks', 'failedChunks'],
      'How many per cent of its chunks are done or failed.',
      progressOf,
    ),
    isRunning: condition(['status'], 'Whether it is running.', { status: { eq: 'running' } }),
    isFinished: condition(['status'], 'Whether it has ended: completed, failed or cancelled.', {
      or: finished.map((status) => ({ status: { eq: status } })),
    }),
    estimatedCredits: computed('Int', ['maxImages'], 'How many credits it may cost.', costOf),
  }),
  read: { one: 'crawlJob', many: 'crawlJobs', allow: sight.crawlJobs.readers },
  delete: { allow: deleters, guard: (_tx, job) => assertNotRunning(job) },
});
