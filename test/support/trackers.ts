import type { Api } from './api.ts';

export type Trackers = ReturnType<typeof makeTrackers>;

/** A state for `freshTracker`: programmed and checked. */
export const checked = `primary_status = 'COMPLETED', qc_status = 'COMPLETED'`;

/** Trackers of the demo for a test file that writes to them. */
export const makeTrackers = (api: Api) => {
  let last = 0;

  /** One that no other test has touched: programmed by Mira, checked by Jonas, nobody has begun; and this. */
  const freshTracker = async (set = `primary_status = 'NOT_STARTED'`): Promise<string> => {
    last += 1;
    await api.sql.unsafe(`
      update pearl.reporting_effort_item_trackers set primary_programmer_id = 4, qc_programmer_id = 5,
        primary_status = 'NOT_STARTED', qc_status = 'NOT_STARTED', in_production = false, due_date = '2026-12-01',
        priority = 'LOW', qc_level = 1 where id = ${last};
      delete from pearl.tracker_tags where tracker_id = ${last};
      delete from pearl.tracker_comments where tracker_id = ${last};
      update pearl.reporting_effort_item_trackers set ${set} where id = ${last}`);
    return String(last);
  };

  /** Everything that a command could change of it, and how long the audit trail is. */
  const snapshot = async (id: string): Promise<Record<string, unknown>> => {
    const [row] = await api.sql<Record<string, unknown>[]>`
      select t.*, (select count(*)::int from pearl.audit_logs) as records,
        (select count(*)::int from pearl.tracker_comments where tracker_id = t.id) as comments,
        (select coalesce(array_agg(tag_id order by tag_id), '{}') from pearl.tracker_tags where tracker_id = t.id) as tags
      from pearl.reporting_effort_item_trackers t where id = ${id}`;
    return row ?? {};
  };

  return { freshTracker, snapshot };
};
