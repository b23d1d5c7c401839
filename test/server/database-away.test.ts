import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type RunningServer, startServer } from '../../src/server/server.ts';
import { openProxy } from '../support/database-proxy.ts';
import { freshHome, type Home, server } from '../support/homes.ts';
import { connect, init, openSocket, subscribe } from '../support/live.ts';

// the embedded database is in our own process, without a network between
describe.skipIf(!server)('a database', () => {
  let home: Home;
  let proxy: Awaited<ReturnType<typeof openProxy>>;
  let running: RunningServer;
  beforeAll(async () => {
    home = await freshHome(inject('demo'));
    proxy = await openProxy(String(home.databaseUrl));
    const config = readConfig({
      PORT: '0',
      DATABASE_URL: proxy.url,
      AUTH_SECRET: 'the-secret-of-the-tests-is-long-enough',
      STATEMENT_SECONDS: '1',
      DOMAINS: 'pearl',
    });
    running = await startServer(config, pino({ level: 'silent' }));
  });
  afterAll(async () => {
    await running.stop();
    await proxy.close();
    await home.remove();
  });

  const ask = async (query: string, who?: string) => {
    const response = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(who && { authorization: `Bearer ${await running.authority.sign(who)}` }),
      },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = await response.json();
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      data,
      errors,
    };
  };
  const setLevel = (level: number) =>
    `mutation { updateTracker(id: "5", input: { qcLevel: ${level} }) { qcLevel } }`;
  const changes = 'subscription { trackerChanged { tracker { qcLevel } } }';
  const signIn = 'mutation { signIn(username: "admin", password: "wrong") { accessToken } }';

  test('that says nothing any more on its connections is reached over new ones', async () => {
    const socket = await connect(running, 'viewer');
    socket.send(subscribe('1', changes));
    await Promise.all(Array.from({ length: 12 }, (_, at) => ask(setLevel(1 + (at % 2)), 'admin')));
    await ask(setLevel(3), 'admin');
    await socket.rest();

    proxy.silence();
    const [read, written, refused] = await Promise.all([
      ask('{ me { username } studies { totalCount } }', 'viewer'),
      ask(setLevel(2), 'admin'),
      ask(signIn),
    ]);
    expect(read).toMatchObject({ status: 200, data: { me: { username: 'viewer' } } });
    expect(written).toMatchObject({ status: 200, data: { updateTracker: { qcLevel: 2 } } });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(await socket.next(15_000)).toMatchObject({
      payload: { data: { trackerChanged: { tracker: { qcLevel: 2 } } } },
    });
    socket.socket.terminate();
  }, 60_000);

  test('that is away is UNAVAILABLE, and says when to come again', async () => {
    await proxy.close();
    for (const [query, who] of [
      ['{ studies { totalCount } }', 'viewer'],
      [setLevel(1), 'admin'],
      [signIn, undefined],
    ] as const) {
      const { status, retryAfter, errors } = await ask(query, who);
      expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
      expect([status, retryAfter]).toEqual([503, '5']);
      expect(JSON.stringify(errors)).not.toContain('http');
    }
    const socket = await openSocket(running);
    socket.send(await init(running, 'viewer'));
    expect(await socket.closed()).toMatchObject({ code: 1013 });
    expect((await fetch(`${running.url}/ready`)).status).toBe(503);

    await proxy.open();
    expect(await ask('{ me { username } }', 'viewer')).toMatchObject({ status: 200 });
    expect(await ask(setLevel(1), 'admin')).toMatchObject({ status: 200 });
    expect((await fetch(`${running.url}/ready`)).status).toBe(200);
  });
});
