import { parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sizesOf } from '../../src/executor/document-size.ts';
import { type Api, startApi } from '../support/api.ts';
import { connect, subscribe } from '../support/live.ts';

/* Ways around the limits of a document, which are none. */

let api: Api;
beforeAll(async () => {
  api = await startApi({
    MAX_DEPTH: '5',
    MAX_ALIASES: '3',
    MAX_DIRECTIVES: '2',
    MAX_TOKENS: '100',
  });
});
afterAll(() => api.stop());

const aliases = 'Aliases limit of 3 exceeded, found 4.';
const depth = 'Query depth limit of 5 exceeded, found 6.';
const directives = 'Directives limit of 2 exceeded, found 3.';
const repeated = 'Repeated fields limit of 3 exceeded, found 4.';
const deep = 'nodes { databaseReleases { nodes { study { id } } } }';
const yes = '@include(if: true)';

const around = [
  [
    'a fragment spread twice',
    aliases,
    '{ me { ...F } a: me { ...F } b: __typename } fragment F on User { x: id }',
  ],
  [
    'a fragment in a fragment',
    aliases,
    '{ ...F ...F } fragment F on Query { ...G ...G } fragment G on Query { a: __typename }',
  ],
  [
    'inline fragments',
    aliases,
    '{ a: __typename ... { b: __typename ... on Query { c: __typename d: __typename } } }',
  ],
  [
    'a fragment in an inline one',
    aliases,
    '{ ... { ...F } ...F } fragment F on Query { a: __typename b: __typename }',
  ],
  [
    'introspection',
    aliases,
    '{ __schema { a: __typename b: __typename c: __typename d: __typename } }',
  ],
  [
    'another operation',
    aliases,
    'query A { __typename } query B { a: __typename b: __typename c: __typename d: __typename }',
  ],
  ['a mutation', aliases, 'mutation { a: __typename b: __typename c: __typename d: __typename }'],
  [
    'the same alias again',
    aliases,
    '{ a: __typename ... { a: __typename } ... { a: __typename } ... { a: __typename } }',
  ],
  [
    'an alias that is the name',
    aliases,
    '{ me { id: id username: username role: role version: version } }',
  ],
  ['depth in a fragment', depth, `{ studies { ...F } } fragment F on StudyConnection { ${deep} }`],
  [
    'depth in fragments of fragments',
    depth,
    `{ ...F } fragment F on Query { studies { ...G } } fragment G on StudyConnection { ${deep} }`,
  ],
  [
    'depth in inline fragments',
    depth,
    `{ ... { studies { ... on StudyConnection { ${deep} } } } }`,
  ],
  ['a field under the name of introspection', depth, `{ __schema: studies { ${deep} } }`],
  [
    'introspection of a type',
    depth,
    '{ __type(name: "User") { fields { type { ofType { ofType { name } } } } } }',
  ],
  [
    'directives in a fragment',
    directives,
    `{ me { ...F role ${yes} } user(id: 1) { ...F } } fragment F on User { id ${yes} }`,
  ],
  [
    'directives on what is spread',
    directives,
    `{ ...F ${yes} ... ${yes} { id: __typename ${yes} } } fragment F on Query { __typename }`,
  ],
  ['directives on an operation', directives, '{ __typename } query A @a @b @c { __typename }'],
  ['directives on a fragment', directives, '{ ...F } fragment F on Query @a @b @c { __typename }'],
  ['directives on a variable', directives, 'query ($a: Int @a @b @c) { __typename }'],
  ['repetition in a fragment', repeated, '{ me { ...F } } fragment F on User { id id id id id }'],
  ['repetition in several places', repeated, '{ me { id id id } user(id: 1) { id id id } }'],
] as const;

test.each(around)('%s', async (_how, message, query) => {
  const expected = {
    message,
    extensions: { code: 'TOO_EXPENSIVE' },
  };
  const over = await api.post({ query, ...(query.includes('query A') && { operationName: 'A' }) });
  expect(over.status).toBe(400);
  expect((await over.json()).errors).toMatchObject([expected]);
  const socket = await connect(api, 'viewer');
  socket.send(subscribe('1', query));
  expect(await socket.next()).toMatchObject({ type: 'error', payload: [expected] });
  socket.socket.terminate();
});

test.each([
  ['names', Array(101).fill('id').join(' ')],
  ['a list', `me(a: [${'1 '.repeat(101)}]) { id }`],
  ['brackets', 'me { '.repeat(60)],
])('tokens that are %s are counted before they are understood', async (_what, text) => {
  const { errors } = await api.as('viewer').run(`{ ${text} }`);
  expect(errors).toMatchObject([
    { message: 'Token limit of 100 exceeded.', extensions: { code: 'TOO_EXPENSIVE' } },
  ]);
});

test('each fragment is measured once, however often it is spread', () => {
  const steps = 500;
  const chain = Array.from(
    { length: steps },
    (_, n) =>
      `fragment F${n} on Query { a: __typename ${n + 1 < steps ? `...F${n + 1} ...F${n + 1}` : ''} }`,
  ).join(' ');
  const [size] = [...sizesOf(parse(`{ ...F0 } ${chain}`)).values()];
  expect(size?.fields).toBeGreaterThan(1e100);
  expect(size?.aliases).toBe(size?.fields);
});

test.each([
  ['itself', '{ ...A } fragment A on Query { a: __typename ...A }'],
  [
    'each other',
    '{ ...A ...B } fragment A on Query { ...B } fragment B on Query { a: __typename ...A }',
  ],
])('fragments that spread %s end, and are refused', async (_what, query) => {
  const { errors } = await api.as('viewer').run(query);
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('within itself'),
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
});
