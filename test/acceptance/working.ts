import { type Api, startApi } from '../support/api.ts';
import { type Bulk, performed } from '../support/perform.ts';
import { makeTrackers, type Trackers } from '../support/trackers.ts';

/* Trackers that somebody works on. */

export let api: Api;
export let trackers: Trackers;

export const openWork = async () => {
  api = await startApi();
  trackers = makeTrackers(api);
};
export const closeWork = () => api.stop();

export const rowOf = async (trackerId: string) => {
  const [row] = await api.sql<Record<string, unknown>[]>`
    select primary_programmer_id as primary, qc_programmer_id as qc, primary_status, qc_status, primary_completed_by_id as by
    from pearl.reporting_effort_item_trackers where id = ${trackerId}`;
  return row;
};

/** What one row of a bulk command comes to. */
export const outcomesOf = async (name: string, rows: readonly object[], onError = 'SKIP') => {
  const list = name === 'assignProgrammers' ? 'assignments' : 'updates';
  return (await performed<Bulk>(api, 'admin', name, { [list]: rows, onError })).outcomes;
};
