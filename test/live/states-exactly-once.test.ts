import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Sql } from '../../src/database/connection.ts';
import { type Event, openEvents } from '../server/event-stream.ts';
import { server } from '../support/homes.ts';
import { connect, type Message, subscribe, type Told } from '../support/live.ts';
import { complaints, recorded } from './recorded.ts';
import { documentOf, follow, openYard, type Yard } from './yard.ts';

/*
 * Coalesced changes, whatever happens to sockets and servers: an event tells exactly what has happened to its row since the
 * one before, and with the last one nothing is left.
 */

let servers: Awaited<ReturnType<typeof openYard>>;
let yard: Yard;
beforeEach(async () => {
  servers = await openYard();
  yard = await servers.start();
});
afterEach(() => servers.close());

const tasks = 8;
const plant = async () => {
  for (let nth = 0; nth < tasks; nth += 1) await yard.task(`t${nth}`);
};

const columns = ['status', 'owner_id', 'due', 'day', 'title'] as const;
const some = (most: number) => Math.floor(Math.random() * most);
const another = (column: (typeof columns)[number], nth: number) => {
  if (column === 'owner_id') return nth;
  if (column === 'due') return new Date(4_000_000_000_000 + nth * 1000).toISOString();
  return column === 'day' ? `2${String(nth).padStart(3, '0').slice(-3)}-01-01` : `${column} ${nth}`;
};

let value = 100;
/** Several writers at once: transactions of a few changes, some of which last. */
const write = async (sql: Sql, changes: number, longest = 40) => {
  let left = changes;
  const one = async (writer: number) => {
    while (left > 0) {
      const ids = [1 + some(tasks), 1 + some(tasks)].toSorted((a, b) => a - b);
      left -= ids.length;
      await sql.begin(async (tx) => {
        for (const id of ids) {
          const column = columns[some(columns.length)] ?? 'status';
          value += 1;
          await tx`update yard.tasks set ${tx({ [column]: another(column, value) })} where id = ${id}`;
        }
        if (writer % 2) await wait(Math.random() * longest);
      });
    }
  };
  await Promise.all([0, 1, 2].map(one));
};

/** A socket, to whichever server it is the turn of, that breaks some time after it has brought something. */
const breaking = (most: number, urls: () => readonly string[]) => {
  let turn = 0;
  return class extends WebSocket {
    constructor(_url: string, protocols: string[]) {
      const all = urls();
      turn += 1;
      const url = all[turn % all.length] ?? 'http://127.0.0.1:9';
      super(`${url.replace('http', 'ws')}/graphql`, protocols);
      this.on('error', () => {});
      this.on('message', (data: Buffer) => {
        if (data.includes('"type":"next"'))
          setTimeout(() => this.terminate(), Math.random() * most);
      });
    }
  };
};

/** Waits until a client has been told of the last change of every row. */
const whole = async (client: ReturnType<typeof follow>, sql: Sql) => {
  const rows = await recorded(sql);
  const last = new Map(rows.map(({ id, at }) => [id, at]));
  const isWhole = () =>
    [...last].every(([id, at]) => client.told.some((told) => told.id === id && told.at === at));
  while (!isWhole()) await client.until(client.told.length + 1);
  await wait(300); // for what is told twice
  await client.stop();
  return complaints(client.told, rows);
};

test('clients whose sockets break, at any moment', async () => {
  await plant();
  const since = await yard.cursor();
  const clients = [20, 120, 500].map((most) =>
    follow(
      yard,
      'ann',
      'yardTaskChanged',
      { boardId: '1', since },
      { webSocketImpl: breaking(most, () => [yard.url]) },
    ),
  );
  await write(yard.sql, 300);
  for (const client of clients) expect(await whole(client, yard.sql)).toEqual([]);
  // who comes later is told the same
  const late = follow(yard, 'ann', 'yardTaskChanged', { boardId: '1', since });
  expect(await whole(late, yard.sql)).toEqual([]);
});

