import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { goingOn, inTurn } from '../../src/kernel/read/time-slice.ts';
import { stringifyInTurns } from '../../src/server/stringify.ts';
import { type Api, startApi } from '../support/api.ts';
import { connect, subscribe } from '../support/live.ts';
import { countTurns } from '../support/turns.ts';
import { worstDocuments } from '../support/worst-documents.ts';

/* What an answer may hold: not what is read counts, but what is said. */

let api: Api;
let small: Api;
beforeAll(async () => {
  [api, small] = await Promise.all([startApi(), startApi({ MAX_VALUES: '1000' })]);
});
afterAll(() => Promise.all([api.stop(), small.stop()]));

const tooLarge = { extensions: { code: 'TOO_EXPENSIVE', maxValues: 1000 } };
const advice =
  'This answer would hold more than 1000 values. Ask for smaller pages, for fewer fields, or in several requests.';

/** Fifty comments of somebody; with each its author, who has a page of comments in turn. */
const multiplied = (inner: string, size = 50) =>
  `trackerComments(first: ${size}, filter: { userId: { eq: 2 } }) { nodes { user { ${inner} } } }`;
const page = 'comments(first: 50) { nodes { id } }';

describe.each(Object.entries(worstDocuments))('%s', (_what, query) => {
  test('is refused once, or answered with at most 10 MB', async () => {
    const response = await api.post(
      { query },
      { authorization: `Bearer ${await api.authority.sign('viewer')}` },
    );
    const text = await response.text();
    const { errors = [] } = JSON.parse(text);
    expect(errors.length).toBeLessThan(2);
    expect(errors[0]?.extensions.code ?? 'TOO_EXPENSIVE').toBe('TOO_EXPENSIVE');
    expect(text.length).toBeLessThan(10_000_000);
  });
});

describe('what is read once and shown often counts as often as it is shown', () => {
  test.each([
    ['in pages', `{ ${multiplied(page)} }`],
    ['in edges', `{ ${multiplied('comments(first: 50) { edges { node { id } } }')} }`],
    ['under other names', `{ ${multiplied(`a: ${page} b: ${page} c: ${page}`, 8)} }`],
    [
      'in fragments',
      `{ ${multiplied('...F')} } fragment F on User { ...G } fragment G on User { ${page} }`,
    ],
    [
      'under a condition',
      `query ($yes: Boolean = true) { ${multiplied(`... @include(if: $yes) { ${page} }`)} }`,
    ],
    ['beside introspection', `{ __type(name: "User") { name } ${multiplied(page)} }`],
    [
      'as one row',
      `{ trackerComments(first: 100) { nodes { a: tracker { id } b: tracker { id } } } }`,
    ],
    [
      'as columns',
      `{ trackerComments(first: 100) { nodes { ${Array.from({ length: 10 }, (_, n) => `a${n}: id`).join(' ')} } } }`,
    ],
  ])('%s', async (_how, query) => {
    const { data, errors } = await small.as('viewer').run(query);
    expect(errors).toMatchObject([{ message: advice, ...tooLarge }]);
    expect(data).toBeUndefined();
  });

  test('up to the limit', async () => {
    const { data, errors } = await small
      .as('viewer')
      .run<{ trackerComments: { nodes: object[] } }, object>(
        '{ trackerComments(first: 99) { nodes { id commentType } } }',
      );
    expect(errors).toBeUndefined();
    expect(data.trackerComments.nodes).toHaveLength(99);
  });
});

test('a long text counts by its length', async () => {
  const add = `mutation ($text: String!) { addComment(trackerId: 1, commentText: $text) { id } }`;
  for (const times of [1, 2, 3, 4, 5]) {
    const { errors } = await small
      .as('viewer')
      .run(add, { text: `${times} ${'long '.repeat(1990)}` });
    expect(errors).toBeUndefined();
  }
  const ask = (size: number) =>
    small
      .as('viewer')
      .run(
        `{ tracker(id: 1) { comments(first: ${size}, orderBy: { field: ID, direction: DESC }) { nodes { commentText } } } }`,
      );
  expect((await ask(4)).errors).toBeUndefined();
  expect((await ask(5)).errors).toMatchObject([tooLarge]);
});

