import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

type Booked = { bookCrawlCredits: { id: string; amount: number; balanceAfter: number } };

const book = (userId: string, type: string, credits: number, reference?: string) =>
  world.as(ada).run<Booked>(
    `mutation ($userId: ID!, $type: CrawlCreditTransactionType!, $credits: Int!, $reference: String) {
      bookCrawlCredits(userId: $userId, type: $type, credits: $credits, description: "A test.", reference: $reference) {
        id amount balanceAfter } }`,
    { userId, type, credits, reference },
  );

const accountOf = async (userId: string) => {
  const [row] = await world.sql`
    select id, current_balance as balance, entries, monthly_usage as usage from crawl.credit_accounts where user_id = ${userId}`;
  return row as { id: string; balance: number; entries: number; usage: number };
};

/** Accounts whose balance, or any entry of whose ledger, does not follow from the entry before. */
const disagreeing = () => world.sql`
  select a.id from crawl.credit_accounts a
  where entries > 0 and current_balance is distinct from (
      select balance_after from crawl.credit_transactions t where t.account_id = a.id and entry = a.entries)
    or exists (select from (
        select balance_after - amount as before, lag(balance_after, 1, 0) over (order by entry) as last
        from crawl.credit_transactions t where t.account_id = a.id) ledger where before <> last)`;

describe('bookings', () => {
  test('64 at once never bring the balance below zero, and it agrees with the ledger', async () => {
    await book(uma, 'USAGE', 9900);
    const before = await accountOf(uma);
    expect(before.balance).toBe(100);
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => book(uma, 'USAGE', 3)));
    const refused = outcomes.flatMap((each) => each.refused?.rule ?? []);
    expect(refused).toEqual(Array(64 - 33).fill('INSUFFICIENT_CREDITS'));
    const after = await accountOf(uma);
    expect(after).toMatchObject({ balance: 1, entries: before.entries + 33 });
    expect(after.usage - before.usage).toBe(99);
    expect(await disagreeing()).toEqual([]);
  });

  test('with a reference are made once, also at once', async () => {
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map(() => book(fred, 'PURCHASE', 50, 'invoice 7')),
    );
    expect(new Set(outcomes.map(({ data }) => data.bookCrawlCredits.id)).size).toBe(1);
    expect((await accountOf(fred)).balance).toBe(10_050);
    expect((await book(fred, 'PURCHASE', 51, 'invoice 7')).refused?.rule).toBe('REFERENCE_USED');
  });

  test('stay within the limit of the month', async () => {
    const { id } = await accountOf(fred);
    const update =
      'mutation ($id: ID!, $input: UpdateCrawlCreditAccountInput!) { updateCrawlCreditAccount(id: $id, input: $input) { monthlyLimit } }';
    await world.as(fred).done(update, { id, input: { monthlyLimit: 10 } });
    expect((await book(fred, 'USAGE', 11)).refused?.rule).toBe('MONTHLY_LIMIT');
    expect((await book(fred, 'USAGE', 10)).refused).toBeUndefined();
    expect((await book(fred, 'USAGE', 1)).refused?.rule).toBe('MONTHLY_LIMIT');
    await world.sql`update crawl.credit_accounts set usage_month = '2020-01-01' where user_id = ${fred}`;
    expect((await book(fred, 'USAGE', 1)).refused).toBeUndefined();
    expect((await accountOf(fred)).usage).toBe(1);
    const { refused } = await world.as(fred).run(update, { id, input: { refillAmount: 5 } });
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', field: 'refillAmount' });
  });

  test('of what was reserved in this month come off its usage when they are given back, and of earlier ones not', async () => {
    const endOf = async (reserved: 'now' | 'last month') => {
      const job = await world.runningJob(ada, { maxImages: 20 });
      if (reserved === 'last month') {
        await world.sql`update crawl.credit_accounts set usage_month = usage_month - interval '1 month' where user_id = ${ada}`;
        await world.sql.unsafe(
          `set session_replication_role = replica;
           update crawl.credit_transactions set created_at = created_at - interval '1 month' where status = 'pending';
           set session_replication_role = origin`,
        );
      }
      await book(ada, 'USAGE', 100);
      const { usage } = await accountOf(ada);
      await world
        .as(ada)
        .done('mutation ($id: ID!) { cancelCrawlJob(id: $id) { id } }', { id: job });
      return (await accountOf(ada)).usage - usage;
    };
    expect(await endOf('now')).toBe(-20);
    expect(await endOf('last month')).toBe(0);
    expect(await disagreeing()).toEqual([]);
  });

  test('that leave the account low refill it in the same transaction', async () => {
    const { id, balance } = await accountOf(ada);
    await world
      .as(ada)
      .done(
        'mutation ($id: ID!) { updateCrawlCreditAccount(id: $id, input: { autoRefillEnabled: true }) { id } }',
        { id },
      );
    const { data } = await book(ada, 'USAGE', balance - 50);
    expect(data.bookCrawlCredits.balanceAfter).toBe(50);
    expect((await accountOf(ada)).balance).toBe(550);
    expect(await disagreeing()).toEqual([]);
  });
});

describe('the database refuses', () => {
  test.each([
    ['to change what was booked', 'update crawl.credit_transactions set amount = 1'],
    ['to delete what was booked', 'delete from crawl.credit_transactions'],
    ['a balance that was not booked', 'update crawl.credit_accounts set current_balance = 1000000'],
    [
      'to use more than there is',
      `insert into crawl.credit_transactions (account_id, user_id, type, description, amount, balance_after)
       select id, user_id, 'usage', 'x', -1000000, 0 from crawl.credit_accounts`,
    ],
  ])('%s', async (_what, statement) => {
    await expect(world.sql.unsafe(statement)).rejects.toThrow(/^[A-Z].+\.$/);
    expect(await disagreeing()).toEqual([]);
  });
});
