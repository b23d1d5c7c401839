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
