import { type DestinationStream, pino } from 'pino';
import { inject } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Sql } from '../../src/database/connection.ts';
import { startServer } from '../../src/server/server.ts';
import { freshHome } from './homes.ts';

/** A document with its types, as codegen makes it, or plain text. */
type Document<Data, Variables> =
  | string
  | { toString(): string; __apiType?: (variables: Variables) => Data };

export type Answer<Data> = {
  status: number;
  headers: Headers;
  data: Data;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; [key: string]: unknown };
  }[];
  extensions?: { sql: { statements: number; ms: number } };
};

export type Api = Awaited<ReturnType<typeof startApi>>;

/** A server of one's own over a copy of the demo data, spoken to over HTTP. An empty setting is left to its default. */
export const startApi = async (
  environment: Record<string, string> = {},
  logTo?: DestinationStream,
) => {
  const home = await freshHome(inject('demo'));
  const place: Record<string, string> = home.databaseUrl
    ? { DATABASE_URL: home.databaseUrl }
    : { DATA_DIR: home.dataDir };
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    AUTH_SECRET: 'the-secret-of-the-tests-is-long-enough',
    INTROSPECTION: 'on',
    SQL_REPORT: 'all',
    DOMAINS: 'pearl', // what is about another domain says so
    ...place,
    ...environment,
  });
  const { url, database, authority, stop } = await startServer(
    config,
    pino({ level: config.logLevel }, logTo),
  );
  const sql: Sql = database.sql;

  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  /** Speaks as a user of the demo data, or as nobody. */
  const as = (username: string | null) => ({
    run: async <Data, Variables>(
      document: Document<Data, Variables>,
      variables?: Variables,
    ): Promise<Answer<Data>> => {
      const token = username && (await authority.sign(username));
      const response = await post(
        { query: document.toString(), variables },
        token ? { authorization: `Bearer ${token}` } : {},
      );
      return { status: response.status, headers: response.headers, ...(await response.json()) };
    },
  });

  return {
    url,
    /** The settings that lead another program to the same database. */
    place,
    sql,
    authority,
    post,
    as,
    stop: async () => {
      await stop();
      await home.remove();
    },
  };
};
