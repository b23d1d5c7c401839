import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect, subscribe, type Told } from '../support/live.ts';
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
  yard,
} from './board.ts';
import { documentOf, follow } from './yard.ts';
import { counted } from './yard-domain.ts';

/* Numbers that are of no row: of what arguments choose, or of everything. */

beforeAll(openBoards);
afterAll(closeBoards);
beforeEach(newBoard);
afterEach(() => vi.useRealTimers());

type Tally = { readonly open: number; readonly day: string } | null;
const tallies = (told: readonly Told[]) => told.map(({ yardTally }) => yardTally as Tally);
const open = (told: readonly Told[]) => tallies(told).map((tally) => tally?.open);

describe('numbers that are of no row', () => {
  test('are of what was asked for, each for those of the same rights, until it is gone', async () => {
    const id = await task('a', { owner_id: ben });
    const clients = ['ann', 'ben', 'cas'].map((who) =>
      follow(yard, who, 'yardTallyChanged', here()),
    );
    const [ann, ben_, cas_] = clients;
    for (const client of clients) await client.until(1);
    await set(id, { title: 'other' });
    await set(id, { owner_id: cas });
    await Promise.all([ben_?.until(2), cas_?.until(2)]);
    await yard.sql`delete from yard.boards where id = ${board}`;
    await Promise.all([ann?.until(2), ben_?.until(3), cas_?.until(3)]);
    for (const client of clients) await client.stop();
    expect(clients.map(({ told }) => open(told))).toEqual([
      [1, undefined],
      [1, 0, undefined],
      [0, 1, undefined],
    ]);
  });

  test('may be of everything', async () => {
    const all = follow(yard, 'ann', 'yardTallyChanged');
    const [before] = open(await all.until(1));
    await task('a');
    expect(open(await all.until(2))).toEqual([before, Number(before) + 1]);
    await all.stop();
  });

  test('are computed once for all who watch the same, and so often at most; elsewhere, never', async () => {
    await task('a');
    counted.tallies = 0;
    const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(yard, 'ann')));
    const query = documentOf('yardTallyChanged');
    for (const socket of sockets) socket.send(subscribe('1', query, here()));
    await Promise.all(sockets.map((socket) => socket.next()));
    expect(counted.tallies).toBe(1);
    await task('elsewhere', { board_id: 1 });
    await yard.cursor();
    await wait(400);
    expect(counted.tallies).toBe(1);
    const began = performance.now();
    for (const title of 'bcdefghijk') await task(title);
    const last = async (socket: (typeof sockets)[number]): Promise<void> => {
      const { payload } = await socket.next();
      const { data } = payload as { data: { yardTallyChanged: { yardTally: Tally } } };
      if (data.yardTallyChanged.yardTally?.open !== 11) await last(socket);
    };
    await Promise.all(sockets.map(last));
    const most = Math.ceil((performance.now() - began) / 250) + 1;
    expect(counted.tallies - 1).toBeLessThanOrEqual(most);
    for (const { socket } of sockets) socket.terminate();
  });

  test('are asked again when a day is over, though nothing was changed', async () => {
    const client = follow(yard, 'ann', 'yardTallyChanged', here());
    await client.until(1);
    const tomorrow = Date.now() + 86_400_000;
    vi.useFakeTimers({ toFake: ['Date'], now: tomorrow });
    const [first, second] = tallies(await client.until(2));
    expect(first?.day).not.toBe(second?.day);
    expect(second?.day).toBe(new Date(tomorrow).toISOString().slice(0, 10));
    await client.stop();
  });

  test('need a row that is there, where one is named', async () => {
    const client = follow(yard, 'ann', 'yardTallyChanged', { boardId: '99999' });
    expect(await client.refused()).toMatchObject({ code: 'NOT_FOUND' });
  });
});
