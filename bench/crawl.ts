import postgres from 'postgres';
import { start } from './competitors.ts';
import { createDatabase } from './database.ts';
import type { Job } from './load.ts';
import { inTurns, type Load } from './realms.ts';
import type { Results } from './report.ts';

/* Commands of crawl beside the statements that they come to: bookings on accounts, and claims of chunks. */

type Options = { readonly rounds: number; readonly seconds: number };

export const clients = 16;
/** More than can be claimed while it is measured. */
const chunks = 150_000;
const accounts = 200;

const rows = [
  `insert into crawl.profiles (id, email, role) select ('b0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
     'p' || n || '@crawl.example', case n when 0 then 'admin' else 'user' end from generate_series(0, ${accounts}) n`,
  'insert into crawl.credit_accounts (user_id, monthly_limit) select id, 100000 from crawl.profiles',
  `insert into crawl.projects (id, name, user_id) select 1, 'Things', id from crawl.profiles where role = 'admin'`,
  `insert into crawl.crawl_jobs (id, project_id, name, keywords, status, total_chunks, active_chunks)
     values (1, 1, 'Things', '["cat"]', 'running', ${chunks}, ${chunks})`,
  `insert into crawl.job_chunks (job_id, chunk_index, image_range, keyword, engine)
     select 1, n, '{"start": 0, "end": 10}', 'cat', 'google' from generate_series(1, ${chunks}) n`,
];

const keyOf = (nth: number) => `b0000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;

const booking = `mutation bookCrawlCredits($userId: ID!) {
  bookCrawlCredits(userId: $userId, type: BONUS, credits: 1, description: "A gift.") { type amount }
}`;
const claiming = `mutation claimCrawlJobChunks {
  claimCrawlJobChunks(limit: 1, leaseSeconds: 3600) { lease status keyword engine }
}`;
const bodiesOf: Record<string, string[]> = {
  booking: Array.from({ length: accounts }, (_, at) =>
    JSON.stringify({
      query: booking,
      operationName: 'bookCrawlCredits',
      variables: { userId: keyOf(at + 1) },
    }),
  ),
  claim: [JSON.stringify({ query: claiming, operationName: 'claimCrawlJobChunks', variables: {} })],
};

export const compareCrawl = async (load: Load, options: Options): Promise<Results> => {
  const { url: database } = await createDatabase(100);
  const sql = postgres(database, { max: 1, onnotice: () => {} });
  await sql`set session_replication_role = replica`; // what triggers write is not measured yet
  for (const each of rows) await sql.unsafe(each);
  await sql`vacuum analyze`;
  await sql.end();
  const pearl = await start('pearl', database, { login: keyOf(0), realm: 'crawl' });
  const byHand = await start('crawl by hand', database);
  const results: Results = new Map();
  for (const [name, bodies] of Object.entries(bodiesOf)) {
    const asked = ({ url, headers }: typeof pearl): Pick<Job, 'url' | 'headers' | 'bodies'> => ({
      url,
      headers,
      bodies,
    });
    const jobs = { pearl: asked(pearl), 'by hand': asked(byHand) };
    results.set(name, await inTurns(load, jobs, { ...options, connections: clients }));
    console.error(`${name} is measured.`);
  }
  return results;
};
