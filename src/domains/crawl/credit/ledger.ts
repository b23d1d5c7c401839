import type { Row } from '../../../kernel/index.ts';
import { counted } from '../counted.ts';
import { invalid } from '../rule.ts';
import type { creditAccounts, creditTransactions } from '../tables.ts';

/*
 * What may be booked on an account. Each booking takes the account as it is, locked, and gives the entries of the ledger
 * that follow. The database books them (crawl.book): it numbers them and moves the balance, and refuses the same.
 */

type Account = Pick<
  Row<typeof creditAccounts>,
  | 'currentBalance'
  | 'monthlyUsage'
  | 'usageMonth'
  | 'monthlyLimit'
  | 'autoRefillEnabled'
  | 'refillThreshold'
  | 'refillAmount'
>;
type Transaction = Row<typeof creditTransactions>;
export type Entry = Pick<Transaction, 'type' | 'amount' | 'description' | 'status'>;
/** A booking, and what follows from it. */
export type Entries = readonly [Entry, ...(readonly Entry[])];

/** Credits that a new profile gets. */
export const welcomeBonus = 100;
/** The most that is booked at once. */
export const mostCredits = 1_000_000;

/** The first day of a moment's month, in UTC. */
export const monthOf = (at: Date): string => `${at.toISOString().slice(0, 7)}-01`;

/** What an account has used of this month's limit. */
export const usageIn = ({ monthlyUsage, usageMonth }: Account, at: Date): number =>
  usageMonth === monthOf(at) ? monthlyUsage : 0;

type Use = { readonly credits: number; readonly description: string } & Partial<
  Pick<Transaction, 'status'>
>;

/** Uses credits; if the account is low then and refills itself, it does so in the same transaction. */
export const use = (
  account: Account,
  { credits, description, status = 'completed' }: Use,
  at: Date,
): Entries => {
  const left = account.currentBalance - credits;
  if (left < 0) {
    throw invalid(
      'INSUFFICIENT_CREDITS',
      `This needs ${counted(credits, 'credit')}, and the balance is ${account.currentBalance}: buy credits first.`,
    );
  }
  const used = usageIn(account, at);
  if (used + credits > account.monthlyLimit) {
    throw invalid(
      'MONTHLY_LIMIT',
      `This needs ${counted(credits, 'credit')}, and this month's limit of ${account.monthlyLimit} leaves only ${Math.max(0, account.monthlyLimit - used)}.`,
    );
  }
  const usage: Entry = { type: 'usage', amount: -credits, description, status };
  return isLow(account, left) ? [usage, refillOf(account)] : [usage];
};

const isLow = ({ autoRefillEnabled, refillThreshold }: Account, balance: number): boolean =>
  autoRefillEnabled && balance < refillThreshold;

const refillOf = ({ refillAmount, refillThreshold }: Account): Entry => ({
  type: 'purchase',
  amount: refillAmount,
  description: `Automatic refill: the balance fell below ${refillThreshold}.`,
  status: 'completed',
});

/** Brings credits in. */
export const add = (
  type: 'purchase' | 'refund' | 'bonus',
  credits: number,
  description: string,
): Entry => ({ type, amount: credits, description, status: 'completed' });

/** What a reservation gives back when it is known what was used. */
export const settle = (reserved: number, used: number, description: string): Entry | null =>
  reserved > used ? add('refund', reserved - used, description) : null;

/** The balance after each of several entries. */
export const balancesAfter = (balance: number, entries: readonly Pick<Entry, 'amount'>[]) => {
  let sum = balance;
  return entries.map(({ amount }) => {
    sum += amount;
    return sum;
  });
};
