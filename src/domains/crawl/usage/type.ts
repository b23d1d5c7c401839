import { computed, one } from '../../../kernel/index.ts';
import { sight } from '../access.ts';
import { crawl } from '../domain.ts';
import { CrawlProfile } from '../profile.ts';
import { usageMetrics } from '../tables.ts';
import { own } from '../visible.ts';
import { percentOf } from './percent.ts';

export const CrawlUsageMetric = crawl.entity('CrawlUsageMetric', usageMetrics);

const of = 'how many per cent of the limit';

CrawlUsageMetric.implement({
  description: 'What a profile used on one day, in UTC, and what it could have used.',
  called: ['usage of a day', 'usages of days'],
  label: ['userId', 'metricDate'],
  visible: own(sight.usageMetrics),
  columns: {
    id: 'The key of the record.',
    userId: 'The key of the profile.',
    metricDate: 'The day.',
    imagesProcessed: 'How many images were processed.',
    imagesLimit: 'How many could have been.',
    storageUsedGb: 'How much storage was used, in gigabytes.',
    storageLimitGb: 'How much could have been.',
    apiCalls: 'How many requests were made.',
    apiCallsLimit: 'How many could have been.',
    bandwidthUsedGb: 'How much was transferred, in gigabytes.',
    bandwidthLimitGb: 'How much could have been.',
    ...crawl.stamps,
  },
  orderBy: [{ field: 'metricDate', direction: 'DESC' }],
  fields: () => ({
    user: one(CrawlProfile, 'userId', 'The profile.'),
    imagesPercent: computed('Float', ['imagesProcessed', 'imagesLimit'], `Images: ${of}.`, (day) =>
      percentOf(day.imagesProcessed, day.imagesLimit),
    ),
    storagePercent: computed(
      'Float',
      ['storageUsedGb', 'storageLimitGb'],
      `Storage: ${of}.`,
      (day) => percentOf(day.storageUsedGb, day.storageLimitGb),
    ),
    apiCallsPercent: computed('Float', ['apiCalls', 'apiCallsLimit'], `Requests: ${of}.`, (day) =>
      percentOf(day.apiCalls, day.apiCallsLimit),
    ),
    bandwidthPercent: computed(
      'Float',
      ['bandwidthUsedGb', 'bandwidthLimitGb'],
      `Transfer: ${of}.`,
      (day) => percentOf(day.bandwidthUsedGb, day.bandwidthLimitGb),
    ),
  }),
  read: { one: 'crawlUsageMetric', many: 'crawlUsageMetrics', allow: sight.usageMetrics.readers },
});
