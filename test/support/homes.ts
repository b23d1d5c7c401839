import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, statfsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { type Database, openDatabase } from '../../src/database/connect.ts';
import { makeTemplate, template } from '../../src/database/template.ts';

export type FreshDatabase = Database & { drop(): Promise<void>; url?: string; dataDir?: string };

/** Where the tests run: on the Postgres of TEST_DATABASE_URL, or else embedded. */
export const server = process.env['TEST_DATABASE_URL'];

const room = (folder: string) => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** Where folders lie that no test outlasts: in memory where there is room, since on a disk a copy costs a second. */
export const scratch = existsSync('/dev/shm') && room('/dev/shm') > 2 ** 31 ? '/dev/shm' : tmpdir();

/** A place for a database of one's own, for `openDatabase` or a server; a copy of another place, or empty. */
export type Home = { databaseUrl?: string; dataDir: string; remove: () => Promise<void> };

export const freshHome = (copyOf?: string): Promise<Home> =>
  server ? onServer(server, copyOf) : embedded(copyOf);

/** What to hand to `freshHome` for a copy. */
export const nameOf = ({ databaseUrl, dataDir }: Home) =>
  databaseUrl ? new URL(databaseUrl).pathname.slice(1) : join(dataDir, 'pg');

const onServer = async (server: string, copyOf = 'template1'): Promise<Home> => {
  const name = `pearl_test_${randomUUID().replaceAll('-', '')}`;
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(name)} template ${admin(copyOf)}`;
  const remove = async () => {
    await admin`drop database if exists ${admin(name)} with (force)`;
    await admin.end();
  };
  const databaseUrl = Object.assign(new URL(server), { pathname: name }).href;
  return { databaseUrl, dataDir: '', remove };
};

const embedded = async (copyOf?: string): Promise<Home> => {
  const dataDir = await mkdtemp(join(scratch, 'pearl-test-'));
  await makeTemplate();
  cpSync(copyOf ?? template, join(dataDir, 'pg'), { recursive: true }); // five times as fast as `cp`
  return { dataDir, remove: () => rm(dataDir, { recursive: true }) };
};

/** An empty database of one's own. */
export const freshDatabase = async (): Promise<FreshDatabase> => {
  const { databaseUrl, dataDir, remove } = await freshHome();
  const database = await openDatabase({ databaseUrl, dataDir });
  const drop = async () => {
    await database.close();
    await remove();
  };
  return { ...database, drop, ...(databaseUrl ? { url: databaseUrl } : { dataDir }) };
};
