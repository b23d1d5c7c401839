import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { connect, cursorOf, documentOf, listen, subscribe } from '../support/live.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { plant } from '../support/plant.ts';
import { type Event, openEvents } from './event-stream.ts';

/* What one who is told of the past does to the others, and what becomes of the telling. */

let api: Api;
beforeAll(async () => {
  api = await startApi({ METRICS: 'on', MAX_QUEUE: '50' });
});
afterAll(() => api.stop());

const trackers = documentOf('trackerChanged', 'cursor id: entityId');
const comments = documentOf('commentChanged', 'cursor id: entityId');
const texts = documentOf('textElementChanged', 'cursor id: entityId');

const replays = async () => {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  return Number(/^pearl_replays (.+)$/m.exec(text)?.[1]);
};
const soon = { timeout: 10_000 };

const codeIn = ({ data }: Event) =>
  (data as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code;

describe('an ADMIN who is demoted amid a replay is told nothing more that is for ADMINs', () => {
  const query = documentOf('userChanged', 'cursor user { department }');

  const longPast = async () => {
    const { user, username } = await plant(api.sql);
    await api.sql`update pearl.users set role = 'ADMIN' where id = ${user}`;
    const since = await cursorOf(api);
    await api.sql.unsafe(`do $$ begin
      for n in 1..800 loop update pearl.users set department = n || repeat('x', 10000) where id = 3; end loop;
    end $$`);
    // the feed would see it, too, but maybe later: it is not recorded
    const demote = () =>
      api.sql.begin(async (sql) => {
        await sql`set local session_replication_role = replica`;
        await sql`update pearl.users set role = 'ANALYST' where id = ${user}`;
      });
    return { username, since, demote };
  };

  test('on an event stream: why is said at the end', async () => {
    const { username, since, demote } = await longPast();
    const stream = await openEvents(api, username, query, { variables: { since }, reads: false });
    await demote();
    stream.read();
    const { events } = await stream.ended(20_000);
    const told = events.filter(({ type }) => type === 'next');
    expect(told.length).toBeLessThan(800);
    expect(codeIn(told.at(-1) as Event)).toBe('UNAUTHENTICATED');
    await expect.poll(replays, soon).toBe(0);
  });

  test('on a socket: it is closed, and no subscription is said to have failed, so that a client comes again', async () => {
    const { username, since, demote } = await longPast();
    const socket = await connect(api, username);
    socket.socket.pause();
    socket.send(subscribe('a', query, { since }));
    await expect.poll(replays, soon).toBe(1);
    await demote();
    socket.socket.resume();
    expect(await socket.closed(20_000)).toMatchObject({ code: 4403 });
    const told = await socket.rest(0);
    expect(told.length).toBeLessThan(800);
    expect(told.filter(({ type }) => type !== 'next')).toEqual([]);
  });
});

test('a long past is told whole and in order, also to who takes it slowly', async () => {
  const since = await cursorOf(api);
  await api.sql`insert into pearl.tracker_comments (tracker_id, user_id, comment_text)
    select 1 + n % 700, 2, 'comment ' || n from generate_series(1, 2200) n`;
  const ids = await api.sql<{ id: number }[]>`
    select id from pearl.tracker_comments order by id desc limit 2200`;
  const clients = ['viewer', 'viewer', 'analyst'].map((who) =>
    listen(api, who, { query: comments, since }),
  );
  for (const client of clients) {
    await client.until(2200);
    await client.stop();
    expect(client.told.map(({ id }) => Number(id))).toEqual(ids.map(({ id }) => id).toReversed());
  }
});

// the embedded database has one connection, and it is in our own process
describe.skipIf(!server)('while the database keeps it waiting', () => {
  let meanwhile: Awaited<ReturnType<typeof openMeanwhile>>;
  beforeAll(async () => {
    meanwhile = await openMeanwhile(api);
  });
  afterAll(() => meanwhile.close());

  /** Where trackers and comments are cannot be found out while this is held. */
  const lock = 'lock table pearl.reporting_effort_items in access exclusive mode';

  const writeText = () =>
    meanwhile.sql`update pearl.text_elements set content = clock_timestamp()::text where id = 1`;

  test('a replay holds up neither those who are told as it happens nor other users', async () => {
    const since = await cursorOf(api);
    await api.sql`update pearl.reporting_effort_item_trackers set due_date = '2031-02-01' where id <= 5`;
    const live = listen(api, 'admin', { query: texts, since });
    await expect.poll(replays, soon).toBe(0);
    const replaying: Awaited<ReturnType<typeof listen>>[] = [];
    await meanwhile.holding(
      lock,
      () => {
        const one = listen(api, 'viewer', { query: trackers, since });
        replaying.push(one);
        return one.until(5);
      },
      1,
      async () => {
        await writeText();
        await live.until(1);
        const other = listen(api, 'analyst', { query: texts, since });
        await other.until(1);
        await other.stop();
      },
    );
    await live.stop();
    for (const one of replaying) await one.stop();
  });

  test('a large transaction holds up only those whom it concerns, who are told all of it', async () => {
    const [{ last } = { last: 0 }] = await api.sql<{ last: number }[]>`
      select max(id) as last from pearl.tracker_comments`;
    await api.sql`insert into pearl.tracker_comments (tracker_id, user_id, comment_text)
      select 1 + n % 700, 2, 'comment ' || n from generate_series(1, 1200) n`;
    const since = await cursorOf(api);
    const live = listen(api, 'viewer', { query: texts, since });
    const concerned = ['viewer', 'analyst'].map((who) =>
      listen(api, who, { query: comments, since }),
    );
    await expect.poll(replays, soon).toBe(0);
    const changed = await meanwhile.holding(
      lock,
      () => meanwhile.sql<{ id: number }[]>`
        update pearl.tracker_comments set comment_text = comment_text || '!'
        where id > ${last} returning id`,
      1,
      async () => {
        await expect.poll(replays, soon).toBe(1);
        await writeText();
        await live.until(1);
      },
    );
    const expected = changed.map(({ id }) => id).toSorted((one, other) => one - other);
    for (const client of concerned) {
      await client.until(changed.length);
      expect(client.told.map(({ id }) => Number(id))).toEqual(expected);
    }
    await expect.poll(replays, soon).toBe(0);
    await api.sql`update pearl.tracker_comments set comment_text = 'last' where id = 1`;
    for (const client of concerned) {
      await client.until(changed.length + 1);
      await client.stop();
      expect(client.told).toHaveLength(changed.length + 1);
    }
    await live.stop();
  });

  test('a replay ends with its client', async () => {
    const since = await cursorOf(api);
    await api.sql`update pearl.tracker_comments set comment_text = comment_text || '?' where id <= 100`;
    const socket = await connect(api, 'viewer');
    for (let id = 0; id < 20; id += 1)
      socket.send(subscribe(String(id), id % 2 ? trackers : comments, { since }));
    await meanwhile.holding(
      lock,
      async () => {},
      1,
      async () => {
        expect(await replays()).toBe(20);
        socket.socket.terminate();
        await expect.poll(replays, soon).toBe(0); // what it waits for is cancelled
      },
    );
  });
});
