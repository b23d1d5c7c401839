import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { lastRecord, password, plant, recordsSince } from '../support/plant.ts';
import { codesOf, createStudy, newKey, send } from './keyed.ts';

/* Which Idempotency-Keys count, and what is kept of the answers. */

let api: Api;
let log = '';
beforeAll(async () => {
  const logTo = new Writable({
    write: (chunk, _encoding, done) => {
      log += String(chunk);
      done();
    },
  });
  api = await startApi({ SQL_REPORT: 'off', LOG_LEVEL: 'info' }, logTo);
});
afterAll(() => api.stop());

const kept = async (key: string): Promise<string | undefined> => {
  const [row] = await api.sql`select answer from kernel.answers where key = ${key}`;
  return row?.['answer'];
};

describe('a key', () => {
  test.each([
    ['is too long', 'k'.repeat(201)],
    ['is empty', ''],
    ['has a space inside', 'a b'],
    ['has other letters', 'schlüssel'],
  ])('that %s is refused', async (_what, key) => {
    const last = await lastRecord(api.sql);
    expect(codesOf(await send(api, createStudy('bad key'), key))).toEqual(['BAD_USER_INPUT']);
    expect(await recordsSince(api.sql, last)).toEqual([]);
  });

  test('may be 200 characters, of all that can be seen', async () => {
    const key = `!~"'\\{}%$;--${'k'.repeat(188)}`;
    const first = await send(api, createStudy('long key'), key);
    expect(codesOf(first)).toEqual([]);
    expect(await send(api, createStudy('long key'), key)).toEqual(first);
  });

  test('means nothing to a query', async () => {
    for (const query of ['{ me { username } }', 'query { tags { totalCount } }']) {
      expect(codesOf(await send(api, { query }, 'not a good key'))).toEqual([]);
    }
  });

  test('means nothing to who is not signed in', async () => {
    expect(codesOf(await send(api, createStudy('anonymous'), newKey(), null))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});

describe('the tokens of a session are not kept', () => {
  test.each([
    ['a field', (field: string) => `mutation { ${field} }`],
    ['an inline fragment', (field: string) => `mutation { ... on Mutation { ${field} } }`],
    ['a fragment', (field: string) => `mutation { ...F } fragment F on Mutation { ${field} }`],
  ])('when signIn is %s', async (_how, write) => {
    const [key, { username }] = [newKey(), await plant(api.sql)];
    const query = write(
      `signIn(username: "${username}", password: "${password}") { accessToken refreshToken }`,
    );
    const answers = [await send(api, { query }, key), await send(api, { query }, key)];
    for (const answer of answers) expect(codesOf(answer)).toEqual([]);
    expect((await kept(key)) ?? '').not.toContain('eyJ');
    const tokens = answers.map(({ text }) => JSON.parse(text).data.signIn.refreshToken);
    expect(tokens[0]).not.toBe(tokens[1]);
  });
});

const signOut = 'signOut(refreshToken: "none")';

test('a session elsewhere in the document takes nothing from a key', async () => {
  const key = newKey();
  const write = 'createTag(input: { name: "once" }) { id }';
  const query = `mutation Out { ${signOut} } mutation Write { ${write} }`;
  const first = await send(api, { query, operationName: 'Write' }, key);
  expect(codesOf(first)).toEqual([]);
  expect(await send(api, { query, operationName: 'Write' }, key)).toEqual(first);
});

test.each([
  ['fields', (fields: string) => `mutation { ${fields} }`],
  ['a fragment', (fields: string) => `mutation { ...F } fragment F on Mutation { ${fields} }`],
])('a session together with something else as %s is refused with a key', async (_how, write) => {
  const last = await lastRecord(api.sql);
  const query = write(`createTag(input: { name: "never" }) { id } ${signOut}`);
  expect(codesOf(await send(api, { query }, newKey()))).toEqual(['BAD_USER_INPUT']);
  expect(await recordsSince(api.sql, last)).toEqual([]);
});

test('a change whose answer reads too much is made, with a key as without', async () => {
  const small = await startApi({ MAX_ROWS: '10', SQL_REPORT: 'off' });
  const around = 'item { reportingEffort { items(first: 20) { nodes { id } } } }';
  const change = (id: number) => ({
    query: `mutation { updateTracker(id: ${id}, input: { qcLevel: 3, dueDate: "2031-01-01" }) { id ${around} } }`,
  });
  const key = newKey();
  const keyed = await send(small, change(1), key);
  expect(codesOf(keyed)).toEqual(['TOO_EXPENSIVE']);
  expect(codesOf(await send(small, change(2), undefined))).toEqual(['TOO_EXPENSIVE']);
  expect(await send(small, change(1), key)).toEqual(keyed);
  const changed = await small.sql`
    select id from pearl.reporting_effort_item_trackers where due_date = '2031-01-01' order by id`;
  expect(changed).toEqual([{ id: 1 }, { id: 2 }]);
  await small.stop();
});

test('a change is made, with a key as without, when the database refuses what its answer reads', async () => {
  const cursor = (...values: string[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
  const pages = `x: comments(orderBy: [{ field: ID }], after: "${cursor('id', 'x')}") { nodes { id } }
    y: primaryTrackers(orderBy: [{ field: ID }], after: "${cursor('id', 'y')}") { nodes { id } }`;
  const around = `qcLevel primaryProgrammer { ${pages} } qcProgrammer { ${pages} } item { itemCode } comments { totalCount }`;
  const query = `mutation {
    first: updateTracker(id: 1, input: { qcLevel: 3 }) { ${around} }
    second: updateTracker(id: 2, input: { qcLevel: 3 }) { ${around} }
    third: updateTracker(id: 3, input: { qcLevel: 3 }) { qcLevel item { itemCode } } }`;
  const levels = () =>
    api.sql`select qc_level from pearl.reporting_effort_item_trackers where id < 4 order by id`;
  const plain = await send(api, { query }, undefined);
  expect(new Set(codesOf(plain))).toEqual(new Set(['BAD_USER_INPUT']));
  expect(JSON.parse(plain.text).data.second).toMatchObject({ qcLevel: 3, item: {} });
  await api.sql`update pearl.reporting_effort_item_trackers set qc_level = 1 where id < 4`;
  const key = newKey();
  expect(await send(api, { query }, key)).toEqual(plain);
  expect(await levels()).toEqual(Array(3).fill({ qc_level: 3 }));
  expect(await send(api, { query }, key)).toEqual(plain);
});

test('a dry run is answered, with a key as without, when the database refuses what its answer reads', async () => {
  const cursor = Buffer.from('["id","x"]').toString('base64url');
  const query = `mutation {
    dry: tagTrackers(trackerIds: [1, 2], tagId: 1, dryRun: true) { done trackers { id primaryProgrammer {
      primaryTrackers(orderBy: [{ field: ID }], after: "${cursor}") { nodes { id } } } } }
    wet: updateTracker(id: 4, input: { qcLevel: 2 }) { qcLevel } }`;
  const plain = await send(api, { query }, undefined);
  expect(codesOf(plain)).toContain('BAD_USER_INPUT');
  expect(JSON.parse(plain.text).data.wet).toEqual({ qcLevel: 2 });
  expect(await send(api, { query }, newKey())).toEqual(plain);
});

test('of what went wrong on our side nothing is kept but that it did', async () => {
  await api.sql.unsafe(`
    create function pearl.secretly_fail() returns trigger language plpgsql
      as $$ begin raise exception 'the secret of the database' using errcode = 'XX000'; end $$;
    create trigger secretly_fail before insert on pearl.packages for each row execute function pearl.secretly_fail()`);
  const key = newKey();
  const query = 'mutation { createPackage(input: { packageName: "unlucky" }) { id } }';
  const first = await send(api, { query }, key);
  const second = await send(api, { query }, key);
  await api.sql.unsafe('drop trigger secretly_fail on pearl.packages');
  const third = await send(api, { query }, key);

  for (const { text, status } of [first, second, third]) {
    expect(status).toBe(first.status);
    expect(codesOf({ text })).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(text).not.toContain('secret');
    expect(JSON.parse(text).errors[0].path).toEqual(['createPackage']);
  }
  expect(await kept(key)).not.toContain('secret');
  expect(log).toContain('the secret of the database'); // for whoever runs the server
});
