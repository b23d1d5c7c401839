import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { send } from '../support/requests.ts';

/* Connections on which nobody asks anything. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const open = async (bytes = '') => {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname).resume();
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
};

test('who says nothing, or begins a request and does not go on, is hung up on after some seconds', async () => {
  const began = performance.now();
  const partial = 'GET /health HTTP/1.1\r\nHost: a\r\nx-';
  const whole = 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n';
  const sockets = await Promise.all(['', 'GET', partial, `${whole}${partial}`].map(open));
  await Promise.all(sockets.map((socket) => once(socket, 'close')));
  expect(performance.now() - began).toBeLessThan(20_000); // 9 s; it was 28
});

test('of too many of them the one that waits longest goes, and who asks is answered', async () => {
  const oldest = await open();
  const gone = once(oldest, 'close');
  const others = await Promise.all(Array.from({ length: 1000 }, () => open()));
  await gone;
  expect(await send(`${api.url}/health`)).toMatchObject({ status: 200 });
  expect(others.at(-1)?.destroyed).toBe(false);
  for (const socket of others) socket.destroy();
});
