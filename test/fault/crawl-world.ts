import type { Sql } from '../../src/database/connection.ts';

/* The profiles of the fault test of crawl, and what must be true of all that they have in the end. */

/** The key of the nth profile; the first one, 0, is an administrator. */
export const profile = (nth: number): string =>
  `a0000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;

/** An administrator, and so many profiles with a project and 100,000 credits each. */
export const plant = async (sql: Sql, owners: number): Promise<void> => {
  await sql`
    insert into crawl.profiles (id, email, role, user_tier)
    select ('a0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'p' || n || '@crawl.example',
      case n when 0 then 'admin' else 'user' end, 'ENTERPRISE'
    from generate_series(0, ${owners}::int) n`;
  await sql`insert into crawl.credit_accounts (user_id, monthly_limit) select id, 1000000 from crawl.profiles`;
  await sql`
    insert into crawl.credit_transactions (account_id, user_id, type, description, amount, balance_after)
    select id, user_id, 'bonus', 'To begin with.', 100000, 0 from crawl.credit_accounts`;
  await sql`insert into crawl.projects (name, user_id) select 'Things', id from crawl.profiles`;
};

/** What must find nothing, and what it would mean if it did. */
const checks: Readonly<Record<string, string>> = {
  'a chunk is not done': `select id from crawl.job_chunks where status <> 'completed'`,
  'a chunk was done more than once': `select entity_id from crawl.audit_logs where entity_type = 'CrawlJobChunk' and action = 'UPDATE'
      and changes->'after'->>'status' = 'completed' and changes->'before'->>'status' <> 'completed'
    group by 1 having count(*) > 1`,
  'an image is missing or is there twice': `select c.id from crawl.job_chunks c
    left join crawl.images i on i.original_url = 'https://images.example/' || c.id group by 1 having count(i.id) <> 1`,
  'a job has not ended, or its counters are wrong': `select j.id from crawl.crawl_jobs j
    cross join lateral (select count(*) as chunks from crawl.job_chunks c where c.job_id = j.id) c
    cross join lateral (select count(*) as images from crawl.images i where i.crawl_job_id = j.id) i
    where (status, progress, active_chunks, failed_chunks, reserved_credits) is distinct from ('completed', 100, 0, 0, 0)
      or (total_chunks, completed_chunks) is distinct from (chunks, chunks)
      or (total_images, downloaded_images, valid_images) is distinct from (images, images, images)`,
  'a job was not completed once': `select j.id from crawl.crawl_jobs j left join crawl.activity_logs a
      on a.action = 'COMPLETE_CRAWL_JOB' and a.resource_id = j.id::text group by 1 having count(a.id) <> 1`,
  'a job was not told of once': `select j.id from crawl.crawl_jobs j left join crawl.notifications n
      on n.metadata->>'crawlJobId' = j.id::text group by 1 having count(n.id) <> 1`,
  'a balance is not what was booked': `select a.id from crawl.credit_accounts a left join crawl.credit_transactions t on t.account_id = a.id
    group by a.id having (current_balance, entries) is distinct from (sum(amount), count(*)) or current_balance < 0`,
  'an entry of a ledger has another balance than the one before it and its amount': `select id from (
      select id, balance_after, sum(amount) over (partition by account_id order by entry) as balance from crawl.credit_transactions) e
    where balance_after <> balance or balance < 0`,
  'a job has cost something else than its valid images': `select p.user_id from crawl.projects p join crawl.crawl_jobs j on j.project_id = p.id
    group by 1 having sum(valid_images) <> (select -sum(amount) from crawl.credit_transactions t
      where t.user_id = p.user_id and t.metadata ? 'crawlJobId')`,
};

/** Which of these are true. */
export const failuresIn = async (sql: Sql): Promise<string[]> => {
  const found = await Promise.all(
    Object.entries(checks).map(async ([meaning, check]) => {
      const rows = await sql.unsafe(check);
      return rows.length > 0 ? [`${meaning}: ${rows.length} times`] : [];
    }),
  );
  return found.flat();
};
