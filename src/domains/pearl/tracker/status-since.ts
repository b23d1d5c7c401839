import { builder } from '../../../kernel/index.ts';
import { TrackerStatus } from '../enums.ts';
import type { Side, Status } from './workflow.ts';

type Since = {
  readonly status: Status;
  readonly since: string | null;
  readonly trailSince: string;
};

export const StatusSince = builder.objectRef<Since>('TrackerStatusSummary').implement({
  description: 'A status of a tracker, and since when it has been so.',
  fields: (t) => ({
    status: t.expose('status', { type: TrackerStatus, description: 'How far the side is.' }),
    since: t.expose('since', {
      type: 'DateTime',
      nullable: true,
      description:
        'Since when it has been so; null if it was so when the tracker was made, or longer than the audit trail reaches.',
    }),
    trailSince: t.expose('trailSince', {
      type: 'Date',
      description: 'The day (in UTC) from which on the audit trail tells of trackers.',
    }),
  }),
});

const columns = { PRIMARY: 'primary_status', QC: 'qc_status' } as const;

export const aboutTrailSince =
  'The day (in UTC) from which on the audit trail tells of items; earlier days count by the dates that items had when they were made. Null: it tells of none.';

/** The day from which on the trail tells of items: steps are kept in the order in which they came. */
export const trailSince = `(select (recorded_at at time zone 'UTC')::date from pearl.item_steps order by id limit 1)`;

/** By the last step of an item that has changed a status. */
export const statusSince = ({
  alias,
  args: { side },
}: {
  readonly alias: string;
  readonly args: { readonly side: Side };
}): string => `(
  select json_build_object('status', status, 'trailSince', ${trailSince},
    'since', case when not begun_before then to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end)
  from (
    select id, at, begun_before, ${columns[side]} as status, lag(${columns[side]}) over (order by at, id) as was
    from pearl.item_steps where item_id = ${alias}.reporting_effort_item_id and ${columns[side]} is not null
  ) step
  where status is distinct from was order by at desc, id desc limit 1)`;
