import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  numeric,
  pgSchema,
  text,
  time,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import {
  id,
  isOneOf,
  moment,
  notBlank,
  references,
  rule,
  stamps,
  trailColumns,
  trailRules,
  wherePresent,
} from '../../database/columns.ts';

/*
 * Names, types, defaults and constraints are the specification's. What goes beyond it is marked "ours"; besides, every
 * table but the two logs has `created_at`, `updated_at` and a `version`, and names are never blank.
 */
export const crawl = pgSchema('crawl');

export const roles = ['user', 'moderator', 'admin'] as const;
export const userTiers = ['FREE', 'PRO', 'ENTERPRISE'] as const;
export const projectStatuses = ['active', 'archived', 'deleted'] as const;
export const jobStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export const chunkStatuses = ['pending', 'processing', 'completed', 'failed'] as const;
export const engines = ['google', 'bing', 'duckduckgo', 'baidu'] as const;
export const transactionTypes = ['purchase', 'usage', 'refund', 'bonus'] as const;
export const transactionStatuses = ['completed', 'pending', 'failed', 'cancelled'] as const;
export const apiKeyStatuses = ['active', 'revoked', 'expired'] as const;
export const notificationTypes = ['success', 'info', 'warning', 'error'] as const;
export const notificationCategories = [
  'crawl_job',
  'payment',
  'system',
  'security',
  'dataset',
  'project',
] as const;
export const digestFrequencies = ['realtime', 'daily', 'weekly', 'never'] as const;

const uuidKey = () => uuid('id').primaryKey().defaultRandom();
const userId = () => uuid('user_id').notNull();

export const profiles = crawl.table(
  'profiles',
  {
    id: uuidKey(), // ours: the default, for profiles that no identity provider has made
    email: varchar('email', { length: 255 }).notNull(),
    fullName: varchar('full_name', { length: 100 }),
    avatarUrl: text('avatar_url'),
    role: varchar('role', { length: 20, enum: roles }).notNull().default('user'),
    userTier: varchar('user_tier', { length: 20, enum: userTiers }).notNull().default('FREE'),
    isActive: boolean('is_active').notNull().default(true), // ours
    ...stamps(),
  },
  (t) => [
    unique('profiles_email_key').on(t.email),
    uniqueIndex('uq_profiles_email_normal').on(sql.raw('kernel.normal_label(email)')), // ours
    index('idx_profiles_user_tier').on(t.userTier, t.id),
    index('idx_profiles_role').on(t.role),
    isOneOf(t.role, roles),
    isOneOf(t.userTier, userTiers),
    notBlank(t.email),
  ],
);

export const projects = crawl.table(
  'projects',
  {
    id: id(),
    name: varchar('name', { length: 100 }).notNull(),
    description: text('description'),
    userId: userId(),
    status: varchar('status', { length: 20, enum: projectStatuses }).notNull().default('active'),
    ...stamps(),
  },
  (t) => [
    references(t.userId, profiles.id, 'cascade'),
    index('idx_projects_user_id').on(t.userId, t.id),
    index('idx_projects_status').on(t.status),
    isOneOf(t.status, projectStatuses),
    notBlank(t.name),
  ],
);

/** A count that cannot be negative. */
const counts = (name: string) => integer(name).notNull().default(0);

export const crawlJobs = crawl.table(
  'crawl_jobs',
  {
    id: id(),
    projectId: integer('project_id').notNull(),
    name: varchar('name', { length: 100 }).notNull(),
    keywords: jsonb('keywords').$type<readonly string[]>().notNull(),
    maxImages: integer('max_images').notNull().default(1000),
    status: varchar('status', { length: 20, enum: jobStatuses }).notNull().default('pending'),
    progress: counts('progress'),
    totalImages: counts('total_images'),
    downloadedImages: counts('downloaded_images'),
    validImages: counts('valid_images'),
    totalChunks: counts('total_chunks'),
    activeChunks: counts('active_chunks'),
    completedChunks: counts('completed_chunks'),
    failedChunks: counts('failed_chunks'),
    taskIds: jsonb('task_ids').$type<readonly string[]>().notNull().default([]),
    startedAt: moment('started_at'),
    completedAt: moment('completed_at'),
    engines: jsonb('engines')
      .$type<readonly (typeof engines)[number][]>()
      .notNull()
      .default(['google']), // ours, as the next one
    reservedCredits: counts('reserved_credits'),
    ...stamps(),
  },
  (t) => [
    references(t.projectId, projects.id, 'cascade'),
    index('idx_crawl_jobs_project_id').on(t.projectId, t.id),
    index('idx_crawl_jobs_status').on(t.status, t.id),
    index('idx_crawl_jobs_project_id_status').on(t.projectId, t.status, t.id),
    index('idx_crawl_jobs_created_at').on(t.createdAt, t.id),
    isOneOf(t.status, jobStatuses),
    rule(t.progress, 'progress between 0 and 100'),
    rule(t.totalImages, 'total_images >= 0'),
    rule(t.downloadedImages, 'downloaded_images >= 0'),
    rule(t.validImages, 'valid_images >= 0'),
    rule(t.totalChunks, 'total_chunks >= 0'),
    rule(t.activeChunks, 'active_chunks >= 0'),
    rule(t.completedChunks, 'completed_chunks >= 0'),
    rule(t.failedChunks, 'failed_chunks >= 0'),
    rule(t.reservedCredits, 'reserved_credits >= 0'),
    notBlank(t.name),
  ],
);

