import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, subscribe } from '../support/live.ts';
import { ben, board, closeBoards, newBoard, openBoards, set, task, yard } from './board.ts';
import { counted } from './yard-domain.ts';

/* Several who see a row are told of it by one execution, whoever they are; nobody is told of what they do not see. */

beforeAll(openBoards);
afterAll(closeBoards);
beforeEach(newBoard);

type Event = { readonly id: string; readonly action: string; readonly yardTask: object | null };

/** Followers of the board, and what each of them has been told by now. */
const follow = async (people: readonly string[], fields: string) => {
  const sockets = await Promise.all(people.map((who) => connect(yard, who)));
  const query = `subscription { yardTaskAdded(boardId: ${board}) { id: entityId action yardTask { ${fields} } } }`;
  await yard.cursor();
  for (const socket of sockets) socket.send(subscribe('1', query));
  await wait(300);
  counted.names = 0;
  return async () => {
    const all = await Promise.all(sockets.map((socket) => socket.rest(600)));
    for (const { socket } of sockets) socket.terminate();
    return all.map((messages) =>
      (messages as { payload: { data: { yardTaskAdded: Event } } }[]).map(
        ({ payload }) => payload.data.yardTaskAdded,
      ),
    );
  };
};

const told = () => yard.cursor().then(() => wait(100));

const ten = (who: string) => Array.from({ length: 10 }, () => who);
const shared = 'title board { name }';

test('a change that all see is executed once for those of the same rights', async () => {
  const rest = await follow([...ten('ben'), ...ten('cas'), 'ann'], shared);
  const id = await task('for all', { board_id: board });
  const all = await rest();
  expect(all).toHaveLength(21);
  for (const events of all) {
    expect(events).toEqual([
      {
        id,
        action: 'CREATED',
        yardTask: { title: 'for all', board: { name: expect.any(String) } },
      },
    ]);
  }
  expect(counted.names).toBe(2); // ann is an administrator
});

test('each is told of the rows that they see, from the moment that they do', async () => {
  const rest = await follow(['ben', 'cas', 'ben', 'cas'], shared);
  const id = await task('hers', { board_id: board, owner_id: ben });
  await told();
  await set(id, { owner_id: null });
  await told();
  await set(id, { owner_id: ben });
  const actions = (await rest()).map((events) => events.map(({ action }) => action));
  expect(actions.map((each) => each.at(0))).toEqual(['CREATED', 'UPDATED', 'CREATED', 'UPDATED']);
  expect(actions.map((each) => each.at(-1))).toEqual(['UPDATED', 'DELETED', 'UPDATED', 'DELETED']);
  expect(actions.map((each) => each.length)).toEqual([3, 2, 3, 2]);
});

test('what a document goes on to is asked for by everybody where it differs', async () => {
  await task('seen by ben alone', { board_id: board, owner_id: ben });
  const rest = await follow(['ben', 'cas'], 'board { name tasks { totalCount } }');
  await task('for all', { board_id: board });
  const all = await rest();
  expect(all.map(([event]) => event?.yardTask)).toMatchObject([
    { board: { tasks: { totalCount: 2 } } },
    { board: { tasks: { totalCount: 1 } } },
  ]);
  expect(counted.names).toBe(2);
});
