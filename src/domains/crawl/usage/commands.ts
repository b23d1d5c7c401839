import { mutation } from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { CrawlProfile } from '../profile.ts';
import { addUsage } from './record.ts';
import { CrawlUsageMetric } from './type.ts';

const most = { min: 0, max: 1_000_000_000, default: 0 };

mutation(
  'recordCrawlUsage',
  {
    description: 'Adds to what a profile used on a day.',
    allow: admins,
    args: (arg) => ({
      userId: arg.id('The key of the profile.', { of: CrawlProfile }),
      metricDate: arg.date('The day; today, in UTC, when it is left out.', { optional: true }),
      imagesProcessed: arg.int('How many images more.', most),
      apiCalls: arg.int('How many requests more.', most),
      storageMb: arg.int('How much storage more, in megabytes.', most),
      bandwidthMb: arg.int('How much was transferred more, in megabytes.', most),
    }),
    answers: CrawlUsageMetric,
  },
  async (tx, { userId, metricDate, imagesProcessed, apiCalls, storageMb, bandwidthMb }) => {
    await tx.lock(CrawlProfile, userId, { lock: 'key share' });
    const used = {
      images: imagesProcessed,
      apiCalls,
      storageGb: storageMb / 1000,
      bandwidthGb: bandwidthMb / 1000,
    };
    return tx.lock(CrawlUsageMetric, await addUsage(tx, userId, used, metricDate ?? null));
  },
);
