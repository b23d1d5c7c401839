import type { Told } from '../support/live.ts';
import { openYard, type Yard } from './yard.ts';

/* A board for each test, and what is told of its tasks. */

let servers: Awaited<ReturnType<typeof openYard>>;
export let yard: Yard;
export const openBoards = async () => {
  servers = await openYard();
  yard = await servers.start();
};
export const closeBoards = () => servers.close();

export let board = 1;
/** Every test has a board to itself. */
export const newBoard = async () => {
  const [row] = await yard.sql<
    { id: number }[]
  >`insert into yard.boards (name) values ('own') returning id`;
  board = row?.id ?? 0;
};
export const task = (title: string, values: object = {}) =>
  yard.task(title, { board_id: board, ...values });
export const here = () => ({ boardId: String(board) });
export const ben = 2;
export const cas = 3;

export const set = (id: string, values: object) =>
  yard.sql`update yard.tasks set ${yard.sql(values as Record<string, string>)} where id = ${id}`;

/** What was told, in few words: S for how a row is, then what happened. */
export const words = (told: readonly Told[]) =>
  told.map(({ action, changedFields, yardTask }) => {
    const { title } = (yardTask ?? {}) as { title?: string };
    return [action, title, ...[...(changedFields ?? [])].sort()].filter(Boolean).join(' ');
  });

export const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
