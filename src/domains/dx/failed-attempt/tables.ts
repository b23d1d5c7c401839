import { integer, text, varchar } from 'drizzle-orm/pg-core';
import { moment, references } from '../../../database/columns.ts';
import {
  analysisRuns,
  buildRuns,
  configSets,
  deployments,
  dx,
  projects,
  users,
} from '../tables.ts';

export const attemptKinds = ['analysis', 'config_set', 'build', 'deployment'] as const;

/**
 * A view over the four tables of attempts. Each branch has a partial index on the failed rows of a project in the order
 * of the view, so a page of it merges the heads of four indexes, however many attempts there are. Its keys say what they
 * name; nothing enforces them.
 */
export const failedAttempts = dx.table(
  'failed_attempts',
  {
    id: text('id').primaryKey(),
    kind: varchar('kind', { enum: attemptKinds }).notNull(),
    projectId: text('project_id').notNull(),
    userId: text('user_id').notNull(),
    title: text('title').notNull(),
    versionNumber: integer('version_number'),
    message: text('message'),
    details: text('details'),
    createdAt: moment('created_at').notNull(),
    completedAt: moment('completed_at'),
    analysisRunId: text('analysis_run_id'),
    configSetId: text('config_set_id'),
    buildRunId: text('build_run_id'),
    deploymentId: text('deployment_id'),
  },
  (t) => [
    references(t.projectId, projects.id, 'cascade'),
    references(t.userId, users.id, 'restrict'),
    references(t.analysisRunId, analysisRuns.id, 'cascade'),
    references(t.configSetId, configSets.id, 'cascade'),
    references(t.buildRunId, buildRuns.id, 'cascade'),
    references(t.deploymentId, deployments.id, 'cascade'),
  ],
);

export const failedAttemptsView = `create view dx.failed_attempts as
  select id, 'analysis' as kind, project_id, user_id, 'Analysis ' || version_number as title, version_number,
    error_message as message, error_details as details, created_at, completed_at,
    id as analysis_run_id, null::text as config_set_id, null::text as build_run_id, null::text as deployment_id
  from dx.analysis_runs where status = 'failed'
  union all
  select id, 'config_set', project_id, user_id, name, version_number, error_message, null, created_at, completed_at,
    null, id, null, null
  from dx.config_sets where status = 'failed'
  union all
  select id, 'build', project_id, user_id, 'Build (' || build_type || ')', null, error_message, build_logs, created_at, completed_at,
    null, null, id, null
  from dx.build_runs where status = 'failed'
  union all
  select id, 'deployment', project_id, user_id, coalesce(name, platform || ' (' || environment || ')'), null, error_message,
    coalesce(runtime_logs, build_logs), created_at, completed_at,
    null, null, null, id
  from dx.deployments where status = 'failed'`;
