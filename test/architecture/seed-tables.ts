/*
 * What the user asked for: the tables of the PEARL seed, word for word. A name or type that is not here is ours to
 * choose; one that is here is not.
 */

const key = 'integer not null';
const text = 'character varying';
const stamps = {
  created_at: 'timestamp with time zone default CURRENT_TIMESTAMP',
  updated_at: 'timestamp with time zone default CURRENT_TIMESTAMP',
};
const tlfDetails = {
  tlf_type: text,
  primary_endpoint: 'boolean default false',
  analysis_population: text,
  ...stamps,
};
const datasetDetails = {
  dataset_type: text,
  data_source: text,
  record_count: 'integer',
  ...stamps,
};

/** Table, column, type; "not null" and "default" where the seed says so. */
export const columns: Record<string, Record<string, string>> = {
  studies: { id: key, study_label: `${text} not null`, ...stamps },
  database_releases: {
    id: key,
    study_id: key,
    database_release_label: `${text} not null`,
    database_release_date: 'date not null',
    ...stamps,
  },
  reporting_efforts: {
    id: key,
    database_release_id: key,
    database_release_label: `${text} not null`,
    ...stamps,
  },
  reporting_effort_items: {
    id: key,
    reporting_effort_id: key,
    item_code: `${text} not null`,
    item_description: 'text',
    item_type: `${text} not null`,
    item_status: `${text} not null default 'PENDING'`,
    ...stamps,
  },
  packages: {
    id: key,
    package_name: `${text} not null`,
    study_indication: text,
    therapeutic_area: text,
    ...stamps,
  },
  package_items: {
    id: key,
    package_id: key,
    item_code: `${text} not null`,
    item_description: 'text',
    item_type: `${text} not null`,
    ...stamps,
  },
  reporting_effort_item_trackers: {
    id: key,
    reporting_effort_item_id: key,
    primary_programmer_id: 'integer',
    qc_programmer_id: 'integer',
    primary_status: `${text} not null default 'NOT_STARTED'`,
    qc_status: `${text} not null default 'NOT_STARTED'`,
    ...stamps,
  },
  tracker_comments: {
    id: key,
    tracker_id: key,
    user_id: key,
    comment_text: 'text not null',
    comment_type: `${text} not null default 'GENERAL'`,
    is_resolved: 'boolean not null default false',
    parent_comment_id: 'integer',
    ...stamps,
  },
  users: {
    id: key,
    username: `${text} not null`,
    role: `${text} not null`,
    department: text,
    ...stamps,
  },
  text_elements: {
    id: key,
    type: `${text} not null`,
    label: `${text} not null`,
    content: 'text not null',
    ...stamps,
  },
  audit_logs: {
    id: key,
    entity_type: `${text} not null`,
    entity_id: key,
    action: `${text} not null`,
    user_id: 'integer',
    changes: 'jsonb',
    timestamp: 'timestamp with time zone default CURRENT_TIMESTAMP',
  },
  package_tlf_details: { id: key, package_item_id: key, ...tlfDetails },
  package_dataset_details: { id: key, package_item_id: key, ...datasetDetails },
  reporting_effort_tlf_details: { id: key, reporting_effort_item_id: key, ...tlfDetails },
  reporting_effort_dataset_details: { id: key, reporting_effort_item_id: key, ...datasetDetails },
};

/** The values that a column may have. */
export const enums: Record<string, string[]> = {
  'reporting_effort_items.item_type': ['TLF', 'DATASET'],
  'reporting_effort_items.item_status': ['PENDING', 'IN_PROGRESS', 'COMPLETED'],
  'package_items.item_type': ['TLF', 'DATASET'],
  'reporting_effort_item_trackers.primary_status': ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'],
  'reporting_effort_item_trackers.qc_status': ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'],
  'tracker_comments.comment_type': ['GENERAL', 'QUESTION', 'ISSUE', 'RESPONSE'],
  'users.role': ['ADMIN', 'ANALYST', 'VIEWER'],
  'text_elements.type': ['TITLE', 'FOOTNOTE', 'POPULATION_SET', 'ACRONYMS_SET'],
  'audit_logs.action': ['CREATE', 'UPDATE', 'DELETE'],
};

