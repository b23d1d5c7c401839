import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { connect, subscribe } from '../support/live.ts';

/* Values in values in values: whoever follows them needs a stack, and that ends somewhere. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const nested = (depth: number, open: string, close: string, inner: string) =>
  `${open.repeat(depth)}${inner}${close.repeat(depth)}`;
const filter = (depth: number) => nested(depth, '{"not":', '}', '{"id":{"eq":"1"}}');
const literal = (depth: number) => nested(depth, '{ not: ', '}', '{ id: { eq: 1 } }');
const lists = (depth: number) => nested(depth, '[', ']', '');

const query = 'query ($filter: StudyFilter) { studies(filter: $filter) { totalCount } }';
const tooDeep = {
  message: expect.stringContaining('is nested too deep: 64 lists and objects'),
  extensions: { code: 'BAD_USER_INPUT' },
};

const send = async (body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await api.authority.sign('admin')}`,
      ...headers,
    },
    body,
  });
  return { status: response.status, ...(await response.json()) };
};
const bodyOf = (text: string, variables: string) =>
  `{"query":${JSON.stringify(text)},"variables":${variables}}`;

describe('over HTTP', () => {
  test.each([65, 1000, 50_000])('variables that are %d deep are refused', async (depth) => {
    for (const variables of [`{"filter":${filter(depth)}}`, `{"other":${lists(depth)}}`]) {
      expect(await send(bodyOf(query, variables))).toMatchObject({ errors: [tooDeep] });
    }
  });

  test.each([
    ['a list', 10_001, { filter: { id: { in: Array(10_001).fill('1') } } }],
    ['lists', 50_001, { filter: { or: Array(20).fill({ id: { in: Array(2600).fill('1') } }) } }],
  ])('variables that hold too much are refused: %s of %d', async (_what, _count, variables) => {
    expect(await send(bodyOf(query, JSON.stringify(variables)))).toMatchObject({
      status: 400,
      errors: [
        {
          message: expect.stringContaining('at most 50000 values'),
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
  });

  test('variables for a mutation are refused, with a key as without', async () => {
    const change = 'mutation ($input: CreateTagInput!) { createTag(input: $input) { id } }';
    const body = bodyOf(change, `{"input":${lists(1000)}}`);
    for (const headers of [{}, { 'idempotency-key': 'deep' }]) {
      expect(await send(body, headers)).toMatchObject({ errors: [tooDeep] });
    }
  });

  test.each([65, 400])('a literal that is %d deep is refused', async (depth) => {
    const text = `{ studies(filter: ${literal(depth)}) { totalCount } }`;
    expect(await send(bodyOf(text, 'null'))).toMatchObject({ status: 400, errors: [tooDeep] });
  });

  test('what is not too deep is answered', async () => {
    const variables = `{"filter":${filter(62)}}`;
    expect((await send(bodyOf(query, variables))).errors).toBeUndefined();
    const text = `{ studies(filter: ${literal(62)}) { totalCount } }`;
    expect((await send(bodyOf(text, 'null'))).errors).toBeUndefined();
  });

  test('a body that is deep elsewhere is no fault of ours', async () => {
    for (const body of [
      lists(400_000),
      `{"query":"{ __typename }","extensions":{"a":${lists(400_000)}}}`,
      `{"query":${lists(400_000)}}`,
      `{"query":"{ __typename }","variables":${lists(400_000)}}`,
      `{"query":"{ __typename }","operationName":${lists(400_000)}}`,
    ]) {
      const { status, errors = [] } = await send(body);
      expect(status).toBeLessThan(500);
      for (const { extensions } of errors)
        expect(extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    }
  });
});

test('over WebSockets, queries and subscriptions are refused and the connection stays', async () => {
  const socket = await connect(api, 'admin');
  const send = (text: string, variables: string) =>
    socket.send(`{"type":"subscribe","id":"1","payload":${bodyOf(text, variables)}}`);
  const live =
    'subscription ($effort: ID) { trackerChanged(reportingEffortId: $effort) { cursor } }';
  for (const depth of [1000, 50_000]) {
    for (const [text, variables] of [
      [query, `{"filter":${filter(depth)}}`],
      [live, `{"effort":${lists(depth)}}`],
    ] as const) {
      send(text, variables);
      const { type, payload } = await socket.next();
      const errors = type === 'error' ? payload : (payload as { errors: unknown }).errors;
      expect(errors).toMatchObject([tooDeep]);
      if (type === 'next') await socket.next(); // complete
    }
  }
  socket.send(subscribe('2', '{ me { username } }'));
  expect(await socket.next()).toMatchObject({ payload: { data: { me: { username: 'admin' } } } });
  socket.socket.terminate();
});
