import { builder, type Context, query, refusal } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { pearl } from '../domain.ts';
import { complete, dayIn } from '../tracker/completion.ts';
import { Tracker } from '../tracker/type.ts';
import { type Forecast, forecast } from './forecast.ts';
import { type Scope, scopeArgs, scopeCost, scopeOf } from './scope.ts';

type Week = { readonly monday: string; readonly completedCount: number };
type Pace = { readonly open: number; readonly undated: number; readonly weeks: readonly Week[] };

/** The Monday of this week. */
const monday = () => dayIn(-((new Date().getUTCDay() + 6) % 7));

/** What is open, and what was completed in each of the last whole weeks and in this one, in one statement. */
const paceOf = async (ctx: Context, { where, params }: Scope, weeks: number): Promise<Pace> => {
  const at = params.length;
  const [found] = await query<Pace>(
    ctx,
    (is) => `
      with items as (
        select ${is(Tracker, 't', complete)} as is_complete,
          -- it is done when the later of what is needed was
          case when t.qc_programmer_id is null then t.primary_completed_at else greatest(t.primary_completed_at, t.qc_completed_at) end as done
        from pearl.reporting_effort_items i
        left join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
        where ${where}
      ), done as (
        select date_trunc('week', done at time zone 'UTC')::date as monday, count(*)::int as count
        from items where is_complete and done is not null group by 1
      )
      select (select count(*) from items where is_complete is not true)::int as open,
        (select count(*) from items where is_complete and done is null)::int as undated,
        json_agg(json_build_object('monday', monday, 'completedCount', coalesce(done.count, 0)) order by monday) as weeks
      from (select ($${at + 1}::date - 7 * n)::date as monday from generate_series(0, $${at + 2}::int) n) w left join done using (monday)`,
    [...params, monday(), weeks],
  );
  return found ?? { open: 0, undated: 0, weeks: [] };
};

const ThroughputWeek = builder.objectRef<Week>('ThroughputCount').implement({
  description: 'How much was done in a week.',
  fields: (t) => ({
    monday: t.expose('monday', {
      type: 'Date',
      description: 'The first day of the week (in UTC).',
    }),
    completedCount: t.exposeInt('completedCount', {
      description: 'How many of the items that are done now were completed in that week.',
    }),
  }),
});

const ThroughputSummary = builder.objectRef<Pace>('ThroughputSummary').implement({
  description: 'How fast items get done.',
  fields: (t) => ({
    openCount: t.exposeInt('open', { description: 'How many are not done.' }),
    undatedCount: t.exposeInt('undated', {
      description: 'How many are done and in no week, since nobody knows when they were.',
    }),
    weeks: t.field({
      type: [ThroughputWeek],
      complexity: { field: 1, multiplier: 1 }, // `throughput` has counted them
      description: 'The weeks asked for, the earliest first; the last one is this week.',
      resolve: ({ weeks }) => weeks,
    }),
  }),
});

const most = 104;
const assertWeeks = (weeks: number): void => {
  if (weeks >= 1 && weeks <= most) return;
  throw refusal('BAD_USER_INPUT', `Ask for 1 to ${most} weeks.`, { field: 'weeks' });
};

builder.queryField('throughput', (t) =>
  t.field({
    type: ThroughputSummary,
    allow: everyone,
    complexity: ({ weeks }) => ({ field: scopeCost, multiplier: Math.max(0, weeks + 1) }),
    description:
      'How many items were completed in each of the last weeks, by the dates that trackers keep. An item that was returned and completed again counts where it was completed last.',
    args: {
      ...scopeArgs,
      weeks: t.arg.int({
        required: true,
        defaultValue: 26,
        description: `How many weeks before this one, ${most} at most.`,
      }),
    },
    resolve: async (_root, { weeks, ...args }, ctx) => {
      assertWeeks(weeks);
      return paceOf(ctx, await scopeOf(ctx, args), weeks);
    },
  }),
);

const reasons = ['DONE', 'TOO_SHORT', 'NO_PACE', 'TOO_FAR'] as const;
const ForecastReason = pearl.enum('ForecastReason', reasons, 'Why no date can be said.', {
  DONE: 'Nothing is open.',
  TOO_SHORT: 'Work has been completed for less than four whole weeks.',
  NO_PACE: 'Nothing was completed in the weeks that are looked at.',
  TOO_FAR: 'At this pace it may take more than ten years.',
});

type Said = Forecast & { readonly open: number };
const dateAfter = ({ weeks }: Said, at: 0 | 1 | 2) => (weeks ? dayIn(7 * weeks[at]) : null);

const ForecastSummary = builder.objectRef<Said>('ForecastSummary').implement({
  description:
    'When everything will be done if it goes on as in the last whole weeks: 2,000 trials each draw one of these weeks again and again, until nothing is open. It assumes that nothing is added, and that what is done stays done.',
  fields: (t) => ({
    openCount: t.exposeInt('open', { description: 'How many items are not done.' }),
    early: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day by which one trial in ten is done.',
      resolve: (said) => dateAfter(said, 0),
    }),
    likely: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day by which half of the trials are done.',
      resolve: (said) => dateAfter(said, 1),
    }),
    late: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day by which nine trials in ten are done.',
      resolve: (said) => dateAfter(said, 2),
    }),
    reason: t.expose('reason', {
      type: ForecastReason,
      nullable: true,
      description: 'Why there are no dates; null where there are some.',
    }),
  }),
});

builder.queryField('forecast', (t) =>
  t.field({
    type: ForecastSummary,
    allow: everyone,
    // and then the trials, which the server does itself while nobody else is served
    complexity: { field: 2 * scopeCost, multiplier: 1 },
    description:
      'When the items of a study, a database release or a reporting effort, or all, will be done at the pace of the last weeks, with a range, or why that cannot be said.',
    args: {
      ...scopeArgs,
      weeks: t.arg.int({
        required: true,
        defaultValue: 12,
        description: `How many whole weeks before this one count, ${most} at most.`,
      }),
    },
    resolve: async (_root, { weeks, ...args }, ctx) => {
      assertWeeks(weeks);
      const pace = await paceOf(ctx, await scopeOf(ctx, args), weeks);
      const whole = pace.weeks.slice(0, -1).map(({ completedCount }) => completedCount);
      return { open: pace.open, ...forecast(pace.open, whole) };
    },
  }),
);