test('an event stream that is broken off and goes on', async () => {
  await plant();
  const last = await yard.task('the last');
  let since = await yard.cursor();
  const told: Told[] = [];
  const writing = write(yard.sql, 120).then(
    () => yard.sql`update yard.tasks set title = 'the end' where id = ${last}`,
  );
  const query = documentOf('yardTaskChanged');
  while (told.at(-1)?.id !== last) {
    const stream = await openEvents(yard, 'ann', query, {
      variables: { boardId: '1' },
      lastEventId: since,
    });
    for (let count = some(5); count >= 0 && told.at(-1)?.id !== last; count -= 1) {
      const event = await stream.next();
      expect(event).toMatchObject({ type: 'next', data: { data: {} } });
      const { data, id } = event as Event & { data: { data: { yardTaskChanged: Told } } };
      told.push(data.data.yardTaskChanged);
      since = id ?? since;
    }
    await stream.close();
  }
  await writing;
  expect(complaints(told, await recorded(yard.sql))).toEqual([]);
});

test('a server that is stopped and started again', async () => {
  await plant();
  const since = await yard.cursor();
  const client = follow(
    yard,
    'ann',
    'yardTaskChanged',
    { boardId: '1', since },
    { webSocketImpl: breaking(400, () => [yard.url]) },
  );
  for (let times = 0; times < 3; times += 1) {
    await write(yard.sql, 40);
    const { port } = new URL(yard.url);
    await yard.stop();
    yard = await servers.start({ PORT: port });
  }
  await write(yard.sql, 40);
  expect(await whole(client, yard.sql)).toEqual([]);
});

// the embedded database has one connection, and it is in our own process
describe.skipIf(!server)('two servers', () => {
  test('between which a client goes', async () => {
    await plant();
    const other = await servers.start();
    const since = await yard.cursor();
    const client = follow(
      yard,
      'ann',
      'yardTaskChanged',
      { boardId: '1', since },
      { webSocketImpl: breaking(150, () => [yard.url, other.url]) },
    );
    await write(yard.sql, 250);
    expect(await whole(client, yard.sql)).toEqual([]);
  });

  test('tell what becomes late once, also to who goes from one to the other', async () => {
    const other = await servers.start();
    const client = follow(
      yard,
      'ann',
      'yardLateChanged',
      { since: await yard.cursor() },
      { webSocketImpl: breaking(300, () => [yard.url, other.url]) },
    );
    const due = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    for (let nth = 0; nth < 12; nth += 1) await yard.task(`t${nth}`, { due: due(2 + nth / 4) });
    const told = await client.until(12);
    await wait(1500);
    await client.stop();
    expect(told.map(({ id }) => Number(id))).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  });
});

test('a consumer that is too slow is cut off, and loses nothing', async () => {
  await yard.stop();
  yard = await servers.start({ MAX_QUEUE: '5' });
  await plant();
  const since = await yard.cursor();
  const slow = await connect(yard, 'ann');
  const heavy = `subscription ($since: String) { yardTaskChanged(boardId: "1", since: $since) { cursor id: entityId changedFields at yardTask { title } } }`;
  slow.send(subscribe('1', heavy, { since }));
  await yard.sql`update yard.tasks set owner_id = 7`;
  const got: Message[] = [await slow.next()];
  slow.socket.pause();
  const quick = follow(yard, 'ann', 'yardTaskChanged', { boardId: '1', since });
  for (let times = 0; times < 90; times += 1) {
    const before = quick.told.length;
    await yard.sql`update yard.tasks set title = repeat('x', 500000) || ${times}::text where id = 1 + ${times % tasks}`;
    await quick.until(before + 1); // what happens in one interval would be told once
  }
  await quick.stop();
  slow.socket.resume();
  expect(await slow.closed()).toMatchObject({ code: 4499 });
  const toldIn = ({ payload }: Message) =>
    (payload as { data: { yardTaskChanged: Told } }).data.yardTaskChanged;
  got.push(...(await slow.rest(0)));
  const told = got.filter(({ type }) => type === 'next').map(toldIn);
  const again = follow(yard, 'ann', 'yardTaskChanged', {
    boardId: '1',
    since: told.at(-1)?.cursor,
  });
  const rows = await recorded(yard.sql);
  while (!again.told.some(({ at }) => at === rows.at(-1)?.at))
    await again.until(again.told.length + 1);
  await again.stop();
  expect(complaints([...told, ...again.told], rows)).toEqual([]);
});
