import { live } from '../../live/index.ts';
import { jobReaders, permissionsFor, profileOf, readers, type Viewer } from './access.ts';
import { CrawlJob } from './crawl-job/type.ts';
import { CrawlCreditAccount } from './credit/account.ts';
import { crawl } from './domain.ts';
import { CrawlNotification } from './notification/type.ts';
import { locate, type Place } from './place.ts';
import { CrawlProject } from './project.ts';
import { CrawlUsageMetric } from './usage/type.ts';

const isOwn = (viewer: Viewer, place: Place | undefined): boolean =>
  place?.userId === profileOf(viewer);

live(crawl, 'crawlJobChanged', {
  allow: jobReaders,
  description:
    'Tells of every change of a crawl job: its status, its progress, its chunks and its images.',
  of: [CrawlJob],
  parts: {
    CrawlJobChunk: { of: 'CrawlJob', key: 'job_id', fields: { chunks: null } },
    CrawlImage: { of: 'CrawlJob', key: 'crawl_job_id', fields: { images: null, image_count: [] } },
  },
  args: {
    crawlJobId: { of: CrawlJob, description: 'Only the job with this key.' },
    projectId: { of: CrawlProject, description: 'Only jobs of the project with this key.' },
  },
  locate,
  tells: (place, { crawlJobId, projectId }) =>
    (crawlJobId == null || place?.crawlJobId === crawlJobId) &&
    (projectId == null || place?.projectId === projectId),
  tellsTo: (viewer, place) => isOwn(viewer, place) || permissionsFor(viewer).includes('admin'),
});

live(crawl, 'crawlNotificationAdded', {
  allow: readers,
  description:
    'Pushes your notifications, as your preferences say: what comes in quiet hours is told when they end.',
  of: [CrawlNotification],
  locate,
  tells: (place) => Boolean(place?.isPushed),
  tellsTo: isOwn,
});

live(crawl, 'crawlCreditsChanged', {
  allow: readers,
  description: 'Tells of every change of your credits.',
  of: [CrawlCreditAccount],
  locate,
  tellsTo: isOwn,
});

live(crawl, 'crawlUsageChanged', {
  allow: readers,
  description: 'Tells of every change of what you use.',
  of: [CrawlUsageMetric],
  locate,
  tellsTo: isOwn,
});
