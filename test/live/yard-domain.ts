import { eq, or, sql } from 'drizzle-orm';
import { date, integer, pgSchema, serial, text } from 'drizzle-orm/pg-core';
import { moment, searched } from '../../src/database/columns.ts';
import { domains } from '../../src/domains/index.ts';
import { builder, bulk, computed, one, page, query, roles } from '../../src/kernel/index.ts';
import { live } from '../../src/live/index.ts';
import { toyDomain } from '../support/toy-domain.ts';

/* A domain of its own: boards with tasks, which belong to somebody or to all. */

const own = pgSchema('yard');
const boards = own.table('boards', { id: serial('id').primaryKey(), name: text('name').notNull() });
const tasks = own.table(
  'tasks',
  {
    id: serial('id').primaryKey(),
    boardId: integer('board_id')
      .notNull()
      .references(() => boards.id),
    ownerId: integer('owner_id'),
    title: text('title').notNull(),
    status: text('status').notNull(),
    due: moment('due'),
    day: date('day', { mode: 'string' }),
  },
  (t) => searched(t.id, [t.title]),
);

const allow = roles('yard', 'VIEWER', 'ADMIN');
const yard = toyDomain(own, 'Yard', { Board: boards, Task: tasks });

const Board = yard.entity('YardBoard', boards);
const Task = yard.entity('YardTask', tasks);

/** How often the name of a board was asked for: how often numbers were computed. */
export const counted = { names: 0, tallies: 0 };

Board.implement({
  description: 'A board.',
  columns: { id: 'Key.' },
  fields: () => ({
    name: computed('String', ['name'], 'The name.', ({ name }) => {
      counted.names += 1;
      return name;
    }),
    tasks: page(Task, 'boardId', 'What is on it.'),
  }),
  read: { one: 'yardBoard', many: 'yardBoards', allow },
});
Task.implement({
  description: 'A task: those of others are hidden.',
  columns: {
    id: 'Key.',
    boardId: 'The key of its board.',
    title: 'Title.',
    status: 'How far.',
    due: 'By when.',
    day: 'By which day.',
  },
  fields: () => ({ board: one(Board, 'boardId', 'Where.') }),
  orderBy: [{ field: 'title', direction: 'ASC' }],
  groupBy: ['status'],
  search: { title: 'A' },
  visible: (viewer, task) =>
    viewer?.role === 'ADMIN'
      ? undefined
      : or(sql`${task.ownerId} is null`, eq(task.ownerId, Number(viewer?.id))),
  read: { one: 'yardTask', many: 'yardTasks', allow },
});

bulk(
  'finishYardTasks',
  {
    description: 'Says of many tasks that they are done.',
    allow,
    on: Task,
    items: 'taskIds',
    args: (arg) => ({ taskIds: arg.id('The keys of the tasks.', { list: true, of: Task }) }),
  },
  async () => ({ each: () => ({ status: 'done' }) }),
);

type Place = { readonly boards: readonly unknown[]; readonly task: unknown };
const locate = async (
  _sql: unknown,
  changes: readonly {
    id: number;
    entityId: unknown;
    before: object | null;
    after: object | null;
  }[],
) =>
  new Map(
    changes.map(({ id, entityId, before, after }): [number, Place] => {
      const rows = [before, after] as ({ board_id?: unknown } | null)[];
      return [id, { boards: rows.map((row) => row?.board_id), task: entityId }];
    }),
  );

const boardId = { of: Board, description: 'Only tasks of this board.' };
const on = (place: Place | undefined, asked: unknown) =>
  asked == null || Boolean(place?.boards.includes(asked));

live(yard, 'yardTaskChanged', {
  allow,
  description: 'Tells of tasks: first how they are; those that are renamed one by one.',
  of: [Task],
  args: {
    boardId,
    taskId: {
      of: Task,
      description: 'Only this one, until it is done.',
      ends: { status: { eq: 'done' } },
    },
    mine: { of: 'Boolean', description: 'Only those of somebody.' },
  },
  locate,
  tells: (place: Place | undefined, asked) =>
    on(place, asked.boardId) && (asked.taskId == null || place?.task === asked.taskId),
  snapshot: ({ boardId: board, taskId, mine }) => ({
    of: Task,
    where: {
      ...(board != null && { boardId: { eq: board } }),
      ...(taskId != null && { id: { eq: taskId } }),
      ...(mine && { ownerId: { isNull: false } }),
    },
  }),
  coalesce: { within: 100, unless: ({ changedFields }) => changedFields.includes('title') },
});

live(yard, 'yardTaskAdded', {
  allow,
  description: 'Tells of every change of a task.',
  of: [Task],
  args: { boardId },
  locate,
  tells: (place: Place | undefined, asked) => on(place, asked.boardId),
});

live(yard, 'yardLateChanged', {
  allow,
  description: 'Tells of tasks that are late.',
  of: [Task],
  args: { boardId },
  locate,
  tells: (place: Place | undefined, asked) => on(place, asked.boardId),
  due: { of: Task, column: 'due', where: { status: { ne: 'done' } } },
});

live(yard, 'yardLateDayChanged', {
  allow,
  description: 'Tells of tasks whose day is over.',
  of: [Task],
  due: { of: Task, column: 'day', where: { status: { ne: 'done' } } },
});

live(yard, 'yardNumbersChanged', {
  allow,
  description: 'Tells the numbers of a board.',
  of: [Task],
  args: { boardId },
  numbers: 'boardId',
  locate,
  tells: (place: Place | undefined, asked) => on(place, asked.boardId),
  due: { of: Task, column: 'due', where: { status: { ne: 'done' } } },
});

const Tally = builder
  .objectRef<{ readonly open: number; readonly day: string }>('YardTally')
  .implement({
    description: 'The numbers of a board or of all.',
    fields: (t) => ({
      open: t.exposeInt('open', { description: 'How many tasks the viewer sees that are open.' }),
      day: t.exposeString('day', { description: 'Which day it is.' }),
    }),
  });

live(yard, 'yardTallyChanged', {
  allow,
  description: 'Tells the numbers of a board, or of all.',
  of: [Task],
  args: { boardId },
  numbers: {
    type: Tally,
    of: async (ctx, { boardId: board }) => {
      counted.tallies += 1;
      const boardIs = board == null ? {} : { id: { eq: board } };
      if ((await query(ctx, Board, boardIs)).length === 0) return null;
      const where = { status: { eq: 'open' }, ...(board != null && { boardId: { eq: board } }) };
      const [found] = await query<{ open: number }>(
        ctx,
        (is) => `select count(*)::int as open from yard.tasks t where ${is(Task, 't', where)}`,
        [],
      );
      return { open: found?.open ?? 0, day: new Date().toISOString().slice(0, 10) };
    },
  },
  locate,
  tells: (place: Place | undefined, asked) => on(place, asked.boardId),
  coalesce: { within: 250 },
});

Object.assign(domains, {
  yard: { domain: yard, load: async () => {}, demo: { people: ['ann'], load: async () => ({}) } },
});
