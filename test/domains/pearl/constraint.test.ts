import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDemo } from '../../support/demo.ts';

/*
 * What the database refuses, whoever asks. The demo has study 1 (ONCOLOGY-2024-001), release 1 of it and effort 1 of
 * that; package 1; item 1 with tracker 1; user 2 (analyst).
 */
let db: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  db = await openDemo();
  await db.sql.unsafe(`
    update pearl.studies set study_label = 'Study A 01' where id = 1;
    update pearl.database_releases set database_release_label = 'Lock 1' where id = 1;
    update pearl.reporting_efforts set database_release_label = 'CSR final' where id = 1;
    update pearl.packages set package_name = 'Core safety' where id = 1;
    update pearl.package_items set item_code = 'zz14.1.1' where id = 1;
    update pearl.reporting_effort_items set item_code = 'zz14.1.1' where id = 1;
    update pearl.text_elements set type = 'TITLE', label = 'Étude A' where id = 1;
    update pearl.tags set name = 'Batch 9' where id = 1;
    update pearl.reporting_effort_item_trackers set primary_programmer_id = 2, qc_programmer_id = 4,
      primary_status = 'IN_PROGRESS', qc_status = 'NOT_STARTED', in_production = false where id = 1`);
});
afterAll(() => db.close());

/** The constraint that refuses a statement, with its SQLSTATE; "accepted" when none does. Nothing stays changed. */
const outcome = async (statement: string): Promise<string> => {
  const undo = new Error('accepted');
  try {
    await db.sql.begin(async (tx) => {
      await tx.unsafe(statement);
      throw undo;
    });
  } catch (error) {
    if (error === undo) return 'accepted';
    const { code, constraint_name, column_name, message } = error as Record<string, string>;
    return `${code} ${constraint_name ?? column_name ?? message}`;
  }
  return 'accepted';
};

const study = (label: string) => `insert into pearl.studies (study_label) values ('${label}')`;
const release = (label: string, of = 1) =>
  `insert into pearl.database_releases (study_id, database_release_label, database_release_date) values (${of}, '${label}', '2026-01-01')`;
const effort = (label: string, of = 1) =>
  `insert into pearl.reporting_efforts (database_release_id, database_release_label) values (${of}, '${label}')`;
const item = (code: string, type = 'TLF') =>
  `insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type) values (2, '${code}', '${type}')`;
const pack = (name: string) => `insert into pearl.packages (package_name) values ('${name}')`;
const packageItem = (code: string, of = 1) =>
  `insert into pearl.package_items (package_id, item_code, item_type) values (${of}, '${code}', 'TLF')`;
const text = (label: string, type = 'TITLE') =>
  `insert into pearl.text_elements (type, label, content) values ('${type}', '${label}', 'x')`;
const tag = (name: string, color = '#3B82F6') =>
  `insert into pearl.tags (name, color) values ('${name}', '${color}')`;
const user = (name: string, role = 'VIEWER') =>
  `insert into pearl.users (username, role) values ('${name}', '${role}')`;
const tracker = (change: string) =>
  `update pearl.reporting_effort_item_trackers set ${change} where id = 1`;
const comment = (words: string, type = 'GENERAL') =>
  `insert into pearl.tracker_comments (tracker_id, user_id, comment_text, comment_type) values (1, 2, '${words}', '${type}')`;

describe('a label is the same whatever its case and white space:', () => {
  test.each([
    [study('study a 01'), 'uq_studies_label_normal'],
    [study('STUDYA01'), 'uq_studies_label_normal'],
    [study('  Study\tA\n01 '), 'uq_studies_label_normal'],
    [study('Study\u00a0A\u200b 01\ufeff'), 'uq_studies_label_normal'],
    [study('Study A 01'), 'idx_studies_label'],
    [release('LOCK1'), 'uq_database_releases_label_normal'],
    [effort('csr FINAL'), 'uq_reporting_efforts_label_normal'],
    [item('ZZ 14.1.1'), 'uq_reporting_effort_items_code_normal'],
    [item('zz14.1.1', 'DATASET'), 'reporting_effort_items_item_code_key'],
    [pack('core  SAFETY'), 'uq_packages_name_normal'],
    [packageItem('ZZ14.1.1'), 'uq_package_items_code_normal'],
    [text('étude a'), 'uq_text_elements_label_normal'],
    [tag('batch9'), 'uq_tags_name_normal'],
    [user('ADMIN'), 'uq_users_username_normal'],
    [user(' ad min '), 'uq_users_username_normal'],
    [`update pearl.studies set study_label = 'study a 01' where id = 2`, 'uq_studies_label_normal'],
  ])('%s', async (statement, constraint) => {
    expect(await outcome(statement)).toBe(`23505 ${constraint}`);
  });
});

describe('a label may come again where it means something else:', () => {
  test.each([
    study('Study A-01'),
    study('Study A 0 1 1'),
    release('Lock 1', 2),
    effort('CSR final', 2),
    packageItem('zz14.1.1', 2),
    text('Étude A', 'FOOTNOTE'),
    item('zz14.1.1.'),
    `update pearl.studies set study_label = 'STUDY A 01' where id = 1`,
  ])('%s', async (statement) => {
    expect(await outcome(statement)).toBe('accepted');
  });
});

describe('nothing is called nothing:', () => {
  test.each([
    ['studies', 'study_label', study],
    ['database_releases', 'database_release_label', release],
    ['reporting_efforts', 'database_release_label', effort],
    ['reporting_effort_items', 'item_code', item],
    ['packages', 'package_name', pack],
    ['package_items', 'item_code', packageItem],
    ['text_elements', 'label', text],
    ['tags', 'name', tag],
    ['users', 'username', user],
    ['tracker_comments', 'comment_text', comment],
  ])('%s have a %s', async (table, column, write) => {
    for (const blank of ['', ' ', ' \t\r\n ']) {
      expect(await outcome(write(blank)), JSON.stringify(blank)).toBe(
        `23514 ${table}_${column}_check`,
      );
    }
  });
});

