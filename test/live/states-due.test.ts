import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decode, encode } from '../../src/live/change-cursor.ts';
import { connect, subscribe, type Told } from '../support/live.ts';
import {
  ben,
  board,
  cas,
  closeBoards,
  here,
  inSeconds,
  newBoard,
  openBoards,
  set,
  task,
  words,
  yard,
} from './board.ts';
import { documentOf, follow } from './yard.ts';
import { counted } from './yard-domain.ts';

/* States that are followed: what becomes late, and how many there are. */

beforeAll(openBoards);
afterAll(closeBoards);
beforeEach(newBoard);

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
