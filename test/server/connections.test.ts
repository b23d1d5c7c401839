import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { connect, documentOf, init, openSocket } from '../support/live.ts';
import { plant } from '../support/plant.ts';
import { openEvents } from './event-stream.ts';

/* How many connections one user may have. */

let api: Api;
beforeAll(async () => {
  api = await startApi({ MAX_CONNECTIONS: '5' });
});
afterAll(() => api.stop());

const texts = documentOf('textElementChanged');

describe('a user', () => {
  test('has at most MAX_CONNECTIONS sockets, which is nothing to other users', async () => {
    const { username } = await plant(api.sql);
    const sockets = await Promise.all(Array.from({ length: 5 }, () => connect(api, username)));
    const sixth = await openSocket(api);
    sixth.send(await init(api, username));
    expect(await sixth.closed()).toMatchObject({ code: 1013 });
    expect(await sixth.rest(0)).toEqual([]);
    (await connect(api, 'viewer')).socket.terminate();

    sockets[0]?.socket.close();
    await sockets[0]?.closed();
    (await connect(api, username)).socket.terminate();
    for (const { socket } of sockets) socket.terminate();
  });

  test('has them together with event streams, which are refused with 429', async () => {
    const { username } = await plant(api.sql);
    const sockets = await Promise.all(Array.from({ length: 3 }, () => connect(api, username)));
    const streams = await Promise.all(
      Array.from({ length: 2 }, () => openEvents(api, username, texts)),
    );
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    const refused = await openEvents(api, username, texts);
    expect(refused.status).toBe(429);
    expect(await refused.next()).toMatchObject({
      data: {
        errors: [
          {
            message: expect.stringMatching(/^You have 5 connections open/),
            extensions: { code: 'TOO_EXPENSIVE' },
          },
        ],
      },
    });
    expect((await refused.ended()).how).toBe('closed');
    const socket = await openSocket(api);
    socket.send(await init(api, username));
    expect(await socket.closed()).toMatchObject({ code: 1013 });
    const query = await openEvents(api, username, '{ me { username } }');
    expect((await query.next()).data).toMatchObject({ data: { me: { username } } });
    await (await openEvents(api, 'viewer', texts)).close();

    await streams[0]?.close();
    await expect
      .poll(async () => {
        const again = await openEvents(api, username, texts);
        await again.close();
        return again.status;
      })
      .toBe(200);
    await streams[1]?.close();
    for (const each of sockets) each.socket.terminate();
  });
});
