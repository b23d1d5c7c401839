import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import {
  connect,
  documentOf,
  init,
  type Message,
  openSocket,
  type Payload,
  subscribe,
} from '../support/live.ts';
import { raw } from '../support/requests.ts';

/* PROTOCOL.md of graphql-ws, rule by rule. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const query = documentOf('textElementChanged', 'cursor action id: entityId');

/** What a subscription with this selection is told of. */
const change = () =>
  api.sql`update pearl.text_elements set content = clock_timestamp()::text where id = 1`;

/** A subscription that is known to be served: it has been told of a change. */
const listening = async (id = 'a') => {
  const socket = await connect(api, 'viewer');
  const { data } = await api
    .as('viewer')
    .run<{ changeCursor: string }, unknown>('{ changeCursor }');
  await change();
  socket.send(subscribe(id, query, { since: data.changeCursor }));
  expect(await socket.next()).toMatchObject({ id, type: 'next' });
  return socket;
};

describe('a socket', () => {
  test('without a subprotocol is closed with 4406', async () => {
    const socket = await openSocket(api, { protocol: '' });
    expect(await socket.closed()).toEqual({ code: 4406, reason: 'Subprotocol not acceptable' });
  });

  test('with another subprotocol is closed with 4406', async () => {
    const answer = await raw(
      api.url,
      `GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-ws\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 101 /);
    expect(answer).toContain('Subprotocol not acceptable');
  });

  test('that says nothing for five seconds is closed with 4408', async () => {
    const socket = await openSocket(api);
    expect(await socket.closed(8000)).toMatchObject({ code: 4408 });
  });

  test('that has introduced itself is not closed for saying nothing more', async () => {
    const socket = await connect(api, 'viewer');
    expect(await socket.rest(5500)).toEqual([]);
    expect(socket.socket.readyState).toBe(socket.socket.OPEN);
    socket.socket.terminate();
  });

  test('that introduces itself twice is closed with 4429', async () => {
    const socket = await connect(api, 'viewer');
    socket.send(await init(api, 'viewer'));
    expect(await socket.closed()).toMatchObject({ code: 4429 });
  });

  test('that introduces itself twice in one breath is closed with 4429', async () => {
    const socket = await openSocket(api);
    const hello = await init(api, 'viewer');
    socket.send(hello, hello);
    expect(await socket.closed()).toMatchObject({ code: 4429 });
  });

  test.each([
    ['nothing', undefined, /need authorization/],
    ['no token', {}, /need authorization/],
    ['a token that is none', { authorization: 'Bearer nonsense' }, /is not a whole JWT\.$/],
    ['no bearer token', { authorization: 'Basic YTpi' }, /must be "Bearer <token>"\.$/],
    ['something that is no text', { authorization: 7 }, /need authorization/],
  ])('that brings %s is closed with 4403, and told why', async (_what, payload, reason) => {
    const socket = await openSocket(api);
    socket.send({ type: 'connection_init', payload });
    expect(await socket.closed()).toMatchObject({
      code: 4403,
      reason: expect.stringMatching(reason),
    });
  });

  test.each([
    ['a subscription', query],
    ['a query', '{ me { username } }'],
    ['a mutation', 'mutation { signOut(refreshToken: "a") }'],
  ])('that wants %s before it has introduced itself is closed with 4401', async (_what, text) => {
    const socket = await openSocket(api);
    socket.send(subscribe('a', text));
    expect(await socket.closed()).toMatchObject({ code: 4401 });
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['null', 'null'],
    ['without a type', '{}'],
    ['of an unknown type', '{"type":"start","id":"a"}'],
    ['a subscription without an id', '{"type":"subscribe","payload":{"query":"{ me { id } }"}}'],
    ['an id that is no text', '{"type":"subscribe","id":7,"payload":{"query":"{ me { id } }"}}'],
    ['a subscription without a payload', '{"type":"subscribe","id":"a"}'],
    ['a query that is no text', '{"type":"subscribe","id":"a","payload":{"query":7}}'],
    [
      'variables in a list',
      '{"type":"subscribe","id":"a","payload":{"query":"{a}","variables":[]}}',
    ],
    ['a ping with a text', '{"type":"ping","payload":"a"}'],
    ['what only a server says', '{"type":"connection_ack"}'],
    ['a result', '{"type":"next","id":"a","payload":{"data":null}}'],
  ])('whose message is %s is closed with 4400', async (_what, message) => {
    const socket = await connect(api, 'viewer');
    socket.send(message);
    expect(await socket.closed()).toMatchObject({ code: 4400 });
  });

  test.each([
    ['', { type: 'ping' }, { type: 'pong' }],
    [' with a payload', { type: 'ping', payload: { at: 7 } }, { type: 'pong', payload: { at: 7 } }],
    [
      ' whose payload is called json',
      { type: 'ping', payload: { json: 'a' } },
      { type: 'pong', payload: { json: 'a' } },
    ],
  ])('gets a pong for a ping%s', async (_what, ping, pong) => {
    const socket = await connect(api, 'viewer');
    socket.send(ping);
    expect(await socket.next()).toEqual(pong);
    socket.socket.terminate();
  });

  test('gets a pong before it has introduced itself, and may send pongs unasked', async () => {
    const socket = await openSocket(api);
    socket.send({ type: 'pong' }, { type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.socket.terminate();
  });
});

describe('an operation', () => {
  test('whose id is in use closes the socket with 4409', async () => {
    const socket = await listening();
    socket.send(subscribe('a', '{ me { username } }'));
    expect(await socket.closed()).toMatchObject({ code: 4409 });
  });

  test('that is complete is told nothing more, and others are', async () => {
    const socket = await listening('a');
    socket.send(subscribe('b', query), { type: 'complete', id: 'a' });
    await socket.rest();
    await change();
    expect(await socket.next()).toMatchObject({ id: 'b', type: 'next' });
    expect(await socket.rest()).toEqual([]);
    socket.socket.terminate();
  });

  test('may take the id of one that is complete', async () => {
    const socket = await listening('a');
    socket.send({ type: 'complete', id: 'a' }, subscribe('a', query));
    expect(await socket.rest()).toEqual([]);
    await change();
    expect(await socket.next()).toMatchObject({ id: 'a', type: 'next' });
    socket.socket.terminate();
  });

  test('that nobody knows can be completed without harm', async () => {
    const socket = await connect(api, 'viewer');
    socket.send({ type: 'complete', id: 'unknown' }, { type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.socket.terminate();
  });

  test.each([
    ['query', 'viewer', 'query Who { me { username } }', { me: { username: 'viewer' } }],
    [
      'mutation',
      'viewer',
      'mutation { addComment(trackerId: 1, commentText: "over a socket") { commentText user { username } } }',
      { addComment: { commentText: 'over a socket', user: { username: 'viewer' } } },
    ],
    [
      'query with fields called json',
      'viewer',
      '{ json: me { json: username } }',
      { json: { json: 'viewer' } },
    ],
  ])('that is a %s brings its result and is complete', async (_what, who, text, data) => {
    const socket = await connect(api, who);
    socket.send(subscribe('a', text));
    expect(await socket.next()).toMatchObject({ id: 'a', type: 'next', payload: { data } });
    expect(await socket.next()).toEqual({ id: 'a', type: 'complete' });
    socket.socket.terminate();
  });

  test('may have any text for an id', async () => {
    for (const id of ['\u0001', '"\\', 'constructor', '__proto__', '$&']) {
      const socket = await listening(id);
      await change();
      expect(await socket.next()).toMatchObject({ id, type: 'next' });
      socket.socket.terminate();
    }
  });

  test.each([
    ['that is wrong', 'subscription { nothingChanged { entityId } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['that cannot be read', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    [
      'of two fields',
      'subscription { a: itemChanged { entityId } b: itemChanged { entityId } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['without an operation', 'fragment a on Query { me { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s is answered with an error and nothing more', async (_what, text, code) => {
    const socket = await connect(api, 'viewer');
    socket.send(subscribe('a', text), { type: 'ping' });
    const messages: Message[] = [
      await socket.next(),
      await socket.next(),
      ...(await socket.rest()),
    ];
    const error = messages.find(({ type }) => type === 'error');
    expect(messages.map(({ type }) => type).toSorted()).toEqual(['error', 'pong']);
    const [first] = (error?.payload ?? []) as NonNullable<Payload['errors']>;
    expect(first?.extensions['code']).toBe(code);
    expect(first?.extensions).not.toHaveProperty('http');
    expect(first?.extensions).not.toHaveProperty('unexpected');
    socket.socket.terminate();
  });
});
