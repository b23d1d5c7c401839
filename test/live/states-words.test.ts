import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, type Message, subscribe } from '../support/live.ts';
import { ask } from '../support/servers.ts';
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
import { follow } from './yard.ts';

/* What every domain has for a few words: groups, search, followed states, and progress of what takes long. */

beforeAll(openBoards);
afterAll(closeBoards);
beforeEach(newBoard);

const tasks = async () => ({
  open: await task('Water the beans'),
  mine: await task('Water the roses', { owner_id: ben }),
  his: await task('Water the lawn', { owner_id: cas, status: 'half' }),
});

test('groups: of all rows, and of those of each board, as far as one sees them', async () => {
  await tasks();
  const groups = '(by: [STATUS]) { count keys { status } }';
  const query = `{ yardTaskGroups(filter: { boardId: { eq: ${board} } }, by: [STATUS]) { count keys { status } }
    yardBoard(id: ${board}) { taskGroups${groups} } }`;
  const group = (status: string, count: number) => ({ count, keys: { status } });
  for (const [who, expected] of [
    ['ann', [group('half', 1), group('open', 2)]],
    ['ben', [group('open', 2)]],
    ['cas', [group('half', 1), group('open', 1)]],
  ] as const) {
    expect(await ask(yard, query, who)).toEqual({
      yardTaskGroups: expected,
      yardBoard: { taskGroups: expected },
    });
  }
});

test('search: by the beginnings of words, as far as one sees the rows', async () => {
  await task('Prune the maples', { owner_id: ben });
  await task('Prune the poplars', { owner_id: cas });
  const query = `{ yardSearch(text: "pru the map") { totalCount edges { rank node { ... on YardTask { title } } } } }`;
  const title = 'Prune the maples';
  const found = { totalCount: 1, edges: [{ rank: expect.any(Number), node: { title } }] };
  expect(await ask(yard, query, 'ann')).toEqual({ yardSearch: found });
  expect(await ask(yard, query, 'cas')).toEqual({ yardSearch: { totalCount: 0, edges: [] } });
});

test('followed states: how a task is, what becomes of it, and the end', async () => {
  const { mine } = await tasks();
  const client = follow(yard, 'ben', 'yardTaskChanged', { ...here(), taskId: mine });
  await client.until(1);
  await set(mine, { status: 'half' });
  await client.until(2);
  await set(mine, { status: 'done' });
  await client.until(3);
  await client.stop();
  expect(words(client.told)).toEqual([
    'STATE Water the roses',
    'UPDATED Water the roses status',
    'UPDATED Water the roses status',
  ]);
});

test('progress: a command that takes long is followed to its answer', async () => {
  const { open, mine, his } = await tasks();
  const socket = await connect(yard, 'ben');
  const following = 'subscription { progress(id: "finish") { state done total answer } }';
  socket.send(subscribe('1', following));
  const eventOf = ({ payload }: Message) =>
    (payload as { data: { progress: { state: string; answer: object | null } } }).data.progress;
  expect(eventOf(await socket.next())).toMatchObject({ state: 'WAITING' });
  const finish = async (taskIds: readonly string[]) => {
    const response = await fetch(`${yard.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'finish',
        authorization: `Bearer ${await yard.authority.sign('ben')}`,
      },
      body: JSON.stringify({
        query:
          'mutation ($taskIds: [ID!]!) { finishYardTasks(taskIds: $taskIds, onError: SKIP) { done refused } }',
        variables: { taskIds },
      }),
    });
    return response.json();
  };
  const answer = await finish([open, mine, his]);
  expect(answer.data).toEqual({ finishYardTasks: { done: 2, refused: 1 } });
  let last = eventOf(await socket.next());
  while (last.state === 'RUNNING') last = eventOf(await socket.next());
  expect(last).toEqual({ state: 'DONE', done: 2, total: 2, answer: { data: answer.data } });
  expect(await socket.next()).toMatchObject({ type: 'complete' });
  expect((await finish([open, mine, his])).data).toEqual(answer.data);
  socket.socket.terminate();
});
