import type { Viewer } from '../../kernel/index.ts';
import { live } from '../../live/index.ts';
import { profileOf, sight } from './access.ts';
import { finished } from './crawl-job/state-machine.ts';
import { CrawlJob } from './crawl-job/type.ts';
import { CrawlCreditAccount } from './credit/account.ts';
import { crawl } from './domain.ts';
import { CrawlImage } from './image.ts';
import { CrawlJobChunk } from './job-chunk/type.ts';
import { CrawlNotification } from './notification/type.ts';
import { isFailure, locate, type Place } from './place.ts';
import { CrawlProject } from './project.ts';
import { CrawlUsageMetric } from './usage/type.ts';
import { seesAllJobs } from './visible.ts';

const isOwn = (viewer: Viewer, place: Place | undefined): boolean =>
  place?.userId === profileOf(viewer);

const maySee = (viewer: Viewer, place: Place | undefined): boolean =>
  isOwn(viewer, place) || seesAllJobs(viewer);

const ends = { or: finished.map((status) => ({ status: { eq: status } })) };

live(crawl, 'crawlJobChanged', {
  allow: sight.jobChunks.readers,
  description:
    'Tells of crawl jobs: first how they are, then of every change of their status, their progress, their chunks and their images. What happens to a job within a quarter of a second is told once, but every try of a chunk that goes wrong is told by itself. A job that is followed by its key is followed until it is finished.',
  of: [CrawlJob, CrawlJobChunk],
  parts: {
    CrawlJobChunk: { of: 'CrawlJob', key: 'job_id', fields: { chunks: null } },
    CrawlImage: { of: 'CrawlJob', key: 'crawl_job_id', fields: { images: null, image_count: [] } },
  },
  args: {
    crawlJobId: {
      of: CrawlJob,
      description: 'Only the job with this key, until it is finished.',
      ends,
    },
    projectId: { of: CrawlProject, description: 'Only jobs of the project with this key.' },
    mine: { of: 'Boolean', description: 'Only jobs of your own projects.' },
  },
  locate,
  tells: (place, { crawlJobId, projectId }) =>
    (crawlJobId == null || place?.crawlJobId === crawlJobId) &&
    (projectId == null || place?.projectId === projectId),
  tellsTo: (viewer, place, { mine }) => (mine ? isOwn(viewer, place) : maySee(viewer, place)),
  snapshot: ({ crawlJobId, projectId, mine }, viewer) => ({
    of: CrawlJob,
    where: {
      ...(crawlJobId != null && { id: { eq: crawlJobId } }),
      ...(projectId != null && { projectId: { eq: projectId } }),
      ...(mine && { project: { userId: { eq: profileOf(viewer) } } }),
    },
  }),
  coalesce: { within: 250, unless: isFailure },
});

live(crawl, 'crawlImageAdded', {
  allow: sight.jobChunks.readers,
  description:
    'Tells of the images that a crawl job finds, from now on or after a cursor, until the job is finished.',
  of: [CrawlImage],
  args: {
    crawlJobId: {
      of: CrawlJob,
      required: true,
      description: 'The key of the job that finds them.',
      ends,
    },
  },
  locate,
  tells: (place, { crawlJobId }) => Boolean(place?.isNew) && place?.crawlJobId === crawlJobId,
  tellsTo: maySee,
});

live(crawl, 'crawlNotificationAdded', {
  allow: sight.notifications.readers,
  description:
    'Pushes your notifications, as your preferences say: what comes in quiet hours is told when they end, and a digest is one notification with counts.',
  of: [CrawlNotification],
  locate,
  tells: (place) => Boolean(place?.isPushed),
  tellsTo: isOwn,
});

live(crawl, 'crawlCreditsChanged', {
  allow: sight.creditAccounts.readers,
  description: 'Tells of your credits: first how they are, then of every change.',
  of: [CrawlCreditAccount],
  locate,
  tellsTo: isOwn,
  snapshot: (_asked, viewer) => ({
    of: CrawlCreditAccount,
    where: { userId: { eq: profileOf(viewer) } },
  }),
});

live(crawl, 'crawlUsageChanged', {
  allow: sight.usageMetrics.readers,
  description:
    'Tells of what you use: first how much it is today, then of every change. What is counted within a quarter of a second is told once.',
  of: [CrawlUsageMetric],
  locate,
  tellsTo: isOwn,
  snapshot: (_asked, viewer) => ({
    of: CrawlUsageMetric,
    where: {
      userId: { eq: profileOf(viewer) },
      metricDate: { eq: new Date().toISOString().slice(0, 10) },
    },
  }),
  coalesce: { within: 250 },
});
