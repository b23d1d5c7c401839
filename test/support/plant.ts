import argon2 from 'argon2';
import type { Sql } from '../../src/database/connection.ts';

/** The password of every planted user. */
export const password = 'correct horse battery';

let hash: Promise<string> | undefined;
let planted = 0;

export type Plant = Awaited<ReturnType<typeof plant>>;

/**
 * Rows to write to, of every type, beside the demo: a study with one release, effort and three items — one `idle`,
 * nobody works on it; one `busy`, with a thread of two comments and a `settled` one; one `done` —, a package with an item,
 * texts of which one is spare, a tag, and a user who programs the busy item, has settled the comment, and is signed in.
 */
export const plant = async (sql: Sql) => {
  hash ??= argon2.hash(password);
  const name = `plant${String((planted += 1)).padStart(4, '0')}`;
  const id = async (text: string, ...params: (string | number)[]): Promise<number> => {
    const [row] = await sql.unsafe<{ id: number }[]>(
      `insert into pearl.${text} returning id`,
      params,
    );
    return Number(row?.id);
  };
  const username = `${name}.user`;
  const user = await id(`users (username, role) values ($1, 'ANALYST')`, username);
  await id('user_passwords (user_id, password_hash) values ($1, $2)', user, await hash);
  await id(`sessions (user_id, expires_at) values ($1, now() + interval '7 days')`, user);
  const text = await id(
    `text_elements (type, label, content) values ('TITLE', $1, 'used')`,
    `${name} text`,
  );
  const spareText = await id(
    `text_elements (type, label, content) values ('TITLE', $1, 'spare')`,
    `${name} spare text`,
  );
  const tag = await id('tags (name) values ($1)', `${name} tag`);
  const pack = await id('packages (package_name) values ($1)', `${name} package`);
  const packItem = await id(
    `package_items (package_id, item_code, item_type) values ($1, 't1', 'TLF')`,
    pack,
  );
  await id(`package_tlf_details (package_item_id, tlf_type) values ($1, 'TABLE')`, packItem);
  await id(
    'package_item_text_elements (package_item_id, text_element_id) values ($1, $2)',
    packItem,
    text,
  );

  const study = await id('studies (study_label) values ($1)', `${name} study`);
  const release = await id(
    `database_releases (study_id, database_release_label, database_release_date) values ($1, 'lock', '2026-01-31')`,
    study,
  );
  const effort = await id(
    `reporting_efforts (database_release_id, database_release_label) values ($1, 'report')`,
    release,
  );
  const item = (code: string, type: string) =>
    id(
      'reporting_effort_items (reporting_effort_id, item_code, item_type) values ($1, $2, $3)',
      effort,
      `${name} ${code}`,
      type,
    );
  const trackers = 'reporting_effort_item_trackers';
  const idle = await item('idle', 'TLF');
  await id(
    `reporting_effort_tlf_details (reporting_effort_item_id, tlf_type) values ($1, 'TABLE')`,
    idle,
  );
  await id(
    'reporting_effort_item_text_elements (reporting_effort_item_id, text_element_id) values ($1, $2)',
    idle,
    text,
  );
  const idleTracker = await id(`${trackers} (reporting_effort_item_id) values ($1)`, idle);
  await id('tracker_tags (tracker_id, tag_id) values ($1, $2)', idleTracker, tag);

  const busy = await item('busy', 'TLF');
  const busyTracker = await id(
    `${trackers} (reporting_effort_item_id, primary_programmer_id, primary_status) values ($1, $2, 'IN_PROGRESS')`,
    busy,
    user,
  );
  const comment = (words: string, more = '', ...params: number[]) =>
    id(
      `tracker_comments (tracker_id, user_id, comment_text${more && ', '}${more.split('=')[0]})
       values ($1, 2, $2${more && ', '}${more.split('=')[1] ?? ''})`,
      busyTracker,
      words,
      ...params,
    );
  const thread = await comment('first');
  const reply = await comment('second', 'parent_comment_id=$3', thread);
  const settled = await comment(
    'settled',
    'is_resolved, resolved_at, resolved_by_id=true, now(), $3',
    user,
  );

  const done = await item('done', 'DATASET');
  await id(
    'reporting_effort_dataset_details (reporting_effort_item_id, record_count) values ($1, 7)',
    done,
  );
  const doneTracker = await id(
    `${trackers} (reporting_effort_item_id, primary_programmer_id, qc_programmer_id, primary_status, qc_status)
     values ($1, 4, 5, 'COMPLETED', 'COMPLETED')`,
    done,
  );
  return {
    name,
    username,
    user,
    text,
    spareText,
    tag,
    pack,
    packItem,
    study,
    release,
    effort,
    idle,
    idleTracker,
    busy,
    busyTracker,
    thread,
    reply,
    settled,
    done,
    doneTracker,
  };
};

/** How often each thing is in a list. */
export const tally = (things: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(things, (thing) => thing)].map(([thing, { length }]) => [thing, length]),
  );

/** The last record of the audit trail. */
export const lastRecord = async (sql: Sql): Promise<number> => {
  const [row] = await sql`select coalesce(max(id), 0) as id from pearl.audit_logs`;
  return Number(row?.['id']);
};

export type Left = {
  readonly id: number;
  readonly entity_type: string;
  readonly entity_id: number;
  readonly action: string;
  readonly user_id: number | null;
  readonly username: string | null;
  readonly changes: unknown;
};

/** What the audit trail has got since. */
export const recordsSince = (sql: Sql, last: number): Promise<Left[]> =>
  sql<Left[]>`select id, entity_type, entity_id, action, user_id, username, changes
    from pearl.audit_logs where id > ${last} order by id`;
