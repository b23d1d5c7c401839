import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decode, encode } from '../../src/live/change-cursor.ts';
import { openEvents } from '../server/event-stream.ts';
import { connect, type Message, subscribe, type Told } from '../support/live.ts';
import { counted, documentOf, follow, openYard, type Yard } from './yard.ts';

/* States that are followed: how it is, what changes, what becomes late, how many there are, and the end. */

let servers: Awaited<ReturnType<typeof openYard>>;
let yard: Yard;
beforeAll(async () => {
  servers = await openYard();
  yard = await servers.start();
});
afterAll(() => servers.close());

let board = 1;
/** Every test has a board to itself. */
beforeEach(async () => {
  const [row] = await yard.sql<
    { id: number }[]
  >`insert into yard.boards (name) values ('own') returning id`;
  board = row?.id ?? 0;
});
const task = (title: string, values: object = {}) =>
  yard.task(title, { board_id: board, ...values });
const here = () => ({ boardId: String(board) });
const ben = 2;
const cas = 3;

const set = (id: string, values: object) =>
  yard.sql`update yard.tasks set ${yard.sql(values as Record<string, string>)} where id = ${id}`;

/** What was told, in few words: S for how a row is, then what happened. */
const words = (told: readonly Told[]) =>
  told.map(({ action, changedFields, yardTask }) => {
    const { title } = (yardTask ?? {}) as { title?: string };
    return [action, title, ...[...(changedFields ?? [])].sort()].filter(Boolean).join(' ');
  });

