import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, realpathSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { type Home, scratch } from './homes.ts';

const initdb = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'initdb'))
  .find((place) => existsSync(place));

/** Where the programs of a Postgres server are, if they are on this machine. */
export const programs = initdb && dirname(realpathSync(initdb));

/** Postgres refuses to run as root. */
const owner = () => {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};

/** An empty database in a Postgres of its own, which counts its transactions from the beginning. */
export const freshCluster = async (): Promise<Home> => {
  const folder = await mkdtemp(join(scratch, 'pearl-cluster-'));
  const who = owner();
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid);
  const run = (name: string, args: readonly string[]) =>
    spawn(join(programs ?? '', name), args, { ...who, cwd: folder, stdio: 'ignore' });
  const data = join(folder, 'data');
  const made = run('initdb', [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-locale',
    '-N',
  ]);
  const [code] = await once(made, 'close');
  if (code !== 0) throw new Error(`initdb ended with ${String(code)}.`);
  const port = await freePort();
  const settings = '-k  -h 127.0.0.1 -c fsync=off -c max_connections=40';
  const server = run('postgres', ['-D', data, '-p', String(port), ...settings.split(' ')]);
  const closed = once(server, 'close');
  const databaseUrl = `postgres://postgres@127.0.0.1:${port}/postgres`;
  while (!(await answers(databaseUrl))) {
    if (server.exitCode !== null) throw new Error(`It ended with ${server.exitCode}.`);
    await wait(100);
  }
  const remove = async () => {
    server.kill('SIGINT');
    await closed;
    await rm(folder, { recursive: true });
  };
  return { databaseUrl, dataDir: '', remove };
};

const answers = async (url: string): Promise<boolean> => {
  const sql = postgres(url, { max: 1, connect_timeout: 5 });
  const isThere = await sql`select`.then(
    () => true,
    () => false,
  );
  await sql.end();
  return isThere;
};
