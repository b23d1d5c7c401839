import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { connect, cursorOf, documentOf, listen, subscribe, type Told } from '../support/live.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { openEvents } from './event-stream.ts';

/* What one client of live changes does to the server, and to the others. */

let api: Api;
beforeAll(async () => {
  api = await startApi({ METRICS: 'on', MAX_ROWS: '40' });
});
afterAll(() => api.stop());

const texts = documentOf('textElementChanged');
const write = () =>
  api.sql`update pearl.text_elements set content = clock_timestamp()::text where id = 1`;

/** A number that the server tells of itself. */
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  return Number(new RegExp(`^pearl_${name}(?:\\{.*\\})? (.+)$`, 'm').exec(text)?.[1]);
};

const subscriptions = () => metric('subscriptions');

test('the server tells how much there is to tell, and how far it is', async () => {
  const socket = await connect(api, 'viewer');
  socket.send(subscribe('a', texts), subscribe('b', texts));
  await expect.poll(subscriptions).toBe(2);
  expect(await metric('sockets')).toBe(1);
  expect(await metric('channels')).toBe(1);
  const before = await metric('feed_changes_total');
  await write();
  await socket.next();
  await expect.poll(() => metric('feed_changes_total')).toBe(before + 1);
  expect(await metric('feed_lag_seconds')).toBeLessThan(60); // a busy machine, not milliseconds
  expect(await metric('streams')).toBe(0);
  const stream = await openEvents(api, 'viewer', texts);
  expect(await metric('streams')).toBe(1);
  await stream.close();
  await expect.poll(() => metric('streams')).toBe(0);
  await expect.poll(() => metric('replays')).toBe(0);
  expect(await metric('cut_offs_total')).toBe(0);
  socket.socket.terminate();
  await expect.poll(subscriptions).toBe(0);
});

describe('a subscription over HTTP is forgotten', () => {
  const send = async (accept: string) => {
    const asking = request(`${api.url}/graphql`, {
      method: 'POST',
      agent: false,
      headers: {
        accept,
        'content-type': 'application/json',
        authorization: `Bearer ${await api.authority.sign('viewer')}`,
      },
    });
    asking.on('error', () => {});
    asking.end(JSON.stringify({ query: texts }));
    return asking;
  };

  test('when its client takes no events', async () => {
    const asking = await send('application/json');
    const status = await new Promise((resolve) =>
      asking.on('response', (answer) => resolve(answer.resume().statusCode)),
    );
    expect(status).toBe(406);
    await expect.poll(subscriptions).toBe(0);
  });

  test('when its client hangs up before it has begun', async () => {
    for (let times = 0; times < 150; times += 1) {
      const asking = await send('text/event-stream');
      setTimeout(() => asking.destroy(), times % 15);
      if (times % 10 === 0) await wait(10);
    }
    await wait(100);
    await expect.poll(subscriptions).toBe(0);
  });
});

test('who takes anything gets events, with their ids, until the token expires', async () => {
  const stream = await openEvents(api, 'viewer', texts, { accept: '*/*', expiresIn: '4s' });
  await wait(150);
  await write();
  const event = await stream.next();
  expect(Object.keys(event.data as object)).toEqual(['data']);
  expect(event.id).toEqual(expect.any(String));
  await stream.ended();
});

test('a change is not too expensive because others come with it', async () => {
  const client = listen(api, 'viewer', { query: texts, since: await cursorOf(api) });
  const { count } =
    await api.sql`update pearl.text_elements set content = content || '!' where id <= 60`;
  expect(count).toBeGreaterThan(40);
  const told: readonly Told[] = await client.until(count);
  expect(told.map(({ textElement }) => textElement)).not.toContain(null);
  await client.stop();
});

test('a message that speaks of completion is not taken for one', async () => {
  const socket = await connect(api, 'viewer');
  const { payload, ...message } = subscribe('a', texts);
  socket.send({ ...message, payload: { ...payload, extensions: { type: 'complete' } } });
  socket.send(subscribe('b', '{ me { username } }'));
  expect(await socket.next()).toMatchObject({ id: 'b', type: 'next' });
  socket.socket.terminate();
});

test('a client that asks and does not read is not asked any more, until it reads', async () => {
  const many = 60;
  const socket = await connect(api, 'viewer');
  await api.sql`update pearl.text_elements set content = repeat('a', 400000) where id = 1`;
  const query = 'mutation ($text: String!) { addComment(trackerId: 1, commentText: $text) { id } }';
  const large = '{ textElement(id: 1) { content } }';
  socket.socket.pause();
  for (let at = 0; at < many; at += 1) {
    socket.send(
      subscribe(`large ${at}`, large),
      subscribe(`write ${at}`, query, { text: `${at}` }),
    );
    await wait(20);
  }
  const written = async () => {
    const [row] = await api.sql`
      select count(*)::int from pearl.tracker_comments where tracker_id = 1 and comment_text ~ '^\\d+$'`;
    return Number(row?.['count']);
  };
  await wait(500);
  expect(await written()).toBeLessThan(many);
  socket.socket.resume();
  for (let tries = 0; tries < 500 && (await written()) < many; tries += 1) await wait(20);
  expect(await written()).toBe(many);
  socket.socket.terminate();
});

test('a client that does not read large changes is cut off before they are many', async () => {
  const since = await cursorOf(api);
  const socket = await connect(api, 'viewer');
  const content = documentOf('textElementChanged', 'cursor textElement { content }');
  socket.send(subscribe('a', content, { since }));
  const other = listen(api, 'viewer', { query: texts, since });
  socket.socket.pause();
  for (let count = 1; count <= 40; count += 1) {
    await api.sql`update pearl.text_elements set content = ${count} || repeat('a', 1000000) where id = 1`;
    await other.until(count);
  }
  await other.stop();
  expect(await metric('cut_offs_total')).toBeGreaterThan(0);
  socket.socket.resume();
  expect([4499, 1006]).toContain((await socket.closed()).code);
});

// the embedded database has one connection, and it is in our own process
describe.skipIf(!server)('a subscription that takes the database long', () => {
  test('holds nobody up: it is cut off, and goes on by itself', async () => {
    const meanwhile = await openMeanwhile(api);
    const since = await cursorOf(api);
    const heavy = await connect(api, 'viewer');
    const query = documentOf('trackerChanged', 'cursor tracker { tags { name } }');
    heavy.send(subscribe('a', query, { since }));
    const light = listen(api, 'viewer', {
      query: documentOf('trackerChanged', 'cursor id: entityId'),
      since,
    });
    await wait(200);
    await meanwhile.holding(
      'lock table pearl.tags in access exclusive mode',
      () => api.sql`update pearl.reporting_effort_item_trackers set qc_level = 1 where id = 1`,
      1,
      async () => {
        await light.until(1);
        expect(heavy.socket.readyState).toBe(heavy.socket.OPEN); // nor is it cut off before
        expect(await heavy.closed()).toMatchObject({ code: 4499 });
        await api
          .as('admin')
          .run('mutation { updateTracker(id: 2, input: { qcLevel: 2 }) { id } }');
        await light.until(2);
      },
    );
    const again = listen(api, 'viewer', { query, since });
    await again.until(2);
    await again.stop();
    await light.stop();
    await meanwhile.close();
  });
});
