import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { makeAuthority } from '../../src/server/auth.ts';
import { type Api, startApi } from '../support/api.ts';
import { freshHome, scratch, server } from '../support/homes.ts';
import { start } from '../support/program.ts';

/* How a server ends. */

describe('npm start', { timeout: 120_000 }, () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(scratch, 'pearl-stop-'));
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  // a terminal's Ctrl-C and systemd's stop go to the whole group; npm hands its own on to the server
  test.for(['SIGINT', 'SIGTERM'] as const)(
    'ends well with %s to its process group',
    async (signal) => {
      const npm = spawn('npm', ['start'], {
        cwd: fileURLToPath(new URL('../../', import.meta.url)),
        env: { PATH: process.env['PATH'], HOME: dataDir, DATA_DIR: dataDir, PORT: '0' },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      let out = '';
      for (const stream of [npm.stdout, npm.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => (out += text));
      }
      const closed = once(npm, 'close');
      while (!/GraphiQL: http/.test(out)) await Promise.race([once(npm.stdout, 'data'), closed]);
      process.kill(-(npm.pid ?? 0), signal);
      await closed;

      expect(out).toContain('"msg":"stopped"');
      expect(existsSync(join(dataDir, 'socket'))).toBe(false);
    },
  );

  test('ends at once with a second signal that is not the first one again', async () => {
    const program = start('src/main.ts', { DATA_DIR: dataDir, PORT: '0', SHUTDOWN_SECONDS: '60' });
    const { hostname, port } = new URL(await program.url());
    const unfinished = request({ hostname, port, path: '/graphql', method: 'POST' });
    unfinished.on('error', () => {});
    unfinished.setHeader('content-length', 10);
    unfinished.flushHeaders();
    await once(unfinished, 'socket');
    await wait(200);

    program.kill('SIGTERM');
    program.kill('SIGINT');
    while (!program.printed().includes('"msg":"stopping"')) await wait(20);
    const ended = await Promise.race([program.closed, wait(1500)]);
    expect(ended).toBeUndefined(); // it waits for the request
    program.kill('SIGINT');
    expect(await program.closed).toMatchObject({ signal: 'SIGINT' });
  });
});

describe.runIf(server)(
  'while a statement waits for a lock (only Postgres has others who lock)',
  () => {
    test('the end comes about a second after SHUTDOWN_SECONDS', { timeout: 60_000 }, async () => {
      const home = await freshHome(inject('demo'));
      const other = postgres(home.databaseUrl ?? '', { max: 1 });
      const settings = { AUTH_SECRET: 'a-secret-that-is-long-enough-for-the-tests', PORT: '0' };
      const program = start('src/main.ts', {
        ...settings,
        DATABASE_URL: home.databaseUrl ?? '',
        SHUTDOWN_SECONDS: '1',
      });
      const { sign } = await makeAuthority(readConfig(settings));
      const url = await program.url();
      const authorization = `Bearer ${await sign('admin')}`;
      await other.begin(async (tx) => {
        await tx`lock table pearl.tracker_comments`;
        const query = 'mutation { addComment(trackerId: 1, commentText: "a") { id } }';
        const asked = fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization },
          body: JSON.stringify({ query }),
        }).catch((error: Error) => error.message);
        const waiting = () => tx`
        select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`;
        while ((await waiting()).length === 0) await wait(20);
        program.kill('SIGTERM');
        while (!program.printed().includes('"msg":"stopping"')) await wait(20);
        const began = performance.now();
        await program.closed;
        expect(performance.now() - began).toBeLessThan(7_000); // it was 11 s
        expect(program.printed()).toContain('"msg":"stopped"');
        expect(await asked).toBe('fetch failed');
      });
      await other.end();
      await home.remove();
    });
  },
);

describe('a client that keeps its connection', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });

  test('is told to close it with its next answer, and is not hung up on amid a question', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        const asked = request(`${api.url}/health`, { agent }, (answer) => {
          answer.resume().once('end', () => resolve(answer.headers.connection));
        });
        asked.on('error', reject).end();
      });
    const { hostname, port } = new URL(api.url);
    const other = connect(Number(port), hostname);
    const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\n';
    other.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(other, 'data');
    expect(await ask()).toBe('keep-alive');

    const stopped = api.stop();
    const refused = once(other, 'data');
    other.write(`GET /graphql HTTP/1.1\r\nhost: a\r\n${upgrade}\r\n`);
    expect(await ask()).toBe('close');
    expect(String(await refused)).toMatch(/^HTTP\/1.1 503 /);
    await expect(ask()).rejects.toThrow('ECONNREFUSED');
    await stopped;
  });
});
