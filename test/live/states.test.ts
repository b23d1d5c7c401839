import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openEvents } from '../server/event-stream.ts';
import { connect, type Message, subscribe } from '../support/live.ts';
import {
  ben,
  board,
  cas,
  closeBoards,
  here,
  newBoard,
  openBoards,
  set,
  task,
  words,
  yard,
} from './board.ts';
import { documentOf, follow } from './yard.ts';

/* States that are followed: how it is, what changes, and the end. */

beforeAll(openBoards);
afterAll(closeBoards);
beforeEach(newBoard);

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
