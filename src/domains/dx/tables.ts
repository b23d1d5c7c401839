import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  index,
  integer,
  jsonb,
  numeric,
  pgSchema,
  serial,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import {
  isOneOf,
  keepAnAdmin,
  moment,
  notBlank,
  references,
  rule,
  sessionColumns,
  sessionRules,
  stamps,
  trailColumns,
  trailRules,
} from '../../database/columns.ts';

/*
 * The tables of the deployment suite. Which tables there are and what goes with a deleted row is the seed's; columns
 * that it does not name are those of the suite it describes. What goes beyond both is marked "ours"; besides, rows
 * that can change have a `version`, which counts their changes: the suite's version of a run or a set, its place among
 * those of the project, is `version_number`.
 *
 * A key between two children of a project (a config set and the analysis that it came from) is SET NULL: the seed's
 * lists of what goes with a run or a set do not have it, and anything firmer may stop the cascade of the project,
 * depending on the order in which the keys were made.
 */
export const dx = pgSchema('dx');

export const roles = ['admin', 'user'] as const;
export const sourceTypes = ['github', 'gitlab', 'bitbucket', 'zip', 'git', 'local'] as const;
export const projectStatuses = ['imported', 'configured', 'deployed'] as const;
export const analysisRunStatuses = [
  'pending',
  'analyzing',
  'complete',
  'failed',
  'cancelled',
] as const;
export const analysisActivityStatuses = ['pending', 'in_progress', 'complete', 'error'] as const;
export const configSetTypes = ['docker', 'kubernetes', 'bash', 'ci-cd'] as const;
export const configSetStatuses = ['pending', 'generating', 'complete', 'failed'] as const;
export const generators = ['ai', 'user', 'template'] as const;
export const configActivityStatuses = ['started', 'completed', 'failed'] as const;
export const buildTypes = ['local', 'ci', 'cloud'] as const;
export const buildRunStatuses = ['pending', 'running', 'complete', 'failed', 'cancelled'] as const;
export const deploymentStatuses = [
  'pending',
  'pre_flight',
  'building',
  'deploying',
  'running',
  'stopped',
  'failed',
  'terminated',
] as const;

/** Keys are text: those that are made here are UUIDs, those that come with imported data are what they were. */
const key = () => text('id').primaryKey().default(sql`gen_random_uuid()::text`);
const isPercent = (column: AnyPgColumn) => rule(column, `${column.name} between 0 and 100`);
/** The latest row of a kind: the other table names this one, too. */
const latest = (column: AnyPgColumn, target: () => AnyPgColumn) =>
  references(column, target(), 'set null');
const isPositive = (column: AnyPgColumn) => rule(column, `${column.name} > 0`);
const isNotNegative = (column: AnyPgColumn) => rule(column, `${column.name} >= 0`);
const failed = sql`status = 'failed'`;

export const users = dx.table(
  'users',
  {
    id: key(),
    email: text('email').notNull(),
    passwordHash: text('password_hash'), // null: nobody signs in with a password
    name: text('name'),
    role: varchar('role', { enum: roles }).notNull().default('admin'),
    isActive: boolean('is_active').notNull().default(true),
    lastLoginAt: moment('last_login_at'),
    ...stamps(),
  },
  (t) => [
    unique('users_email_key').on(t.email),
    uniqueIndex('uq_users_email_normal').on(sql.raw('kernel.normal_label(email)')), // ours
    index('idx_users_role').on(t.role),
    isOneOf(t.role, roles),
    notBlank(t.email),
  ],
);

