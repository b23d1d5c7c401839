import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './cleanup.ts';
import type { Query } from './queries.ts';

export const connectionsToPostgres = 10;

export type Competitor = {
  name: keyof typeof scripts;
  pid: number;
  url: string;
  headers: Record<string, string>;
  /** The body of one request: what is asked is the same, the words and the type of a key are the competitor's. */
  body: (query: Query, id: number) => string;
  stop: () => unknown;
};

const here = import.meta.dirname;
const scripts = {
  pearl: [join(here, '../src/main.ts')],
  postgraphile: [join(here, 'postgraphile.ts')],
  'by hand': [join(here, 'limit.ts'), 'json-sql.ts'],
  limit: [join(here, 'limit.ts'), 'limit-sql.ts'],
  'crawl by hand': [join(here, 'crawl-limit.ts')],
  'numbers by hand': [join(here, 'limit.ts'), 'lead-sql.ts'],
  'bare ws': [join(here, 'live-ws.ts')],
  yoga: [join(here, 'live-yoga.ts')],
  'yoga, in memory': [join(here, 'live-yoga.ts'), 'memory'],
  mercurius: [join(here, 'small-peers.ts'), 'mercurius'],
  apollo: [join(here, 'small-peers.ts'), 'apollo'],
  'plain yoga': [join(here, 'small-peers.ts'), 'yoga'],
  'node:http': [join(here, 'small-peers.ts'), 'http'],
};
export const rivals = ['postgraphile', 'by hand', 'limit'] as const;
export type Rival = (typeof rivals)[number];

export const secret = 'only-for-the-benchmark-on-this-machine';

/** Our own server as an operator runs it, but without its report of SQL times, which no other makes. */
export const settings = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'warn',
  SQL_REPORT: 'off',
  AUTH_SECRET: secret,
  DATABASE_POOL: String(connectionsToPostgres),
  MAX_CONNECTIONS: '10000',
};

export const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
};

const ready = async (name: string, child: ChildProcess, url: string) => {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    if (child.exitCode !== null) throw new Error(`${name} ended while it started.`);
    // The others listen only once they are ready, and know no such path.
    const answer = await fetch(`${url}/ready`).catch(() => undefined);
    if (answer && answer.status !== 503) return;
  }
  throw new Error(`${name} was not ready within a minute.`);
};

/** What somebody shows who is known to our server on this database. */
export const authorizationOf = (databaseUrl: string, login: string, realm: string): string => {
  const cli = join(here, '../src/cli/token.ts');
  const env = { ...settings, PATH: process.env['PATH'], DATABASE_URL: databaseUrl };
  const token = execFileSync(process.execPath, [cli, '--domain', realm, login], {
    env,
    encoding: 'utf8',
  });
  return `Bearer ${token.trim()}`;
};

/** Starts a competitor in a process of its own. */
export const start = async (
  name: Competitor['name'],
  databaseUrl: string,
  {
    login = 'admin',
    realm = 'pearl',
    environment = {},
    log = 'inherit' as number | 'inherit',
  } = {},
): Promise<Competitor> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...settings,
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl,
    DOMAINS: realm === 'pearl' ? realm : `pearl,${realm}`,
    PORT: String(port),
    ...environment,
  };
  const child = spawn(process.execPath, scripts[name], {
    env,
    stdio: ['ignore', log, 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = () => (child.kill() ? exited : undefined);
  atEnd(stop);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json',
  };
  if (name === 'pearl') {
    headers['authorization'] = authorizationOf(databaseUrl, login, realm);
  }
  await ready(name, child, url);
  const body = (query: Query, id: number) => {
    const text = name === 'postgraphile' ? query.postgraphile : query.pearl;
    const operationName = /query (\w+)/.exec(text ?? '')?.[1];
    const variables = query.byEffort ? { id: name === 'postgraphile' ? id : String(id) } : {};
    return JSON.stringify({ query: text, operationName, variables });
  };
  return { name, pid: child.pid ?? 0, url: `${url}/graphql`, headers, body, stop };
};
