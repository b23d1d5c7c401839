import type { demoOf } from '../../../kernel/index.ts';
import { keyOfPerson, people } from './people.ts';

type Sql = Parameters<ReturnType<typeof demoOf>>[0];

/*
 * Demo data, made by Postgres: every profile has five projects of three jobs. What looks like chance is arithmetic on keys,
 * so that every demo is the same.
 */

const subjects = "array['red pandas', 'tram stops', 'sea glass', 'bonsai', 'lighthouses']";
const words =
  "array['morning', 'winter', 'close up', 'from above', 'at night', 'in rain', 'old', 'tiny']";

const accounts = `
  insert into crawl.credit_accounts (user_id, monthly_limit, auto_refill_enabled)
  select id, 100000, user_tier <> 'FREE' from crawl.profiles order by id`;

const openingBalances = `
  insert into crawl.credit_transactions (account_id, user_id, type, description, amount, balance_after)
  select a.id, a.user_id, type, description, amount, 0
  from crawl.credit_accounts a, (values
    (1, 'bonus', 'Welcome: free credits to begin with.', 100), (2, 'purchase', 'A pack of 5000 credits.', 5000)
  ) as booked (nth, type, description, amount)
  order by a.user_id, nth`;

const preferences = `
  insert into crawl.notification_preferences (user_id, digest_frequency, quiet_hours_start, quiet_hours_end, time_zone)
  select id, case when user_tier = 'FREE' then 'daily' else 'realtime' end,
    case when user_tier = 'PRO' then time '22:00' end, case when user_tier = 'PRO' then time '07:00' end, 'Europe/Berlin'
  from crawl.profiles order by id`;

const projects = `
  insert into crawl.projects (name, description, user_id, status)
  select initcap((${subjects})[n]), 'Pictures of ' || (${subjects})[n] || ' for a classifier.', id,
    case when n = 5 then 'archived' else 'active' end
  from crawl.profiles, generate_series(1, 5) n order by id, n`;

/** Each third job has ended well; of the others some wait, some run, some went wrong. */
const jobs = `
  insert into crawl.crawl_jobs (project_id, name, keywords, engines, max_images, status, progress, total_images,
    downloaded_images, valid_images, total_chunks, active_chunks, completed_chunks, failed_chunks, task_ids, started_at,
    completed_at, created_at, updated_at)
  select p.id, p.name || ' ' || n, keywords, '["google", "bing"]', 40, state,
    case state when 'pending' then 0 when 'running' then 25 when 'cancelled' then 50 else 100 end,
    done * 8, done * 7, done * 6, begun * 4, case state when 'running' then 3 else 0 end, done,
    case state when 'failed' then 4 when 'cancelled' then 2 else 0 end,
    case begun when 1 then jsonb_build_array('task-' || p.id || '-' || n || '-0', 'task-' || p.id || '-' || n || '-1',
      'task-' || p.id || '-' || n || '-2', 'task-' || p.id || '-' || n || '-3') else '[]' end,
    case begun when 1 then at end, case when state in ('completed', 'failed', 'cancelled') then at + interval '20 minutes' end,
    at - interval '1 hour', at
  from crawl.projects p, generate_series(1, 3) n
  cross join lateral (select case
      when p.status = 'archived' or n = 1 then 'completed'
      when n = 2 then (array['pending', 'failed', 'cancelled', 'completed'])[1 + p.id % 4]
      when p.id % 5 = 3 then 'running' else 'pending'
    end as state,
    jsonb_build_array(lower(p.name) || ' ' || (${words})[1 + p.id % 8], lower(p.name) || ' ' || (${words})[1 + (p.id + n) % 8]) as keywords,
    now() - make_interval(days => (p.id * 3 + n) % 30, mins => p.id % 60) as at
  ) as planned
  cross join lateral (select case state when 'completed' then 4 when 'cancelled' then 2 when 'running' then 1 else 0 end as done,
    case state when 'pending' then 0 else 1 end as begun
  ) as counted
  order by p.id, n`;

const chunks = `
  insert into crawl.job_chunks (job_id, chunk_index, status, priority, image_range, error_message, retry_count, task_id,
    keyword, engine, lease, created_at, updated_at)
  select j.id, n, state, 5, jsonb_build_object('start', n * 10, 'end', n * 10 + 10),
    case state when 'failed' then case j.status when 'cancelled' then 'The job was cancelled.' else 'The search engine did not answer.' end end,
    case state when 'failed' then 3 else 0 end, j.task_ids->>n, j.keywords->>(n / 2), j.engines->>(n % 2),
    case state when 'pending' then 0 else 1 end, j.created_at, j.updated_at
  from crawl.crawl_jobs j, generate_series(0, 3) n
  cross join lateral (select case
      when n < j.completed_chunks then 'completed' when j.status = 'running' then 'pending' else 'failed' end as state) as planned
  where j.total_chunks > 0
  order by j.id, n`;

