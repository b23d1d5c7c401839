/*
 * Proves that crawl's queue and its ledger add up whatever happens: two server processes on one Postgres, and workers that
 * are killed with SIGKILL again and again, as the servers are, in the middle of whatever they do. Then 64 bookings at once
 * on one account, and 64 workers who report the chunks of one job at once, each twice.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/database/connect.ts';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { makeAuthority } from '../../src/server/auth.ts';
import { freshHome } from '../support/homes.ts';
import { type Program, start } from '../support/program.ts';
import { failuresIn, plant, profile } from './crawl-world.ts';
import { placeOf } from './place.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    chunks: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '32' },
  },
});
const engines = ['GOOGLE', 'BING', 'DUCKDUCKGO', 'BAIDU'];
const loops = 4; // workers of one process
const jobsAtOnce = 10; // of one profile
const keywordsOf = (count: number) => Array.from({ length: count }, (_, nth) => `thing ${nth}`);

const home = await freshHome();
const settings = {
  DATABASE_URL: String(home.databaseUrl),
  DOMAINS: 'pearl,crawl',
  AUTH_SECRET: 'the-secret-of-the-fault-test-is-long-enough',
  DATABASE_POOL: '4',
  DATABASE_WRITERS: '8',
};
const { sql, close } = await openDatabase({ databaseUrl: settings.DATABASE_URL, dataDir: '' });
await migrate(sql);
const jobCount = Math.max(1, Math.round(Number(values.chunks) / (50 * engines.length)));
const owners = Math.ceil(jobCount / jobsAtOnce) + 1; // the last one for what comes after the queue
await plant(sql, owners);

const authority = await makeAuthority(readConfig(settings));
const servers = [placeOf(settings), placeOf(settings)];
const ports = await Promise.all(servers.map(async ({ url }) => new URL(await url()).port));
await Promise.all(servers.map(({ stop }) => stop()));
// workers know where the servers are, also after they were killed
const places = ports.map((PORT) => placeOf({ ...settings, PORT }));
const urls = await Promise.all(places.map(({ url }) => url()));

type Answer = { readonly data?: object; readonly rule?: string };
let turn = 0;
const ask = async (who: string, query: string, variables: object = {}): Promise<Answer> => {
  const token = await authority.sign(who, { realm: 'crawl' });
  turn += 1;
  const response = await fetch(`${urls[turn % urls.length]}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  return errors ? { rule: errors[0].extensions.rule ?? errors[0].message } : { data };
};
const done = async <Value>(...asked: Parameters<typeof ask>): Promise<Value> => {
  const { data, rule } = await ask(...asked);
  if (!data) throw new Error(`Refused: ${rule}`);
  return Object.values(data)[0];
};

const startJob = async (who: string, keywords: number): Promise<string> => {
  const [project] = await sql`select id from crawl.projects where user_id = ${who}`;
  const input = {
    projectId: String(project?.['id']),
    name: 'Things',
    keywords: keywordsOf(keywords),
    maxImages: keywords * engines.length,
    engines,
  };
  const { id } = await done<{ id: string }>(
    who,
    'mutation ($input: CreateCrawlJobInput!) { createCrawlJob(input: $input) { id } }',
    { input },
  );
  await done(who, 'mutation ($id: ID!) { startCrawlJob(id: $id) { id } }', { id });
  return id;
};

const admin = profile(0);
const { key } = await done<{ key: string }>(
  admin,
  'mutation { createCrawlApiKey(input: { name: "Workers", permissions: [CRAWL_CHUNKS_WORK], rateLimit: 100000 }) { key } }',
);
for (let nth = 0; nth < jobCount; nth += 1)
  await startJob(profile(1 + Math.floor(nth / jobsAtOnce)), 50);

const newWorkers = (): Program =>
  start('test/fault/crawl-worker.ts', {}, [key, String(loops), ...urls]);
const crew = Array.from({ length: Math.ceil(Number(values.workers) / loops) }, newWorkers);
process.once('exit', () => {
  for (const each of [...crew, ...places]) each.kill('SIGKILL'); // whatever has gone wrong
});
let isOver = false;
let [killedWorkers, killedServers] = [0, 0];
/** Lets a process of workers work for a while, again and again. */
const killWorkers = async (at: number) => {
  while (!isOver) {
    await crew[at]?.until(/at work/);
    await wait(500 + Math.random() * 4000);
    if (isOver) return;
    crew[at]?.kill('SIGKILL');
    crew[at] = newWorkers();
    killedWorkers += loops;
  }
};
const killServers = async () => {
  while (!isOver) {
    await wait(4000 + Math.random() * 4000);
    if (isOver) return;
    await places[killedServers % places.length]?.restart();
    killedServers += 1;
  }
};
const began = performance.now();
const killing = [...crew.map((_, at) => killWorkers(at)), killServers()];
for (;;) {
  const [left] = await sql<{ count: number }[]>`
    select count(*)::int from crawl.job_chunks where status in ('pending', 'processing')`;
  if (left?.count === 0) break;
  await wait(300);
}
const seconds = (performance.now() - began) / 1000;
isOver = true;
await Promise.all(killing);
for (const each of crew) each.kill('SIGKILL');
await Promise.all(crew.map(({ closed }) => closed));

const last = profile(owners);
const bookings = await Promise.all(
  Array.from({ length: 64 }, (_, nth) =>
    ask(
      admin,
      `mutation { bookCrawlCredits(userId: "${last}", type: USAGE, credits: 3000, description: "Booking ${nth}.") { balanceAfter } }`,
    ),
  ),
);
const booked = bookings.filter(({ data }) => data).length;
const others = new Set(bookings.flatMap(({ rule }) => rule ?? []));

const job = await startJob(last, 16);
const claimed = await done<readonly { readonly id: string; readonly lease: number }[]>(
  admin,
  'mutation { claimCrawlJobChunks(limit: 64, leaseSeconds: 600) { id lease } }',
);
const reports = await Promise.all(
  [...claimed, ...claimed].map(({ id, lease }) =>
    ask(
      admin,
      `mutation { completeCrawlJobChunk(chunkId: "${id}", lease: ${lease}, images: [
        { originalUrl: "https://images.example/${id}", filename: "${id}.jpg", hash: "${id}" }]) { id } }`,
    ),
  ),
);
const refusedReports = new Set(reports.flatMap(({ rule }) => rule ?? []));

const failures = await failuresIn(sql);
if (booked !== 33) failures.push(`${booked} of 64 bookings of 3000 credits found room in 100000`);
for (const rule of others) if (rule !== 'INSUFFICIENT_CREDITS') failures.push(`a booking: ${rule}`);
if (claimed.length !== 64)
  failures.push(`${claimed.length} of 64 chunks were claimed for job ${job}`);
for (const rule of refusedReports) failures.push(`a report: ${rule}`);

await Promise.all(places.map(({ stop }) => stop()));
await close();
await home.remove();
console.log(
  `${jobCount * 50 * engines.length} chunks by ${crew.length * loops} workers in ${seconds.toFixed(1)} s, ${killedWorkers} workers and ${killedServers} servers killed; 64 bookings at once: ${booked} booked, the others refused; 64 chunks of one job reported at once, each twice`,
);
for (const failure of failures) console.log(`WRONG: ${failure}`);
if (failures.length === 0)
  console.log('Every chunk was done once, and all counters, credits and notifications agree.');
process.exitCode = failures.length === 0 ? 0 : 1;
