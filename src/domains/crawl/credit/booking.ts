import { type Row, refusal, type Tx } from '../../../kernel/index.ts';
import { invalid } from '../rule.ts';
import { type creditAccounts, creditTransactions } from '../tables.ts';
import { type Entries, type Entry, settle, use } from './ledger.ts';

type Account = Row<typeof creditAccounts>;
type Transaction = Row<typeof creditTransactions>;

/** What stands for a booking where it was asked for, and what else is known of it. */
type About = { readonly reference?: string | null; readonly metadata?: object | null };

/** The account of a profile, locked: who books waits for who books. */
export const lockAccountOf = async (tx: Tx, userId: string): Promise<Account> => {
  const [account] = await tx.query<Account>(
    `select id, user_id as "userId", current_balance as "currentBalance", monthly_usage as "monthlyUsage",
       usage_month::text as "usageMonth", monthly_limit as "monthlyLimit", auto_refill_enabled as "autoRefillEnabled",
       refill_threshold as "refillThreshold", refill_amount as "refillAmount"
     from crawl.credit_accounts where user_id = $1 for no key update`,
    [userId],
  );
  if (account) return account;
  throw refusal('NOT_FOUND', 'This profile has no credit account.', { field: 'userId' });
};

/** Books an entry on an account that is locked, and then those that follow from it. Answers with the first. */
export const book = async (
  tx: Tx,
  { id: accountId, userId }: Pick<Account, 'id' | 'userId'>,
  [first, ...following]: Entries,
  { reference = null, metadata = null }: About = {},
): Promise<Transaction> => {
  const about = { accountId, userId, metadata };
  const { trusted } = tx; // whoever reports for others may not see whose credits it uses
  const booked = await trusted.insertOne(creditTransactions, { ...first, ...about, reference });
  await trusted.insert(
    creditTransactions,
    following.map((entry) => ({ ...entry, ...about })),
  );
  return booked;
};

/** The booking that a reference stands for, if there is one; refuses another one by the same name. */
export const bookedAs = async (
  tx: Tx,
  account: Pick<Account, 'id'>,
  reference: string,
  { type, amount }: Pick<Entry, 'type' | 'amount'>,
): Promise<Transaction['id'] | undefined> => {
  const [found] = await tx.query<Pick<Transaction, 'id' | 'type' | 'amount'>>(
    'select id, type, amount from crawl.credit_transactions where account_id = $1 and reference = $2',
    [account.id, reference],
  );
  if (found && (found.type !== type || found.amount !== amount)) {
    throw invalid('REFERENCE_USED', 'This reference stands for another booking: use a new one.', {
      field: 'reference',
    });
  }
  return found?.id;
};

type Job = { readonly id: number; readonly name: string; readonly taskIds: readonly string[] };

/** Each run of a job has tasks of its own. */
const reservationOf = ({ taskIds }: Job) => `crawl_job:${taskIds[0]}`;

/** Reserves what a job may cost. */
export const reserve = (tx: Tx, account: Account, job: Job, credits: number, at: Date) => {
  const description = `Reserved for the crawl job ${job.name}.`;
  return book(tx, account, use(account, { credits, description, status: 'pending' }, at), {
    reference: reservationOf(job),
    metadata: { crawlJobId: job.id },
  });
};

/** Makes a job's reservation final, and gives back what it did not use: of the month that it was reserved in (crawl.book). */
export const settleReservation = async (
  tx: Tx,
  userId: string,
  job: Job & { readonly reservedCredits: number },
  used: number,
): Promise<void> => {
  if (job.reservedCredits === 0) return;
  const account = await lockAccountOf(tx, userId);
  await tx.query(
    `update crawl.credit_transactions set status = 'completed' where account_id = $1 and reference = $2`,
    [account.id, reservationOf(job)],
  );
  const refund = settle(job.reservedCredits, used, `Not used by the crawl job ${job.name}.`);
  const metadata = { crawlJobId: job.id, reservation: reservationOf(job) };
  if (refund) await book(tx, account, [refund], { metadata });
};
