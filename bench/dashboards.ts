import postgres from 'postgres';
import type { Heard, Task } from './audience-task.ts';
import type { Competitor } from './competitors.ts';
import { startWorker } from './worker.ts';

/** What a dashboard listens to. */
const query = `subscription Live($effort: ID!) {
  trackerChanged(reportingEffortId: $effort) {
    cursor action entityId changedFields at actor { username }
    tracker {
      id primaryStatus qcStatus priority item { itemCode }
      primaryProgrammer { username } qcProgrammer { username }
    }
  }
}`;

const mutation = `mutation Plan($updates: [TrackerPlanInput!]!) {
  updateTrackers(updates: $updates) { outcomes { ok } }
}`;

export type Tracker = { id: string; effort: string };
export type Board = { efforts: string[]; trackers: Tracker[] };

/** The efforts, and trackers one of each effort in turn. */
export const readBoard = async (databaseUrl: string): Promise<Board> => {
  const sql = postgres(databaseUrl, { max: 1 });
  const trackers = await sql<Tracker[]>`
    select t.id::text, i.reporting_effort_id::text as effort
    from pearl.reporting_effort_item_trackers t
    join pearl.reporting_effort_items i on i.id = t.reporting_effort_item_id
    order by row_number() over (partition by i.reporting_effort_id order by t.id), i.reporting_effort_id`;
  await sql.end();
  return { trackers, efforts: [...new Set(trackers.map(({ effort }) => effort))] };
};

/** The body that changes these trackers; DATE stands for a day that they have not been due on before. */
export const planning = (trackers: readonly Tracker[]): string => {
  const updates = trackers.map(({ id }) => ({ trackerId: id, dueDate: 'DATE' }));
  return JSON.stringify({ query: mutation, variables: { updates } });
};

export const startAudience = () => startWorker<Task, Heard>('audience.ts');

/** Subscribers of a server: one after the other listens to the next of the efforts. */
export const listening = (
  { url, headers }: Competitor,
  efforts: readonly string[],
  subscribers: number,
): Task => ({ kind: 'listen', url, headers, query, efforts, subscribers });
