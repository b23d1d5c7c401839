import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import type { Sql } from '../../src/database/connection.ts';
import type { Api } from '../support/api.ts';
import { server } from '../support/homes.ts';
import type { Told } from '../support/live.ts';
import { lastRecord } from '../support/plant.ts';

/* Writers that get in each other's way, and what their changes are held against. */

/** Another program on the same Postgres, with so many connections. */
export const openProgram = async (api: Pick<Api, 'sql'>, max: number) => {
  if (!server) throw new Error('The embedded database has one connection only.');
  const [row] = await api.sql<{ name: string }[]>`select current_database() as name`;
  const url = Object.assign(new URL(server), { pathname: row?.name ?? '' }).href;
  const sql: Sql = postgres(url, { max, onnotice: () => {} });
  return { sql, url, close: () => sql.end({ timeout: 5 }) };
};

/** A change as the trail and a subscriber both know it; one transaction changes a row once. */
type Known = { readonly id: string; readonly at: string };

/** What is recorded of trackers from now on, asked of the same database at any time. */
export const trailFrom = async (sql: Sql) => {
  const last = await lastRecord(sql);
  return async (by: Sql = sql) => {
    const rows = await by<(Known & { version: number })[]>`
      select entity_id::text as id, (changes->'after'->>'version')::int as version,
        to_char("timestamp" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
      from pearl.audit_logs where entity_type = 'Tracker' and id > ${last} order by 2`;
    return [...rows];
  };
};

/** With all six digits, which a time that ends in zeros is told without. */
const precise = (at: string) => {
  const [second = '', rest = ''] = at.replace('Z', '').split('.');
  return `${second}.${rest.padEnd(6, '0')}Z`;
};

const nameOf = ({ id, at }: Known) => `${id} at ${precise(at)}`;

const perRow = (changes: readonly Known[]): Record<string, string[]> =>
  Object.fromEntries(
    [...Map.groupBy(changes, ({ id }) => id)]
      .map(([id, those]) => [id, those.map(({ at }) => precise(at))] as const)
      .toSorted(([one], [other]) => Number(one) - Number(other)),
  );

const timesOf = (names: readonly string[], name: string) =>
  names.filter((each) => each === name).length;

/** How what was told differs from what is recorded; nothing of it, when all is well. */
export const differences = async (
  told: readonly Pick<Told, 'id' | 'at'>[],
  recorded: () => Promise<readonly Known[]>,
) => {
  const rows = await recorded();
  const [names, known] = [told.map(nameOf), rows.map(nameOf)];
  const [one, other] = [perRow(told), perRow(rows)];
  return {
    lost: known.filter((name) => !names.includes(name)),
    doubled: [...new Set(names)].filter((name) => timesOf(names, name) > timesOf(known, name)),
    invented: names.filter((name) => !known.includes(name)),
    disordered: Object.keys(other).filter((id) => String(one[id]) !== String(other[id])),
  };
};

export const none = { lost: [], doubled: [], invented: [], disordered: [] };

let value = 0;
/** Changes a few trackers in one transaction, each once, and keeps it open for a while. */
const change = (sql: Sql, ids: readonly number[], ms: number) =>
  sql.begin(async (tx) => {
    for (const id of ids.toSorted((one, other) => one - other)) {
      value += 1;
      await tx`update pearl.reporting_effort_item_trackers
        set due_date = '2026-01-01'::date + ${value}::int where id = ${id}`;
    }
    if (ms > 0) await wait(ms);
  });

/** Several writers at once make so many changes in all, some in transactions that last: they commit out of order. */
export const writeAtOnce = async (
  sql: Sql,
  {
    writers,
    changes,
    trackers = 20,
    longest = 60,
  }: Record<'writers' | 'changes', number> & {
    trackers?: number;
    longest?: number;
  },
): Promise<void> => {
  let left = changes;
  const write = async (writer: number) => {
    while (left > 0) {
      const count = Math.min(left, 1 + Math.floor(Math.random() * 3));
      left -= count;
      const first = Math.floor(Math.random() * trackers);
      const ids = Array.from({ length: count }, (_, at) => 1 + ((first + at) % trackers));
      await change(sql, ids, writer % 2 ? Math.random() * longest : 0);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
};
