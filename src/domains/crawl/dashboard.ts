import { builder, type Context, query } from '../../kernel/index.ts';
import { live } from '../../live/index.ts';
import { profileOf, sight } from './access.ts';
import { CrawlJob } from './crawl-job/type.ts';
import { crawl } from './domain.ts';
import { CrawlJobStatus } from './enums.ts';
import { CrawlJobChunk } from './job-chunk/type.ts';
import { locate } from './place.ts';
import type { jobStatuses } from './tables.ts';

type JobCount = { readonly status: (typeof jobStatuses)[number]; readonly count: number };
type Counts = {
  readonly jobCount: number;
  readonly statuses: readonly JobCount[];
  readonly activeChunks: number;
  readonly failedChunks: number;
  readonly downloaded: number;
  readonly valid: number;
  readonly medianSeconds: number | null;
  readonly p90Seconds: number | null;
};

const CrawlJobCount = builder.objectRef<JobCount>('CrawlJobCount').implement({
  description: 'How many crawl jobs are in one status.',
  fields: (t) => ({
    status: t.expose('status', { type: CrawlJobStatus, description: 'How far these jobs are.' }),
    count: t.exposeInt('count', { description: 'How many jobs are in it.' }),
  }),
});

const CrawlDashboard = builder.objectRef<Counts>('CrawlDashboard').implement({
  description: 'The numbers of all crawl jobs that you see.',
  fields: (t) => ({
    jobCount: t.exposeInt('jobCount', { description: 'How many jobs there are.' }),
    statuses: t.field({
      type: [CrawlJobCount],
      complexity: { field: 1, multiplier: 5 },
      description: 'How many of them are in each status that there is.',
      resolve: ({ statuses }) => statuses,
    }),
    activeChunkCount: t.exposeInt('activeChunks', {
      description: 'How many chunks are still to be done.',
    }),
    failedChunkCount: t.exposeInt('failedChunks', { description: 'How many chunks have failed.' }),
    downloadedImageCount: t.exposeFloat('downloaded', {
      description: 'How many images the jobs have downloaded.',
    }),
    validImageCount: t.exposeFloat('valid', {
      description: 'How many of these are valid, and not there twice.',
    }),
    medianSeconds: t.exposeFloat('medianSeconds', {
      nullable: true,
      description: 'The seconds that half of the completed jobs took at most; null without any.',
    }),
    p90Seconds: t.exposeFloat('p90Seconds', {
      nullable: true,
      description:
        'The seconds that nine in ten of the completed jobs took at most; null without any.',
    }),
  }),
});

const seconds = (part: number) =>
  `percentile_cont(${part}) within group (order by extract(epoch from completed_at - started_at))
    filter (where status = 'completed' and completed_at >= started_at)`;

/** One statement, of the rows that who asks may see. */
const countsOf = async (ctx: Context): Promise<Counts> => {
  const [found] = await query<Counts>(
    ctx,
    (is) => `with job as materialized (
        select status, downloaded_images, valid_images, started_at, completed_at from crawl.crawl_jobs j where ${is(CrawlJob, 'j')}
      )
      select j.*, c.*, (select coalesce(json_agg(json_build_object('status', status, 'count', count) order by status), '[]')
          from (select status, count(*)::int as count from job group by 1) s) as statuses
      from (
        select count(*)::int as "jobCount", coalesce(sum(downloaded_images), 0)::float8 as downloaded,
          coalesce(sum(valid_images), 0)::float8 as valid, ${seconds(0.5)} as "medianSeconds", ${seconds(0.9)} as "p90Seconds"
        from job
      ) j cross join (
        select count(*) filter (where status in ('pending', 'processing'))::int as "activeChunks",
          count(*) filter (where status = 'failed')::int as "failedChunks"
        from crawl.job_chunks k where ${is(CrawlJobChunk, 'k')}
      ) c`,
    [],
  );
  if (!found) throw new Error('Counts are one row.');
  return found;
};

/** What reading all jobs and chunks costs, told in values that are read instead. */
const cost = { field: 20_000, multiplier: 1 };

builder.queryField('crawlDashboard', (t) =>
  t.field({
    type: CrawlDashboard,
    allow: sight.jobChunks.readers,
    complexity: cost,
    description: 'Crawl jobs at a glance: how many there are, what has failed, how long they take.',
    resolve: (_root, _args, ctx) => countsOf(ctx),
  }),
);

live(crawl, 'crawlDashboardChanged', {
  allow: sight.jobChunks.readers,
  description:
    'Answers with the numbers of your crawl jobs, and answers again when they have changed, at most every quarter of a second. Administrators and workers are told those of all.',
  of: [CrawlJob, CrawlJobChunk],
  numbers: { type: CrawlDashboard, of: (ctx) => countsOf(ctx) },
  locate,
  tellsTo: (viewer, place) =>
    place?.userId === profileOf(viewer) ||
    ['admin', 'crawl_chunks:work'].some((each) => viewer.permissions?.includes(each)),
  coalesce: { within: 250 },
});