export const projects = dx.table(
  'projects',
  {
    id: key(),
    userId: text('user_id').notNull(),
    name: text('name').notNull(),
    description: text('description'),
    sourceType: varchar('source_type', { enum: sourceTypes }).notNull(),
    sourceUrl: text('source_url'),
    sourceHash: text('source_hash').notNull(),
    sourceBranch: text('source_branch'),
    localPath: text('local_path'),
    filesCount: integer('files_count'),
    projectSize: numeric('project_size'), // bytes
    language: text('language'),
    status: varchar('status', { enum: projectStatuses }).notNull().default('imported'),
    latestAnalysisId: text('latest_analysis_id'),
    latestConfigSetId: text('latest_config_set_id'),
    lastDeployedAt: moment('last_deployed_at'),
    deployUrl: text('deploy_url'),
    // ours: the highest versions ever given, so that none is given twice, and when it was archived
    lastAnalysisVersion: integer('last_analysis_version').notNull().default(0),
    lastConfigVersion: integer('last_config_version').notNull().default(0),
    deletedAt: moment('deleted_at'),
    ...stamps(),
  },
  (t) => [
    references(t.userId, users.id, 'restrict'),
    latest(t.latestAnalysisId, (): AnyPgColumn => analysisRuns.id),
    latest(t.latestConfigSetId, (): AnyPgColumn => configSets.id),
    unique('uq_projects_source').on(t.userId, t.sourceHash), // ours: a source is imported once
    index('idx_projects_user_id').on(t.userId, t.createdAt, t.id),
    index('idx_projects_status').on(t.status),
    index('idx_projects_source_hash').on(t.sourceHash),
    index('idx_projects_latest_analysis_id').on(t.latestAnalysisId),
    index('idx_projects_latest_config_set_id').on(t.latestConfigSetId),
    isOneOf(t.sourceType, sourceTypes),
    isOneOf(t.status, projectStatuses),
    notBlank(t.name),
    isNotNegative(t.filesCount),
    isNotNegative(t.projectSize),
    isNotNegative(t.lastAnalysisVersion),
    isNotNegative(t.lastConfigVersion),
  ],
);

export const analysisRuns = dx.table(
  'analysis_runs',
  {
    id: key(),
    projectId: text('project_id').notNull(),
    userId: text('user_id').notNull(),
    versionNumber: integer('version_number').notNull(),
    status: varchar('status', { enum: analysisRunStatuses }).notNull().default('pending'),
    progress: integer('progress').notNull().default(0),
    aiModel: text('ai_model'),
    aiProvider: text('ai_provider'),
    confidence: integer('confidence'),
    results: jsonb('results'),
    errorMessage: text('error_message'),
    errorDetails: text('error_details'),
    startedAt: moment('started_at'),
    completedAt: moment('completed_at'),
    duration: integer('duration'), // seconds
    retryOfId: text('retry_of_id'), // ours: the failed run that this one tries again
    ...stamps(),
  },
  (t) => [
    references(t.projectId, projects.id, 'cascade'),
    references(t.userId, users.id, 'restrict'),
    references(t.retryOfId, t.id, 'set null'),
    unique('uq_analysis_runs_version').on(t.projectId, t.versionNumber), // ours
    index('idx_analysis_runs_project_id').on(t.projectId, t.id),
    index('idx_analysis_runs_failed').on(t.projectId, t.createdAt, t.id).where(failed), // ours
    index('idx_analysis_runs_status').on(t.status),
    index('idx_analysis_runs_user_id').on(t.userId),
    index('idx_analysis_runs_retry_of_id').on(t.retryOfId),
    isOneOf(t.status, analysisRunStatuses),
    isPositive(t.versionNumber),
    isPercent(t.progress),
    isPercent(t.confidence),
    isNotNegative(t.duration),
  ],
);

export const analysisActivityLogs = dx.table(
  'analysis_activity_logs',
  {
    id: key(),
    analysisRunId: text('analysis_run_id').notNull(),
    line: integer('line').notNull(), // ours: its place in the log of the run
    timestamp: moment('timestamp').notNull().default(sql`CURRENT_TIMESTAMP`),
    action: text('action').notNull(),
    status: varchar('status', { enum: analysisActivityStatuses }).notNull(),
    result: text('result'),
    details: jsonb('details'),
    fileName: text('file_name'),
    duration: integer('duration'), // milliseconds
    createdAt: moment('created_at').notNull().default(sql`CURRENT_TIMESTAMP`),
  },
  (t) => [
    references(t.analysisRunId, analysisRuns.id, 'cascade'),
    unique('uq_analysis_activity_logs_line').on(t.analysisRunId, t.line),
    index('idx_analysis_activity_logs_timestamp').on(t.timestamp, t.id), // ours
    isOneOf(t.status, analysisActivityStatuses),
    isPositive(t.line),
    isNotNegative(t.duration),
  ],
);

