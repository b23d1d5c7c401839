import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import {
  connect,
  cursorOf,
  documentOf,
  listen,
  type Payload,
  type Socket,
  subscribe,
} from '../support/live.ts';

let api: Api;
const log: { level: number; msg: string; err?: { message: string } }[] = [];
beforeAll(async () => {
  api = await startApi({ LOG_LEVEL: 'info' }, { write: (line) => log.push(JSON.parse(line)) });
});
afterAll(() => api.stop());

const write = () =>
  api.sql`update pearl.text_elements set content = clock_timestamp()::text where id = 1`;

/** Makes changes until a socket hears of one: its subscription has begun then. */
const untilTold = async (socket: Socket) => {
  const told = socket.next();
  let isTold = false;
  void told.then(() => (isTold = true));
  while (!isTold) {
    await write();
    await wait(20);
  }
};

/** The next payload of this kind. */
const nextOf = async (socket: Socket, isWanted: (payload: Payload) => boolean) => {
  for (;;) {
    const payload = (await socket.next()).payload as Payload;
    if (isWanted(payload)) return payload;
  }
};

describe('an unexpected error while a change is told', () => {
  const failing = async <Told>(tell: () => Promise<Told>): Promise<Told> => {
    await api.sql`alter table pearl.text_elements rename column label to label_2`;
    try {
      await write();
      return await tell();
    } finally {
      await api.sql`alter table pearl.text_elements rename column label_2 to label`;
    }
  };

  test('is masked and logged, and the subscription goes on', async () => {
    const socket = await connect(api, 'viewer');
    const query = documentOf('textElementChanged', 'id: entityId textElement { label }');
    socket.send(subscribe('a', query));
    await untilTold(socket);
    const payload = await failing(() => nextOf(socket, ({ errors }) => errors !== undefined));
    const { data, errors = [] } = payload;
    expect(data).toEqual({ textElementChanged: { id: '1', textElement: null } });
    expect(errors).toMatchObject([
      { path: ['textElementChanged', 'textElement'], message: expect.stringContaining('our side') },
    ]);
    expect(errors[0]?.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      requestId: expect.any(String),
    });
    expect(JSON.stringify(payload)).not.toMatch(/label_2|column [^:]|pearl\./);
    expect(log.some(({ level, err }) => level === 50 && err?.message.includes('label'))).toBe(true);

    await write();
    expect(await nextOf(socket, ({ errors }) => !errors)).toMatchObject({
      data: { textElementChanged: { textElement: { label: expect.any(String) } } },
    });
    socket.socket.terminate();
  });

  test('costs the client that we show neither that change nor a later one', async () => {
    const query = documentOf('textElementChanged', 'cursor id: entityId textElement { label }');
    const client = listen(api, 'viewer', { query, since: await cursorOf(api) });
    await wait(200);
    await failing(() => wait(500));
    await write();
    expect((await client.until(2)).map(({ textElement }) => textElement)).toEqual([
      { label: expect.any(String) },
      { label: expect.any(String) },
    ]);
    await client.stop();
  });
});
