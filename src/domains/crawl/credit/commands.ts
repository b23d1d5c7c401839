import { columns, input, mutation, optimistic } from '../../../kernel/index.ts';
import { admins, writers } from '../access.ts';
import { CrawlCreditTransactionType } from '../enums.ts';
import { CrawlProfile } from '../profile.ts';
import { CrawlCreditAccount } from './account.ts';
import { book, bookedAs, lockAccountOf } from './booking.ts';
import { add, type Entries, mostCredits, use } from './ledger.ts';
import { configure } from './settings.ts';
import { CrawlCreditTransaction } from './transaction.ts';

mutation(
  'bookCrawlCredits',
  {
    description:
      'Books credits on the account of a profile. With a reference it does so once: asked again, it answers with the booking that there is.',
    allow: admins,
    args: (arg) => ({
      userId: arg.id('The key of the profile.', { of: CrawlProfile }),
      type: arg(
        CrawlCreditTransactionType,
        'Why. USAGE takes the credits away; all others bring them.',
      ),
      credits: arg.int('How many credits.', { min: 1, max: mostCredits }),
      description: arg.text('What it is for.', { max: 1000 }),
      reference: arg.text('What stands for this booking where it comes from.', {
        optional: true,
        max: 200,
      }),
    }),
    answers: CrawlCreditTransaction,
  },
  async (tx, { userId, type, credits, description, reference }) => {
    const [, account] = await Promise.all([
      tx.lock(CrawlProfile, userId, { lock: 'key share' }),
      lockAccountOf(tx, userId),
    ]);
    const amount = type === 'usage' ? -credits : credits;
    const known = reference && (await bookedAs(tx, account, reference, { type, amount }));
    if (known) return tx.lock(CrawlCreditTransaction, known, { lock: 'none' });
    const entries: Entries =
      type === 'usage'
        ? use(account, { credits, description }, new Date())
        : [add(type, credits, description)];
    return book(tx, account, entries, { reference: reference ?? null });
  },
);

const AccountChanges = input('UpdateCrawlCreditAccountInput', {
  description: 'The changes of a CrawlCreditAccount. A field that is left out stays as it is.',
  fields: () =>
    columns(
      CrawlCreditAccount,
      ['autoRefillEnabled', 'refillThreshold', 'refillAmount', 'monthlyLimit'],
      {
        rules: {
          refillThreshold: { min: 1, max: 10_000 },
          refillAmount: { min: 1, max: 50_000 },
          monthlyLimit: { min: 1, max: 100_000 },
        },
      },
    ),
});

optimistic(
  'updateCrawlCreditAccount',
  {
    description: 'Changes how an account refills itself, and how much it uses in a month at most.',
    allow: writers,
    on: CrawlCreditAccount,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the account.', { of: CrawlCreditAccount }),
      input: arg(AccountChanges, 'What to change.'),
    }),
  },
  (account, { input: changes }) => configure(account, changes),
);
