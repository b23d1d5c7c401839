/** Hand-written: crawl's commands as the statements that they come to, in one transaction each, behind a node:http server. */
import { createServer, type IncomingMessage } from 'node:http';
import postgres, { type TransactionSql } from 'postgres';
import { connections, databaseUrl, port } from './environment.ts';

const sql = postgres(databaseUrl, { max: connections, fetch_types: false });

type Variables = { readonly userId: string };

const acting = (tx: TransactionSql) => tx`select set_config('app.user_id', ${actor}, true)`;
const [admin] =
  await sql`select id::text from crawl.profiles where role = 'admin' order by id limit 1`;
const actor = String(admin?.['id']);

const bookCrawlCredits = ({ userId }: Variables) =>
  sql.begin(async (tx) => {
    const [, , [account]] = await Promise.all([
      acting(tx),
      tx`select id, email, full_name, role, user_tier, is_active, version from crawl.profiles where id = ${userId} for key share`,
      tx`select id, current_balance, monthly_usage, usage_month, monthly_limit, auto_refill_enabled, refill_threshold, refill_amount
        from crawl.credit_accounts where user_id = ${userId} for no key update`,
    ]);
    const [booked] = await tx`
      insert into crawl.credit_transactions (account_id, user_id, type, description, amount, balance_after, status)
      values (${account?.['id']}, ${userId}, 'bonus', 'A gift.', 1, 0, 'completed')
      returning id, account_id, type, amount, description, status, balance_after, entry, reference, metadata, created_at, version`;
    return { type: String(booked?.['type']).toUpperCase(), amount: booked?.['amount'] };
  });

const claimCrawlJobChunks = () =>
  sql.begin(async (tx) => {
    const [, picked] = await Promise.all([
      acting(tx),
      tx`with expired as (
          select id, priority, created_at from crawl.job_chunks
          where status = 'processing' and leased_until < now() and retry_count < 3
          order by leased_until limit 1 for no key update skip locked
        ), pending as (
          select id, priority, created_at from crawl.job_chunks
          where status = 'pending' and available_at <= now()
          order by priority desc, created_at, id limit 1 for no key update skip locked
        )
        select id from (select * from expired union all select * from pending) each
        order by priority desc, created_at, id limit 1`,
    ]);
    const claimed = await tx`
      update crawl.job_chunks set status = 'processing', lease = lease + 1, leased_until = now() + interval '1 hour'
      where id = ${picked[0]?.['id']}
      returning id, status, lease, keyword, engine, priority, image_range, retry_count, leased_until, created_at, version`;
    return claimed.map(({ status, lease, keyword, engine }) => ({
      lease,
      status: String(status).toUpperCase(),
      keyword,
      engine: String(engine).toUpperCase(),
    }));
  });

const commands = { bookCrawlCredits, claimCrawlJobChunks };

const read = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
};

const server = createServer(async (request, response) => {
  try {
    const { operationName, variables } = await read(request);
    const command = commands[operationName as keyof typeof commands];
    const body = JSON.stringify({ data: { [operationName]: await command(variables) } });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(body);
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
});
server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => process.exit());
