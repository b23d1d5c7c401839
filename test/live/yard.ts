import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { inject } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/database/connect.ts';
import { decode } from '../../src/live/change-cursor.ts';
import { type RunningServer, startServer } from '../../src/server/server.ts';
import { freshHome } from '../support/homes.ts';
import { listen } from '../support/live.ts';
import { ask } from '../support/servers.ts';
import './yard-domain.ts';

/* The domain of boards and tasks, served. */

const ground = `
  create schema yard;
  create table yard.people (id serial primary key, name text not null, role text not null);
  create table yard.audit_logs (
    id serial primary key, entity_type text not null, entity_id int not null, action text not null, user_id int,
    changes jsonb, "timestamp" timestamptz not null default clock_timestamp(), username text,
    xact_id xid8 not null default pg_current_xact_id(), part int not null default 0);
  create index on yard.audit_logs (xact_id, id);
  create index on yard.audit_logs (entity_type, entity_id, id);
  create table yard.boards (id serial primary key, name text not null);
  create table yard.tasks (id serial primary key, board_id int not null references yard.boards on delete cascade, owner_id int,
    title text not null, status text not null default 'open', due timestamptz, day date);
  create index on yard.tasks using gin ((kernel.search_label(id, title)));
  call kernel.keep_audit_in('yard', 'people', 'id', 'name');
  call kernel.audited('yard.people', 'YardPerson');
  call kernel.audited('yard.boards', 'YardBoard');
  call kernel.audited('yard.tasks', 'YardTask');
  insert into yard.people (name, role) values ('ann', 'ADMIN'), ('ben', 'VIEWER'), ('cas', 'VIEWER');
  insert into yard.boards (name) select 'board ' || n from generate_series(1, 20) n`;

/** Servers over one database, one after the other or, on Postgres, side by side. */
export const openYard = async () => {
  const home = await freshHome(inject('demo'));
  const running = new Set<RunningServer>();
  let isMade = false;
  const prepare = async ({ sql: db }: Database) => {
    if (isMade) return;
    isMade = true;
    await db.unsafe(ground);
  };
  const start = async (environment: Record<string, string> = {}) => {
    const config = readConfig({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DOMAINS: 'pearl',
      GRAPHIQL: 'off',
      AUTH_SECRET: 'the-secret-of-the-tests-is-long-enough',
      DATA_DIR: home.dataDir || '.data',
      ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }),
      ...environment,
    });
    const server = await startServer(
      { ...config, domains: ['yard'] as never },
      pino({ level: 'silent' }),
      prepare,
    );
    running.add(server);
    const sign = (who: string) => server.authority.sign(who, { realm: 'yard' });
    const authority = { ...server.authority, sign };
    const { sql: db } = server.database;
    /** The place in the stream of changes after all that there is by now. */
    const cursor = async (): Promise<string> => {
      const [row] = await db<{ xid: string }[]>`select pg_current_xact_id()::text as xid`;
      for (;;) {
        const { changeCursor } = await ask<{ changeCursor: string }>(
          { url: server.url, authority },
          '{ changeCursor }',
          'ann',
        );
        const { upTo } = decode(changeCursor);
        const [seen] = await db`
          select where pg_visible_in_snapshot(${row?.xid ?? ''}::xid8, ${upTo}::pg_snapshot)`;
        if (seen) return changeCursor;
        await wait(10);
      }
    };
    /** Makes a task, and gives its key. */
    const task = async (
      title: string,
      values: { readonly [column: string]: unknown } = {},
    ): Promise<string> => {
      const [row] = await db<
        { id: number }[]
      >`insert into yard.tasks ${db({ board_id: 1, ...values, title } as object)} returning id`;
      return String(row?.id);
    };
    return {
      ...server,
      authority,
      sql: db,
      cursor,
      task,
      stop: async () => {
        running.delete(server);
        await server.stop();
      },
    };
  };
  return {
    start,
    close: async () => {
      await Promise.all([...running].map((server) => server.stop()));
      await home.remove();
    },
  };
};

export type Yard = Awaited<ReturnType<Awaited<ReturnType<typeof openYard>>['start']>>;

const selections = {
  yardTaskChanged: 'cursor action id: entityId changedFields at yardTask { title status }',
  yardTaskAdded: 'cursor id: entityId yardTask { board { tasks { totalCount } } }',
  yardLateChanged: 'cursor action id: entityId at yardTask { title status }',
  yardLateDayChanged: 'cursor action id: entityId at yardTask { title status }',
  yardNumbersChanged:
    'cursor yardBoard { name tasks(filter: { status: { eq: "open" } }) { totalCount } }',
  yardTallyChanged: 'cursor yardTally { open day }',
} as const;

const args = {
  yardTaskChanged: '$boardId: ID, $taskId: ID, $mine: Boolean, $last: Int, $since: String',
  yardTaskAdded: '$boardId: ID, $since: String',
  yardLateChanged: '$boardId: ID, $since: String',
  yardLateDayChanged: '$since: String',
  yardNumbersChanged: '$boardId: ID!, $since: String',
  yardTallyChanged: '$boardId: ID, $since: String',
} as const;

export type Name = keyof typeof selections;

export const documentOf = (name: Name, selection: string = selections[name]): string => {
  const given = args[name].replaceAll(/\$(\w+): [\w!]+/g, '$1: $$$1');
  return `subscription (${args[name]}) { ${name}(${given}) { ${selection} } }`;
};

/** Follows with the client that we show to others. */
export const follow = (
  to: Pick<Yard, 'url' | 'authority'>,
  who: string,
  name: Name,
  {
    since,
    ...variables
  }: { readonly since?: string | undefined; readonly [name: string]: unknown } = {},
  more: Partial<Parameters<typeof listen>[2]> = {},
) => listen(to, who, { query: documentOf(name), variables, since, ...more });
