import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import type { Api } from './api.ts';
import { server } from './homes.ts';
import { patience } from './patience.ts';

/** Somebody else on the same Postgres, with connections of their own. */
export const openMeanwhile = async (api: Pick<Api, 'sql'>) => {
  if (!server) throw new Error('The embedded database has one connection only.');
  const [row] = await api.sql<{ name: string }[]>`select current_database() as name`;
  const url = Object.assign(new URL(server), { pathname: row?.name ?? '' }).href;
  const sql = postgres(url, { max: 2, onnotice: () => {} });

  const waiting = () => sql<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and application_name = 'pearl' and wait_event_type = 'Lock'`;

  /** The connections of the server that wait for a lock, once they are so many. */
  const untilWaiting = async (count: number): Promise<number[]> => {
    for (const began = Date.now(); Date.now() - began < patience; ) {
      const rows = await waiting();
      if (rows.length >= count) return rows.map(({ pid }) => pid);
      await wait(10);
    }
    throw new Error(`No ${count} connections wait for a lock.`);
  };

  /** Starts something while this lock is held, does `then` once so many connections wait for it, and lets go. */
  const holding = async <Result>(
    lock: string,
    start: () => Promise<Result>,
    count: number,
    then: (pids: readonly number[]) => Promise<unknown> = async () => {},
  ): Promise<Result> => {
    const running = await sql.begin(async (tx) => {
      await tx.unsafe(lock);
      const started = start();
      started.catch(() => {}); // whoever awaits it will see
      await then(await untilWaiting(count));
      return { started };
    });
    return running.started;
  };

  return { sql, waiting, holding, close: () => sql.end({ timeout: 5 }) };
};