export const images = crawl.table(
  'images',
  {
    id: id(),
    crawlJobId: integer('crawl_job_id').notNull(),
    originalUrl: text('original_url').notNull(),
    filename: varchar('filename', { length: 255 }).notNull(),
    storageUrl: text('storage_url'),
    width: integer('width'),
    height: integer('height'),
    fileSize: integer('file_size'),
    format: varchar('format', { length: 10 }),
    hash: varchar('hash', { length: 64 }),
    isValid: boolean('is_valid').notNull().default(true),
    isDuplicate: boolean('is_duplicate').notNull().default(false),
    labels: jsonb('labels'),
    metadata: jsonb('metadata'),
    downloadedAt: moment('downloaded_at'),
    ...stamps(),
  },
  (t) => [
    references(t.crawlJobId, crawlJobs.id, 'cascade'),
    index('idx_images_crawl_job_id').on(t.crawlJobId, t.id),
    index('idx_images_created_at').on(t.createdAt, t.id),
    index('idx_images_hash').on(t.hash),
    index('idx_images_crawl_job_id_hash').on(t.crawlJobId, t.hash), // ours: finds duplicates
    wherePresent(t.downloadedAt, t.id), // ours
    rule(t.width, 'width > 0'), // ours, as the next two
    rule(t.height, 'height > 0'),
    rule(t.fileSize, 'file_size >= 0'),
  ],
);

export const jobChunks = crawl.table(
  'job_chunks',
  {
    id: id(),
    jobId: integer('job_id').notNull(),
    chunkIndex: integer('chunk_index').notNull(),
    status: varchar('status', { length: 20, enum: chunkStatuses }).notNull().default('pending'),
    priority: integer('priority').notNull().default(5),
    imageRange: jsonb('image_range')
      .$type<{ readonly start: number; readonly end: number }>()
      .notNull(),
    errorMessage: text('error_message'),
    retryCount: integer('retry_count').notNull().default(0),
    taskId: varchar('task_id', { length: 255 }),
    keyword: varchar('keyword', { length: 200 }), // ours, as the next four
    engine: varchar('engine', { length: 20, enum: engines }),
    availableAt: moment('available_at').notNull().default(sql`CURRENT_TIMESTAMP`),
    lease: counts('lease'), // how often it was claimed: the number of the lease
    leasedUntil: moment('leased_until'),
    ...stamps(),
  },
  (t) => [
    references(t.jobId, crawlJobs.id, 'cascade'),
    unique('job_chunks_job_id_chunk_index_key').on(t.jobId, t.chunkIndex),
    index('idx_job_chunks_job_id').on(t.jobId, t.id),
    index('idx_job_chunks_status').on(t.status),
    index('idx_job_chunks_job_id_status').on(t.jobId, t.status),
    index('idx_job_chunks_priority_created_at').on(t.priority, t.createdAt),
    index('idx_job_chunks_task_id').on(t.taskId),
    // ours: the queue in the order of its claims, and the leases in the order in which they run out
    index('idx_job_chunks_queue')
      .on(t.priority.desc(), t.createdAt, t.id)
      .where(sql`status = 'pending'`),
    index('idx_job_chunks_leases').on(t.leasedUntil).where(sql`status = 'processing'`),
    isOneOf(t.status, chunkStatuses),
    isOneOf(t.engine, engines),
    rule(t.priority, 'priority between 0 and 10'),
    rule(t.retryCount, 'retry_count >= 0'),
    check('job_chunks_leased', sql.raw(`leased_until is null or status = 'processing'`)), // ours
  ],
);

