import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { raw } from '../support/requests.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({
    MAX_DEPTH: '5',
    MAX_ALIASES: '3',
    MAX_DIRECTIVES: '2',
    MAX_TOKENS: '60',
    MAX_COST: '100',
    MAX_ROWS: '20',
    MAX_BODY_BYTES: '2000',
  });
});
afterAll(() => api.stop());

const ids = (count: number) => Array(count).fill('id').join(' ');
const filter = (names: number) =>
  `{ studies(filter: { studyLabel: { in: [${Array(names).fill('"a"').join()}] } }) { totalCount } }`;

describe('a document just inside a limit is answered, one just outside is refused and told the limit', () => {
  test.for([
    {
      limit: 'depth',
      inside: '{ studies(first: 2) { nodes { databaseReleases(first: 2) { nodes { id } } } } }',
      outside:
        '{ studies(first: 2) { nodes { databaseReleases(first: 2) { nodes { study { id } } } } } }',
      message: 'Query depth limit of 5 exceeded, found 6.',
    },
    {
      limit: 'aliases',
      inside: '{ a: __typename b: __typename me { c: id } }',
      outside: '{ a: __typename b: __typename me { c: id d: id } }',
      message: 'Aliases limit of 3 exceeded, found 4.',
    },
    {
      limit: 'repeated fields',
      inside: `{ me { ${ids(4)} } }`,
      outside: `{ me { ${ids(5)} } }`,
      message: 'Repeated fields limit of 3 exceeded, found 4.',
    },
    {
      limit: 'directives',
      inside: '{ me @include(if: true) { id @skip(if: false) } }',
      outside: '{ me @include(if: true) { id @skip(if: false) username @skip(if: false) } }',
      message: 'Directives limit of 2 exceeded, found 3.',
    },
    {
      limit: 'tokens',
      inside: filter(60 - 20),
      outside: filter(61 - 20),
      message: 'Token limit of 60 exceeded.',
    },
    {
      limit: 'cost',
      inside: '{ studies(first: 49) { nodes { id } } }',
      outside: '{ studies(first: 50) { nodes { id } } }',
      message:
        'This document may answer with 101 values; at most 100 are allowed. Ask for smaller pages.',
    },
    {
      limit: 'rows',
      inside: '{ reportingEffortItems(first: 19) { nodes { id } } }',
      outside: '{ reportingEffortItems(first: 20) { nodes { id } } }',
      message: 'This request reads more than 20 rows: ask for smaller pages.',
    },
  ])('$limit', async ({ inside, outside, message }) => {
    const good = await api.as('viewer').run(inside);
    const bad = await api.as('viewer').run(outside);

    expect(good.errors).toBeUndefined();
    expect(bad.errors).toMatchObject([{ message, extensions: { code: 'TOO_EXPENSIVE' } }]);
    expect(bad.data ?? null).toBeNull();
  });
});

/** Fragments that spread the next one twice each, so many of them. */
const doubling = (steps: number) =>
  Array.from(
    { length: steps },
    (_, at) =>
      `fragment F${at} on TagConnection { ${at + 1 < steps ? `...F${at + 1} ...F${at + 1}` : 'totalCount'} }`,
  ).join(' ');

test('fragments that double with every step are refused', async () => {
  const usual = await startApi();
  const asked = `{ tags { ...F0 } } ${doubling(18)}`;
  const { errors } = await usual.as(null).run(asked);
  expect(errors).toMatchObject([
    { message: expect.stringContaining('spread out'), extensions: { code: 'TOO_EXPENSIVE' } },
  ]);
  await usual.stop();
});

test('fragments in a circle are no endless document, but none', async () => {
  const { errors } = await api
    .as('viewer')
    .run('{ me { ...A } } fragment A on User { ...B } fragment B on User { id ...A }');
  expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('rows are counted over all statements of a request', async () => {
  const { errors } = await api
    .as('viewer')
    .run(
      '{ a: trackers(first: 9) { nodes { id } } b: tags(first: 9) { nodes { id } } users(first: 9) { nodes { id } } }',
    );
  expect(errors?.map(({ extensions }) => extensions.code)).toContain('TOO_EXPENSIVE');
});

test('a refused cost says by how much', async () => {
  const { errors } = await api.as('viewer').run('{ studies(first: 200) { nodes { id } } }');
  expect(errors?.[0]?.extensions).toMatchObject({ cost: 401, maxCost: 100 });
});

describe('the body', () => {
  const body = (bytes: number) => {
    const empty = JSON.stringify({
      query: '{ __typename }',
      operationName: null,
      extensions: { pad: '' },
    });
    return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`);
  };
  const request = (headers: string, text: string) =>
    `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${text}`;

  test('of the largest size is read, a larger one is refused unread', async () => {
    const good = await raw(api.url, request('Content-Length: 2000', body(2000)));
    const bad = await raw(api.url, request('Content-Length: 2001', ''));

    expect(good).toMatch(/^HTTP\/1.1 200 /);
    expect(bad).toMatch(/^HTTP\/1.1 413 /);
    expect(bad).toContain('The body may have at most 2000 bytes.');
    expect(bad).toContain('"code":"BAD_USER_INPUT"');
    expect(bad).toMatch(/connection: close/i);
  });

  test('cannot be longer than it says: the rest would be another request, and is none', async () => {
    const answer = await raw(api.url, request('Content-Length: 30', body(2000)));
    expect(answer).toMatch(/^HTTP\/1.1 400 (?![^]*HTTP)/);
  });

  test('cannot have two lengths', async () => {
    const answer = await raw(
      api.url,
      request('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });
});
