import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Queue } from '../../src/live/delivery-queue.ts';
import { type Api, startApi } from '../support/api.ts';
import { cursorOf, documentOf, type Told } from '../support/live.ts';
import { plant } from '../support/plant.ts';
import { type Event, openEvents } from './event-stream.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const texts = documentOf('textElementChanged');
const write = (text = 'a') =>
  api.sql`update pearl.text_elements set content = ${text} || clock_timestamp()::text where id = 1`;

const open = (who: string | null, query = texts, more: Parameters<typeof openEvents>[3] = {}) =>
  openEvents(api, who, query, more);

const toldIn = ({ data }: Event): Told =>
  (data as { data: { textElementChanged: Told } }).data.textElementChanged;

const codeIn = ({ data }: Event) =>
  (data as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code;

describe('a stream of events', () => {
  test('tells of changes as they happen, each with its cursor for an id', async () => {
    const stream = await open('viewer');
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.headers.get('cache-control')).toMatch(/no-cache|no-store/);
    await wait(150);
    await write();
    await write();
    for (const event of [await stream.next(), await stream.next()]) {
      expect(event.type).toBe('next');
      expect(event.id).toBe(toldIn(event).cursor);
      expect(toldIn(event)).toMatchObject({ action: 'UPDATED', changedFields: ['content'] });
    }
    await stream.close();
  });

  test('goes on after the Last-Event-ID, as after `since`: every change once', async () => {
    const since = await cursorOf(api);
    for (let times = 0; times < 5; times += 1) await write();
    const first = await open('viewer', texts, { variables: { since } });
    const before = [await first.next(), await first.next()];
    await first.close();
    const second = await open('viewer', texts, { lastEventId: before[1]?.id });
    await write();
    const after = [];
    for (let times = 0; times < 4; times += 1) after.push(await second.next());
    const told = [...before, ...after].map(toldIn);
    const rows = await api.sql`select "timestamp" as at from pearl.audit_logs
      where entity_type = 'TextElement' order by id desc limit 6`;
    expect(told.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).toReversed());
    expect(await second.rest()).toEqual([]);
    await second.close();
  });

  test('goes on after the Last-Event-ID when both are given, as browsers do that reconnect', async () => {
    const since = await cursorOf(api);
    await write('old');
    const lastEventId = await cursorOf(api);
    await write('new');
    const stream = await open('viewer', texts, { variables: { since }, lastEventId });
    await stream.next();
    expect(await stream.rest()).toEqual([]);
    await stream.close();
  });

  test('can be had with GET, too', async () => {
    const stream = await open('viewer', texts, { method: 'GET' });
    await wait(150);
    await write();
    expect((await stream.next()).type).toBe('next');
    await stream.close();
  });

  test('brings a query and is complete', async () => {
    const stream = await open('viewer', '{ me { username } }');
    expect(await stream.next()).toMatchObject({
      type: 'next',
      data: { data: { me: { username: 'viewer' } } },
    });
    expect((await stream.next()).type).toBe('complete');
    expect((await stream.ended()).how).toBe('closed');
  });
});

