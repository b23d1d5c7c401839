import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { raw } from '../support/requests.ts';

/* What no decent client sends. The server shares this process: a rejection that nobody handles would fail the run. */

let api: Api;
const log: { level: number; msg: string; aborted?: boolean }[] = [];
beforeAll(async () => {
  api = await startApi(
    { LOG_LEVEL: 'info', GRAPHIQL: 'on' },
    { write: (line) => log.push(JSON.parse(line)) },
  );
});
afterAll(() => api.stop());

const query = '{"query":"{ me { id } }"}';
const post = `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json`;

test.concurrent.for<[what: string, bytes: string, answer: RegExp]>([
  ['no HTTP at all', '\x16\x03\x01\x00\xa5\x01\x00\r\n\r\n', /^HTTP\/1.1 400 /],
  ['an empty line and nothing more', '\r\n', /^$/],
  ['another version of HTTP', 'GET / HTTP/9.9\r\nHost: a\r\n\r\n', /^HTTP\/1.1 (400|505) /],
  ['no Host', 'GET /graphql HTTP/1.1\r\n\r\n', /^HTTP\/1.1 400 /],
  [
    'a Host that is none',
    'GET /graphql HTTP/1.1\r\nHost: [\r\nAccept: text/html\r\n\r\n',
    /^HTTP\/1.1 400 [^]*"BAD_USER_INPUT"/,
  ],
  [
    'a Host of two words',
    'GET /graphql?query={a} HTTP/1.1\r\nHost: a b\r\n\r\n',
    /^HTTP\/1.1 400 [^]*"BAD_USER_INPUT"/,
  ],
  [
    'a Host with percent signs',
    `${post.replace('Host: a', 'Host: %%%')}\r\nContent-Length: 25\r\n\r\n${query}`,
    /^HTTP\/1.1 400 [^]*"BAD_USER_INPUT"/,
  ],
  [
    'a Host with a port that is none',
    'GET /graphql HTTP/1.1\r\nHost: a:99999\r\nAccept: text/html\r\n\r\n',
    /^HTTP\/1.1 400 [^]*"BAD_USER_INPUT"/,
  ],
  ['HTTP 1.0 without a Host', 'GET /health HTTP/1.0\r\n\r\n', /^HTTP\/1.1 200 /],
  [
    'a path with broken percent signs',
    'GET /%E0%A4%A HTTP/1.1\r\nHost: a\r\n\r\n',
    /^HTTP\/1.1 404 [^]*"NOT_FOUND"/,
  ],
  [
    'a query with broken percent signs',
    'GET /graphql?query=%E0%A4%A&variables=% HTTP/1.1\r\nHost: a\r\nx-graphql-yoga-csrf: 1\r\n\r\n',
    /^HTTP\/1.1 400 [^]*"BAD_USER_INPUT"/,
  ],
  [
    'a whole address for a path',
    'GET http://b/graphql HTTP/1.1\r\nHost: a\r\n\r\n',
    /^HTTP\/1.1 404 /,
  ],
  ['no path', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1.1 404 /],
  [
    'TRACE',
    'TRACE /graphql HTTP/1.1\r\nHost: a\r\n\r\n',
    /^HTTP\/1.1 405 [^]*allow: GET, POST, OPTIONS/,
  ],
  [
    'PUT with a body',
    `PUT /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}`,
    /^HTTP\/1.1 405 /,
  ],
  ['HEAD', 'HEAD /graphql HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1.1 405 [^]*\r\n\r\n$/],
  ['HEAD of /health', 'HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1.1 200 [^]*\r\n\r\n$/],
  ['CONNECT', 'CONNECT b:80 HTTP/1.1\r\nHost: a\r\n\r\n', /^$/],
  [
    'an upgrade to what we do not speak',
    'GET /health HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n',
    /^HTTP\/1.1 200 /,
  ],
  [
    'a WebSocket where there is none',
    'GET /health HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n',
    /^HTTP\/1.1 404 /,
  ],
  [
    'an expectation',
    `${post}\r\nExpect: miracles\r\nContent-Length: 25\r\n\r\n${query}`,
    /^HTTP\/1.1 417 /,
  ],
  ['a negative length', `${post}\r\nContent-Length: -5\r\n\r\n`, /^HTTP\/1.1 400 /],
  ['a length that is no number', `${post}\r\nContent-Length: 1e3\r\n\r\n`, /^HTTP\/1.1 400 /],
  [
    'a body that is no UTF-8',
    `${post}\r\nContent-Length: 4\r\n\r\n{"\xff`,
    /^HTTP\/1.1 400 [^]*"BAD_REQUEST"/,
  ],
  [
    'a body that claims to be packed',
    `${post}\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n${query}`,
    /^HTTP\/1.1 (200|4\d\d) /,
  ],
  [
    'a GET with a body',
    `GET /graphql HTTP/1.1\r\nHost: a\r\nx-graphql-yoga-csrf: 1\r\nContent-Length: 25\r\n\r\n${query}`,
    /"Must provide query string\."/,
  ],
])('%s is answered or hung up on', async ([, bytes, expected], { expect }) => {
  const answer = await raw(api.url, bytes);
  expect(answer).toMatch(expected);
  expect(answer).not.toMatch(/\.[jt]s:\d+|node_modules/);
});

test('two requests in one packet get two answers, in their order', async () => {
  const two = 'GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /ready HTTP/1.1\r\nHost: a\r\n\r\n';
  expect(await raw(api.url, two)).toMatch(/"alive"[^]*"ready"/);
});

/** Sends something, waits, and hangs up rudely. */
const abandon = async (bytes: string, after: number) => {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  socket.on('error', () => {});
  await setTimeout(after);
  socket.resetAndDestroy();
};

test.for([
  ['the headers', 'GET /gra', 20],
  ['the body', `${post}\r\nContent-Length: 1000\r\n\r\n{"query"`, 20],
  ['the answer', `${post}\r\nContent-Length: 25\r\n\r\n${query}`, 1],
  ['the answer of many', `${post}\r\nContent-Length: 25\r\n\r\n${query}`.repeat(50), 2],
] as const)('who hangs up before the end of %s does no harm', async ([, bytes, after]) => {
  await Promise.all(Array.from({ length: 5 }, () => abandon(bytes, after)));
  await setTimeout(100);
  expect((await api.as('viewer').run('{ me { username } }')).data).toEqual({
    me: { username: 'viewer' },
  });
});

test('an answer that nobody waited for is logged as such', () => {
  expect(log.some(({ msg, aborted }) => msg === 'request' && aborted)).toBe(true);
});

test('none of it was taken for a fault of ours, and the server lives', async () => {
  expect(log.filter(({ level }) => level >= 50)).toEqual([]);
  expect((await fetch(`${api.url}/health`)).status).toBe(200);
});