export const uniques: [table: string, columns: string[]][] = [
  ['studies', ['study_label']],
  ['database_releases', ['study_id', 'database_release_label']],
  ['reporting_effort_items', ['item_code']],
  ['packages', ['package_name']],
  ['package_items', ['package_id', 'item_code']],
  ['users', ['username']],
  ['text_elements', ['type', 'label']],
];

/** Index, table, leading columns. */
export const indexes: [name: string, table: string, columns: string[]][] = [
  ['idx_studies_label', 'studies', ['study_label']],
  ['idx_users_username', 'users', ['username']],
  ['idx_packages_name', 'packages', ['package_name']],
  ['idx_db_releases_study_label', 'database_releases', ['study_id', 'database_release_label']],
  ['idx_package_items_code', 'package_items', ['package_id', 'item_code']],
  ['idx_text_elements_type_label', 'text_elements', ['type', 'label']],
  ['idx_database_releases_study_id', 'database_releases', ['study_id']],
  ['idx_reporting_efforts_db_release_id', 'reporting_efforts', ['database_release_id']],
  ['idx_reporting_effort_items_effort_id', 'reporting_effort_items', ['reporting_effort_id']],
  ['idx_trackers_item_id', 'reporting_effort_item_trackers', ['reporting_effort_item_id']],
  ['idx_comments_tracker_id', 'tracker_comments', ['tracker_id']],
  ['idx_comments_user_id', 'tracker_comments', ['user_id']],
  ['idx_comments_parent_id', 'tracker_comments', ['parent_comment_id']],
  ['idx_audit_logs_entity', 'audit_logs', ['entity_type', 'entity_id']],
  ['idx_audit_logs_user', 'audit_logs', ['user_id']],
  ['idx_audit_logs_timestamp', 'audit_logs', ['timestamp DESC']],
  ['idx_comments_resolved', 'tracker_comments', ['is_resolved', 'tracker_id']],
  ['idx_comments_type', 'tracker_comments', ['comment_type']],
  ['idx_trackers_primary_programmer', 'reporting_effort_item_trackers', ['primary_programmer_id']],
  ['idx_trackers_qc_programmer', 'reporting_effort_item_trackers', ['qc_programmer_id']],
  ['idx_trackers_status', 'reporting_effort_item_trackers', ['primary_status', 'qc_status']],
];

/** The seed's foreign keys, with what its plan for deletes makes of them. */
export const foreignKeys: [column: string, target: string, onDelete: string][] = [
  ['database_releases.study_id', 'studies', 'CASCADE'],
  ['reporting_efforts.database_release_id', 'database_releases', 'CASCADE'],
  ['reporting_effort_items.reporting_effort_id', 'reporting_efforts', 'CASCADE'],
  ['reporting_effort_item_trackers.reporting_effort_item_id', 'reporting_effort_items', 'CASCADE'],
  ['reporting_effort_item_trackers.primary_programmer_id', 'users', 'SET NULL'],
  ['reporting_effort_item_trackers.qc_programmer_id', 'users', 'SET NULL'],
  ['tracker_comments.tracker_id', 'reporting_effort_item_trackers', 'CASCADE'],
  ['tracker_comments.user_id', 'users', 'RESTRICT'],
  ['tracker_comments.parent_comment_id', 'tracker_comments', 'CASCADE'],
  ['package_items.package_id', 'packages', 'CASCADE'],
  ['package_tlf_details.package_item_id', 'package_items', 'CASCADE'],
  ['package_dataset_details.package_item_id', 'package_items', 'CASCADE'],
  ['reporting_effort_tlf_details.reporting_effort_item_id', 'reporting_effort_items', 'CASCADE'],
  [
    'reporting_effort_dataset_details.reporting_effort_item_id',
    'reporting_effort_items',
    'CASCADE',
  ],
  ['audit_logs.user_id', 'users', 'SET NULL'],
];