describe('a refusal', () => {
  const other = Buffer.from('other 1:1:').toString('base64url');
  test.each<[string, string | null, string, object, string]>([
    ['nobody', null, texts, {}, 'UNAUTHENTICATED'],
    ['who may not know', 'viewer', documentOf('userChanged'), {}, 'FORBIDDEN'],
    ['a wrong document', 'viewer', 'subscription { a }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['a cursor that is none', 'viewer', texts, { variables: { since: 'a' } }, 'BAD_USER_INPUT'],
    ['a Last-Event-ID that is no cursor', 'viewer', texts, { lastEventId: 'a' }, 'BAD_USER_INPUT'],
    ['a cursor of elsewhere', 'viewer', texts, { variables: { since: other } }, 'CURSOR_EXPIRED'],
    ['a Last-Event-ID of elsewhere', 'viewer', texts, { lastEventId: other }, 'CURSOR_EXPIRED'],
  ])('of %s is an event, without an id, and the end', async (_what, who, query, more, code) => {
    const stream = await open(who, query, more);
    const event = await stream.next();
    expect(event).toMatchObject({
      type: 'next',
      data: { errors: [{ message: expect.any(String) }] },
    });
    expect(codeIn(event)).toBe(code);
    expect(event.id).toBeUndefined();
    const [error] = (event.data as { errors: { extensions: object }[] }).errors;
    expect(error?.extensions).not.toHaveProperty('http');
    expect((await stream.next()).type).toBe('complete');
    expect((await stream.ended()).how).toBe('closed');
  });

  test.each(['application/json', 'multipart/mixed'])(
    'of %s says that events are to be had',
    async (accept) => {
      const stream = await open('viewer', texts, { accept });
      expect(stream.status).toBe(406);
      await stream.close();
    },
  );
});

describe('a stream ends', () => {
  test.each([
    ['deactivated', 'is_active = false'],
    ['promoted', `role = 'ADMIN'`],
  ])('when its user is %s, without being told of what follows', async (_what, set) => {
    const { user, username } = await plant(api.sql);
    await cursorOf(api); // what programs do is read by then
    const [stream, other] = [await open(username), await open('viewer')];
    await wait(150);
    await api.sql.unsafe(`update pearl.users set ${set} where id = ${user}`);
    await stream.ended();
    await write();
    expect((await other.next()).type).toBe('next');
    const last = (await stream.rest()).filter(({ type }) => type === 'next');
    expect(last.map(codeIn)).toEqual(last.map(() => 'UNAUTHENTICATED'));
    await other.close();
  });

  test('when its client goes: nothing is brought to it any more', async () => {
    const pushes = vi.spyOn(Queue.prototype, 'push');
    const streams = await Promise.all(Array.from({ length: 5 }, () => open('viewer')));
    await wait(300);
    pushes.mockClear();
    await write();
    await streams[0]?.next();
    await wait(100);
    const before = pushes.mock.calls.length;
    for (const stream of streams.slice(1)) await stream.close();
    await wait(300);
    pushes.mockClear();
    await write();
    await streams[0]?.next();
    await wait(100);
    expect(before - pushes.mock.calls.length).toBe(4);
    pushes.mockRestore();
    await streams[0]?.close();
  });

  test('when its token expires, without being told of what follows', async () => {
    const stream = await open('viewer', texts, { expiresIn: '4s' });
    await stream.ended();
    await write();
    expect((await stream.rest()).filter(({ type }) => type === 'next')).toEqual([]);
  });

  test('when the server stops, which does not wait for it', async () => {
    let log = '';
    const logTo = new Writable({
      write: (chunk, _encoding, done) => {
        log += String(chunk);
        done();
      },
    });
    const another = await startApi({ LOG_LEVEL: 'warn', SHUTDOWN_SECONDS: '600' }, logTo);
    const stream = await openEvents(another, 'viewer', texts);
    await wait(150);
    await another.stop();
    expect((await stream.ended()).how).toBe('broken');
    expect(log).toBe('');
  });

  test('by a break and not by "complete" when its client is too slow: there is more', async () => {
    const another = await startApi({ MAX_QUEUE: '3' });
    const heavy = documentOf('textElementChanged', 'cursor textElement { content }');
    const stream = await openEvents(another, 'viewer', heavy, { reads: false });
    await wait(200);
    for (let times = 0; times < 20; times += 1) {
      await another.sql`update pearl.text_elements set content = ${times} || repeat('a', 1000000), label = id || ' ' || ${times}
        where id <= 2`;
    }
    await wait(500);
    stream.read();
    const { how, events } = await stream.ended(10_000);
    await another.stop();
    expect(events.map(({ type }) => type)).not.toContain('complete');
    expect(how).toBe('broken');
  });
});
