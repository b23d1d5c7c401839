import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import postgres from 'postgres';
import { atEnd } from './cleanup.ts';

/** What a Postgres on an SSD is told, so that no planner avoids an index; jit never pays for reads of some milliseconds. */
export const databaseSettings = { random_page_cost: '1.1', jit: 'off' };

const beside = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Creates a database of our own beside that of DATABASE_URL, migrated, filled with the demo data and vacuumed. */
export const createDatabase = async (items = 27_000) => {
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
  return { url: url.href, ids: await effortsOf(url.href) };
};

const effortsOf = async (url: string): Promise<number[]> => {
  const sql = postgres(url, { max: 1 });
  await sql`vacuum analyze`;
  const efforts = await sql<{ id: number }[]>`select id from pearl.reporting_efforts order by id`;
  await sql.end();
  return efforts.map(({ id }) => id);
};

export const postgresVersion = async (): Promise<string> => {
  const sql = postgres(beside, { max: 1 });
  const [row] = await sql<
    [{ version: string }]
  >`select current_setting('server_version') as version`;
  await sql.end();
  return row.version;
};
