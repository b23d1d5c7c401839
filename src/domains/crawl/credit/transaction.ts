import { one } from '../../../kernel/index.ts';
import { sight } from '../access.ts';
import { crawl } from '../domain.ts';
import { CrawlProfile } from '../profile.ts';
import { creditTransactions } from '../tables.ts';
import { own } from '../visible.ts';
import { CrawlCreditAccount } from './account.ts';

export const CrawlCreditTransaction = crawl.entity('CrawlCreditTransaction', creditTransactions);

CrawlCreditTransaction.implement({
  description: 'An entry of an account’s ledger. It stays as it was booked.',
  called: ['credit transaction', 'credit transactions'],
  label: 'description',
  groupBy: [],
  visible: own(sight.creditTransactions),
  columns: {
    id: 'The key of the entry.',
    accountId: 'The key of its account.',
    userId: 'The key of the profile that the account belongs to.',
    type: 'Why it was booked.',
    description: 'What it is for.',
    amount: 'How many credits: a negative number takes them away.',
    balanceAfter: 'How many credits there were then.',
    status: 'Whether it is final.',
    metadata: 'What else is known of it.',
    entry: 'Its number in the ledger of the account, from 1.',
    reference: 'What stands for this booking where it was asked for: it is booked once.',
    ...crawl.stamps,
  },
  fields: () => ({
    account: one(CrawlCreditAccount, 'accountId', 'The account that it was booked on.'),
    user: one(CrawlProfile, 'userId', 'The profile that the account belongs to.'),
  }),
  read: {
    one: 'crawlCreditTransaction',
    many: 'crawlCreditTransactions',
    allow: sight.creditTransactions.readers,
  },
});