describe('an answer that gets too large', () => {
  const tracker =
    'tracker { comments(first: 50) { nodes { user { comments(first: 50) { nodes { id } } } } } }';

  test('takes nothing back from a mutation, nor from the one after it', async () => {
    const { data, errors } = await small.as('viewer').run(
      `mutation {
        a: addComment(trackerId: 1, commentText: "a") { id ${tracker} }
        b: addComment(trackerId: 1, commentText: "b") { commentText }
      }`,
    );
    expect(data).toEqual({ a: null, b: { commentText: 'b' } });
    expect(errors).toMatchObject([
      { path: ['a', 'tracker', 'comments', 'user', 'comments'], ...tooLarge },
    ]);
    const made =
      await small.sql`select from pearl.tracker_comments where comment_text in ('a', 'b')`;
    expect(made).toHaveLength(2);
  });

  test('is refused over WebSockets, to a query and to a change', async () => {
    const socket = await connect(small, 'viewer');
    socket.send(subscribe('query', `{ ${multiplied(page)} }`));
    expect(await socket.next()).toMatchObject({ id: 'query', payload: { errors: [tooLarge] } });
    socket.send(
      subscribe(
        'live',
        `subscription { commentChanged(reportingEffortId: 1) { trackerComment { ${tracker} } } }`,
      ),
    );
    await socket.rest();
    const { errors } = await small
      .as('viewer')
      .run('mutation { addComment(trackerId: 1, commentText: "told") { id } }');
    expect(errors).toBeUndefined();
    expect(await socket.next()).toMatchObject({ id: 'live', payload: { errors: [tooLarge] } });
    socket.socket.terminate();
  });
});

test('what waits for its turn gets it in order, a little at a time', async () => {
  const workers = Array.from({ length: 10 }, () => ({ owner: 'a', turn: 0, done: 0 }));
  const order: number[] = [];
  const turns = countTurns();
  await Promise.all(
    workers.map(async (worker, at) => {
      for (let part = 0; part < 4; part += 1) await inTurn(worker, 10_000, null);
      order.push(at);
    }),
  );
  const passed = turns();
  expect(order).toEqual(workers.map((_, at) => at));
  expect(passed).toBeGreaterThanOrEqual(10);
});

test('who has done much stops only when that has taken long, too: a large part waits for its turn', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
  await nextTurn();
  const worker = { owner: 'one', turn: 0, done: 0 };
  const parts = Array.from({ length: 5 }, (_, part) => goingOn(worker, 5000, part));
  expect(parts).toEqual([0, 1, 2, 3, 4]);
  const large = goingOn(worker, 10_001, 'large');
  now.mockReturnValue(1009);
  const late = goingOn(worker, 1, 'late');
  now.mockRestore();
  expect([large, late]).toEqual([expect.any(Promise), expect.any(Promise)]);
  expect(await Promise.all([large, late])).toEqual(['large', 'late']);
});

test('one who waits for a little waits for no crowd of somebody else', async () => {
  const told: string[] = [];
  const ask = async (owner: string) => {
    await inTurn({ owner, turn: 0, done: 0 }, 2000, null);
    told.push(owner);
  };
  const crowd = Array.from({ length: 100 }, () => ask('many'));
  await ask('one');
  expect(told.length).toBeLessThan(10);
  await Promise.all(crowd);
  expect(told.length).toBe(101);
});

test('what is written in parts is what JSON.stringify writes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect(await stringifyInTurns(value, { owner: 'a', turn: 0, done: 0 })).toBe(
        JSON.stringify(value),
      );
    }),
  );
  const large = Array.from({ length: 30_000 }, (_, id) => ({
    id,
    nothing: undefined,
    list: [{ id }],
  }));
  expect(await stringifyInTurns({ large }, { owner: 'a', turn: 0, done: 0 })).toBe(
    JSON.stringify({ large }),
  );
});
