import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, subscribe } from '../support/live.ts';
import {
  ben,
  board,
  cas,
  closeBoards,
  here,
  inSeconds,
  newBoard,
  openBoards,
  task,
  words,
  yard,
} from './board.ts';
import { documentOf, follow } from './yard.ts';

/* States that are followed: changes that come together, to those who may see them, after whatever cursor. */

beforeAll(openBoards);
afterAll(closeBoards);
beforeEach(newBoard);

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
    // every cursor leads to the rest, and the last of the rest to what comes then
    for (const [at, { cursor }] of client.told.entries()) {
      const late = follow(yard, 'ann', 'yardTaskChanged', { ...here(), since: cursor });
      await task(`z${at}`);
      await late.until(4 - at);
      await late.stop();
      const rest = late.told.slice(0, 3 - at);
      expect(words(rest)).toEqual(told.slice(at + 1));
      const end = rest.at(-1)?.cursor ?? cursor;
      const later = follow(yard, 'ann', 'yardTaskChanged', { ...here(), since: end });
      expect(words(await later.until(at + 1))).toEqual(
        Array.from({ length: at + 1 }, (_, nth) => `CREATED z${nth}`),
      );
      await later.stop();
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
  const totals = clients.map(({ told }) =>
    told.map(({ yardTask }) => (yardTask as Shown).board.tasks.totalCount).at(-1),
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
