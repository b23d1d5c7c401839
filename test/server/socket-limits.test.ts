import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';

import {
  connect,
  cursorOf,
  documentOf,
  init,
  openSocket,
  type Socket,
  subscribe,
} from '../support/live.ts';
import { plant } from '../support/plant.ts';

/* Who may have a socket, for how long, and what may go over it. */

let api: Api;
const log: { level: number; msg: string; err?: { message: string } }[] = [];
beforeAll(async () => {
  api = await startApi(
    {
      MAX_CONNECTIONS: '5',
      MAX_SUBSCRIPTIONS: '3',
      MAX_BODY_BYTES: '4000',
      CORS_ORIGINS: 'https://app.example.com',
      LOG_LEVEL: 'info',
    },
    { write: (line) => log.push(JSON.parse(line)) },
  );
});
afterAll(() => api.stop());

const texts = documentOf('textElementChanged');
const write = () =>
  api.sql`update pearl.text_elements set content = clock_timestamp()::text where id = 1`;

describe('a socket is closed with 4403', () => {
  let who: { user: number; username: string };
  beforeEach(async () => {
    who = await plant(api.sql);
    await cursorOf(api); // what programs do is read by then
  });

  test.each([1, 2])('when its token expires, after %i s', async (seconds) => {
    // one that has expired before the server heard of it shows nothing: then one that lasts longer
    const introduced = (lasting: number): Promise<Socket> =>
      connect(api, who.username, `${lasting}s`).catch((why: unknown) => {
        if (lasting > 60) throw why;
        return introduced(lasting * 2);
      });
    const socket = await introduced(seconds);
    socket.send(subscribe('a', texts));
    expect(await socket.closed()).toMatchObject({ code: 4403 });
  });

  test.each([
    ['deactivates', `update pearl.users set is_active = false where id = $1`],
    ['promotes', `update pearl.users set role = 'ADMIN' where id = $1`],
    ['demotes', `update pearl.users set role = 'VIEWER' where id = $1`],
    ['renames', `update pearl.users set username = username || '2' where id = $1`],
    ['deletes', `delete from pearl.users where id = $1`],
  ])('when somebody %s its user', async (_what, statement) => {
    const sockets = [await connect(api, who.username), await connect(api, who.username)];
    const other = await connect(api, 'viewer');
    sockets[0]?.send(subscribe('a', texts));
    await wait(100);
    await api.sql.unsafe(statement, [who.user]);
    for (const socket of sockets) {
      expect(await socket.closed()).toMatchObject({ code: 4403 });
      expect(await socket.rest(0)).toEqual([]);
    }
    expect(other.socket.readyState).toBe(other.socket.OPEN);
    other.socket.terminate();
  });

  test('when a command deactivates its user', async () => {
    const socket = await connect(api, who.username);
    await api.as('admin').run(`mutation { deactivateUser(id: ${who.user}) { id } }`);
    expect(await socket.closed()).toMatchObject({ code: 4403 });
  });

  test('when its user wants something without having an account any more, from the beginning', async () => {
    await api.sql`update pearl.users set is_active = false where id = ${who.user}`;
    await cursorOf(api);
    const socket = await openSocket(api);
    socket.send(await init(api, who.username)); // the token is good
    expect(await socket.closed()).toMatchObject({ code: 4403 });
    expect(await socket.rest(0)).toEqual([]);
  });

  test('before its user, no ADMIN any more, is told of that', async () => {
    await api.sql`update pearl.users set role = 'ADMIN' where id = ${who.user}`;
    await cursorOf(api);
    const socket = await connect(api, who.username);
    socket.send(subscribe('a', documentOf('userChanged')));
    await wait(150);
    await api.sql`update pearl.users set role = 'ANALYST' where id = ${who.user}`;
    expect(await socket.closed()).toMatchObject({ code: 4403 });
    expect(await socket.rest(0)).toEqual([]);
  });

  test('not when what changes has nothing to do with rights', async () => {
    const socket = await connect(api, who.username);
    await api.sql`update pearl.users set department = 'elsewhere' where id = ${who.user}`;
    expect(await socket.rest(500)).toEqual([]);
    expect(socket.socket.readyState).toBe(socket.socket.OPEN);
    socket.socket.terminate();
  });
});

describe('a user', () => {
  test('who hangs up in the middle of an introduction has no socket for that', async () => {
    const { username } = await plant(api.sql);
    for (let times = 0; times < 200; times += 1) {
      const hello = await init(api, username, `${3600 + times}s`); // one that has to be checked
      const socket = await openSocket(api);
      socket.send(hello);
      if (times % 3) await wait(times % 3 === 1 ? 0 : 1);
      socket.socket.terminate();
    }
    await wait(300);
    const socket = await connect(api, username);
    expect(socket.socket.readyState).toBe(socket.socket.OPEN);
    socket.socket.terminate();
  });

  test('has at most MAX_SUBSCRIPTIONS operations on a socket; one that ends makes room', async () => {
    const socket = await connect(api, 'viewer');
    for (const id of ['a', 'b', 'c', 'd']) socket.send(subscribe(id, texts));
    expect(await socket.next()).toMatchObject({
      id: 'd',
      type: 'error',
      payload: [{ extensions: { code: 'TOO_EXPENSIVE' } }],
    });
    socket.send({ type: 'complete', id: 'a' });
    await wait(50);
    socket.send(subscribe('e', texts));
    expect(await socket.rest()).toEqual([]);
    await write();
    const told = [await socket.next(), await socket.next(), await socket.next()];
    expect(told.map(({ id }) => String(id)).toSorted()).toEqual(['b', 'c', 'e']);
    socket.socket.terminate();
  });

  test('sends messages of at most MAX_BODY_BYTES', async () => {
    const socket = await connect(api, 'viewer');
    socket.send(subscribe('a', `{ me { username } } #${'.'.repeat(3800)}`));
    expect(await socket.next()).toMatchObject({ type: 'next' });
    socket.send(subscribe('b', `{ me { username } } #${'.'.repeat(4000)}`));
    expect(await socket.closed()).toMatchObject({ code: 1009 });
  });
});

describe('a connection', () => {
  test.each(['/', '/health', '/graphql/', '/other'])('to %s is refused with 404', async (path) => {
    await expect(openSocket(api, { path })).rejects.toThrow('404');
  });

  test.each([
    'https://evil.example.com',
    'http://app.example.com',
    'https://app.example.com.evil.example.com',
    'null',
  ])('from a page of %s is refused with 403', async (origin) => {
    await expect(openSocket(api, { origin })).rejects.toThrow('403');
  });

  test('from a page of a known site, or of our own, is taken', async () => {
    for (const origin of ['https://app.example.com', api.url]) {
      const { socket } = await openSocket(api, { origin });
      expect(socket.readyState).toBe(socket.OPEN);
      socket.terminate();
    }
  });

  test('is closed with 1001 when the server stops, whatever it was doing', async () => {
    const other = await startApi();
    const sockets = [await openSocket(other), await connect(other, 'viewer')];
    sockets[1]?.send(subscribe('a', texts));
    const stopped = other.stop();
    const codes = await Promise.all(sockets.map((socket) => socket.closed()));
    await stopped;
    expect(codes.map(({ code }) => code)).toEqual([1001, 1001]);
  });
});
