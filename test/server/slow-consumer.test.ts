import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Api, startApi } from '../support/api.ts';
import {
  connect,
  cursorOf,
  documentOf,
  listen,
  openSocket,
  type Peer,
  subscribe,
  type Told,
} from '../support/live.ts';
import { openEvents } from './event-stream.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ MAX_QUEUE: '10', MAX_CONNECTIONS: '1000' });
});
afterAll(() => api.stop());

const query = documentOf('textElementChanged', 'cursor at textElement { content }');
const write = (size = 1) =>
  api.sql`update pearl.text_elements set content = clock_timestamp() || repeat('a', ${size}::int) where id = 1`;

const toldIn = ({ payload }: { payload?: unknown }) =>
  (payload as { data: { textElementChanged: Told } }).data.textElementChanged;

describe('who does not read', () => {
  test('is cut off with 4499 and can go on, while others are told everything', async () => {
    const since = await cursorOf(api);
    const other = listen(api, 'viewer', { query, since });
    const slow = await connect(api, 'analyst');
    slow.send(subscribe('a', query, { since }));
    await write();
    const first = toldIn(await slow.next());
    slow.socket.pause();
    for (let times = 0; times < 30; times += 1) {
      await write(600_000);
      await other.until(times + 2);
    }
    slow.socket.resume();
    const { code } = await slow.closed(10_000);
    expect([4499, 1006]).toContain(code);
    const got = [first, ...(await slow.rest(0)).map(toldIn)];
    expect(got.length).toBeLessThan(31);

    const again = listen(api, 'analyst', { query, since: got.at(-1)?.cursor });
    await again.until(31 - got.length);
    await wait(200);
    await Promise.all([again.stop(), other.stop()]);
    expect([...got, ...again.told].map(({ at }) => at)).toEqual(other.told.map(({ at }) => at));
    expect(other.told).toHaveLength(31);
  });

  test('but catches up is not cut off: what it has missed waits in the database', async () => {
    const since = await cursorOf(api);
    for (let times = 0; times < 60; times += 1) await write(100_000);
    const late = await connect(api, 'viewer');
    late.send(subscribe('a', query, { since }));
    await wait(50);
    late.socket.pause();
    await wait(1000);
    late.socket.resume();
    const ats = new Set<string>();
    for (let times = 0; times < 60; times += 1) ats.add(toldIn(await late.next()).at);
    expect(ats.size).toBe(60);
    late.socket.terminate();
  });
});

test('a client that reads is not cut off by a burst, as long as no setting says so', async () => {
  const usual = await startApi();
  let connections = 0;
  const counted = class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      connections += 1;
    }
  };
  const comments = documentOf('commentChanged', 'cursor id: entityId');
  const since = await cursorOf(usual);
  const client = listen(usual, 'viewer', { query: comments, since, webSocketImpl: counted });
  await wait(200);
  const { count } = await usual.sql`
    update pearl.tracker_comments set comment_text = comment_text || '!'`;
  await client.until(count);
  await client.stop();
  await usual.stop();
  expect(connections).toBe(1);
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What the process holds once all is quiet: memory in kB, sockets, timers. */
const held = async () => {
  await wait(600);
  collect();
  await wait(50);
  collect();
  const resources = process.getActiveResourcesInfo();
  const count = (name: string) => resources.filter((each) => each === name).length;
  return {
    kilobytes: Math.round(process.memoryUsage().heapUsed / 1024),
    sockets: count('TCPSocketWrap') + count('TCPWRAP'),
    timers: count('Timeout'),
  };
};

describe('nothing is left of those who come and go:', () => {
  /** Somebody subscribes to something that nobody else does, and leaves, in one of the ways in which one can. */
  const visit = async (peer: Peer, hello: object, at: number) => {
    const socket = await openSocket(peer);
    socket.send(hello);
    if (at % 5 === 0) return socket.socket.terminate(); // before it is let in
    await socket.next();
    const variables = { trackerId: String(1 + (at % 700)) };
    socket.send(subscribe('a', documentOf('trackerChanged'), variables));
    socket.send(subscribe('b', query));
    if (at % 5 === 1) return socket.socket.terminate(); // before it is served
    await wait(5);
    if (at % 5 === 2) socket.send({ type: 'complete', id: 'a' }, { type: 'complete', id: 'b' });
    if (at % 5 === 3) return socket.socket.terminate();
    socket.socket.close();
    await socket.closed();
  };

  const visits = async (count: number, one: (at: number) => Promise<unknown>) => {
    let next = 0;
    const visitor = async () => {
      while (next < count) {
        next += 1;
        await one(next);
      }
    };
    await Promise.all(Array.from({ length: 10 }, visitor));
  };

  test('10,000 sockets', async () => {
    const token = await api.authority.sign('viewer');
    const hello = {
      type: 'connection_init',
      payload: { authorization: `Bearer ${token}` },
    };
    await visits(300, (at) => visit(api, hello, at)); // what is made once is made
    const before = await held();
    await visits(10_000, (at) => visit(api, hello, at));
    const after = await held();
    expect(after.sockets).toBeLessThanOrEqual(before.sockets + 5);
    expect(after.timers).toBeLessThanOrEqual(before.timers + 5);
    expect(after.kilobytes - before.kilobytes).toBeLessThan(2000); // a fifth of a kB each
  });

  test('200 streams of events', async () => {
    const one = async () => {
      const stream = await openEvents(api, 'viewer', query);
      await stream.close();
    };
    await visits(50, one);
    const before = await held();
    await visits(200, one);
    const after = await held();
    expect(after.sockets).toBeLessThanOrEqual(before.sockets + 5);
    expect(after.timers).toBeLessThanOrEqual(before.timers + 5);
    expect(after.kilobytes - before.kilobytes).toBeLessThan(2000);
  });
});