/** Written by triggers: what people see of what was done. */
export const activityLogs = crawl.table(
  'activity_logs',
  {
    id: id(),
    userId: uuid('user_id'),
    action: text('action').notNull(),
    resourceType: varchar('resource_type', { length: 50 }),
    resourceId: varchar('resource_id', { length: 50 }),
    metadata: jsonb('metadata'),
    timestamp: moment('timestamp').notNull().default(sql`CURRENT_TIMESTAMP`),
  },
  (t) => [
    references(t.userId, profiles.id, 'cascade'),
    index('idx_activity_logs_user_id').on(t.userId, t.id),
    index('idx_activity_logs_user_id_timestamp').on(t.userId, t.timestamp),
    index('idx_activity_logs_resource').on(t.resourceType, t.resourceId, t.id),
    index('idx_activity_logs_timestamp').on(t.timestamp, t.id),
  ],
);

export const creditAccounts = crawl.table(
  'credit_accounts',
  {
    id: uuidKey(),
    userId: userId(),
    currentBalance: counts('current_balance'),
    monthlyUsage: counts('monthly_usage'),
    averageDailyUsage: numeric('average_daily_usage', { precision: 10, scale: 2 })
      .notNull()
      .default('0'),
    autoRefillEnabled: boolean('auto_refill_enabled').notNull().default(false),
    refillThreshold: integer('refill_threshold').notNull().default(100),
    refillAmount: integer('refill_amount').notNull().default(500),
    monthlyLimit: integer('monthly_limit').notNull().default(2000),
    usageMonth: date('usage_month'), // ours, as the next one: the month that monthly_usage is of
    entries: counts('entries'),
    ...stamps(),
  },
  (t) => [
    references(t.userId, profiles.id, 'cascade'),
    uniqueIndex('idx_credit_accounts_user_id').on(t.userId),
    rule(t.currentBalance, 'current_balance >= 0'),
    rule(t.monthlyUsage, 'monthly_usage >= 0'),
    rule(t.refillThreshold, 'refill_threshold > 0'),
    rule(t.refillAmount, 'refill_amount > 0'),
    rule(t.monthlyLimit, 'monthly_limit > 0'),
  ],
);

/** An append-only ledger. A trigger books each entry on its account: it numbers it and writes balance_after. */
export const creditTransactions = crawl.table(
  'credit_transactions',
  {
    id: uuidKey(),
    accountId: uuid('account_id').notNull(),
    userId: userId(),
    type: varchar('type', { length: 20, enum: transactionTypes }).notNull(),
    description: text('description').notNull(),
    amount: integer('amount').notNull(),
    balanceAfter: integer('balance_after').notNull(),
    status: varchar('status', { length: 20, enum: transactionStatuses })
      .notNull()
      .default('completed'),
    metadata: jsonb('metadata'),
    entry: integer('entry').notNull(), // ours, as the next one: its number in the ledger of its account
    reference: varchar('reference', { length: 200 }),
    ...stamps(),
  },
  (t) => [
    references(t.accountId, creditAccounts.id, 'cascade'),
    references(t.userId, profiles.id, 'cascade'),
    unique('uq_credit_transactions_entry').on(t.accountId, t.entry), // ours, as the next one
    unique('uq_credit_transactions_reference').on(t.accountId, t.reference),
    index('idx_credit_transactions_account_id').on(t.accountId),
    index('idx_credit_transactions_user_id').on(t.userId),
    index('idx_credit_transactions_type').on(t.type),
    index('idx_credit_transactions_status').on(t.status),
    index('idx_credit_transactions_created_at').on(t.createdAt, t.id),
    index('idx_credit_transactions_user_id_created_at').on(t.userId, t.createdAt),
    isOneOf(t.type, transactionTypes),
    isOneOf(t.status, transactionStatuses),
    rule(t.balanceAfter, 'balance_after >= 0'),
    rule(t.amount, `case type when 'usage' then amount <= 0 else amount >= 0 end`), // ours
  ],
);

