import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { connect, type Payload, subscribe } from '../support/live.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/* An error says where in the document it is: what is compiled as well as what is interpreted, by whatever way it comes. */

const documents: [what: string, query: string, line: number, column: number][] = [
  ['a field', '{ study(id: "x") { id } }', 1, 3],
  ['a field of a later line', '{\n  me { id }\r\n\r\n  late: study(id: "x") { id }\n}', 4, 3],
  [
    'a field of a fragment',
    'fragment Its on Study {\n  databaseReleases(first: -1) { totalCount }\n}\n{ study(id: 1) { ...Its } }',
    2,
    3,
  ],
  ['a field that is left in', '{\n me @include(if: true) { id } study(id: "x") { id } }', 2, 31],
  ['a command', 'mutation {\n  deleteStudy(id: "x") { __typename }\n}', 2, 3],
  [
    'one of several commands',
    'mutation {\n  a: deleteStudy(id: "x") { __typename }\n  b: deleteStudy(id: "x") { __typename }\n}',
    2,
    3,
  ],
];

test.each(documents)('over HTTP: %s', async (_what, query, line, column) => {
  const { errors } = await api.as('admin').run(query);
  expect(errors?.[0]).toMatchObject({ locations: [{ line, column }] });
});

test.each(documents)('over a WebSocket: %s', async (_what, query, line, column) => {
  const socket = await connect(api, 'admin');
  socket.send(subscribe('1', query));
  const { errors } = (await socket.next()).payload as Payload;
  expect(errors?.[0]).toMatchObject({ locations: [{ line, column }] });
  socket.socket.close();
});

test('the second answer to an Idempotency-Key says it as well', async () => {
  const authorization = `Bearer ${await api.authority.sign('admin')}`;
  const ask = async () => {
    const answer = await api.post(
      { query: 'mutation {\n  deleteStudy(id: 999) { __typename }\n}' },
      { authorization, 'idempotency-key': 'where' },
    );
    return answer.json();
  };
  const first = await ask();
  expect(first.errors).toMatchObject([{ locations: [{ line: 2, column: 3 }] }]);
  expect((await ask()).errors).toEqual(first.errors);
});

test('what is masked says no more than that', async () => {
  await api.sql`alter table pearl.tags rename to gone`;
  const { errors } = await api.as('admin').run('{\n  me { id }\n  tags { totalCount }\n}');
  await api.sql`alter table pearl.gone rename to tags`;
  expect(errors?.[0]).toMatchObject({
    locations: [{ line: 3, column: 3 }],
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });
});

test('of many errors the first twenty say it: a large document is not searched for each of them', async () => {
  const fields = Array.from({ length: 25 }, (_, at) => `a${at}: study(id: "x") { id }`);
  const { errors = [] } = await api.as('admin').run(`{${fields.join('\n')}}`);
  expect(errors.map((error) => 'locations' in error)).toEqual(
    Array.from({ length: 25 }, (_, at) => at < 20),
  );
});
