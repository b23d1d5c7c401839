import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DomainName, domains } from '../../src/domains/index.ts';
import { scratch } from '../support/homes.ts';
import { openSocket, type Socket, subscribe } from '../support/live.ts';
import { type Program, start } from '../support/program.ts';

/* The demo of the program that people start: what its examples show is there, and it moves while one watches. In order. */

let dataDir: string;
let program: Program;
let url: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(scratch, 'pearl-demo-'));
  const settings = { DATA_DIR: dataDir, PORT: '0', DOMAINS: 'pearl,crawl,dx', LOG_LEVEL: 'warn' };
  program = start('src/main.ts', settings);
  url = await program.url();
});
afterAll(async () => {
  program.kill('SIGKILL');
  await program.closed;
  await rm(dataDir, { recursive: true });
});

/** What the program has printed for the first of a demo's people. */
const headerOf = async (name: DomainName): Promise<string> => {
  const [login] = domains[name].demo.people;
  const [, token] = await program.until(new RegExp(`^  ${login} \\(${name}\\) (\\S+)$`, 'm'));
  return `Bearer ${token}`;
};

const ask = async (name: DomainName, query: string) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: await headerOf(name) },
    body: JSON.stringify({ query }),
  });
  return response.json();
};

const examplesOf = async (name: DomainName): Promise<readonly string[]> =>
  (await domains[name].demo.examples?.())?.examples() ?? [];

const isSubscription = (query: string) => /^subscription\b/m.test(query);

const follow = async (name: DomainName, query: string): Promise<Socket> => {
  const socket = await openSocket({ url });
  socket.send({ type: 'connection_init', payload: { authorization: await headerOf(name) } });
  expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
  socket.send(subscribe('1', query));
  return socket;
};

/** What is told until something is so. */
const toldUntil = async <Told>(socket: Socket, isEnough: (told: Told) => boolean) => {
  const all: Told[] = [];
  for (;;) {
    const { type, payload } = await socket.next();
    const { data, errors } = payload as { data: object; errors?: unknown };
    expect({ type, errors }).toEqual({ type: 'next', errors: undefined });
    const [told] = Object.values(data);
    all.push(told);
    if (isEnough(told)) return all;
  }
};

describe.each(['crawl', 'dx'] as const)('the examples of %s', (name) => {
  test('are answered, and show something', async () => {
    const examples = await examplesOf(name);
    expect(examples.length).toBeGreaterThan(2);
    for (const query of examples.filter((each) => !isSubscription(each))) {
      const { data, errors } = await ask(name, query);
      expect({ query, errors }).toEqual({ query, errors: undefined });
      expect(JSON.stringify(data)).not.toMatch(/^\{"\w+":\{("totalCount":0,)?"nodes":\[\]/);
    }
  });
});

const jobs =
  '{ crawlJobs(first: 1, filter: { projectId: { eq: "1" } }) { totalCount } crawlJobChunks { totalCount } }';

test('nothing moves while nobody watches', async () => {
  const before = await ask('crawl', jobs);
  const lines = await ask('dx', '{ dxAnalysisActivityLogs { totalCount } }');
  await wait(5_000);
  expect(await ask('crawl', jobs)).toMatchObject({ data: before.data });
  expect(await ask('dx', '{ dxAnalysisActivityLogs { totalCount } }')).toMatchObject({
    data: lines.data,
  });
});

test('a job of crawl moves while somebody watches, and ends', async () => {
  type Told = { action: string; crawlJob: { name: string; status: string; validImages: number } };
  const [watching = ''] = (await examplesOf('crawl')).filter(isSubscription);
  const socket = await follow('crawl', watching);
  const told = await toldUntil<Told>(
    socket,
    ({ action, crawlJob }) =>
      action === 'UPDATED' && crawlJob.status === 'COMPLETED' && crawlJob.validImages > 0,
  );
  expect(told.filter(({ action }) => action === 'STATE').length).toBeGreaterThan(0);
  const moved = told.filter(({ action }) => action === 'UPDATED');
  expect(moved.map(({ crawlJob }) => crawlJob.status)).toContain('RUNNING');
  socket.socket.close();
});

test('a log of dx grows while somebody watches, line by line', async () => {
  type Told = { dxAnalysisActivityLog: { line: number; analysisRun: { progress: number } } };
  const [watching = ''] = (await examplesOf('dx')).filter(isSubscription);
  const socket = await follow('dx', watching);
  let count = 0;
  const told = await toldUntil<Told>(socket, () => (count += 1) === 6);
  const lines = told.map(({ dxAnalysisActivityLog }) => dxAnalysisActivityLog.line);
  expect(lines).toEqual(lines.map((_, at) => (lines[0] ?? 0) + at));
  socket.socket.close();
});

test('it ends with the program, also while somebody watches', async () => {
  await follow('dx', 'subscription { dxLogChanged { cursor } }');
  await wait(1_500);
  program.kill('SIGTERM');
  expect(await program.closed).toMatchObject({ code: 0, err: '' });
});