export const configSets = dx.table(
  'config_sets',
  {
    id: key(),
    projectId: text('project_id').notNull(),
    analysisRunId: text('analysis_run_id'),
    userId: text('user_id').notNull(),
    name: text('name').notNull(),
    type: varchar('type', { enum: configSetTypes }).notNull(),
    versionNumber: integer('version_number').notNull(),
    localPath: text('local_path'),
    status: varchar('status', { enum: configSetStatuses }).notNull().default('pending'),
    progress: integer('progress').notNull().default(0),
    generatedBy: varchar('generated_by', { enum: generators }).notNull(),
    aiModel: text('ai_model'),
    description: text('description'),
    tags: jsonb('tags'),
    notes: text('notes'),
    errorMessage: text('error_message'),
    startedAt: moment('started_at'),
    completedAt: moment('completed_at'),
    duration: integer('duration'), // seconds
    retryOfId: text('retry_of_id'), // ours
    ...stamps(),
  },
  (t) => [
    references(t.projectId, projects.id, 'cascade'),
    references(t.analysisRunId, analysisRuns.id, 'set null'),
    references(t.userId, users.id, 'restrict'),
    references(t.retryOfId, t.id, 'set null'),
    unique('uq_config_sets_version').on(t.projectId, t.versionNumber), // ours
    index('idx_config_sets_project_id').on(t.projectId, t.id),
    index('idx_config_sets_failed').on(t.projectId, t.createdAt, t.id).where(failed), // ours
    index('idx_config_sets_analysis_run_id').on(t.analysisRunId),
    index('idx_config_sets_status').on(t.status),
    index('idx_config_sets_type').on(t.type),
    index('idx_config_sets_user_id').on(t.userId),
    index('idx_config_sets_retry_of_id').on(t.retryOfId),
    isOneOf(t.type, configSetTypes),
    isOneOf(t.status, configSetStatuses),
    isOneOf(t.generatedBy, generators),
    notBlank(t.name),
    isPositive(t.versionNumber),
    isPercent(t.progress),
    isNotNegative(t.duration),
  ],
);

export const configActivityLogs = dx.table(
  'config_activity_logs',
  {
    id: key(),
    configSetId: text('config_set_id').notNull(),
    line: integer('line').notNull(), // ours: its place in the log of the set
    timestamp: moment('timestamp').notNull().default(sql`CURRENT_TIMESTAMP`),
    action: text('action').notNull(),
    status: varchar('status', { enum: configActivityStatuses }).notNull(),
    result: text('result'),
    details: jsonb('details'),
  },
  (t) => [
    references(t.configSetId, configSets.id, 'cascade'),
    unique('uq_config_activity_logs_line').on(t.configSetId, t.line),
    index('idx_config_activity_logs_timestamp').on(t.timestamp, t.id), // ours
    isOneOf(t.status, configActivityStatuses),
    isPositive(t.line),
  ],
);

export const configFiles = dx.table(
  'config_files',
  {
    id: key(),
    configSetId: text('config_set_id').notNull(),
    fileName: text('file_name').notNull(),
    filePath: text('file_path'),
    fileType: text('file_type').notNull(),
    content: text('content').notNull(),
    description: text('description'),
    language: text('language'),
    isValid: boolean('is_valid').notNull().default(true),
    validationErrors: jsonb('validation_errors'),
    sizeBytes: integer('size_bytes'),
    orderIndex: integer('order_index').notNull().default(0),
    ...stamps(),
  },
  (t) => [
    references(t.configSetId, configSets.id, 'cascade'),
    index('idx_config_files_config_set_id').on(t.configSetId, t.orderIndex, t.id),
    index('idx_config_files_file_name').on(t.fileName),
    notBlank(t.fileName),
    isNotNegative(t.sizeBytes),
  ],
);

export const configOptimizations = dx.table(
  'config_optimizations',
  {
    id: key(),
    configSetId: text('config_set_id').notNull(),
    name: text('name').notNull(),
    category: text('category').notNull(),
    description: text('description'),
    impact: text('impact'),
    estimatedSavings: text('estimated_savings'),
    ...stamps(),
  },
  (t) => [
    references(t.configSetId, configSets.id, 'cascade'),
    index('idx_config_optimizations_config_set_id').on(t.configSetId, t.id),
    notBlank(t.name),
  ],
);