export const apiKeys = crawl.table(
  'api_keys',
  {
    id: uuidKey(),
    userId: userId(),
    name: varchar('name', { length: 200 }).notNull(),
    keyHash: varchar('key_hash', { length: 255 }).notNull(),
    keyPrefix: varchar('key_prefix', { length: 20 }).notNull(),
    status: varchar('status', { length: 20, enum: apiKeyStatuses }).notNull().default('active'),
    permissions: jsonb('permissions').$type<readonly string[]>().notNull().default([]),
    rateLimit: integer('rate_limit').notNull().default(1000),
    usageCount: counts('usage_count'),
    lastUsedAt: moment('last_used_at'),
    lastUsedIp: varchar('last_used_ip', { length: 45 }),
    expiresAt: moment('expires_at'),
    quotaHour: moment('quota_hour'), // ours, as the next one: what servers have taken of the key's hour
    quotaTaken: counts('quota_taken'),
    ...stamps(),
  },
  (t) => [
    references(t.userId, profiles.id, 'cascade'),
    unique('api_keys_key_hash_key').on(t.keyHash),
    index('idx_api_keys_user_id').on(t.userId),
    index('idx_api_keys_key_prefix').on(t.keyPrefix),
    index('idx_api_keys_status').on(t.status),
    index('idx_api_keys_last_used_at').on(t.lastUsedAt),
    index('idx_api_keys_expires_at').on(t.expiresAt),
    index('idx_api_keys_user_id_status').on(t.userId, t.status),
    isOneOf(t.status, apiKeyStatuses),
    rule(t.rateLimit, 'rate_limit > 0'),
    rule(t.usageCount, 'usage_count >= 0'),
    notBlank(t.name),
  ],
);

export const notifications = crawl.table(
  'notifications',
  {
    id: id(),
    userId: userId(),
    title: varchar('title', { length: 255 }).notNull(),
    message: text('message').notNull(),
    type: varchar('type', { length: 50, enum: notificationTypes }).notNull(),
    category: varchar('category', { length: 50, enum: notificationCategories }),
    icon: varchar('icon', { length: 50 }),
    color: varchar('color', { length: 20 }),
    actionUrl: text('action_url'),
    actionLabel: varchar('action_label', { length: 100 }),
    isRead: boolean('is_read').notNull().default(false),
    readAt: moment('read_at'),
    metadata: jsonb('metadata'),
    pushAt: moment('push_at'), // ours, as the next one: when it is to be pushed, if at all
    pushedAt: moment('pushed_at'),
    digestId: integer('digest_id'), // ours: the notification that counts it among others
    ...stamps(),
  },
  (t) => [
    references(t.userId, profiles.id, 'cascade'),
    references(t.digestId, t.id, 'set null'),
    index('idx_notifications_digest_id').on(t.digestId),
    index('idx_notifications_user_id').on(t.userId, t.id),
    index('idx_notifications_is_read').on(t.isRead),
    index('idx_notifications_type').on(t.type),
    index('idx_notifications_category').on(t.category),
    index('idx_notifications_created_at').on(t.createdAt.desc(), t.id.desc()),
    index('idx_notifications_user_id_created_at').on(t.userId, t.createdAt),
    index('idx_notifications_unread').on(t.userId, t.isRead).where(sql`is_read = false`),
    index('idx_notifications_held').on(t.pushAt).where(sql`pushed_at is null`), // ours, as the next one
    index('idx_notifications_undigested')
      .on(t.userId, t.createdAt)
      .where(sql`push_at is null and pushed_at is null and digest_id is null`),
    isOneOf(t.type, notificationTypes),
    isOneOf(t.category, notificationCategories),
  ],
);

const enabled = (name: string, byDefault: boolean) => boolean(name).notNull().default(byDefault);