describe('a tracker', () => {
  const name = 'reporting_effort_item_trackers';
  test.each([
    [
      'is the only one of its item',
      `insert into pearl.${name} (reporting_effort_item_id) values (1)`,
      '23505 idx_trackers_item_id',
    ],
    [
      'has an item',
      `insert into pearl.${name} (reporting_effort_item_id) values (999999)`,
      `23503 ${name}_reporting_effort_item_id_fkey`,
    ],
    [
      'is not checked by who programmed it',
      `${tracker(`primary_status = 'COMPLETED'`)}; ${tracker('primary_programmer_id = null, qc_programmer_id = 2')}`,
      `23514 ${name}_two_people`,
    ],
    ['has two different people', tracker('qc_programmer_id = 2'), `23514 ${name}_two_people`],
    [
      'has people who exist',
      tracker('qc_programmer_id = 999'),
      `23503 ${name}_qc_programmer_id_fkey`,
    ],
    [
      'is not being checked before it is programmed',
      tracker(`qc_status = 'IN_PROGRESS'`),
      `23514 ${name}_qc_after_primary`,
    ],
    [
      'is not checked before it is programmed',
      tracker(`primary_status = 'NOT_STARTED', qc_status = 'COMPLETED'`),
      `23514 ${name}_qc_after_primary`,
    ],
    [
      'is not in production before it is checked',
      tracker(`primary_status = 'COMPLETED', in_production = true`),
      `23514 ${name}_production_after_qc`,
    ],
    [
      'is not in production while it is checked',
      tracker(`primary_status = 'COMPLETED', qc_status = 'IN_PROGRESS', in_production = true`),
      `23514 ${name}_production_after_qc`,
    ],
    ['has no QC level 0', tracker('qc_level = 0'), `23514 ${name}_qc_level_check`],
    ['has no QC level 4', tracker('qc_level = 4'), `23514 ${name}_qc_level_check`],
    [
      'has a status of the list',
      tracker(`primary_status = 'ON_HOLD'`),
      `23514 ${name}_primary_status_check`,
    ],
    [
      'has a QC status of the list',
      tracker(`primary_status = 'COMPLETED', qc_status = 'FAILED'`),
      `23514 ${name}_qc_status_check`,
    ],
    ['has a priority of the list', tracker(`priority = 'medium'`), `23514 ${name}_priority_check`],
    ['has a priority', tracker('priority = null'), '23502 priority'],
  ])('%s', async (_title, statement, refusal) => {
    expect(await outcome(statement)).toBe(refusal);
  });

  test.each([
    'qc_programmer_id = null, primary_programmer_id = null',
    'qc_programmer_id = null, primary_programmer_id = 4',
    `primary_status = 'COMPLETED', qc_status = 'IN_PROGRESS'`,
    `primary_status = 'COMPLETED', qc_status = 'COMPLETED', in_production = true`,
    'qc_level = null, due_date = null',
    `qc_level = 3, due_date = '2024-02-29', priority = 'CRITICAL'`,
  ])('may have %s', async (change) => {
    expect(await outcome(tracker(change))).toBe('accepted');
  });
});

describe('the database refuses', () => {
  test.each([
    ['a colour by name', tag('Green', 'green'), '23514 tags_color_check'],
    ['a short colour', tag('Green', '#0F0'), '23514 tags_color_check'],
    ['a colour with more after it', tag('Green', '#00FF00 '), '23514 tags_color_check'],
    [
      'an item of no known type',
      item('zz1', 'TABLE'),
      '23514 reporting_effort_items_item_type_check',
    ],
    [
      'a comment of no known type',
      comment('Hm', 'ISSUES'),
      '23514 tracker_comments_comment_type_check',
    ],
    ['a user of no known role', user('eve', 'EDITOR'), '23514 users_role_check'],
    ['a text of no known type', text('x', 'ICH_CATEGORY'), '23514 text_elements_type_check'],
    ['a release without a study', release('x', 999), '23503 database_releases_study_id_fkey'],
    [
      'a release without a date',
      `insert into pearl.database_releases (study_id, database_release_label) values (1, 'x')`,
      '23502 database_release_date',
    ],
    [
      'the same text twice on an item',
      'insert into pearl.reporting_effort_item_text_elements (reporting_effort_item_id, text_element_id) select reporting_effort_item_id, text_element_id from pearl.reporting_effort_item_text_elements limit 1',
      '23505 uq_reporting_effort_item_text_elements',
    ],
    [
      'the same tag twice on a tracker',
      'insert into pearl.tracker_tags (tracker_id, tag_id) select tracker_id, tag_id from pearl.tracker_tags limit 1',
      '23505 uq_tracker_tags',
    ],
    [
      'a text in place 0',
      'update pearl.package_item_text_elements set sequence_number = 0',
      '23514 package_item_text_elements_sequence_number_check',
    ],
    [
      'two sets of details for an item',
      'insert into pearl.reporting_effort_tlf_details (reporting_effort_item_id) select reporting_effort_item_id from pearl.reporting_effort_tlf_details limit 1',
      '23505 uq_reporting_effort_tlf_details_item',
    ],
    [
      'an action of no known kind',
      `insert into pearl.audit_logs (entity_type, entity_id, action) values ('Tracker', 1, 'BULK_IMPORT')`,
      '23514 audit_logs_action_check',
    ],
  ])('%s', async (_title, statement, refusal) => {
    expect(await outcome(statement)).toBe(refusal);
  });
});