export const buildRuns = dx.table(
  'build_runs',
  {
    id: key(),
    projectId: text('project_id').notNull(),
    configSetId: text('config_set_id'),
    userId: text('user_id').notNull(),
    buildType: varchar('build_type', { enum: buildTypes }).notNull(),
    status: varchar('status', { enum: buildRunStatuses }).notNull().default('pending'),
    imageSize: numeric('image_size'), // bytes
    buildLogs: text('build_logs'),
    errorMessage: text('error_message'),
    startedAt: moment('started_at'),
    completedAt: moment('completed_at'),
    duration: integer('duration'), // seconds
    retryOfId: text('retry_of_id'), // ours
    ...stamps(),
  },
  (t) => [
    references(t.projectId, projects.id, 'cascade'),
    references(t.configSetId, configSets.id, 'set null'),
    references(t.userId, users.id, 'restrict'),
    references(t.retryOfId, t.id, 'set null'),
    index('idx_build_runs_project_id').on(t.projectId, t.createdAt, t.id),
    index('idx_build_runs_failed').on(t.projectId, t.createdAt, t.id).where(failed), // ours
    index('idx_build_runs_config_set_id').on(t.configSetId, t.id),
    index('idx_build_runs_status').on(t.status),
    index('idx_build_runs_user_id').on(t.userId),
    index('idx_build_runs_retry_of_id').on(t.retryOfId),
    isOneOf(t.buildType, buildTypes),
    isOneOf(t.status, buildRunStatuses),
    isNotNegative(t.imageSize),
    isNotNegative(t.duration),
  ],
);

export const deployments = dx.table(
  'deployments',
  {
    id: key(),
    projectId: text('project_id').notNull(),
    configSetId: text('config_set_id'),
    buildRunId: text('build_run_id'),
    userId: text('user_id').notNull(),
    name: text('name'),
    platform: text('platform').notNull(),
    environment: text('environment').notNull().default('production'),
    status: varchar('status', { enum: deploymentStatuses }).notNull().default('pending'),
    deployUrl: text('deploy_url'),
    previewUrl: text('preview_url'),
    serviceUrls: jsonb('service_urls'),
    buildLogs: text('build_logs'),
    runtimeLogs: text('runtime_logs'),
    errorMessage: text('error_message'),
    notes: text('notes'),
    startedAt: moment('started_at'),
    completedAt: moment('completed_at'),
    stoppedAt: moment('stopped_at'),
    retryOfId: text('retry_of_id'), // ours
    rollbackOfId: text('rollback_of_id'), // ours: the deployment that this one took back
    ...stamps(),
  },
  (t) => [
    references(t.projectId, projects.id, 'cascade'),
    references(t.configSetId, configSets.id, 'set null'),
    references(t.buildRunId, buildRuns.id, 'set null'),
    references(t.userId, users.id, 'restrict'),
    references(t.retryOfId, t.id, 'set null'),
    references(t.rollbackOfId, t.id, 'set null'),
    index('idx_deployments_project_id').on(t.projectId, t.createdAt, t.id),
    index('idx_deployments_failed').on(t.projectId, t.createdAt, t.id).where(failed), // ours
    index('idx_deployments_config_set_id').on(t.configSetId, t.id),
    index('idx_deployments_build_run_id').on(t.buildRunId, t.id),
    index('idx_deployments_status').on(t.status),
    index('idx_deployments_user_id').on(t.userId),
    index('idx_deployments_retry_of_id').on(t.retryOfId),
    index('idx_deployments_rollback_of_id').on(t.rollbackOfId),
    isOneOf(t.status, deploymentStatuses),
    notBlank(t.platform),
    notBlank(t.environment),
  ],
);

/** Ours: one for each sign-in, for as long as it may be prolonged. */
export const sessions = dx.table(
  'sessions',
  {
    id: serial('id').primaryKey(),
    userId: text('user_id').notNull(),
    ...sessionColumns(),
  },
  (t) => [
    references(t.userId, users.id, 'cascade'),
    index('idx_sessions_user').on(t.userId),
    ...sessionRules(t.userId, t),
  ],
);

/** Ours, as the seed asks for in the long term. Written by triggers alone. Never changed. */
export const auditLogs = dx.table('audit_logs', trailColumns(text('user_id')), (t) =>
  trailRules(users.id, t),
);

/** Triggers that keep what no constraint can: the last administrator stays, and who is deactivated or gets another password is signed out everywhere. */
export const guards = [
  ...keepAnAdmin('dx', 'users'),
  'create trigger end_sessions after update of is_active, password_hash on dx.users for each row when (old.is_active and not new.is_active or old.password_hash is distinct from new.password_hash) execute function dx.end_sessions()',
];
