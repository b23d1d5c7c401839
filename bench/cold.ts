import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { atEnd } from './cleanup.ts';
import { authorizationOf, freePort, settings } from './competitors.ts';
import { createDatabase } from './database.ts';
import { kilobytesOf } from './process.ts';
import { median, percentile } from './report.ts';

/* What nobody has asked for yet: a server that starts, what it holds when it is idle, and documents that it sees first. */

const rounds = 5;
const documents = 500;
const folder = join(import.meta.dirname, '..');

type Place = { readonly DATABASE_URL: string } | { readonly DATA_DIR: string };
type Started = Awaited<ReturnType<typeof start>>;
type Asking = Pick<Started, 'url'> & { readonly authorization?: string };

const ask = async ({ url, authorization }: Asking, query: string): Promise<number> => {
  const began = performance.now();
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify({ query }),
  });
  const { errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return performance.now() - began;
};

/** Starts a server as `npm start` does, and waits for its first answer. */
const start = async (place: Place) => {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: folder,
    env: {
      ...settings,
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: 'node_modules/.cache/node',
      PORT: port,
      ...place,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = () => (child.kill() ? exited : undefined);
  atEnd(stop);
  while (!(await ask({ url }, '{ __typename }').catch(() => 0))) {
    if (child.exitCode !== null) throw new Error('It ended while it started.');
    await wait(5);
  }
  return { url, pid: child.pid ?? 0, ms: performance.now() - began, stop };
};

const megabytes = (started: Started) => Math.round(kilobytesOf(started) / 1024);

/** A page as dashboards ask for it, which no other document is like. */
const unseen = (number: number) => `query Page${number}($first: Int = ${1 + (number % 20)}) {
  reportingEffort(id: 1) {
    id label${number}: databaseReleaseLabel
    items(first: $first) {
      nodes {
        id itemCode itemType itemStatus
        tracker { id primaryStatus qcStatus primaryProgrammer { username } qcProgrammer { username } }
      }
    }
  }
}`;

const newFolder = () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pearl-cold-'));
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }));
  return { DATA_DIR: join(dataDir, 'data') };
};

/** The times of several starts, and what the last one holds when it is idle. */
const starts = async (next: () => Place) => {
  const times: number[] = [];
  let held = 0;
  for (let round = 0; round < rounds; round++) {
    const started = await start(next());
    times.push(started.ms);
    if (round === rounds - 1) {
      await wait(10_000);
      held = megabytes(started);
    }
    await started.stop();
  }
  return { seconds: (median(times) / 1000).toFixed(1), held };
};

const inOrder = async (asking: Asking, queries: readonly string[]): Promise<number[]> => {
  const times: number[] = [];
  for (const query of queries) times.push(await ask(asking, query));
  return times;
};

const figuresOf = (what: string, times: readonly number[], most: string) => [
  what,
  `${percentile(times, 0.5).toFixed(1)}, ${percentile(times, 0.99).toFixed(1)} ms`,
  most,
];

export const measureCold = async (): Promise<string[][]> => {
  const { url: database } = await createDatabase();
  await (await start({ DATABASE_URL: database })).stop(); // it compiles for those that follow
  const onPostgres = await starts(() => ({ DATABASE_URL: database }));
  const anew = await starts(newFolder);
  const place = newFolder();
  await (await start(place)).stop();
  const embedded = await starts(() => place);

  const server = await start({ DATABASE_URL: database });
  const asking = {
    url: server.url,
    authorization: authorizationOf(database, 'admin', 'pearl'),
  };
  const first = await ask(asking, unseen(0));
  const queries = Array.from({ length: documents }, (_, number) => unseen(number + 1));
  const firstTimes = await inOrder(asking, queries);
  const nextTimes = await inOrder(asking, queries);
  await server.stop();
  return [
    ['start to first answer, on Postgres', `${onPostgres.seconds} s`, ''],
    ['the same, embedded', `${embedded.seconds} s`, ''],
    ['the same, embedded in a new folder', `${anew.seconds} s`, ''],
    ['memory of an idle server, on Postgres', `${onPostgres.held} MB`, '138 MB'],
    ['the same, embedded', `${embedded.held} MB`, '350 MB'],
    ['first page after a start', `${first.toFixed(1)} ms`, ''],
    figuresOf('a page whose document is new: p50, p99', firstTimes, ''),
    figuresOf('the same pages once more', nextTimes, ''),
  ];
};

export const aboutCold = `A server that starts as \`npm start\` does, with all domains and, embedded, their demo data: medians of ${rounds} starts, until it answers
\`{ __typename }\`; its memory 10 s after that, of which half of what it was once is wanted. Then ${documents} documents of a page of a reporting effort's items, one after the other, that
differ in their texts: each is parsed, validated and compiled.
`;
