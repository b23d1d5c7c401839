import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import postgres from 'postgres';
import { atEnd } from './cleanup.ts';

const items = 27_000;

/** What a Postgres on an SSD is told, so that no planner avoids an index; jit never pays for reads of some milliseconds. */
export const databaseSettings = { random_page_cost: '1.1', jit: 'off' };

export type Facts = {
  version: string;
  efforts: number;
  items: number;
  comments: number;
  ids: number[];
};

/** Creates a database of our own beside the given one, migrated, filled with the demo data and vacuumed. */
export const createDatabase = async (beside: string) => {
  const name = `pearl_bench_${randomBytes(4).toString('hex')}`;
  const url = new URL(beside);
  url.pathname = name;
  const admin = postgres(beside, { max: 1, onnotice: () => {} });
  atEnd(async () => {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  });
  await admin.unsafe(`create database ${name}`);
  for (const [setting, value] of Object.entries(databaseSettings)) {
    await admin.unsafe(`alter database ${name} set ${setting} = ${value}`);
  }
  const seed = join(import.meta.dirname, '../src/cli/seed.ts');
  const env = { PATH: process.env['PATH'], DATABASE_URL: url.href };
  execFileSync(process.execPath, [seed, '--items', String(items)], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { url: url.href, facts: await factsOf(url.href) };
};

const factsOf = async (url: string): Promise<Facts> => {
  const sql = postgres(url, { max: 1 });
  await sql`vacuum analyze`;
  const [facts] = await sql<[Facts]>`
    select current_setting('server_version') as version,
      (select count(*)::int from pearl.reporting_efforts) as efforts,
      (select count(*)::int from pearl.reporting_effort_items) as items,
      (select count(*)::int from pearl.tracker_comments) as comments,
      (select array_agg(id order by id) from pearl.reporting_efforts) as ids`;
  await sql.end();
  return facts;
};
