import { builder, type Context, one, query } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { pearl } from '../domain.ts';
import { Side, TrackerStatus } from '../enums.ts';
import { countable, datasetTypes, tlfTypes } from '../tables.ts';
import { aboutTrailSince, trailSince } from '../tracker/status-since.ts';
import { openThread, TrackerComment, unresolved } from '../tracker-comment.ts';
import { User } from '../user.ts';
import { countsOf } from './counts.ts';
import { type Scope, scopeArgs, scopeCost, scopeOf } from './scope.ts';

type Counts = Awaited<ReturnType<typeof countsOf>>;

const TaskType = pearl.enum('TaskType', [...datasetTypes, ...tlfTypes], 'What has to be made.', {
  SDTM: 'A dataset in the Study Data Tabulation Model.',
  ADAM: 'A dataset in the Analysis Data Model.',
  TABLE: 'A TLF with numbers in rows and columns.',
  LISTING: 'A TLF with the data record by record.',
  FIGURE: 'A TLF with a picture of the data.',
});

const TaskTypeCount = builder.objectRef<Counts['taskTypes'][number]>('TaskTypeCount').implement({
  description: 'How many items of a type are in one status on one side.',
  fields: (t) => ({
    taskType: t.expose('taskType', {
      type: TaskType,
      nullable: true,
      description: 'What has to be made; null where an item does not say it.',
    }),
    side: t.expose('side', { type: Side, description: 'The programming, or the check.' }),
    status: t.expose('status', { type: TrackerStatus, description: 'How far that side is.' }),
    count: t.exposeInt('count', { description: 'How many items that are.' }),
  }),
});

const WorkloadSummary = builder.objectRef<Counts['workload'][number]>('WorkloadSummary').implement({
  description: 'What somebody has to do on one side.',
  fields: (t) => ({
    programmer: one(
      User,
      'programmerId',
      'Who it is; null for programming that nobody is assigned to.',
      { nullable: true },
    ).build(t, 'programmer'),
    side: t.expose('side', { type: Side, description: 'Whether they program, or check.' }),
    openCount: t.exposeInt('openCount', {
      description: 'How many items are not completed on that side.',
    }),
    overdueCount: t.exposeInt('overdueCount', { description: 'How many of these are overdue.' }),
    dueThisWeekCount: t.exposeInt('dueThisWeekCount', {
      description: 'How many of these are due from today to Sunday (in UTC).',
    }),
    awaitingCheckCount: t.exposeInt('awaitingCheckCount', {
      description:
        'How many of their items are programmed, and not checked yet though somebody is to check them.',
    }),
  }),
});

type Unresolved = { readonly comments: number; readonly threads: number };

const UnresolvedSummary = builder.objectRef<Unresolved>('UnresolvedSummary').implement({
  description: 'What is not resolved of what was said about items.',
  fields: (t) => ({
    commentCount: t.exposeInt('comments', {
      description: 'How many comments and replies are not resolved.',
    }),
    threadCount: t.exposeInt('threads', { description: 'How many threads are not resolved.' }),
  }),
});

const unresolvedOf = async (ctx: Context, scope: Scope): Promise<Unresolved> => {
  const [found] = await query<Unresolved>(
    ctx,
    (is) => `
      select count(*)::int as comments, count(*) filter (where ${is(TrackerComment, 'c', openThread)})::int as threads
      from pearl.tracker_comments c
      join pearl.reporting_effort_item_trackers t on t.id = c.tracker_id
      join pearl.reporting_effort_items i on i.id = t.reporting_effort_item_id
      where ${is(TrackerComment, 'c', unresolved)} and ${scope.where}`,
    scope.params,
  );
  return found ?? { comments: 0, threads: 0 };
};

type Returns = {
  readonly returnCount: number;
  readonly programmedCount: number;
  readonly trailSince: string | null;
};

