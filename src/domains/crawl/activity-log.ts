import { one } from '../../kernel/index.ts';
import { sight } from './access.ts';
import { crawl } from './domain.ts';
import { latestFirst } from './order.ts';
import { CrawlProfile } from './profile.ts';
import { activityLogs } from './tables.ts';
import { own } from './visible.ts';

export const CrawlActivityLog = crawl.entity('CrawlActivityLog', activityLogs);

CrawlActivityLog.implement({
  description: 'Something that was done to a project or a crawl job, for people to read.',
  called: ['activity', 'activities'],
  label: 'action',
  visible: own(sight.activityLogs),
  columns: {
    id: 'The key of the record.',
    userId: 'The key of the profile that did it; null for the system.',
    action: 'What was done, such as START_CRAWL_JOB.',
    resourceType: 'What it was done to: project or crawl_job.',
    resourceId: 'The key of that.',
    metadata: 'What else is known of it, such as its name.',
    timestamp: 'When it was done.',
  },
  ...latestFirst,
  fields: () => ({
    user: one(CrawlProfile, 'userId', 'Who did it.', { nullable: true }),
  }),
  read: { one: 'crawlActivityLog', many: 'crawlActivityLogs', allow: sight.activityLogs.readers },
});
