import { pino } from 'pino';
import { inject } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type RunningServer, startServer } from '../../src/server/server.ts';
import { freshHome } from './homes.ts';

/** Servers of one's own, one after the other or, on Postgres, side by side, over one copy of the demo data. */
export const openServers = async () => {
  const home = await freshHome(inject('demo'));
  const running = new Set<RunningServer>();

  const start = async (environment: Record<string, string> = {}): Promise<RunningServer> => {
    const config = readConfig({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DOMAINS: 'pearl',
      AUTH_SECRET: 'the-secret-of-the-tests-is-long-enough',
      DATABASE_POOL: '3',
      DATABASE_WRITERS: '3',
      DATA_DIR: home.dataDir || '.data',
      ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }),
      ...environment,
    });
    const server = await startServer(config, pino({ level: 'silent' }));
    running.add(server);
    return {
      ...server,
      stop: async () => {
        running.delete(server);
        await server.stop();
      },
    };
  };
  return {
    start,
    close: async () => {
      await Promise.all([...running].map((server) => server.stop()));
      await home.remove();
    },
  };
};

/** Asks a server something as a user. */
export const ask = async <Data>(
  { url, authority }: Pick<RunningServer, 'url' | 'authority'>,
  query: string,
  who = 'admin',
): Promise<Data> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await authority.sign(who)}`,
    },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};