const ReturnSummary = builder.objectRef<Returns>('ReturnSummary').implement({
  description: 'How often items were returned to their programmers.',
  fields: (t) => ({
    returnCount: t.exposeInt('returnCount', { description: 'How often one was returned.' }),
    programmedCount: t.exposeInt('programmedCount', {
      description: 'How often the programming of one was completed.',
    }),
    rate: t.float({
      nullable: true,
      description:
        'The returns for each completion of the programming, from 0 to 1; null where nothing was completed.',
      resolve: ({ returnCount, programmedCount }) =>
        programmedCount === 0 ? null : Math.min(1, returnCount / programmedCount),
    }),
    trailSince: t.expose('trailSince', {
      type: 'Date',
      nullable: true,
      description: aboutTrailSince,
    }),
  }),
});

const returnsOf = async (ctx: Context, { steps, params }: Scope): Promise<Returns> => {
  const [found] = await query<Returns>(
    ctx,
    `select coalesce(sum(returned), 0)::int as "returnCount", coalesce(sum(programmed), 0)::int as "programmedCount",
       ${trailSince}::text as "trailSince"
     from pearl.item_steps s where (${countable}) and ${steps}`,
    params,
  );
  return found ?? { returnCount: 0, programmedCount: 0, trailSince: null };
};

export const Dashboard = builder.objectRef<Counts>('Dashboard').implement({
  description: 'The numbers of a study, a database release, a reporting effort, or of everything.',
  fields: (t) => ({
    day: t.expose('day', { type: 'Date', description: 'The day of today (in UTC) that counts.' }),
    itemCount: t.exposeInt('itemCount', { description: 'How many items there are to make.' }),
    completedCount: t.exposeInt('completedCount', {
      description: 'How many are done: programmed, and checked if somebody is to check them.',
    }),
    inProgressCount: t.exposeInt('inProgressCount', {
      description: 'How many have been begun and are not done.',
    }),
    overdueCount: t.exposeInt('overdueCount', {
      description: 'How many are not done though their due date has passed (in UTC).',
    }),
    dueThisWeekCount: t.exposeInt('dueThisWeekCount', {
      description: 'How many are not done and due from today to Sunday (in UTC).',
    }),
    awaitingCheckCount: t.exposeInt('awaitingCheckCount', {
      description: 'How many are programmed, and not checked yet though somebody is to check them.',
    }),
    completionRate: t.exposeFloat('completionRate', {
      nullable: true,
      description: 'The part of the items that are done, from 0 to 1; null where there are none.',
    }),
    taskTypes: t.field({
      type: [TaskTypeCount],
      complexity: { field: 1, multiplier: 36 },
      description: 'The items by what they are, by side and by status; without those of no item.',
      resolve: ({ taskTypes }) => taskTypes,
    }),
    workload: t.field({
      type: [WorkloadSummary],
      complexity: { field: 1, multiplier: 200 },
      description: 'Who has something to do, or to wait for.',
      resolve: ({ workload }) => workload,
    }),
    returns: t.field({
      type: ReturnSummary,
      complexity: { field: scopeCost, multiplier: 1 },
      description: 'How often items were returned to their programmers, by the audit trail.',
      resolve: ({ scope }, _args, ctx) => returnsOf(ctx, scope),
    }),
    unresolved: t.field({
      type: UnresolvedSummary,
      complexity: { field: scopeCost, multiplier: 1 },
      description: 'What is not resolved of what was said about the items.',
      resolve: ({ scope }, _args, ctx) => unresolvedOf(ctx, scope),
    }),
  }),
});

builder.queryField('dashboard', (t) =>
  t.field({
    type: Dashboard,
    allow: everyone,
    complexity: { field: scopeCost, multiplier: 1 },
    description:
      'The numbers of a study, a database release or a reporting effort, or of everything if none is named.',
    args: scopeArgs,
    resolve: async (_root, args, ctx) => countsOf(ctx, await scopeOf(ctx, args)),
  }),
);
