import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import { scratch } from '../support/homes.ts';
import { finish, type Program, start } from '../support/program.ts';
import { raw } from '../support/requests.ts';

/* The life of the program on its embedded database, in order: each test finds what the one before it left. */

let dataDir: string;
let program: Program;
let url: string;
let seconds: string;
const main = 'src/main.ts';
const settings = () => ({ DATA_DIR: dataDir, PORT: '0', SHUTDOWN_SECONDS: '600' });

/** What it prints last. */
const signIns = /^ {2}signIn\(/m;

const run = async () => {
  program = start(main, settings());
  url = await program.url();
  expect((await ask('{ studies(first: 1) { nodes { studyLabel } } }')).errors).toBeUndefined();
  seconds = program.seconds().toFixed(1);
  await program.until(signIns);
};

/** A question of a demo user, with one of the tokens that the program has printed. */
const ask = async (query: string, user = 'admin') => {
  const token = new RegExp(`^  ${user} +(\\S+)$`, 'm').exec(program.printed())?.[1];
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return answer.json();
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(scratch, 'pearl-main-'));
});
afterAll(async () => {
  program.kill('SIGKILL');
  await program.closed;
  await rm(dataDir, { recursive: true });
});

test('the first start makes demo data, and prints where the explorer is and tokens that work', async () => {
  await run();
  console.log(`start to first answer, new folder: ${seconds} s`);

  expect(program.printed()).toContain('Demo data of pearl are made, once.\n');
  expect(program.printed()).toContain(`GraphiQL: ${url}/graphql`);
  for (const user of ['admin', 'analyst', 'viewer']) {
    expect((await ask('{ me { username } }', user)).data).toEqual({ me: { username: user } });
  }
  const { data } = await ask('{ studies { totalCount } reportingEffortItems { totalCount } }');
  expect(data.studies.totalCount).toBeGreaterThan(0);
  expect(data.reportingEffortItems.totalCount).toBe(1350);
});

/** Signs in with one of the passwords that the program has printed. */
const signIn = async (user: string) => {
  const call = new RegExp(`signIn\\(username: "${user}", password: "\\S{16}"\\)`).exec(
    program.printed(),
  );
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `mutation { ${call?.[0]} { user { username } } }` }),
  });
  return (await answer.json()).data?.signIn.user.username;
};

test('the passwords that it prints sign in, and are of this folder alone', async () => {
  const users = ['admin', 'analyst', 'viewer'];
  expect(await Promise.all(users.map(signIn))).toEqual(users);
  const passwords = [...program.printed().matchAll(/password: "(\S+)"/g)].map(([, word]) => word);
  expect(new Set(passwords).size).toBe(3);

  const elsewhere = await mkdtemp(join(scratch, 'pearl-main-'));
  const other = start(main, { DATA_DIR: elsewhere, PORT: '0' });
  await other.until(signIns);
  other.kill('SIGTERM');
  const { out } = await other.closed;
  await rm(elsewhere, { recursive: true });
  expect(out).toContain('signIn(username: "admin"');
  for (const word of passwords) expect(out).not.toContain(word);
});

test('the data folder is for its owner alone', async () => {
  const modes = await Promise.all(
    ['', 'secret', 'pg', 'socket'].map((path) => stat(join(dataDir, path))),
  );
  for (const { mode } of modes) expect(mode & 0o077).toBe(0);
});

test('a second server on the same folder is refused in a sentence', async () => {
  const second = await finish(main, settings());
  expect(second).toMatchObject({ code: 1, out: '' });
  expect(second.err).toBe(
    `PEARL cannot start.\nThe data folder ${dataDir} is in use by another server.\n`,
  );
  expect((await ask('{ me { id } }')).errors).toBeUndefined();
});

/** Asks half a question on a connection of its own; what comes back when the other half is sent. */
const halfAsk = async () => {
  const { hostname, port } = new URL(url);
  const body = '{"query":"{ __typename }"}';
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 9)}`,
  );
  let answer = '';
  socket.on('data', (text) => (answer += text.toString()));
  const end = once(socket, 'close');
  await setTimeout(100);
  return async () => {
    socket.write(body.slice(9));
    await end;
    return answer;
  };
};

test.for(['SIGTERM', 'SIGINT'] as const)(
  '%s lets a running request end, hangs up on the idle, and exits with 0',
  async (signal) => {
    const finishAsking = await halfAsk();
    await fetch(`${url}/health`); // leaves a connection open for more
    const slow = ask(
      '{ trackers(first: 1000) { nodes { comments { nodes { user { username } } } } } }',
    );
    await setTimeout(20);
    program.kill(signal);
    await setTimeout(300);

    await expect(raw(url, '')).rejects.toThrow('ECONNREFUSED');
    expect((await slow).data.trackers.nodes).toHaveLength(1000);
    expect(await finishAsking()).toContain('{"data":{"__typename":"Query"}');
    const { code, err } = await program.closed;

    expect({ code, err }).toEqual({ code: 0, err: '' });
    await run();
  },
);

test('the next start finds the data of the last, and seeds nothing', async () => {
  const before = (await ask('{ users { totalCount nodes { id } } }')).data;
  program.kill('SIGTERM');
  await program.closed;
  const { sql, close } = await openDatabase({ dataDir });
  await sql`update pearl.studies set study_label = 'Renamed' where id = 1`;
  await close();
  await run();
  console.log(`start to first answer, old folder: ${seconds} s`);

  expect(program.printed()).not.toContain('Demo data');
  expect((await ask('{ study(id: 1) { studyLabel } }')).data).toEqual({
    study: { studyLabel: 'Renamed' },
  });
  expect((await ask('{ users { totalCount nodes { id } } }')).data).toEqual(before);
  expect(await signIn('viewer')).toBe('viewer');
});

test('a password that somebody has changed is not printed any more', async () => {
  const { data } = await ask(
    'mutation { setPassword(id: "1", password: "another password") { id } }',
  );
  expect(data).toBeTruthy();
  program.kill('SIGTERM');
  await program.closed;
  await run();
  expect(program.printed()).not.toContain('signIn(username: "admin"');
  expect(await signIn('viewer')).toBe('viewer');
});

test('a request that takes longer than SHUTDOWN_SECONDS is cut off, and the end is still a clean one', async () => {
  program.kill('SIGTERM');
  await program.closed;
  program = start(main, { ...settings(), SHUTDOWN_SECONDS: '1' });
  url = await program.url();
  await halfAsk();
  const began = performance.now();
  program.kill('SIGTERM');

  expect((await program.closed).code).toBe(0);
  expect(performance.now() - began).toBeLessThan(40_000);
});

test('after a kill without warning the data are whole', async () => {
  await run();
  const before = (await ask('{ trackers { totalCount } }')).data;
  program.kill('SIGKILL');
  expect((await program.closed).signal).toBe('SIGKILL');
  await run();

  expect((await ask('{ trackers { totalCount } }')).data).toEqual(before);
  program.kill('SIGTERM');
  await program.closed;
  expect(await finish('src/cli/db.ts', settings(), ['verify'])).toMatchObject({
    code: 0,
    out: 'The database matches what is declared.\n',
  });
});

test('a port that is taken is said in a sentence, and the folder is free again', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as { port: number };
  const refused = await finish(main, { ...settings(), PORT: String(port) });
  squatter.close();

  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toBe(
    `PEARL cannot start.\nHOST, PORT: listen EADDRINUSE: address already in use 127.0.0.1:${port}.\n`,
  );
  await run();
});
