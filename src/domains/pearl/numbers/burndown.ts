import { builder, type Context, query, refusal } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { countable } from '../tables.ts';
import { today } from '../tracker/completion.ts';
import { aboutTrailSince, trailSince } from '../tracker/status-since.ts';
import { type Scope, scopeArgs, scopeCost, scopeOf } from './scope.ts';

type Day = {
  readonly day: string;
  readonly openCount: number;
  readonly doneCount: number;
  readonly addedCount: number;
  readonly removedCount: number;
};
type Burndown = {
  readonly since: string | null;
  readonly trailSince: string | null;
  readonly days: readonly Day[];
};

const BurndownDay = builder.objectRef<Day>('BurndownCount').implement({
  description: 'How far the work was at the end of a day.',
  fields: (t) => ({
    day: t.expose('day', { type: 'Date', description: 'The day (in UTC).' }),
    openCount: t.exposeInt('openCount', { description: 'How many items were not done.' }),
    doneCount: t.exposeInt('doneCount', {
      description: 'How many were done: programmed, and checked if somebody was to check them.',
    }),
    addedCount: t.exposeInt('addedCount', { description: 'How many were added on that day.' }),
    removedCount: t.exposeInt('removedCount', {
      description: 'How many were removed on that day, done or not.',
    }),
  }),
});

const BurndownSummary = builder.objectRef<Burndown>('BurndownSummary').implement({
  description: 'How far the work was, day by day.',
  fields: (t) => ({
    since: t.expose('since', {
      type: 'Date',
      nullable: true,
      description:
        'The day (in UTC) of the first item: earlier days are left out. Null if there never was one.',
    }),
    trailSince: t.expose('trailSince', {
      type: 'Date',
      nullable: true,
      description: aboutTrailSince,
    }),
    days: t.field({
      type: [BurndownDay],
      complexity: { field: 1, multiplier: 1 }, // `burndown` has counted them
      description: 'The days asked for, the earliest first, up to today.',
      resolve: ({ days }) => days,
    }),
  }),
});

/** All days, in one statement: what was before the first of them counts as of the day before. */
const burndownOf = async (
  ctx: Context,
  { steps, params }: Scope,
  from: string,
  to: string,
): Promise<Burndown> => {
  const [first, last] = [`$${params.length + 1}::date`, `$${params.length + 2}::date`];
  const counted = `(${countable}) /* as its index says */ and (added <> 0 or done <> 0) and ${steps}`;
  const [found] = await query<Burndown>(
    ctx,
    `with flow as (
       select greatest((at at time zone 'UTC')::date, ${first} - 1) as day, min(at) as first,
         sum(greatest(added, 0)) as added, sum(least(added, 0)) as removed, sum(done) as done
       from pearl.item_steps s
       where ${counted} and at < (${last} + 1)::timestamp at time zone 'UTC'
       group by 1
     ), since as (
       select (coalesce(min(first), (select min(at) from pearl.item_steps s where ${counted})) at time zone 'UTC')::date as day from flow
     ), day as (
       select day::date, coalesce(added, 0) as added, coalesce(removed, 0) as removed,
         sum(coalesce(added + removed, 0)) over so_far as items, sum(coalesce(done, 0)) over so_far as done
       from generate_series((${first} - 1)::timestamp, ${last}::timestamp, interval '1 day') as every(day) left join flow using (day)
       window so_far as (order by day)
     )
     select (select day from since)::text as since, ${trailSince}::text as "trailSince",
       coalesce(json_agg(json_build_object('day', day, 'openCount', items - done, 'doneCount', done,
         'addedCount', added, 'removedCount', - removed) order by day), '[]') as days
     from day where day >= greatest(${first}, (select day from since))`,
    [...params, from, to],
  );
  return found ?? { since: null, trailSince: null, days: [] };
};

const most = 1100;
const daysFrom = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;

type Asked = { readonly from: string; readonly to?: string | null | undefined };

builder.queryField('burndown', (t) =>
  t.field({
    type: BurndownSummary,
    allow: everyone,
    complexity: ({ from, to }: Asked) => ({
      field: scopeCost,
      multiplier: Math.max(1, daysFrom(from, to ?? today())),
    }),
    description:
      'How many items of a study, a database release or a reporting effort, or of all, were open and done on each day, and how many were added and removed: by the audit trail, also after that has been pruned.',
    args: {
      ...scopeArgs,
      from: t.arg({ type: 'Date', required: true, description: 'The first day.' }),
      to: t.arg({ type: 'Date', description: 'The last day; today without it.' }),
    },
    resolve: async (_root, { from, to, ...args }, ctx) => {
      const last = to ?? today();
      const days = daysFrom(from, last);
      if (days < 1)
        throw refusal('BAD_USER_INPUT', 'The first day comes before the last one.', {
          field: 'from',
        });
      if (days > most)
        throw refusal('BAD_USER_INPUT', `Ask for ${most} days at most, not for ${days}.`, {
          field: 'from',
        });
      // nothing is known of days to come
      const known = last < today() ? last : today();
      return burndownOf(ctx, await scopeOf(ctx, args), from, known);
    },
  }),
);
