import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePage } from '../../src/server/page.ts';
import { type Api, startApi } from '../support/api.ts';
import { buildPage } from '../support/built-page.ts';
import { scratch, server } from '../support/homes.ts';
import { send } from '../support/requests.ts';

/* The files of the page, as the server hands them out. */

let api: Api;
beforeAll(async () => {
  await buildPage();
  api = await startApi({ DOMAINS: 'pearl,clinic' });
});
afterAll(() => api.stop());

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** As a browser would come, under any name and with the path as it stands here: `fetch` would choose both for us. */
const open = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      request(api.url, { path, method, headers: { ...html, ...headers } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts),
          }),
        );
      })
        .on('error', reject)
        .end();
    },
  );

const toldIn = (body: Buffer) =>
  JSON.parse(
    /<script id="pearl" type="application\/json">(.*?)<\/script>/.exec(body.toString())?.[1] ??
      'null',
  );

test('a browser finds the page at every address that is nothing else, a program only at /', async () => {
  for (const path of ['/', '/efforts/1?status=x', '/clinic', '/nothing/at/all']) {
    const { status, headers, body } = await open(path);
    expect([path, status, headers['content-type']]).toEqual([
      path,
      200,
      'text/html; charset=utf-8',
    ]);
    expect(body.toString()).toContain('<title>PEARL</title>');
  }
  expect(await send(`${api.url}/`)).toMatchObject({ status: 200 });
  expect(await send(`${api.url}/efforts/1`)).toMatchObject({ status: 404 });
  expect(await send(`${api.url}/`, { method: 'POST' })).toMatchObject({ status: 404 });
  expect((await open('/graphql')).body.toString()).not.toContain('id="pearl"');
});

test('it loads its own files and nothing from elsewhere, and runs no script but theirs', async () => {
  const { headers, body } = await open('/');
  const policy = String(headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /);
  expect(policy).not.toMatch(/unsafe|https?:|\*|data:|blob:/);
  expect(headers['cache-control']).toBe('no-store');
  const files = [...body.toString().matchAll(/(?:src|href)="([^"]+)"/g)].map(
    ([, file]) => file ?? '',
  );
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    expect(file).toMatch(/^\/(assets\/)?[\w.-]+$/);
    expect((await open(file)).status).toBe(200);
  }
});

test('a file has the name of its content, is kept for ever, and comes compressed to whoever can read that', async () => {
  const [, script = ''] =
    /src="(\/assets\/[^"]+\.js)"/.exec((await open('/')).body.toString()) ?? [];
  const plain = await open(script);
  const zipped = await open(script, { 'accept-encoding': 'gzip, br' });
  expect(plain.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
  expect(zipped.body.length).toBeLessThan(plain.body.length / 2);

  const head = await open(script, {}, 'HEAD');
  expect([head.status, head.body.length]).toEqual([200, 0]);
  expect(head.headers['content-length']).toBe(String(plain.body.length));
});

test('all its scripts together have at most 150 kB, compressed', async () => {
  const { globSync, readFileSync } = await import('node:fs');
  const { gzipSync } = await import('node:zlib');
  const sizes = globSync('dist/web/assets/*.js').map((file) => gzipSync(readFileSync(file)).length);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  console.log(
    `The page's scripts: ${Math.round(all / 1000)} kB compressed, in ${sizes.length} files.`,
  );
  expect(sizes.length).toBeGreaterThan(0);
  expect(all).toBeLessThan(150_000);
});

test.each([
  '/assets/../../../package.json',
  '/assets/%2e%2e/index.html',
  '/assets/none.js',
  '/assets/',
])('at %s there is nothing', async (path) => {
  expect((await open(path)).status).toBe(404);
});

test('it is told what is served here', async () => {
  const told = toldIn((await open('/')).body);
  expect(told).toMatchObject({
    domains: [
      { name: 'pearl', passwords: true },
      { name: 'clinic', passwords: true },
    ],
  });
});

test(`it has tokens of the demo's people ${server ? 'never: this is no demo' : 'for whoever is at this machine, and for nobody else'}`, async () => {
  const port = new URL(api.url).port;
  const people = async (headers: Record<string, string>) =>
    toldIn((await open('/', headers)).body).demo;
  const here = await people({ host: `localhost:${port}` });
  expect(here.map(({ login }: { login: string }) => login)).toEqual(
    server ? [] : ['admin', 'analyst', 'viewer', 'admin@clinic.example', 'marit@clinic.example'],
  );
  for (const { login, realm, token } of here) {
    const field = realm === 'clinic' ? 'clinicMe { email }' : 'me { username }';
    const answer = await api.post({ query: `{ ${field} }` }, { authorization: `Bearer ${token}` });
    expect(JSON.stringify(await answer.json())).toContain(login);
  }
  for (const host of ['evil.com', `evil.com:${port}`, 'localhost.evil.com', 'x@localhost']) {
    expect(await people({ host })).toEqual([]);
  }
  expect(await people({ host: `localhost:${port}`, origin: 'https://evil.com' })).toEqual([]);
});

describe('where the page has not been built', () => {
  test('a browser is told so and how, a program gets no page', async () => {
    const folder = await mkdtemp(join(scratch, 'pearl-no-page-'));
    const page = makePage(async () => ({}), join(folder, 'none'));
    const bare = createServer((req, res) => {
      void page(req.url ?? '', req, res).then(
        (isAnswered) => isAnswered || res.writeHead(404).end(),
      );
    }).listen(0, '127.0.0.1');
    await once(bare, 'listening');
    const url = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;
    const told = await send(url, { headers: html });
    expect(told.text).toContain('Run <code>npm run build</code>');
    expect(await send(url)).toMatchObject({ status: 404 });
    bare.close();
    await rm(folder, { recursive: true });
  });
});