export const notificationPreferences = crawl.table(
  'notification_preferences',
  {
    id: uuidKey(),
    userId: userId(),
    emailEnabled: enabled('email_enabled', true),
    pushEnabled: enabled('push_enabled', false),
    smsEnabled: enabled('sms_enabled', false),
    crawlJobsEnabled: enabled('crawl_jobs_enabled', true),
    datasetsEnabled: enabled('datasets_enabled', true),
    billingEnabled: enabled('billing_enabled', true),
    securityEnabled: enabled('security_enabled', true),
    marketingEnabled: enabled('marketing_enabled', false),
    productUpdatesEnabled: enabled('product_updates_enabled', true),
    digestFrequency: varchar('digest_frequency', { length: 20, enum: digestFrequencies })
      .notNull()
      .default('daily'),
    quietHoursStart: time('quiet_hours_start'),
    quietHoursEnd: time('quiet_hours_end'),
    timeZone: varchar('time_zone', { length: 50 }).notNull().default('UTC'), // ours: of the quiet hours
    ...stamps(),
  },
  (t) => [
    references(t.userId, profiles.id, 'cascade'),
    uniqueIndex('idx_notification_preferences_user_id').on(t.userId),
    isOneOf(t.digestFrequency, digestFrequencies),
    rule(t.quietHoursStart, 'quiet_hours_start <> quiet_hours_end'),
    // ours
    check(
      'notification_preferences_quiet_hours_both',
      sql.raw('(quiet_hours_start is null) = (quiet_hours_end is null)'),
    ),
  ],
);

/** An amount that is metered, to the megabyte (ours), and the limit for a day. */
const usedGigabytes = (name: string) =>
  numeric(name, { precision: 11, scale: 3 }).notNull().default('0');
const gigabytes = (name: string, byDefault: number) =>
  numeric(name, { precision: 10, scale: 2 }).notNull().default(String(byDefault));

export const usageMetrics = crawl.table(
  'usage_metrics',
  {
    id: uuidKey(),
    userId: userId(),
    metricDate: date('metric_date').notNull(),
    imagesProcessed: counts('images_processed'),
    imagesLimit: integer('images_limit').notNull().default(10_000),
    storageUsedGb: usedGigabytes('storage_used_gb'),
    storageLimitGb: gigabytes('storage_limit_gb', 100),
    apiCalls: counts('api_calls'),
    apiCallsLimit: integer('api_calls_limit').notNull().default(50_000),
    bandwidthUsedGb: usedGigabytes('bandwidth_used_gb'),
    bandwidthLimitGb: gigabytes('bandwidth_limit_gb', 500),
    ...stamps(),
  },
  (t) => [
    references(t.userId, profiles.id, 'cascade'),
    unique('usage_metrics_user_id_metric_date_key').on(t.userId, t.metricDate),
    index('idx_usage_metrics_user_id').on(t.userId),
    index('idx_usage_metrics_metric_date').on(t.metricDate, t.id),
    rule(t.imagesProcessed, 'images_processed >= 0'),
    rule(t.imagesLimit, 'images_limit > 0'),
    rule(t.storageUsedGb, 'storage_used_gb >= 0'),
    rule(t.storageLimitGb, 'storage_limit_gb > 0'),
    rule(t.apiCalls, 'api_calls >= 0'),
    rule(t.apiCallsLimit, 'api_calls_limit > 0'),
    rule(t.bandwidthUsedGb, 'bandwidth_used_gb >= 0'),
    rule(t.bandwidthLimitGb, 'bandwidth_limit_gb > 0'),
  ],
);

/** Ours: the trail. Written by triggers alone. Never changed. */
export const auditLogs = crawl.table('audit_logs', trailColumns(uuid('user_id')), (t) =>
  trailRules(profiles.id, t),
);

/** Triggers that keep what no constraint can: the ledger and its balance, what is there twice, and what people see of what was done. */
export const guards = [
  'create trigger book before insert on crawl.credit_transactions for each row execute function crawl.book()',
  'create trigger keep_ledger before update or delete on crawl.credit_transactions for each row execute function crawl.keep_ledger()',
  'create trigger keep_balance before update of current_balance, entries on crawl.credit_accounts for each row execute function crawl.keep_balance()',
  'create trigger log_activity after insert or delete or update of name, description, status on crawl.projects for each row execute function crawl.log_project()',
  'create trigger log_activity after insert or delete or update of status on crawl.crawl_jobs for each row execute function crawl.log_crawl_job()',
  'create trigger mark_duplicate before insert or update of crawl_job_id, hash, is_valid, downloaded_at on crawl.images for each row execute function crawl.mark_duplicate()',
  'create trigger mark_inserted after insert on crawl.images referencing new table as touched for each statement execute function crawl.mark_duplicates()',
  'create trigger mark_updated after update on crawl.images referencing old table as before new table as touched for each statement execute function crawl.mark_duplicates()',
  'create trigger mark_deleted after delete on crawl.images referencing old table as touched for each statement execute function crawl.mark_duplicates()',
  'create trigger keep_run before insert on crawl.job_chunks for each row execute function crawl.keep_run()',
];
