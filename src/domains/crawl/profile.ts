import { computed, count, inverse, page } from '../../kernel/index.ts';
import { admins, profileOf, sight } from './access.ts';
import { CrawlActivityLog } from './activity-log.ts';
import { CrawlApiKey } from './api-key/type.ts';
import { CrawlCreditAccount } from './credit/account.ts';
import { CrawlCreditTransaction } from './credit/transaction.ts';
import { crawl } from './domain.ts';
import { CrawlNotificationPreference } from './notification/preference.ts';
import { CrawlNotification } from './notification/type.ts';
import { latestFirst } from './order.ts';
import { CrawlProject } from './project.ts';
import { invalid } from './rule.ts';
import { profiles } from './tables.ts';
import { tierLimits } from './tier.ts';
import { CrawlUsageMetric } from './usage/type.ts';
import { own } from './visible.ts';

export const CrawlProfile = crawl.entity('CrawlProfile', profiles);

const newestDayFirst = { orderBy: [{ field: 'metricDate', direction: 'DESC' }] } as const;

CrawlProfile.implement({
  description: 'Somebody who has images crawled. Everything else belongs to a profile.',
  called: ['profile', 'profiles'],
  label: 'email',
  visible: (viewer, { id }) => own(sight.profiles)(viewer, { userId: id }),
  isFew: true,
  columns: {
    id: 'The key of the profile.',
    email: 'The e-mail address, unique whatever its case.',
    fullName: 'The name.',
    avatarUrl: 'The address of a picture.',
    role: 'What the profile may do.',
    userTier: 'What the profile pays for.',
    isActive: 'Whether the profile may use anything at all.',
    ...crawl.stamps,
  },
  fields: () => ({
    runningJobLimit: computed(
      'Int',
      ['userTier'],
      'How many of its jobs may run at once.',
      ({ userTier }) => tierLimits[userTier].runningJobs,
    ),
    projects: page(CrawlProject, 'userId', 'What it has its crawl jobs in.'),
    activityLogs: page(CrawlActivityLog, 'userId', 'What it did, latest first.', latestFirst),
    creditAccount: inverse(CrawlCreditAccount, 'userId', 'Its credits.'),
    creditTransactions: page(CrawlCreditTransaction, 'userId', 'What was booked for it.'),
    apiKeys: page(CrawlApiKey, 'userId', 'The keys that let programs in for it.'),
    notifications: page(
      CrawlNotification,
      'userId',
      'What it was told, latest first.',
      latestFirst,
    ),
    unreadNotificationCount: count(
      CrawlNotification,
      'userId',
      'How many notifications it has not read.',
      { isRead: { eq: false } },
    ),
    notificationPreference: inverse(
      CrawlNotificationPreference,
      'userId',
      'What it wants to be told.',
    ),
    usageMetrics: page(
      CrawlUsageMetric,
      'userId',
      'What it used, the last day first.',
      newestDayFirst,
    ),
  }),
  read: { one: 'crawlProfile', many: 'crawlProfiles', allow: sight.profiles.readers },
  delete: {
    allow: admins,
    guard: ({ viewer }, { id }) => {
      if (profileOf(viewer) === id) throw invalid('NOT_YOURSELF', 'You cannot delete yourself.');
    },
  },
});
