import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { raw } from '../support/requests.ts';

/* Bodies that do not say their length, as .NET sends them, and bodies that are too long. */

let api: Api;
beforeAll(async () => {
  api = await startApi({ MAX_BODY_BYTES: '1000' });
});
afterAll(() => api.stop());

const head = (framing: string) =>
  `POST /graphql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`;
const chunked = head('Transfer-Encoding: chunked');
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const patience = 20_000;
const question = (length: number) => '{"query":"{ __typename }"}'.padEnd(length);

test('a body that comes in chunks is counted as it comes', async () => {
  const text = question(1000);
  const parts = [text.slice(0, 9), text.slice(9, 500), text.slice(500)].map(chunk).join('');
  const answer = await raw(api.url, `${chunked}${parts}0\r\n\r\n`, patience);
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(answer).toContain('{"data":{"__typename":"Query"}');
});

test('one that does not come to its end, or is empty, does no harm', async () => {
  expect(await raw(api.url, `${chunked}${chunk(question(30))}`)).toBe('');
  expect(await raw(api.url, `${chunked}0\r\n\r\n`, patience)).toMatch(/^HTTP\/1.1 400 /);
  expect((await api.post({ query: '{ __typename }' })).status).toBe(200);
});

test.for([
  ['chunks', chunked, chunk(question(1001)), '0\r\n\r\n'],
  ['one that says its length', head('Content-Length: 1001'), question(1000), ' '],
])(
  'a client that sends too much in %s reads so, and is hung up on',
  async ([, start, most, rest]) => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (part) => (answer += part.toString()));
    socket.write(`${start}${most}`);
    while (!answer.includes('\r\n\r\n')) await once(socket, 'data');

    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(answer).toContain('The body may have at most 1000 bytes.');
    // it goes on sending, as most do until they have sent all: that is no reason for a reset
    for (let sent = 0; sent < 20; sent += 1)
      socket.write(start === chunked ? chunk('x'.repeat(60_000)) : '');
    socket.write(rest ?? '');
    await expect(once(socket, 'end')).resolves.toBeDefined();
    socket.destroy();
  },
);
