import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { documentOf, listen } from '../support/live.ts';

/* A connection that dies without a word: no byte comes, and nobody says that it is over. */

let api: Api;
const sockets: Socket[] = [];
let isDead = false;
/** Passes on what is said, until it is dead; who comes later is passed on again. */
const between = createServer((client) => {
  const server = connect(Number(new URL(api.url).port), '127.0.0.1');
  const wasDead = isDead;
  sockets.push(client, server);
  client.on('data', (data) => wasDead === isDead && server.write(data)).on('error', () => {});
  server.on('data', (data) => wasDead === isDead && client.write(data)).on('error', () => {});
});
beforeAll(async () => {
  api = await startApi();
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  between.close();
  await api.stop();
});

test('the client that we show notices, connects anew, and has missed nothing', async () => {
  const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
  const query = documentOf('textElementChanged', 'cursor at');
  const write = () =>
    api.sql`update pearl.text_elements set content = clock_timestamp()::text where id = 1`;
  const client = listen({ ...api, url }, 'viewer', { query });
  while (client.told.length === 0) {
    await write();
    await wait(50);
  }
  isDead = true;
  await write();
  const [last] =
    await api.sql`select "timestamp" as at from pearl.audit_logs order by id desc limit 1`;
  while (client.told.at(-1)?.at !== last?.['at']) await wait(50);
  await client.stop();
  expect(new Set(client.told.map(({ at }) => at)).size).toBe(client.told.length);
});
