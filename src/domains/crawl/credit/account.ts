import { one, page } from '../../../kernel/index.ts';
import { sight } from '../access.ts';
import { crawl } from '../domain.ts';
import { CrawlProfile } from '../profile.ts';
import { creditAccounts } from '../tables.ts';
import { own } from '../visible.ts';
import { CrawlCreditTransaction } from './transaction.ts';

export const CrawlCreditAccount = crawl.entity('CrawlCreditAccount', creditAccounts);

CrawlCreditAccount.implement({
  description: 'The credits of a profile. What is booked moves the balance, and nothing else does.',
  called: ['credit account', 'credit accounts'],
  label: 'userId',
  visible: own(sight.creditAccounts),
  isFew: true,
  columns: {
    id: 'The key of the account.',
    userId: 'The key of the profile that it belongs to.',
    currentBalance: 'How many credits there are. Never below zero.',
    monthlyUsage: 'How many credits were used in the month `usageMonth`.',
    averageDailyUsage: 'How many of them a day, on average.',
    autoRefillEnabled: 'Whether credits are bought when there are few left.',
    refillThreshold: 'Below how many credits that is.',
    refillAmount: 'How many are bought then.',
    monthlyLimit: 'How many credits can be used in a month.',
    usageMonth: 'The first day of the month, in UTC, that `monthlyUsage` is of.',
    entries: 'How many bookings there are.',
    ...crawl.stamps,
  },
  fields: () => ({
    user: one(CrawlProfile, 'userId', 'The profile that it belongs to.'),
    transactions: page(CrawlCreditTransaction, 'accountId', 'What was booked, the latest first.', {
      orderBy: [{ field: 'entry', direction: 'DESC' }],
    }),
  }),
  read: {
    one: 'crawlCreditAccount',
    many: 'crawlCreditAccounts',
    allow: sight.creditAccounts.readers,
  },
});
