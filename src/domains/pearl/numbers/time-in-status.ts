import { builder, type Context, query } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { Side, TrackerStatus } from '../enums.ts';
import { countable } from '../tables.ts';
import { aboutTrailSince, trailSince } from '../tracker/status-since.ts';
import type { Side as OneSide, Status } from '../tracker/workflow.ts';
import { type Scope, scopeArgs, scopeCost, scopeOf } from './scope.ts';

type Stay = {
  readonly side: OneSide;
  readonly status: Status;
  readonly endedCount: number;
  readonly stayingCount: number;
  readonly medianDays: number | null;
  readonly p90Days: number | null;
};
type Stays = { readonly statuses: readonly Stay[]; readonly trailSince: string | null };

const StayCount = builder.objectRef<Stay>('TimeInStatusCount').implement({
  description: 'How long items stay in one status on one side.',
  fields: (t) => ({
    side: t.expose('side', { type: Side, description: 'The programming, or the check.' }),
    status: t.expose('status', { type: TrackerStatus, description: 'How far that side is.' }),
    endedCount: t.exposeInt('endedCount', {
      description: 'How many stays have begun and ended: these are measured.',
    }),
    stayingCount: t.exposeInt('stayingCount', {
      description: 'How many items are in it now.',
    }),
    medianDays: t.exposeFloat('medianDays', {
      nullable: true,
      description: 'The days that half of these stays took at most; null without any.',
    }),
    p90Days: t.exposeFloat('p90Days', {
      nullable: true,
      description: 'The days that nine in ten of these stays took at most; null without any.',
    }),
  }),
});

const TimeInStatus = builder.objectRef<Stays>('TimeInStatusSummary').implement({
  description: 'How long items stay in each status.',
  fields: (t) => ({
    trailSince: t.expose('trailSince', {
      type: 'Date',
      nullable: true,
      description: aboutTrailSince,
    }),
    statuses: t.field({
      type: [StayCount],
      complexity: { field: 1, multiplier: 6 },
      description: 'The statuses of both sides that items have been in.',
      resolve: ({ statuses }) => statuses,
    }),
  }),
});

const days = (part: number) =>
  `percentile_cont(${part}) within group (order by extract(epoch from until - at) / 86400) filter (where is_whole)`;

/** A stay is as long as its side has one status. Nobody knows how long one is that had begun before the trail tells of it. */
const staysOf = async (ctx: Context, { steps, params }: Scope): Promise<Stays> => {
  const [found] = await query<Stays>(
    ctx,
    `with step as (
       select s.item_id, s.at, s.id, s.begun_before, side.side, side.status,
         lag(side.status) over (partition by s.item_id, side.side order by s.at, s.id) as was
       from pearl.item_steps s
       cross join lateral (values ('PRIMARY', s.primary_status), ('QC', s.qc_status)) side (side, status)
       where s.item_id in (select item_id from pearl.item_steps s where (${countable}) and ${steps})
         and ${steps}
     ), stay as (
       select side, status, at, begun_before, lead(at) over (partition by item_id, side order by at, id) as until
       from step where status is distinct from was
     ), measured as (
       -- what begins and ends with one command was no stay
       select *, not begun_before and until > at as is_whole from stay where status is not null
     ), summed as (
       select side, status, count(*) filter (where is_whole)::int as ended, count(*) filter (where until is null)::int as staying,
         ${days(0.5)} as median, ${days(0.9)} as p90
       from measured group by side, status
     )
     select ${trailSince}::text as "trailSince",
       coalesce(json_agg(json_build_object('side', side, 'status', status, 'endedCount', ended, 'stayingCount', staying,
         'medianDays', median, 'p90Days', p90) order by side, array_position(array['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'], status::text)), '[]') as statuses
     from summed where ended + staying > 0`,
    params,
  );
  return found ?? { statuses: [], trailSince: null };
};

builder.queryField('timeInStatus', (t) =>
  t.field({
    type: TimeInStatus,
    allow: everyone,
    complexity: { field: 4 * scopeCost, multiplier: 1 }, // all steps of the items, in their order
    description:
      'How many days items of a study, a database release or a reporting effort, or all, stay in each status of each side, by the audit trail.',
    args: scopeArgs,
    resolve: async (_root, args, ctx) => staysOf(ctx, await scopeOf(ctx, args)),
  }),
);