describe('a snapshot', () => {
  test('comes first, in order, of what each may see; then the changes, each once', async () => {
    await task('b', { owner_id: ben });
    await task('c', { owner_id: cas });
    const id = await task('a');
    const clients = ['ann', 'ben', 'cas'].map((who) =>
      follow(yard, who, 'yardTaskChanged', here()),
    );
    const counts = [3, 2, 2];
    await Promise.all(clients.map((client, at) => client.until(counts[at] ?? 0)));
    await set(id, { status: 'half' });
    const told = await Promise.all(
      clients.map((client, at) => client.until((counts[at] ?? 0) + 1)),
    );
    expect(told.map(words)).toEqual([
      ['STATE a', 'STATE b', 'STATE c', 'UPDATED a status'],
      ['STATE a', 'STATE b', 'UPDATED a status'],
      ['STATE a', 'STATE c', 'UPDATED a status'],
    ]);
    for (const client of clients) await client.stop();
  });

  test('is gone on with from each of its rows: those that were there once, and what came after once', async () => {
    for (const title of ['d', 'b', 'c', 'a']) await task(title);
    const first = follow(yard, 'ann', 'yardTaskChanged', here());
    const state = [...(await first.until(4))];
    await first.stop();
    await task('bb');
    await task('e');
    const after = ['CREATED bb', 'CREATED e'];
    for (const [at, { cursor }] of state.entries()) {
      const client = follow(yard, 'ann', 'yardTaskChanged', { ...here(), since: cursor });
      const told = words(await client.until(3 - at + 2));
      await client.stop();
      // what came into the midst of the rest may be seen there, too
      expect(told.filter((each) => each !== 'STATE bb')).toEqual([
        ...words(state).slice(at + 1),
        ...after,
      ]);
    }
  });

  test('may be cut to its last rows, or left out, and is refused where it is too long', async () => {
    for (const title of ['a', 'b', 'c']) await task(title);
    const told = async (last: number) => {
      const client = follow(yard, 'ann', 'yardTaskChanged', { ...here(), last });
      await client.until(last);
      // without a state nothing says when it has begun
      for (const began = client.told.length; client.told.length === began; await wait(50))
        await task(`z${last}`);
      await client.stop();
      return words(client.told).slice(0, last + 1);
    };
    expect(await told(2)).toEqual(['STATE b', 'STATE c', 'CREATED z2']);
    expect(await told(0)).toEqual(['CREATED z0']);
    await yard.sql`insert into yard.tasks (board_id, title) select ${board}, n::text from generate_series(1, 1000) n`;
    const whole = follow(yard, 'ann', 'yardTaskChanged', here());
    expect(await whole.refused()).toMatchObject({ code: 'TOO_EXPENSIVE' });
    const wrong = follow(yard, 'ann', 'yardTaskChanged', { ...here(), last: 1001 });
    expect(await wrong.refused()).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('is not for those who have a cursor', async () => {
    await task('a');
    const client = follow(yard, 'ann', 'yardTaskChanged', {
      ...here(),
      since: await yard.cursor(),
    });
    await task('b');
    expect(words(await client.until(1))).toEqual(['CREATED b']);
    await client.stop();
  });

  test('comes as an event stream, too', async () => {
    await task('a');
    const stream = await openEvents(yard, 'ann', documentOf('yardTaskChanged'), {
      variables: here(),
    });
    expect((await stream.next()).data).toMatchObject({
      data: { yardTaskChanged: { action: 'STATE' } },
    });
    await stream.close();
  });
});

describe('the end', () => {
  const done = async (id: string) => {
    await set(id, { status: 'half' });
    await set(id, { status: 'done' });
  };

  test('comes with the change that brings it, over a WebSocket', async () => {
    const id = await task('a');
    const socket = await connect(yard, 'ann');
    socket.send(
      subscribe('1', documentOf('yardTaskChanged', 'action yardTask { status }'), { taskId: id }),
    );
    const messages: Message[] = [await socket.next()];
    await done(id);
    while (messages.at(-1)?.type === 'next') messages.push(await socket.next());
    socket.socket.terminate();
    expect(messages.at(-1)).toEqual({ id: '1', type: 'complete' });
    expect(messages.at(-2)).toMatchObject({
      payload: { data: { yardTaskChanged: { action: 'UPDATED', yardTask: { status: 'done' } } } },
    });
  });

  test('comes as an event stream, too', async () => {
    const id = await task('a');
    const stream = await openEvents(yard, 'ann', documentOf('yardTaskChanged'), {
      variables: { taskId: id },
    });
    await stream.next();
    await done(id);
    const { events, how } = await stream.ended();
    expect(how).toBe('closed');
    expect(events.at(-1)?.type).toBe('complete');
    expect(events.at(-2)?.data).toMatchObject({
      data: { yardTaskChanged: { yardTask: { status: 'done' } } },
    });
  });

  test('comes at once to who comes when it is over, with what has not been told', async () => {
    const id = await task('a');
    const before = await yard.cursor();
    await done(id);
    const all = follow(yard, 'ann', 'yardTaskChanged', { taskId: id, since: before });
    expect(await all.refused()).toBeUndefined();
    expect(all.told.at(-1)).toMatchObject({ yardTask: { status: 'done' } });
    for (const since of [all.told.at(-1)?.cursor, await yard.cursor()]) {
      const late = follow(yard, 'ann', 'yardTaskChanged', { taskId: id, since });
      expect(await late.refused()).toBeUndefined();
      expect(late.told).toEqual([]);
    }
    const anew = follow(yard, 'ann', 'yardTaskChanged', { taskId: id });
    expect(await anew.refused()).toBeUndefined();
    expect(words(anew.told)).toEqual(['STATE a']);
  });

  test('comes when the row is deleted, and not to those who follow others as well', async () => {
    const id = await task('a');
    const [one, all] = [{ taskId: id }, here()].map((args) =>
      follow(yard, 'ann', 'yardTaskChanged', args),
    );
    await Promise.all([one?.until(1), all?.until(1)]);
    await yard.sql`delete from yard.tasks where id = ${id}`;
    expect(await one?.refused()).toBeUndefined();
    expect(words(one?.told ?? [])).toEqual(['STATE a', 'DELETED']);
    await task('b');
    expect(words((await all?.until(3)) ?? [])).toEqual(['STATE a', 'DELETED', 'CREATED b']);
    await all?.stop();
  });
});

test('a row that a change hides from somebody is told as its end', async () => {
  const id = await task('a', { owner_id: ben });
  const client = follow(yard, 'ben', 'yardTaskChanged', here());
  await client.until(1);
  await set(id, { owner_id: cas });
  await client.until(2);
  await set(id, { owner_id: ben });
  await client.until(3);
  await client.stop();
  expect(words(client.told)).toEqual(['STATE a', 'DELETED ownerId', 'UPDATED a ownerId']);
});

describe('coalesced', () => {
  test('are the changes of a row that come together, but for those that are told by themselves', async () => {
    const [one, other] = [await task('a'), await task('b')];
    const since = await yard.cursor();
    const client = follow(yard, 'ann', 'yardTaskChanged', { ...here(), since });
    await yard.sql.begin(async (sql) => {
      for (const [id, values] of [
        [one, { status: 'half' }],
        [other, { status: 'half' }],
        [one, { day: '2026-01-01' }],
        [one, { title: 'aa' }],
        [one, { title: 'aaa' }],
      ] as const) {
        await sql`update yard.tasks set ${sql(values as Record<string, string>)} where id = ${id}`;
      }
    });
    const told = words(await client.until(4));
    expect(told).toEqual([
      'UPDATED b status',
      'UPDATED aaa day status',
      'UPDATED aaa title',
      'UPDATED aaa title',
    ]);
    await client.stop();
    // every cursor leads to the rest
    for (const [at, { cursor }] of client.told.entries()) {
      const late = follow(yard, 'ann', 'yardTaskChanged', { ...here(), since: cursor });
      await task(`z${at}`);
      await late.until(4 - at);
      await late.stop();
      expect(words(late.told).slice(0, 3 - at)).toEqual(told.slice(at + 1));
    }
  });

  test('is a row that comes and goes: it is gone', async () => {
    const since = await yard.cursor();
    await yard.sql.begin(async (sql) => {
      const [row] =
        await sql`insert into yard.tasks (board_id, title) values (${board}, 'a') returning id`;
      await sql`delete from yard.tasks where id = ${row?.['id']}`;
      await sql`insert into yard.tasks (board_id, title) values (${board}, 'b')`;
    });
    const client = follow(yard, 'ann', 'yardTaskChanged', { ...here(), since });
    expect(words(await client.until(2))).toEqual(['DELETED', 'CREATED b']);
    await client.stop();
  });
});

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describe('what becomes late', () => {
  test('is told when it does, to those who see it; also later, and once', async () => {
    const since = await yard.cursor();
    const [ann, cass] = ['ann', 'cas'].map((who) =>
      follow(yard, who, 'yardLateChanged', { ...here(), since }),
    );
    const soon = await task('soon', { due: inSeconds(1.5), owner_id: ben });
    await task('never', { due: inSeconds(1.5), status: 'done' });
    const later = await task('later', { due: inSeconds(3) });
    await ann?.until(2);
    await cass?.until(1);
    expect(ann?.told.map(({ id }) => id)).toEqual([soon, later]);
    expect(words(ann?.told ?? [])).toEqual(['DUE soon', 'DUE later']);
    const [first] = ann?.told ?? [];
    await set(later, { status: 'done' });
    await ann?.until(3);
    await Promise.all([ann?.stop(), cass?.stop()]);
    expect(words(cass?.told ?? [])[0]).toBe('DUE later');
    for (const [from, rest] of [
      [since, ['DUE soon', 'UPDATED later']],
      [first?.cursor, ['UPDATED later']],
      [ann?.told[1]?.cursor, ['UPDATED later']],
    ] as const) {
      const late = follow(yard, 'ann', 'yardLateChanged', { ...here(), since: from });
      await late.until(rest.length);
      await late.stop();
      expect(words(late.told).toSorted()).toEqual(rest);
    }
  });

  test('is told of a change that makes it late, or not late any more, and of no other', async () => {
    const id = await task('a', { due: inSeconds(3600) });
    const since = await yard.cursor();
    const client = follow(yard, 'ann', 'yardLateChanged', { ...here(), since });
    await set(id, { status: 'half' });
    await set(id, { due: '2026-01-01' });
    await set(id, { status: 'done' });
    await set(id, { status: 'closed', due: null });
    await client.until(2);
    await task('last', { due: '2026-01-01' });
    await client.until(3);
    await client.stop();
    expect(
      client.told.map(({ action, yardTask }) => [action, (yardTask as { title: string }).title]),
    ).toEqual([
      ['UPDATED', 'a'],
      ['UPDATED', 'a'],
      ['CREATED', 'last'],
    ]);
  });

  test('may be a day that is over', async () => {
    const day = (days: number) => inSeconds(days * 86_400).slice(0, 10);
    await task('today', { day: day(0) });
    await task('yesterday', { day: day(-1) });
    await task('two days ago', { day: day(-2) });
    await task('long ago', { day: day(-9) });
    const now = decode(await yard.cursor());
    const since = encode({ ...now, due: [`${day(-1)}T00:00:00Z`] });
    const client = follow(yard, 'ann', 'yardLateDayChanged', { since });
    await client.until(1);
    await task('last', { day: day(-1) });
    await client.until(2);
    await client.stop();
    expect(words(client.told)).toEqual(['DUE yesterday', 'CREATED last']);
  });
});

const numberIn = (told: readonly Told[]) =>
  told.map(
    ({ yardBoard }) => (yardBoard as { tasks: { totalCount: number } } | null)?.tasks.totalCount,
  );

describe('numbers', () => {
  test('are told as they are, and again when they are others: of what each may see', async () => {
    const id = await task('a', { owner_id: ben });
    const clients = ['ann', 'ben', 'cas'].map((who) =>
      follow(yard, who, 'yardNumbersChanged', here()),
    );
    const [ann, ben_, cas_] = clients;
    for (const client of clients) await client.until(1);
    await set(id, { title: 'other' });
    await set(id, { owner_id: cas });
    await Promise.all([ben_?.until(2), cas_?.until(2)]);
    await set(id, { status: 'done' });
    await Promise.all([ann?.until(2), cas_?.until(3)]);
    await yard.sql`delete from yard.boards where id = ${board}`;
    await Promise.all([ann?.until(3), ben_?.until(3), cas_?.until(4)]);
    for (const client of clients) await client.stop();
    expect(clients.map(({ told }) => numberIn(told))).toEqual([
      [1, 0, undefined],
      [1, 0, undefined],
      [0, 1, 0, undefined],
    ]);
  });

  test('that somebody has are not told again, whatever has happened', async () => {
    const id = await task('a');
    const first = follow(yard, 'ann', 'yardNumbersChanged', here());
    const [known] = await first.until(1);
    await first.stop();
    const again = follow(yard, 'ann', 'yardNumbersChanged', { ...here(), since: known?.cursor });
    const anew = follow(yard, 'ann', 'yardNumbersChanged', here());
    await anew.until(1);
    await set(id, { title: 'b' });
    await task('c');
    await Promise.all([again.until(1), anew.until(2)]);
    await Promise.all([again.stop(), anew.stop()]);
    expect([numberIn(again.told), numberIn(anew.told)]).toEqual([[2], [1, 2]]);
  });

  test('are computed once for all who watch the same', async () => {
    await task('a');
    counted.names = 0;
    const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(yard, 'ann')));
    const query = documentOf('yardNumbersChanged');
    for (const socket of sockets) socket.send(subscribe('1', query, here()));
    await Promise.all(sockets.map((socket) => socket.next()));
    expect(counted.names).toBe(1);
    await task('b');
    await Promise.all(sockets.map((socket) => socket.next()));
    expect(counted.names).toBe(2);
    for (const { socket } of sockets) socket.terminate();
  });

  test('need a row that is there', async () => {
    const client = follow(yard, 'ann', 'yardNumbersChanged', { boardId: '99999' });
    expect(await client.refused()).toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('a burst is told to each with the rows that each may see', async () => {
  const since = await yard.cursor();
  const clients = ['ann', 'ben'].map((who) =>
    follow(yard, who, 'yardTaskAdded', { ...here(), since }),
  );
  await task('first');
  for (const client of clients) await client.until(1);
  await yard.sql`insert into yard.tasks (board_id, title, owner_id)
    select ${board}, n::text, case when n % 2 = 0 then ${ben}::int else ${cas}::int end from generate_series(1, 1500) n`;
  await Promise.all([clients[0]?.until(1501), clients[1]?.until(751)]);
  for (const client of clients) await client.stop();
  type Shown = { readonly board: { readonly tasks: { readonly totalCount: number } } };
  const totals = clients.map(
    ({ told }) => (told.at(-1)?.['yardTask'] as Shown).board.tasks.totalCount,
  );
  expect(totals).toEqual([1501, 751]);
});

test('who is demoted is told nothing more, whatever is followed', async () => {
  await yard.sql`insert into yard.people (name, role) values ('dan', 'ADMIN')`;
  await task('a', { owner_id: cas, due: inSeconds(2) });
  await yard.cursor();
  const socket = await connect(yard, 'dan');
  for (const name of ['yardTaskChanged', 'yardLateChanged', 'yardNumbersChanged'] as const)
    socket.send(subscribe(name, documentOf(name), here()));
  for (const _ of ['the state', 'the numbers']) await socket.next();
  await yard.sql`update yard.people set role = 'VIEWER' where name = 'dan'`;
  expect(await socket.closed()).toMatchObject({ code: 4403 });
});

test.each([
  ['a batch that is none', { batch: [1] }],
  ['a batch of nothing', { batch: [-1, 2] }],
  ['a state of another order', { state: ['a', 'b'] }],
  ['a moment that is none', { due: ['yesterday'] }],
  ['another mark', { toString: 1 }],
])('%s in a cursor is refused', async (_what, marks) => {
  const [head] = Buffer.from(await yard.cursor(), 'base64url')
    .toString()
    .split(' {');
  const since = Buffer.from(`${head} ${JSON.stringify(marks)}`).toString('base64url');
  const client = follow(yard, 'ann', 'yardTaskChanged', { ...here(), since });
  expect(await client.refused()).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test.each([
  ['a batch of everything', { batch: [0, 2147483647] }, 'yardTaskChanged'],
  ['a moment without a meaning', { due: ['2026-99-99T00:00:00Z'] }, 'yardLateChanged'],
  ['a key of another type', { due: ['2026-01-01T00:00:00Z', 'a'] }, 'yardLateChanged'],
] as const)('%s in a cursor does no harm', async (_what, marks, name) => {
  const [head] = Buffer.from(await yard.cursor(), 'base64url')
    .toString()
    .split(' {');
  const since = Buffer.from(`${head} ${JSON.stringify(marks)}`).toString('base64url');
  const client = follow(yard, 'ann', name, { ...here(), since });
  await task('late', { due: '2026-01-01' });
  const told = await Promise.race([client.until(1), client.refused()]);
  await client.stop();
  expect(told).toSatisfy(
    (given: unknown) =>
      Array.isArray(given) || (given as { code?: string }).code === 'CURSOR_EXPIRED',
  );
});
