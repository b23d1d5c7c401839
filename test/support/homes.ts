import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { type Database, openDatabase } from '../../src/kernel/database.ts';

export type FreshDatabase = Database & { drop(): Promise<void>; url?: string; dataDir?: string };

/** Where the tests run: on the Postgres of TEST_DATABASE_URL, or else embedded. */
export const server = process.env['TEST_DATABASE_URL'];

/** An empty database of one's own. */
export const freshDatabase = (): Promise<FreshDatabase> => (server ? onServer(server) : embedded());

const onServer = async (server: string): Promise<FreshDatabase> => {
  const name = `pearl_test_${randomUUID().replaceAll('-', '')}`;
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(name)}`;
  const url = Object.assign(new URL(server), { pathname: name }).href;
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  const drop = async () => {
    await database.close();
    await admin`drop database if exists ${admin(name)} with (force)`;
    await admin.end();
  };
  return { ...database, url, drop };
};

const embedded = async (): Promise<FreshDatabase> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'pearl-test-'));
  await cp(await template(), join(dataDir, 'pg'), { recursive: true });
  const database = await openDatabase({ dataDir });
  const drop = async () => {
    await database.close();
    await rm(dataDir, { recursive: true });
  };
  return { ...database, dataDir, drop };
};

/** An empty database to copy, which takes a tenth of a first start. It lies in the package that made it, lest it outlive it. */
const template = async () => {
  const place = fileURLToPath(
    new URL('../../node_modules/@electric-sql/pglite/.empty', import.meta.url),
  );
  if (existsSync(place)) return place;
  const draft = await mkdtemp(`${place}-`);
  await (await openDatabase({ dataDir: draft })).close();
  await rename(join(draft, 'pg'), place).catch(() => {}); // another test file was faster
  await rm(draft, { recursive: true });
  return place;
};
