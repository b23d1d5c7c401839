import { mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import postgres from 'postgres';
import { type Competitor, secret, start } from './competitors.ts';
import { createDatabase } from './database.ts';
import { inTurns, type Load, type Options } from './realms.ts';
import type { Results } from './report.ts';

/* What a web app asks for in small requests: ours, with all it checks, beside others that check nothing. */

const study = 'query Study($id: ID!) { study(id: $id) { id studyLabel } }';
const page = `query Page($id: ID!) {
  reportingEffort(id: $id) {
    id databaseReleaseLabel
    items(first: 20) {
      nodes {
        id itemCode itemType itemStatus
        tracker { id primaryStatus qcStatus primaryProgrammer { username } qcProgrammer { username } }
      }
    }
  }
}`;

const everybody = ['mercurius', 'apollo', 'plain yoga', 'node:http'] as const;

/** What fetch() in a browser sends with a POST of JSON. */
const asBrowsers = {
  accept: '*/*',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-GB,en;q=0.9',
  origin: 'https://app.example',
  referer: 'https://app.example/',
  'sec-fetch-mode': 'cors',
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
};

const facts = async (url: string) => {
  const sql = postgres(url, { max: 1 });
  const [studies, efforts, users] = await Promise.all([
    sql<{ id: number }[]>`select id from pearl.studies order by id`,
    sql<{ id: number }[]>`select id from pearl.reporting_efforts order by id`,
    sql<
      { username: string }[]
    >`select username from pearl.users where is_active order by id limit 50`,
  ]);
  await sql.end();
  return { studies, efforts, users };
};

const tokensOf = (users: readonly { username: string }[]): Promise<string[]> =>
  Promise.all(
    users.map(({ username }) =>
      new SignJWT({ realm: 'pearl', sub: username })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt()
        .setExpirationTime('12h')
        .sign(new TextEncoder().encode(secret)),
    ),
  );

export const compareSmall = async (load: Load, options: Options): Promise<Results> => {
  const { url: database } = await createDatabase();
  const { studies, efforts, users } = await facts(database);
  const tokens = await tokensOf(users);
  const log = openSync(join(mkdtempSync(join(tmpdir(), 'pearl-bench-')), 'log'), 'w');
  const servers: Competitor[] = [];
  for (const name of ['pearl', ...everybody] as const) {
    const environment = { LOG_LEVEL: 'info', CORS_ORIGINS: 'https://app.example' };
    servers.push(await start(name, database, { environment, log }));
  }
  const bodies = (query: string, ids: readonly { id: number }[]) =>
    ids.map(({ id }) => JSON.stringify({ query, variables: { id: String(id) } }));
  const results: Results = new Map();
  for (const [what, asked, able] of [
    ['{ __typename }', [JSON.stringify({ query: '{ __typename }' })], everybody],
    ['one study by id', bodies(study, studies), everybody],
    ['an effort, 20 items, trackers, programmers', bodies(page, efforts), everybody.slice(0, 3)],
  ] as const) {
    const jobs = Object.fromEntries(
      servers
        .filter(({ name }) => ['pearl', ...able].includes(name))
        .map(({ name, url, headers }) => [
          name,
          {
            url,
            headers: { ...headers, ...asBrowsers },
            bodies: [...asked],
            ...(name === 'pearl' && { tokens }),
          },
        ]),
    );
    results.set(what, await inTurns(load, jobs, { ...options, connections: 16 }));
    console.error(`${what} is measured.`);
  }
  return results;
};
