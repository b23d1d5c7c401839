import postgres from 'postgres';
import type { Competitor } from './competitors.ts';
import type { Job } from './load.ts';

/** What is changed, turn by turn, so that every request is a change. */
const statuses = ['COMPLETED', 'IN_PROGRESS'] as const;

/** Makes trackers that can go to and fro, and a copy of their table that has nothing but its indexes. */
export const prepareWrites = async (databaseUrl: string): Promise<number[]> => {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const trackers = sql`pearl.reporting_effort_item_trackers`;
  const rows = await sql<{ id: number }[]>`
    update ${trackers} set primary_status = 'IN_PROGRESS', qc_status = 'NOT_STARTED', in_production = false
    where primary_programmer_id in (select id from pearl.users where is_active) returning id`;
  await sql`create table public.bare (like ${trackers} including all)`;
  await sql`insert into public.bare select * from ${trackers}`;
  await sql`vacuum analyze`;
  await sql.end();
  return rows.map(({ id }) => id);
};

const mutation = `mutation SetStatus($id: ID!, $status: TrackerStatus!) {
  setTrackerStatus(trackerId: $id, role: PRIMARY, status: $status) { id primaryStatus }
}`;

const update = (table: string) => `update ${table} set primary_status = $1 where id = $2::int`;

type Write = Omit<Job, 'connections' | 'seconds'>;
type Change = { id: string; status: string };

/** Changes of a third of the trackers, so that no two that take turns meet at the same. */
const changesOf = (ids: readonly number[], third: number): Change[] =>
  statuses.flatMap((status) =>
    ids.filter((id) => id % 3 === third).map((id) => ({ id: String(id), status })),
  );

/** The command, asked of a server. */
export const setsStatus = (
  { url, headers }: Competitor,
  ids: readonly number[],
  third: number,
  operationName = 'SetStatus',
): Write => ({
  url,
  headers,
  bodies: changesOf(ids, third).map((variables) =>
    JSON.stringify({ query: mutation, operationName, variables }),
  ),
});

export const writes = (
  pearl: Competitor,
  byHand: Competitor,
  databaseUrl: string,
  ids: readonly number[],
): Record<string, Write> => {
  const params = ({ id, status }: Change) => JSON.stringify([status, id]);
  const bySql = (table: string, third: number): Write => ({
    url: databaseUrl,
    headers: {},
    statement: update(table),
    bodies: changesOf(ids, third).map(params),
  });
  return {
    pearl: setsStatus(pearl, ids, 0),
    'over http': setsStatus(byHand, ids, 1),
    'bare update': bySql('public.bare', 0),
    'audited update': bySql('pearl.reporting_effort_item_trackers', 1),
    'audited, over http': setsStatus(byHand, ids, 2, 'SetStatusAudited'),
  };
};
