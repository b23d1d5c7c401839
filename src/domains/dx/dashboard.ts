import { builder, type Context, query, refusal } from '../../kernel/index.ts';
import { live } from '../../live/index.ts';
import { everyone } from './access.ts';
import { DxAnalysisRun } from './analysis-run/type.ts';
import { DxBuildRun } from './build-run/type.ts';
import { DxConfigSet } from './config-set/type.ts';
import { DxDeployment } from './deployment/type.ts';
import { dx } from './domain.ts';
import type { attemptKinds } from './failed-attempt/tables.ts';
import { DxAttemptKind } from './failed-attempt/type.ts';
import { isThere, locate } from './place.ts';
import { DxProject } from './project/type.ts';

type Attempts = {
  readonly kind: (typeof attemptKinds)[number];
  readonly total: number;
  readonly open: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly medianSeconds: number | null;
  readonly p90Seconds: number | null;
};
type Counts = {
  readonly projectCount: number;
  readonly runningCount: number;
  readonly attempts: readonly Attempts[];
};

const DxAttemptCount = builder.objectRef<Attempts>('DxAttemptCount').implement({
  description: 'How many attempts of a kind there were, and what became of them.',
  fields: (t) => ({
    kind: t.expose('kind', { type: DxAttemptKind, description: 'What was tried.' }),
    totalCount: t.exposeInt('total', { description: 'How many attempts there were.' }),
    openCount: t.exposeInt('open', { description: 'How many have neither succeeded nor ended.' }),
    succeededCount: t.exposeInt('succeeded', { description: 'How many have succeeded.' }),
    failedCount: t.exposeInt('failed', { description: 'How many have failed.' }),
    failureRate: t.float({
      nullable: true,
      description:
        'The part of those that have succeeded or failed that has failed, from 0 to 1; null without any.',
      resolve: ({ succeeded, failed }) =>
        succeeded + failed === 0 ? null : failed / (succeeded + failed),
    }),
    medianSeconds: t.exposeFloat('medianSeconds', {
      nullable: true,
      description: 'The seconds that half of those took at most that succeeded; null without any.',
    }),
    p90Seconds: t.exposeFloat('p90Seconds', {
      nullable: true,
      description:
        'The seconds that nine in ten of those took at most that succeeded; null without any.',
    }),
  }),
});

const DxDashboard = builder.objectRef<Counts>('DxDashboard').implement({
  description: 'The numbers of your projects.',
  fields: (t) => ({
    projectCount: t.exposeInt('projectCount', { description: 'How many projects they are.' }),
    runningDeploymentCount: t.exposeInt('runningCount', {
      description: 'How many deployments run.',
    }),
    attempts: t.field({
      type: [DxAttemptCount],
      complexity: { field: 1, multiplier: 4 },
      description: 'What was tried: analyses, config sets, builds and deployments.',
      resolve: ({ attempts }) => attempts,
    }),
  }),
});

type Key = string | number | null | undefined;

/** How attempts of each kind end well, and how long those took. A deployment that was stopped had succeeded. */
const kinds = {
  analysis: [DxAnalysisRun, `status = 'complete'`, 'duration'],
  config_set: [DxConfigSet, `status = 'complete'`, 'duration'],
  build: [DxBuildRun, `status = 'complete'`, 'duration'],
  deployment: [
    DxDeployment,
    `(status in ('running', 'stopped') or status = 'terminated' and completed_at is not null)`,
    'extract(epoch from completed_at - started_at)',
  ],
} as const;

const open = `status not in ('complete', 'failed', 'cancelled', 'running', 'stopped', 'terminated')`;

/** One statement, of the rows that who asks may see. */
const countsOf = async (ctx: Context, projectId: Key): Promise<Counts> => {
  const [found] = await query<Counts>(
    ctx,
    (is) => {
      const attempts = Object.entries(kinds).map(([kind, [of, succeeded, duration]], at) => {
        const isOpen = kind === 'build' ? `status in ('pending', 'running')` : open;
        const seconds = (part: number) =>
          `percentile_cont(${part}) within group (order by ${duration}) filter (where ${succeeded})`;
        const counts = (condition: string) => `count(*) filter (where ${condition})::int`;
        return `select ${at} as place, '${kind}' as kind, count(*)::int as total, ${counts(isOpen)} as open, ${counts(succeeded)} as succeeded,
            ${counts(`status = 'failed'`)} as failed, ${seconds(0.5)} as "medianSeconds", ${seconds(0.9)} as "p90Seconds"
          from ${of.from} t where ($1::text is null or t.project_id = $1) and ${is(of.generic, 't')}`;
      });
      return `select (select count(*)::int from dx.projects t where ($1::text is null or t.id = $1) and ${is(DxProject, 't')}) as "projectCount",
          (select count(*)::int from dx.deployments t where status = 'running' and ($1::text is null or t.project_id = $1) and ${is(DxDeployment, 't')}) as "runningCount",
          (select json_agg(a order by place) from (${attempts.join(' union all ')}) a) as attempts`;
    },
    [projectId == null ? null : String(projectId)],
  );
  if (!found) throw new Error('Counts are one row.');
  return found;
};

/** What reading all attempts costs, told in values that are read instead. */
const cost = { field: 20_000, multiplier: 1 };

builder.queryField('dxDashboard', (t) =>
  t.field({
    type: DxDashboard,
    allow: everyone,
    complexity: cost,
    description:
      'Your projects at a glance, or one of them: what was tried, what failed, how long it takes.',
    args: {
      projectId: t.arg.id({ description: 'Only what belongs to the project with this key.' }),
    },
    resolve: async (_root, { projectId }, ctx) => {
      const counts = await countsOf(ctx, projectId);
      if (projectId == null || counts.projectCount > 0) return counts;
      throw refusal('NOT_FOUND', `There is no DxProject ${projectId}.`, { field: 'projectId' });
    },
  }),
);

live(dx, 'dxDashboardChanged', {
  allow: everyone,
  description:
    'Answers with the numbers of your projects, or of one, and answers again when they have changed, at most every quarter of a second.',
  of: [DxProject, DxAnalysisRun, DxConfigSet, DxBuildRun, DxDeployment],
  args: {
    projectId: { of: DxProject, description: 'Only what belongs to the project with this key.' },
  },
  numbers: {
    type: DxDashboard,
    of: async (ctx, { projectId }) => {
      const counts = await countsOf(ctx, projectId);
      return projectId == null || counts.projectCount > 0 ? counts : null;
    },
  },
  locate,
  tellsTo: (viewer, place, { projectId }) => isThere(dx.idOf(viewer), place, { projectId }),
  coalesce: { within: 250 },
});