/** Of the eight images of a chunk one was not downloaded, and one is there twice. */
const images = `
  insert into crawl.images (crawl_job_id, original_url, filename, storage_url, width, height, file_size, format, hash,
    is_duplicate, downloaded_at, created_at, updated_at)
  select c.job_id, 'https://images.example/' || c.id || '/' || n || '.jpg', c.id || '-' || n || '.jpg',
    case when n < 8 then 'https://storage.example/' || c.id || '/' || n || '.jpg' end,
    640 + 64 * (c.id % 8), 480 + 48 * (n % 8), 40000 + 977 * (c.id % 100) + n, 'jpeg',
    case when n < 8 then encode(sha256(convert_to(c.id || ' ' || least(n, 6), 'UTF8')), 'hex') end,
    n = 7, case when n < 8 then c.updated_at end, c.updated_at, c.updated_at
  from crawl.job_chunks c, generate_series(1, 8) n where c.status = 'completed'
  order by c.id, n`;

const usage = `
  insert into crawl.credit_transactions (account_id, user_id, type, description, amount, balance_after, metadata)
  select a.id, a.user_id, 'usage', 'Used by the crawl job ' || j.name || '.', -j.valid_images, 0,
    jsonb_build_object('crawlJobId', j.id)
  from crawl.crawl_jobs j join crawl.projects p on p.id = j.project_id join crawl.credit_accounts a on a.user_id = p.user_id
  where j.status in ('completed', 'cancelled') and j.valid_images > 0
  order by a.user_id, j.completed_at`;

const metrics = `
  insert into crawl.usage_metrics (user_id, metric_date, images_processed, storage_used_gb, api_calls, bandwidth_used_gb)
  select f.id, (now() at time zone 'UTC')::date - n, 20 + (ascii(f.email) * n) % 300, 2.5 + n % 7 * 0.25,
    100 + (ascii(f.email) * (n + 3)) % 900, 0.5 + n % 5 * 0.1
  from crawl.profiles f, generate_series(0, 13) n order by f.id, n`;

const notifications = `
  insert into crawl.notifications (user_id, title, message, type, category, is_read, read_at, metadata, created_at, updated_at)
  select p.user_id, j.name || case j.status when 'completed' then ' is complete' else ' failed' end,
    case j.status when 'completed' then 'It brought ' || j.valid_images || ' valid images.' else 'All of its chunks failed: retry it.' end,
    case j.status when 'completed' then 'success' else 'error' end, 'crawl_job', j.id % 3 > 0,
    case when j.id % 3 > 0 then j.completed_at + interval '1 hour' end,
    jsonb_build_object('crawlJobId', j.id, 'status', j.status), j.completed_at, j.completed_at
  from crawl.crawl_jobs j join crawl.projects p on p.id = j.project_id where j.status in ('completed', 'failed')
  order by j.completed_at, j.id`;

const steps = {
  accounts,
  openingBalances,
  preferences,
  projects,
  jobs,
  chunks,
  images,
  usage,
  metrics,
  notifications,
};

/** Fills an empty domain with demo data, all of it or nothing. Says how many rows of what that were. */
export const seedDemo = async (sql: Sql): Promise<{ readonly [what: string]: number }> => {
  const counts = await sql.begin(async (tx) => {
    await tx`lock table crawl.profiles in share row exclusive mode`;
    const [found] = await tx`select from crawl.profiles limit 1`;
    if (found) {
      throw new Error('The database already holds data: demo data goes only into an empty one.');
    }
    const rows = people.map(({ name, role, tier }, at) => ({
      id: keyOfPerson(at + 1),
      email: `${name.toLowerCase().replaceAll(' ', '.')}@crawl.example`,
      name,
      role,
      tier,
    }));
    await tx.unsafe(
      `insert into crawl.profiles (id, email, full_name, role, user_tier)
       select id, email, name, role, tier
       from jsonb_to_recordset($1::text::jsonb) as given (id uuid, email text, name text, role text, tier text)`,
      [JSON.stringify(rows)],
    );
    const made: { [what: string]: number } = { profiles: rows.length };
    for (const [what, step] of Object.entries(steps)) made[what] = (await tx.unsafe(step)).count;
    return made;
  });
  await sql`vacuum analyze crawl.crawl_jobs, crawl.job_chunks, crawl.images, crawl.credit_transactions, crawl.audit_logs`;
  return counts;
};
