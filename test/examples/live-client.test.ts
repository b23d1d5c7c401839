import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { follow, type Refused, type State } from '../../examples/live-client.ts';
import { type Api, startApi } from '../support/api.ts';
import { cursorOf } from '../support/live.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const query = `subscription ($since: String) { trackerChanged(since: $since) { cursor tracker { id } } }`;
type Told = { cursor: string; tracker: { id: string } };

/** Follows, and keeps the states; the next one can be waited for. */
const following = (options: Partial<Parameters<typeof follow>[0]> = {}) => {
  const states: State[] = [];
  let turned = () => {};
  const ending = new AbortController();
  const changes = follow<Told>({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    token: () => api.authority.sign('viewer'),
    query,
    signal: ending.signal,
    onState: (state) => {
      states.push(state);
      turned();
    },
    ...options,
  });
  const until = async (state: State) => {
    while (states.at(-1) !== state) await new Promise<void>((resolve) => (turned = resolve));
  };
  return { changes, states, until, stop: () => ending.abort() };
};

const touch = (id: number) =>
  api.sql`update pearl.reporting_effort_item_trackers set qc_level = coalesce(qc_level, 1) % 3 + 1 where id = ${id}`;

describe('the states', () => {
  test('it connects, catches up with what was missed, and is live', async () => {
    const since = await cursorOf(api);
    await touch(1);
    await touch(2);
    const { changes, states, until, stop } = following({ since });
    expect((await changes.next()).value).toMatchObject({ tracker: { id: '1' } });
    expect((await changes.next()).value).toMatchObject({ tracker: { id: '2' } });
    const next = changes.next();
    await until('live');
    await touch(3);
    expect((await next).value).toMatchObject({ tracker: { id: '3' } });
    expect(states).toEqual(['connecting', 'catching up', 'live']);
    stop();
    expect((await changes.next()).done).toBe(true);
  });

  test('it connects again when the connection is lost', async () => {
    const { changes, states, until, stop } = following();
    const next = changes.next();
    await until('live');
    await api.sql`update pearl.users set role = 'ANALYST' where username = 'viewer'`;
    await until('connecting');
    await until('live');
    expect(states).toEqual([
      'connecting',
      'catching up',
      'live',
      'connecting',
      'catching up',
      'live',
    ]);
    stop();
    expect((await next).done).toBe(true);
  });
});

describe('a token that is refused', () => {
  const refused = async (token: () => string | Promise<string>) => {
    let asked = 0;
    const { changes, states } = following({
      token: () => {
        asked += 1;
        return token();
      },
    });
    const error = await changes.next().then(
      () => undefined,
      (reason: Refused) => reason,
    );
    return { code: error?.code, asked, end: states.at(-1) };
  };

  test('is shown three times, and no more', async () => {
    expect(await refused(() => 'nonsense')).toEqual({ code: '4403', asked: 3, end: 'refused' });
  });

  test('is one whose time is over', async () => {
    const old = await api.authority.sign('viewer', { expiresIn: '-1s' });
    expect(await refused(() => old)).toMatchObject({ asked: 3, end: 'refused' });
  });

  test('is one of somebody who may not come in any more', async () => {
    await api.sql`update pearl.users set is_active = false where username = 'luc.delacourt'`;
    const answer = await refused(() => api.authority.sign('luc.delacourt'));
    expect(answer).toEqual({ code: '4403', asked: 3, end: 'refused' });
  });

  test('is forgotten when the next one is good', async () => {
    let asked = 0;
    const { changes, until, stop } = following({
      token: () => ((asked += 1) % 3 ? 'nonsense' : api.authority.sign('viewer')),
    });
    const next = changes.next();
    await until('live');
    await api.sql`update pearl.users set role = 'VIEWER' where username = 'viewer'`;
    await until('connecting');
    await until('live');
    expect(asked).toBe(6);
    stop();
    await next;
  });

  test('ends it at once if `token` says so', async () => {
    const { Refused: Said } = await import('../../examples/live-client.ts');
    const answer = await refused(() => {
      throw new Said('Sign in again.', 'SIGNED_OUT');
    });
    expect(answer).toEqual({ code: 'SIGNED_OUT', asked: 1, end: 'refused' });
  });
});

test('a token that cannot be had just now is asked for again', async () => {
  let asked = 0;
  const { changes, until, stop } = following({
    token: () => {
      if ((asked += 1) < 5) throw new Error('The network is away.');
      return api.authority.sign('viewer');
    },
  });
  const next = changes.next();
  await until('live');
  expect(asked).toBe(5);
  stop();
  await next;
});

test('it ends when it is stopped before it has a token', async () => {
  const asked = Promise.withResolvers<void>();
  const given = Promise.withResolvers<string>();
  const { changes, states, stop } = following({
    token: () => {
      asked.resolve();
      return given.promise;
    },
  });
  const next = changes.next();
  await asked.promise;
  stop();
  given.resolve(await api.authority.sign('viewer'));
  expect((await next).done).toBe(true);
  expect(states).toEqual(['connecting']);
});

test('what will be the same the next time is not tried again', async () => {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  let connections = 0;
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    connections += 1;
    socket.close(4400, 'Wrong');
  });
  const { port } = http.address() as { port: number };
  const { changes } = following({ url: `ws://127.0.0.1:${port}` });
  await expect(changes.next()).rejects.toMatchObject({ code: '4400', message: 'Wrong' });
  expect(connections).toBe(1);
  http.close();
});
