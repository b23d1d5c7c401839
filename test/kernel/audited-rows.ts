import type { TransactionSql } from 'postgres';
import type { Sql } from '../../src/database/connection.ts';

/* Rows for every audited table, by plain SQL: any number of them, and a change that all of them can have. */

type Recipe = { readonly columns: string; readonly rows: string; readonly set: string };

const numbers = 'from generate_series(1, $1::int) n';

const spare = (table: string, code: string) =>
  `from (select id, row_number() over (order by id) as n from pearl.${table} where ${code} like 'spare%') s where n <= $1::int`;
const spareItem = spare('reporting_effort_items', 'item_code');
const spareDataset = spareItem.replace("'spare%'", "'spare%dataset'");
const sparePackageItem = spare('package_items', 'item_code');
const sparePackageDataset = sparePackageItem.replace("'spare%'", "'spare%dataset'");
const spareUser = spare('users', 'username');

export const recipes: Readonly<Record<string, Recipe>> = {
  Study: {
    columns: 'study_label',
    rows: `select 'audited ' || n ${numbers}`,
    set: `study_label = study_label || '!'`,
  },
  DatabaseRelease: {
    columns: 'study_id, database_release_label, database_release_date',
    rows: `select 1, 'audited ' || n, '2026-01-01'::date ${numbers}`,
    set: `database_release_label = database_release_label || '!', database_release_date = '2026-02-01'`,
  },
  ReportingEffort: {
    columns: 'database_release_id, database_release_label',
    rows: `select 1, 'audited ' || n ${numbers}`,
    set: `database_release_label = database_release_label || '!'`,
  },
  ReportingEffortItem: {
    columns: 'reporting_effort_id, item_code, item_type',
    rows: `select 1, 'audited ' || n, 'TLF' ${numbers}`,
    set: `item_code = item_code || '!', item_description = 'new'`,
  },
  ReportingEffortTlfDetails: {
    columns: 'reporting_effort_item_id, tlf_type',
    rows: `select id, 'TABLE' ${spareItem}`,
    set: `tlf_type = null, primary_endpoint = true`,
  },
  ReportingEffortDatasetDetails: {
    columns: 'reporting_effort_item_id, record_count',
    rows: `select id, 7 ${spareDataset}`,
    set: `record_count = record_count + 1`,
  },
  ReportingEffortItemTextElement: {
    columns: 'reporting_effort_item_id, text_element_id',
    rows: `select id, 1 ${spareItem}`,
    set: `sequence_number = 5`,
  },
  Tracker: {
    columns: 'reporting_effort_item_id, primary_programmer_id',
    rows: `select id, 2 ${spareItem}`,
    set: `primary_status = 'IN_PROGRESS', due_date = '2026-07-01'`,
  },
  TrackerComment: {
    columns: 'tracker_id, user_id, comment_text',
    rows: `select 1, 2, 'audited ' || n ${numbers}`,
    set: `is_resolved = true, resolved_at = now()`,
  },
  Mention: {
    columns: 'comment_id, user_id',
    rows: `select 1, id ${spareUser}`,
    set: `comment_id = 2`,
  },
  ReadMark: {
    columns: 'user_id, tracker_id, last_comment_id',
    rows: `select id, 1, 1 ${spareUser}`,
    set: `last_comment_id = 2`,
  },
  Tag: {
    columns: 'name',
    rows: `select 'audited ' || n ${numbers}`,
    set: `description = 'new'`,
  },
  TrackerTag: {
    columns: 'tracker_id, tag_id',
    rows: `select n, (select id from pearl.tags where name = 'spare') ${numbers}`,
    set: `tracker_id = tracker_id + 100`,
  },
  Package: {
    columns: 'package_name',
    rows: `select 'audited ' || n ${numbers}`,
    set: `therapeutic_area = 'new'`,
  },
  PackageItem: {
    columns: 'package_id, item_code, item_type',
    rows: `select 1, 'audited ' || n, 'DATASET' ${numbers}`,
    set: `item_code = item_code || '!'`,
  },
  PackageTlfDetails: {
    columns: 'package_item_id, tlf_type',
    rows: `select id, 'TABLE' ${sparePackageItem}`,
    set: `analysis_population = 'new'`,
  },
  PackageDatasetDetails: {
    columns: 'package_item_id, dataset_type',
    rows: `select id, 'ADAM' ${sparePackageDataset}`,
    set: `data_source = 'new'`,
  },
  PackageItemTextElement: {
    columns: 'package_item_id, text_element_id',
    rows: `select id, 1 ${sparePackageItem}`,
    set: `sequence_number = 5`,
  },
  TextElement: {
    columns: 'type, label, content',
    rows: `select 'TITLE', 'audited ' || n, 'x' ${numbers}`,
    set: `content = 'new'`,
  },
  User: {
    columns: 'username, role',
    rows: `select 'audited' || n, 'VIEWER' ${numbers}`,
    set: `department = 'new', is_active = false`,
  },
  UserPassword: {
    columns: 'user_id, password_hash',
    rows: `select id, 'the secret ' || n ${spareUser}`,
    set: `password_hash = password_hash || '!'`,
  },
  Session: {
    columns: 'user_id, expires_at',
    rows: `select id, '2027-01-01'::timestamptz ${spareUser}`,
    set: `revoked_at = now()`,
  },
};

/** Parents for the rows of tables that allow one for each. */
export const addSpares = async (sql: Sql): Promise<void> => {
  const kinds = sql`(values (1, '', 'TLF'), (2, ' dataset', 'DATASET')) as kinds (rank, what, type)`;
  await sql`insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
    select 1, 'spare ' || n || what, type from generate_series(1, 3) n, ${kinds} order by rank, n`;
  await sql`insert into pearl.package_items (package_id, item_code, item_type)
    select 1, 'spare ' || n || what, type from generate_series(1, 3) n, ${kinds} order by rank, n`;
  await sql`insert into pearl.users (username, role) select 'spare' || n, 'VIEWER' from generate_series(1, 3) n`;
  await sql`insert into pearl.tags (name) values ('spare')`;
};

export type Change = {
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly changed_fields: readonly string[];
};

export type Recorded = {
  readonly entity_type: string;
  readonly entity_id: number;
  readonly action: string;
  readonly user_id: number | null;
  readonly username: string | null;
  readonly changes: Change;
};

/** What doing something leaves in the audit trail. */
export const recordsOf = async (
  tx: TransactionSql,
  work: () => Promise<unknown>,
): Promise<Recorded[]> => {
  const [last] = await tx`select coalesce(max(id), 0) as id from pearl.audit_logs`;
  await work();
  return [
    ...(await tx<Recorded[]>`
      select entity_type, entity_id, action, user_id, username, changes
      from pearl.audit_logs where id > ${last?.['id']} order by id`),
  ];
};

/** Does something in a transaction and takes it back. */
export const tryOut = async (
  sql: Sql,
  work: (tx: TransactionSql) => Promise<void>,
): Promise<void> => {
  const undo = new Error('undone');
  const attempt = sql.begin(async (tx) => {
    await work(tx);
    throw undo;
  });
  await attempt.catch((error: unknown) => {
    if (error !== undo) throw error;
  });
};
