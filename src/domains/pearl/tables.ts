import { type SQL, sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  index,
  integer,
  pgSchema,
  smallint,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import {
  binaryText,
  id,
  isOneOf,
  keepAnAdmin,
  moment,
  notBlank,
  references,
  rule,
  searched,
  sessionColumns,
  sessionRules,
  stamps,
  trailColumns,
  trailRules,
  trigrams,
  whereMissing,
  wherePresent,
} from '../../database/columns.ts';

/*
 * Names, types, defaults and constraints are the specification's. What goes beyond it is marked "ours"; besides, every
 * table has a `version`, timestamps are NOT NULL, labels are never blank, and labels and codes are unique whatever
 * their case and white space (`normal_label`).
 */
export const pearl = pgSchema('pearl');

export const itemTypes = ['TLF', 'DATASET'] as const;
export const itemStatuses = ['PENDING', 'IN_PROGRESS', 'COMPLETED'] as const;
export const trackerStatuses = ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'] as const;
/** Who works on an item: who programs it, and who checks it. */
export const sides = ['PRIMARY', 'QC'] as const;
export const tlfTypes = ['TABLE', 'LISTING', 'FIGURE'] as const;
export const datasetTypes = ['SDTM', 'ADAM'] as const;
export const priorities = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export const commentTypes = ['GENERAL', 'QUESTION', 'ISSUE', 'RESPONSE'] as const;
export const textElementTypes = ['TITLE', 'FOOTNOTE', 'POPULATION_SET', 'ACRONYMS_SET'] as const;
export const roles = ['ADMIN', 'ANALYST', 'VIEWER'] as const;

export const sourceTypes = ['PACKAGE', 'REPORTING_EFFORT'] as const;

/** Ours: what an item was copied from. No foreign keys: a copy does not change when that goes, and knows it again when it comes back. */
const source = () => ({
  sourceType: varchar('source_type', { enum: sourceTypes }),
  sourceId: integer('source_id'),
  sourceItemId: integer('source_item_id'),
});
const isWhole = 'num_nulls(source_type, source_id, source_item_id) in (0, 3)';

const normal = (column: string) => sql.raw(`kernel.normal_label(${column})`);
const naturalKey = (): SQL => sql`kernel.natural_key(item_code)`;

export const studies = pearl.table(
  'studies',
  {
    id: id(),
    studyLabel: varchar('study_label').notNull(),
    ...stamps(),
  },
  (t) => [
    unique('idx_studies_label').on(t.studyLabel),
    uniqueIndex('uq_studies_label_normal').on(normal('study_label')),
    ...searched(t.id, [t.studyLabel]), // ours, as all indexes that searches need
    notBlank(t.studyLabel),
  ],
);

export const databaseReleases = pearl.table(
  'database_releases',
  {
    id: id(),
    studyId: integer('study_id').notNull(),
    databaseReleaseLabel: varchar('database_release_label').notNull(),
    databaseReleaseDate: date('database_release_date').notNull(),
    ...stamps(),
  },
  (t) => [
    references(t.studyId, studies.id, 'cascade'),
    unique('idx_db_releases_study_label').on(t.studyId, t.databaseReleaseLabel),
    uniqueIndex('uq_database_releases_label_normal').on(
      t.studyId,
      normal('database_release_label'),
    ),
    index('idx_database_releases_study_id').on(t.studyId, t.id),
    notBlank(t.databaseReleaseLabel),
  ],
);

export const reportingEfforts = pearl.table(
  'reporting_efforts',
  {
    id: id(),
    databaseReleaseId: integer('database_release_id').notNull(),
    databaseReleaseLabel: varchar('database_release_label').notNull(),
    ...stamps(),
  },
  (t) => [
    references(t.databaseReleaseId, databaseReleases.id, 'cascade'),
    uniqueIndex('uq_reporting_efforts_label_normal').on(
      t.databaseReleaseId,
      normal('database_release_label'),
    ),
    index('idx_reporting_efforts_db_release_id').on(t.databaseReleaseId, t.id),
    notBlank(t.databaseReleaseLabel),
  ],
);

export const reportingEffortItems = pearl.table(
  'reporting_effort_items',
  {
    id: id(),
    reportingEffortId: integer('reporting_effort_id').notNull(),
    itemCode: varchar('item_code').notNull(),
    itemDescription: text('item_description'),
    runOrder: integer('run_order'), // ours
    itemType: varchar('item_type', { enum: itemTypes }).notNull(),
    itemStatus: varchar('item_status', { enum: itemStatuses }).notNull().default('PENDING'),
    itemCodeKey: binaryText('item_code_key').notNull().generatedAlwaysAs(naturalKey), // ours
    ...source(),
    ...stamps(),
  },
  (t) => [
    references(t.reportingEffortId, reportingEfforts.id, 'cascade'),
    unique('reporting_effort_items_item_code_key').on(t.itemCode),
    uniqueIndex('uq_reporting_effort_items_code_normal').on(normal('item_code')),
    index('idx_reporting_effort_items_effort_id').on(t.reportingEffortId, t.itemCodeKey, t.id),
    index('idx_reporting_effort_items_code_key').on(t.itemCodeKey, t.id),
    index('idx_reporting_effort_items_updated_at').on(t.updatedAt, t.id), // ours, as the next three
    whereMissing(t.itemDescription, t.id),
    whereMissing(t.runOrder, t.id),
    wherePresent(t.sourceType, t.sourceItemId),
    ...searched(t.id, [t.itemCode], [t.itemDescription]),
    isOneOf(t.itemType, itemTypes),
    isOneOf(t.itemStatus, itemStatuses),
    notBlank(t.itemCode),
    rule(t.runOrder, 'run_order > 0'),
    isOneOf(t.sourceType, sourceTypes),
    rule(t.sourceId, isWhole),
  ],
);

export const reportingEffortTlfDetails = pearl.table(
  'reporting_effort_tlf_details',
  {
    id: id(),
    reportingEffortItemId: integer('reporting_effort_item_id').notNull(),
    tlfType: varchar('tlf_type', { enum: tlfTypes }),
    primaryEndpoint: boolean('primary_endpoint').default(false),
    analysisPopulation: varchar('analysis_population'),
    ...stamps(),
  },
  (t) => [
    references(t.reportingEffortItemId, reportingEffortItems.id, 'cascade'),
    uniqueIndex('uq_reporting_effort_tlf_details_item').on(t.reportingEffortItemId),
    trigrams(t.analysisPopulation), // ours
    isOneOf(t.tlfType, tlfTypes),
  ],
);

export const reportingEffortDatasetDetails = pearl.table(
  'reporting_effort_dataset_details',
  {
    id: id(),
    reportingEffortItemId: integer('reporting_effort_item_id').notNull(),
    datasetType: varchar('dataset_type', { enum: datasetTypes }),
    dataSource: varchar('data_source'),
    recordCount: integer('record_count'),
    ...stamps(),
  },
  (t) => [
    references(t.reportingEffortItemId, reportingEffortItems.id, 'cascade'),
    uniqueIndex('uq_reporting_effort_dataset_details_item').on(t.reportingEffortItemId),
    trigrams(t.dataSource), // ours
    isOneOf(t.datasetType, datasetTypes),
  ],
);

export const reportingEffortItemTrackers = pearl.table(
  'reporting_effort_item_trackers',
  {
    id: id(),
    reportingEffortItemId: integer('reporting_effort_item_id').notNull(),
    primaryProgrammerId: integer('primary_programmer_id'),
    qcProgrammerId: integer('qc_programmer_id'),
    primaryStatus: varchar('primary_status', { enum: trackerStatuses })
      .notNull()
      .default('NOT_STARTED'),
    qcStatus: varchar('qc_status', { enum: trackerStatuses }).notNull().default('NOT_STARTED'),
    dueDate: date('due_date'), // ours, as the next three
    priority: varchar('priority', { enum: priorities }).notNull().default('MEDIUM'),
    qcLevel: smallint('qc_level'),
    inProduction: boolean('in_production').notNull().default(false),
    primaryCompletedById: integer('primary_completed_by_id'), // ours, as the next three: facts
    primaryCompletedAt: moment('primary_completed_at'),
    qcCompletedAt: moment('qc_completed_at'),
    returnedAt: moment('returned_at'),
    ...stamps(),
  },
  (t) => [
    references(t.reportingEffortItemId, reportingEffortItems.id, 'cascade'),
    references(t.primaryProgrammerId, users.id, 'set null'),
    references(t.qcProgrammerId, users.id, 'set null'),
    references(t.primaryCompletedById, users.id, 'set null'),
    uniqueIndex('idx_trackers_item_id').on(t.reportingEffortItemId), // ours: one tracker per item
    index('idx_trackers_primary_programmer').on(t.primaryProgrammerId, t.id),
    index('idx_trackers_qc_programmer').on(t.qcProgrammerId, t.id),
    index('idx_trackers_primary_completed_by').on(t.primaryCompletedById),
    index('idx_trackers_status').on(t.primaryStatus, t.qcStatus),
    index('idx_trackers_due_date').on(t.dueDate, t.id),
    index('idx_trackers_updated_at').on(t.updatedAt, t.id), // ours, as the next three
    wherePresent(t.primaryCompletedAt, t.id),
    wherePresent(t.qcCompletedAt, t.id),
    wherePresent(t.returnedAt, t.id),
    isOneOf(t.primaryStatus, trackerStatuses),
    isOneOf(t.qcStatus, trackerStatuses),
    isOneOf(t.priority, priorities),
    rule(t.qcLevel, 'qc_level between 1 and 3'),
    check(
      'reporting_effort_item_trackers_two_people',
      sql.raw(
        'primary_programmer_id <> qc_programmer_id and primary_completed_by_id <> qc_programmer_id',
      ),
    ),
    check(
      'reporting_effort_item_trackers_completed',
      sql.raw(
        `(primary_status = 'COMPLETED' or num_nonnulls(primary_completed_by_id, primary_completed_at) = 0) and (qc_status = 'COMPLETED' or qc_completed_at is null)`,
      ),
    ),
    check(
      'reporting_effort_item_trackers_qc_after_primary',
      sql.raw(`qc_status = 'NOT_STARTED' or primary_status = 'COMPLETED'`),
    ),
    check(
      'reporting_effort_item_trackers_production_after_qc',
      sql.raw(`not in_production or qc_status = 'COMPLETED'`),
    ),
    check(
      'reporting_effort_item_trackers_primary_in_hands',
      sql.raw(`primary_status <> 'IN_PROGRESS' or primary_programmer_id is not null`),
    ),
    check(
      'reporting_effort_item_trackers_qc_in_hands',
      sql.raw(`qc_status <> 'IN_PROGRESS' or qc_programmer_id is not null`),
    ),
  ],
);

export const trackerComments = pearl.table(
  'tracker_comments',
  {
    id: id(),
    trackerId: integer('tracker_id').notNull(),
    userId: integer('user_id').notNull(),
    commentText: text('comment_text').notNull(),
    commentType: varchar('comment_type', { enum: commentTypes }).notNull().default('GENERAL'),
    isResolved: boolean('is_resolved').notNull().default(false),
    parentCommentId: integer('parent_comment_id'),
    resolvedById: integer('resolved_by_id'), // ours, as the next one
    resolvedAt: moment('resolved_at'),
    ...stamps(),
  },
  (t) => [
    references(t.trackerId, reportingEffortItemTrackers.id, 'cascade'),
    references(t.userId, users.id, 'restrict'),
    references(t.parentCommentId, t.id, 'cascade'),
    references(t.resolvedById, users.id, 'set null'),
    // ours: the flags make the comment counts of a page of trackers an index-only scan
    index('idx_comments_tracker_id').on(t.trackerId, t.id, t.isResolved, t.parentCommentId),
    index('idx_comments_user_id').on(t.userId, t.id),
    index('idx_comments_parent_id').on(t.parentCommentId, t.id),
    index('idx_comments_resolved_by_id').on(t.resolvedById),
    index('idx_comments_resolved').on(t.isResolved, t.trackerId),
    index('idx_comments_type').on(t.commentType),
    index('idx_comments_created_at').on(t.createdAt, t.id), // ours, as the next one
    wherePresent(t.resolvedAt, t.id),
    ...searched(t.id, [], [t.commentText]),
    isOneOf(t.commentType, commentTypes),
    notBlank(t.commentText),
    check(
      'tracker_comments_resolved_by_check',
      sql.raw('is_resolved or (resolved_by_id is null and resolved_at is null)'),
    ),
  ],
);

/** Ours: who is mentioned in a comment, as `@username`. */
export const mentions = pearl.table(
  'mentions',
  {
    id: id(),
    commentId: integer('comment_id').notNull(),
    userId: integer('user_id').notNull(),
    ...stamps(),
  },
  (t) => [
    references(t.commentId, trackerComments.id, 'cascade'),
    references(t.userId, users.id, 'cascade'),
    unique('uq_mentions_comment_user').on(t.commentId, t.userId),
    index('idx_mentions_user_id').on(t.userId, t.id),
  ],
);

/**
 * Ours: up to where somebody has read what is said about a tracker, as a whole or in a thread. The mark of a thread stands at
 * its first comment, and at every reply that has replies, so that each comment finds it at itself or at what it replies to.
 */
export const readMarks = pearl.table(
  'read_marks',
  {
    id: id(),
    userId: integer('user_id').notNull(),
    trackerId: integer('tracker_id').notNull(),
    threadId: integer('thread_id'),
    lastCommentId: integer('last_comment_id').notNull(), // no key: it outlives the comment
    threadKey: integer('thread_key').generatedAlwaysAs(sql`coalesce(thread_id, 0)`),
    ...stamps(),
  },
  (t) => [
    references(t.userId, users.id, 'cascade'),
    references(t.trackerId, reportingEffortItemTrackers.id, 'cascade'),
    references(t.threadId, trackerComments.id, 'cascade'),
    unique('uq_read_marks').on(t.userId, t.trackerId, t.threadKey),
    index('idx_read_marks_tracker_id').on(t.trackerId),
    index('idx_read_marks_thread_id').on(t.threadId),
  ],
);

export const packages = pearl.table(
  'packages',
  {
    id: id(),
    packageName: varchar('package_name').notNull(),
    studyIndication: varchar('study_indication'),
    therapeuticArea: varchar('therapeutic_area'),
    ...stamps(),
  },
  (t) => [
    unique('idx_packages_name').on(t.packageName),
    uniqueIndex('uq_packages_name_normal').on(normal('package_name')),
    ...searched(t.id, [t.packageName], [t.studyIndication, t.therapeuticArea]),
    notBlank(t.packageName),
  ],
);

export const packageItems = pearl.table(
  'package_items',
  {
    id: id(),
    packageId: integer('package_id').notNull(),
    itemCode: varchar('item_code').notNull(),
    itemDescription: text('item_description'),
    runOrder: integer('run_order'), // ours
    itemType: varchar('item_type', { enum: itemTypes }).notNull(),
    itemCodeKey: binaryText('item_code_key').notNull().generatedAlwaysAs(naturalKey), // ours
    ...source(),
    ...stamps(),
  },
  (t) => [
    references(t.packageId, packages.id, 'cascade'),
    unique('idx_package_items_code').on(t.packageId, t.itemCode),
    uniqueIndex('uq_package_items_code_normal').on(t.packageId, normal('item_code')),
    index('idx_package_items_code_key').on(t.packageId, t.itemCodeKey, t.id),
    ...searched(t.id, [t.itemCode], [t.itemDescription]),
    isOneOf(t.itemType, itemTypes),
    notBlank(t.itemCode),
    rule(t.runOrder, 'run_order > 0'),
    isOneOf(t.sourceType, sourceTypes),
    rule(t.sourceId, isWhole),
  ],
);

export const packageTlfDetails = pearl.table(
  'package_tlf_details',
  {
    id: id(),
    packageItemId: integer('package_item_id').notNull(),
    tlfType: varchar('tlf_type', { enum: tlfTypes }),
    primaryEndpoint: boolean('primary_endpoint').default(false),
    analysisPopulation: varchar('analysis_population'),
    ...stamps(),
  },
  (t) => [
    references(t.packageItemId, packageItems.id, 'cascade'),
    uniqueIndex('uq_package_tlf_details_item').on(t.packageItemId),
    isOneOf(t.tlfType, tlfTypes),
  ],
);

export const packageDatasetDetails = pearl.table(
  'package_dataset_details',
  {
    id: id(),
    packageItemId: integer('package_item_id').notNull(),
    datasetType: varchar('dataset_type', { enum: datasetTypes }),
    dataSource: varchar('data_source'),
    recordCount: integer('record_count'),
    ...stamps(),
  },
  (t) => [
    references(t.packageItemId, packageItems.id, 'cascade'),
    uniqueIndex('uq_package_dataset_details_item').on(t.packageItemId),
    isOneOf(t.datasetType, datasetTypes),
  ],
);

export const textElements = pearl.table(
  'text_elements',
  {
    id: id(),
    type: varchar('type', { enum: textElementTypes }).notNull(),
    label: varchar('label').notNull(),
    content: text('content').notNull(),
    ...stamps(),
  },
  (t) => [
    unique('idx_text_elements_type_label').on(t.type, t.label),
    uniqueIndex('uq_text_elements_label_normal').on(t.type, normal('label')),
    ...searched(t.id, [t.label], [t.content]),
    isOneOf(t.type, textElementTypes),
    notBlank(t.label),
  ],
);

/** Ours: the titles, footnotes, populations and acronyms of an item, in their order. */
export const reportingEffortItemTextElements = pearl.table(
  'reporting_effort_item_text_elements',
  {
    id: id(),
    reportingEffortItemId: integer('reporting_effort_item_id').notNull(),
    textElementId: integer('text_element_id').notNull(),
    sequenceNumber: integer('sequence_number').notNull().default(1),
    ...stamps(),
  },
  (t) => [
    references(t.reportingEffortItemId, reportingEffortItems.id, 'cascade'),
    references(t.textElementId, textElements.id, 'restrict'),
    unique('uq_reporting_effort_item_text_elements').on(t.reportingEffortItemId, t.textElementId),
    index('idx_reporting_effort_item_text_elements_element').on(t.textElementId),
    rule(t.sequenceNumber, 'sequence_number > 0'),
  ],
);

/** Ours: the same for the items of a package. */
export const packageItemTextElements = pearl.table(
  'package_item_text_elements',
  {
    id: id(),
    packageItemId: integer('package_item_id').notNull(),
    textElementId: integer('text_element_id').notNull(),
    sequenceNumber: integer('sequence_number').notNull().default(1),
    ...stamps(),
  },
  (t) => [
    references(t.packageItemId, packageItems.id, 'cascade'),
    references(t.textElementId, textElements.id, 'restrict'),
    unique('uq_package_item_text_elements').on(t.packageItemId, t.textElementId),
    index('idx_package_item_text_elements_element').on(t.textElementId),
    rule(t.sequenceNumber, 'sequence_number > 0'),
  ],
);

/** Ours: labels for trackers, such as "Topline" or "Batch 1". */
export const tags = pearl.table(
  'tags',
  {
    id: id(),
    name: varchar('name').notNull(),
    color: varchar('color').notNull().default('#3B82F6'),
    description: text('description'),
    ...stamps(),
  },
  (t) => [
    uniqueIndex('uq_tags_name_normal').on(normal('name')),
    rule(t.color, `color ~ '^#[0-9A-Fa-f]{6}$'`),
    notBlank(t.name),
  ],
);

/** Ours. */
export const trackerTags = pearl.table(
  'tracker_tags',
  {
    id: id(),
    trackerId: integer('tracker_id').notNull(),
    tagId: integer('tag_id').notNull(),
    ...stamps(),
  },
  (t) => [
    references(t.trackerId, reportingEffortItemTrackers.id, 'cascade'),
    references(t.tagId, tags.id, 'cascade'),
    unique('uq_tracker_tags').on(t.trackerId, t.tagId),
    index('idx_tracker_tags_tag').on(t.tagId),
  ],
);

export const users = pearl.table(
  'users',
  {
    id: id(),
    username: varchar('username').notNull(),
    role: varchar('role', { enum: roles }).notNull(),
    department: varchar('department'),
    isActive: boolean('is_active').notNull().default(true), // ours
    ...stamps(),
  },
  (t) => [
    unique('idx_users_username').on(t.username),
    uniqueIndex('uq_users_username_normal').on(normal('username')),
    isOneOf(t.role, roles),
    notBlank(t.username),
  ],
);

/** Ours: apart from `users`, so that no path that reads users can meet a hash. */
export const userPasswords = pearl.table(
  'user_passwords',
  {
    id: id(),
    userId: integer('user_id').notNull(),
    passwordHash: text('password_hash').notNull(),
    ...stamps(),
  },
  (t) => [
    references(t.userId, users.id, 'cascade'),
    uniqueIndex('uq_user_passwords_user').on(t.userId),
  ],
);

/** Ours: one for each sign-in, for as long as it may be prolonged. */
export const sessions = pearl.table(
  'sessions',
  {
    id: id(),
    userId: integer('user_id').notNull(),
    ...sessionColumns(),
  },
  (t) => [
    references(t.userId, users.id, 'cascade'),
    index('idx_sessions_user').on(t.userId),
    ...sessionRules(t.userId, t),
  ],
);

/** Written by triggers alone. Never changed. */
export const auditLogs = pearl.table(
  'audit_logs',
  { ...trailColumns(integer('user_id')), entityId: integer('entity_id').notNull() },
  (t) => trailRules(users.id, t),
);

/** That a step changes a number of items, and not a status alone: what its index has. */
export const countable = 'added <> 0 or done <> 0 or programmed <> 0 or returned <> 0';

/**
 * Ours: the steps of items, as the trail tells of them (`keep_steps`), in a form that can be counted, and that nobody prunes.
 * Each has what it adds to the items of an effort, and to those that are done, and the statuses after it. It outlives the
 * rows that it is about.
 */
export const itemSteps = pearl.table(
  'item_steps',
  {
    id: id(),
    itemId: integer('item_id').notNull(),
    reportingEffortId: integer('reporting_effort_id').notNull(),
    databaseReleaseId: integer('database_release_id'),
    studyId: integer('study_id'),
    at: moment('at').notNull(),
    recordedAt: moment('recorded_at').notNull(), // later than that for what was made with a past
    added: smallint('added').notNull().default(0),
    done: smallint('done').notNull().default(0),
    programmed: smallint('programmed').notNull().default(0),
    returned: smallint('returned').notNull().default(0),
    primaryStatus: varchar('primary_status', { enum: trackerStatuses }), // null where there is no tracker
    qcStatus: varchar('qc_status', { enum: trackerStatuses }),
    begunBefore: boolean('begun_before').notNull().default(false), // nobody knows how long its statuses have been so
  },
  (t) => [
    index('idx_item_steps_item').on(t.itemId, t.at, t.id),
    index('idx_item_steps_flow')
      .on(
        t.reportingEffortId,
        t.at,
        t.studyId,
        t.databaseReleaseId,
        t.added,
        t.done,
        t.programmed,
        t.returned,
      )
      .where(sql.raw(countable)),
  ],
);

/** An item and the tables of its details, which have to be of its kind. */
const kindsOf = (item: string, details: string) => {
  const key = `'${item}_id'`;
  const [tlf, dataset] = ['tlf', 'dataset'].map((kind) => `pearl.${details}_${kind}_details`);
  return [
    `create trigger keep_kind before insert or update of ${item}_id on ${tlf} for each row execute function pearl.keep_kind('pearl.${item}s', ${key}, 'TLF')`,
    `create trigger keep_kind before insert or update of ${item}_id on ${dataset} for each row execute function pearl.keep_kind('pearl.${item}s', ${key}, 'DATASET')`,
    `create trigger keep_kind before update of item_type on pearl.${item}s for each row execute function pearl.keep_kind_of_item('${tlf}', '${dataset}', ${key})`,
  ];
};

/** Triggers that keep what no constraint can: who lets go of work takes it back, who completes it is remembered, … */
export const guards = [
  'create trigger let_go before update of primary_programmer_id, qc_programmer_id on pearl.reporting_effort_item_trackers for each row execute function pearl.let_go()',
  'create trigger complete before insert or update of primary_status, qc_status, primary_completed_by_id, primary_completed_at, qc_completed_at on pearl.reporting_effort_item_trackers for each row execute function pearl.complete()',
  'create trigger keep_steps after insert on pearl.audit_logs referencing new table as records for each statement execute function pearl.keep_steps()',
  ...kindsOf('reporting_effort_item', 'reporting_effort'),
  ...kindsOf('package_item', 'package'),
  ...keepAnAdmin('pearl', 'users'),
  `create trigger end_sessions after update of is_active on pearl.users for each row when (old.is_active and not new.is_active) execute function pearl.end_sessions('id')`,
  `create trigger end_sessions after insert or update of password_hash on pearl.user_passwords for each row execute function pearl.end_sessions('user_id')`,
];
