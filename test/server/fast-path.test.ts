import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { getOperationAST, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examples } from '../../src/domains/pearl/demo/examples.ts';
import { type Api, startApi } from '../support/api.ts';

/*
 * The fast path answers as Yoga does. A question behind the path is unusual, so such a request is Yoga's whole; a known document at
 * the plain path is not. One can tell them by how Yoga writes the name of a header, and by nothing else.
 */

const origin = 'https://app.example.com';
let api: Api;
let tokens: Record<string, string>;
beforeAll(async () => {
  api = await startApi({ CORS_ORIGINS: origin });
  const names = ['admin', 'programmer1', 'viewer'];
  const signed = await Promise.all(names.map((name) => api.authority.sign(name)));
  tokens = Object.fromEntries(names.map((name, at) => [name, signed[at] ?? '']));
});
afterAll(() => api.stop());

type Headers = Record<string, string>;

/** What differs between two answers to the same. */
const momentary = ['date', 'x-request-id', 'content-length'];

const ask = async (path: string, body: string | Buffer, headers: Headers) => {
  const sent = request(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const text = await textOf(answer);
  const { 'content-length': length = Buffer.byteLength(text) } = answer.headers; // or in chunks
  expect(Number(length)).toBe(Buffer.byteLength(text));
  return {
    isFast: answer.rawHeaders.includes('content-type') && answer.statusCode === 200,
    told: {
      status: answer.statusCode,
      headers: Object.entries(answer.headers).filter(([name]) => !momentary.includes(name)),
      text: text
        .replace(/"ms":[\d.]+/, '"ms":0')
        .replace(/Content-Length: \d+/, '')
        .replace(/"requestId":"[^"]+"/, '"requestId":""')
        .replace(/"cursor":"[^"]+"/, '"cursor":""'),
    },
  };
};

/** Both ways, once the document is known: what each of them tells, and whether ours was the fast one. */
const bothWays = async (body: string | Buffer, headers: Headers = {}) => {
  await ask('/graphql', body, headers);
  const { told: yogas, isFast: isYogaFast } = await ask('/graphql?yoga', body, headers);
  const { told: ours, isFast } = await ask('/graphql', body, headers);
  expect(isYogaFast).toBe(false);
  expect(ours).toEqual(yogas);
  return isFast;
};

const bearer = (name: string): Headers => ({ authorization: `Bearer ${tokens[name]}` });
const json = (query: string, more: object = {}) => JSON.stringify({ query, ...more });

/** Queries that people begin with: an example each. */
const queries = examples().filter(
  (example) => getOperationAST(parse(example))?.operation === 'query',
);

describe('a query is answered as Yoga answers it', () => {
  test.for(queries)('%s', async (query) => {
    expect(await bothWays(json(query), bearer('admin'))).toBe(true);
    expect(await bothWays(json(query), bearer('viewer'))).toBe(true);
  });
});

const query = 'query Who($id: ID!) { me { username } study(id: $id) { id studyLabel } }';
const body = json(query, { variables: { id: '1' }, operationName: 'Who' });

describe('what a client accepts', () => {
  test.for([
    ['*/*', true],
    ['application/json', true],
    ['application/json, text/plain, */*', true],
    ['Application/JSON', true],
    ['application/*', true],
    ['text/event-stream, application/json', true],
    ['application/graphql-response+json', true],
    ['application/graphql-response+json, application/json;q=0.9', true],
    ['application/json;q=0.1, application/graphql-response+json', true],
    ['application/graphql-response+json;charset=utf-8', false],
    ['application/json;charset=utf-16, application/graphql-response+json', false],
    ['multipart/mixed', false],
    ['text/event-stream', false],
    ['text/html', false],
    ['', true],
  ] as const)('%s', async ([accept, isFast]) => {
    expect(await bothWays(body, { ...bearer('viewer'), accept })).toBe(isFast);
  });
});

describe('where it comes from', () => {
  test.for([origin, 'https://other.example.com', 'null', ''])('%s', async (from) => {
    expect(await bothWays(body, { ...bearer('viewer'), origin: from })).toBe(true);
  });

  test('a request that looks like the question before another one is Yoga’s', async () => {
    const headers = { origin, 'access-control-request-headers': 'x-a' };
    expect(await bothWays(body, { ...bearer('viewer'), ...headers })).toBe(false);
  });
});

describe('what is sent as what', () => {
  test.for([
    ['application/json; charset=utf-8', true],
    ['application/json;charset=UTF-8', true],
    ['application/graphql+json', false],
    ['application/json; charset=latin1', false],
    ['text/plain', false],
    ['application/x-www-form-urlencoded', false],
  ] as const)('%s', async ([type, isFast]) => {
    expect(await bothWays(body, { ...bearer('viewer'), 'content-type': type })).toBe(isFast);
  });
});

const nested = (depth: number): unknown => (depth > 0 ? [nested(depth - 1)] : 1);

describe('bodies', () => {
  test.for([
    ['nothing', '', false],
    ['no JSON', '{"query":', false],
    ['a mark before it', `\u{feff}${body}`, false],
    ['null', 'null', false],
    ['a list', `[${body}]`, false],
    ['a text', '"{ me { id } }"', false],
    ['no query', '{}', false],
    ['a query that is a number', '{"query":1}', false],
    ['a query that is nothing', json(''), false],
    ['a parameter that there is not', json(query, { id: '1' }), false],
    ['one that is null', json(query, { variables: { id: '1' }, id: null }), false],
    ['variables in a list', json(query, { variables: [] }), false],
    ['variables that are null', json('{ __typename }', { variables: null }), true],
    ['extensions of a client', json('{ __typename }', { extensions: { a: {} } }), true],
    ['extensions that are a text', json('{ __typename }', { extensions: '' }), false],
    ['an operation that there is not', json(query, { operationName: 'Else' }), false],
    ['an operation without a name', json('query A { me { id } } query B { me { id } }'), false],
    [
      'one of two operations',
      json('query A { me { id } } query B { __typename }', { operationName: 'B' }),
      true,
    ],
    ['an operation whose name is a number', json(query, { operationName: 1 }), false],
    ['bytes that are no UTF-8', Buffer.from(json('{ a: __typename #\xff }'), 'latin1'), false],
    ['a variable that is missing', json(query), false],
    ['a variable of another type', json(query, { variables: { id: {} } }), false],
    ['variables that are too deep', json(query, { variables: { id: '1', x: nested(100) } }), false],
    [
      'too many variables',
      json(query, { variables: { id: '1', x: Array(20_000).fill(0) } }),
      false,
    ],
    ['a subscription', json('subscription { studyChanged { action } }'), false],
    ['words that are refused', json('{ nothing }'), false],
    ['more space', json(`{${' '.repeat(17_000)}__typename }`), false],
    ['much space', json(`{${' '.repeat(15_000)}__typename }`), true],
  ] as const)('%s', async ([, sent, isFast]) => {
    expect(await bothWays(sent, bearer('viewer'))).toBe(isFast);
  });
});

describe('who asks', () => {
  test('with a good token, and with none', async () => {
    expect(await bothWays(json('{ __typename }'))).toBe(true);
    expect(await bothWays(json('{ me { username } }'))).toBe(false);
  });

  test.for(['Bearer nonsense', 'Basic eDp5', 'Bearer a.b.c', ''])(
    'with what is no token: %s',
    async (authorization) => {
      expect(await bothWays(body, { authorization })).toBe(false);
    },
  );
});

describe('a command', () => {
  const create =
    'mutation Create($label: String!) { createStudy(input: { studyLabel: $label }) { id studyLabel } }';

  test('is done once, and answered by the fast path', async () => {
    const labels = [randomUUID(), randomUUID()];
    const answers = [];
    for (const label of labels) {
      answers.push(await ask('/graphql', json(create, { variables: { label } }), bearer('admin')));
    }
    expect(answers.map(({ isFast }) => isFast)).toEqual([false, true]);
    const rows = await api.sql`select from pearl.studies where study_label in ${api.sql(labels)}`;
    expect(rows).toHaveLength(2);
  });

  test('that is refused is tried once: its answer is made, then written by Yoga', async () => {
    const refused = json(
      'mutation { signIn(login: "nobody-of-ours", password: "wrong-again") { accessToken } }',
    );
    expect(await bothWays(refused)).toBe(false);
    const [tries] = await api.sql<{ count: number }[]>`
      select count from kernel.attempts where subject like '%nobody-of-ours%' limit 1`;
    expect(tries?.count).toBe(3);
  });

  test('that may not be done, or names what there is not', async () => {
    const label = `Never ${randomUUID()}`;
    expect(await bothWays(json(create, { variables: { label } }), bearer('viewer'))).toBe(false);
    const gone = json('mutation { deleteStudy(id: "999999", expectedVersion: 1) { id } }');
    expect(await bothWays(gone, bearer('admin'))).toBe(false);
  });

  test('with an Idempotency-Key is done once, whichever way it comes', async () => {
    const sent = json(create, { variables: { label: `Key ${randomUUID()}` } });
    expect(await bothWays(sent, { ...bearer('admin'), 'idempotency-key': randomUUID() })).toBe(
      true,
    );
  });
});

test('a request keeps its id, and is logged as any other', async () => {
  const lines: string[] = [];
  const logged = await startApi({ LOG_LEVEL: 'info' }, { write: (line) => void lines.push(line) });
  const answers = [];
  for (const id of ['first-1', 'second-2']) {
    answers.push(await logged.post({ query: 'query Seen { __typename }' }, { 'x-request-id': id }));
  }
  expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual([
    'first-1',
    'second-2',
  ]);
  await Promise.all(answers.map((answer) => answer.text()));
  await logged.stop();
  const told = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
  expect(told).toMatchObject(
    ['first-1', 'second-2'].map((requestId) => ({
      requestId,
      operation: 'Seen',
      status: 200,
      statements: 0,
    })),
  );
});
