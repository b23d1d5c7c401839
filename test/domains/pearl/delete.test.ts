import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDemo } from '../../support/demo.ts';

let db: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  db = await openDemo();
  await db.sql`delete from pearl.reporting_effort_item_text_elements where text_element_id = 1`; // only packages use it now
});
afterAll(() => db.close());

/** Does something and takes it back. */
const trying = async (work: (tx: TransactionSql) => Promise<void>): Promise<void> => {
  const undo = new Error('undone');
  const attempt = db.sql.begin(async (tx) => {
    await work(tx);
    throw undo;
  });
  await expect(attempt).rejects.toBe(undo);
};

const count = async (tx: TransactionSql, from: string): Promise<number> => {
  const [row] = await tx.unsafe(`select count(*)::int from ${from}`);
  return Number(row?.['count']);
};

const of = (table: string, key: string, parents: string) =>
  `pearl.${table} where ${key} in (select id from ${parents})`;

const releases = 'pearl.database_releases where study_id = 1';
const efforts = of('reporting_efforts', 'database_release_id', releases);
const items = of('reporting_effort_items', 'reporting_effort_id', efforts);
const trackers = of('reporting_effort_item_trackers', 'reporting_effort_item_id', items);
const packageItems = 'pearl.package_items where package_id = 1';

const answered = '(select min(parent_comment_id) from pearl.tracker_comments)';

/** A row, and the rows that go with it. */
const trees: Record<string, [row: string, parts: string[]]> = {
  'a study': [
    'pearl.studies where id = 1',
    [
      releases,
      efforts,
      items,
      of('reporting_effort_tlf_details', 'reporting_effort_item_id', items),
      of('reporting_effort_dataset_details', 'reporting_effort_item_id', items),
      of('reporting_effort_item_text_elements', 'reporting_effort_item_id', items),
      trackers,
      of('tracker_tags', 'tracker_id', trackers),
      of('tracker_comments', 'tracker_id', trackers),
    ],
  ],
  'a package': [
    'pearl.packages where id = 1',
    [
      packageItems,
      of('package_tlf_details', 'package_item_id', packageItems),
      of('package_dataset_details', 'package_item_id', packageItems),
      of('package_item_text_elements', 'package_item_id', packageItems),
    ],
  ],
  'a tag': ['pearl.tags where id = 1', ['pearl.tracker_tags where tag_id = 1']],
  'a comment': [
    `pearl.tracker_comments where id = ${answered}`,
    [`pearl.tracker_comments where parent_comment_id = ${answered}`],
  ],
};

describe('all that hangs on it, and nothing else, goes with', () => {
  test.each(Object.keys(trees))('%s', async (name) => {
    const [row, parts] = trees[name] as [string, string[]];
    await trying(async (tx) => {
      const tableOf = (from: string) => from.split(' ')[0] as string;
      const before = new Map<string, { all: number; own: number }>();
      for (const part of parts) {
        const own = await count(tx, part);
        expect(own, part).toBeGreaterThan(0);
        before.set(part, { own, all: await count(tx, tableOf(part)) });
      }
      const removed = await tx.unsafe(`delete from ${row}`);
      expect(removed.count).toBe(1);
      for (const [part, { all, own }] of before) {
        const self = tableOf(part) === tableOf(row) ? 1 : 0;
        expect(await count(tx, tableOf(part)), part).toBe(all - own - self);
      }
    });
  });
});

/** A user who does all that a user can do but comment. */
const worker = async (tx: TransactionSql): Promise<number> => {
  const [user] =
    await tx`insert into pearl.users (username, role) values ('leaver', 'ANALYST') returning id`;
  const id = Number(user?.['id']);
  await tx`insert into pearl.user_passwords (user_id, password_hash) values (${id}, 'x')`;
  await tx`update pearl.reporting_effort_item_trackers set primary_programmer_id = ${id}, qc_programmer_id = null,
    primary_status = 'COMPLETED', qc_status = 'NOT_STARTED', in_production = false where id = 1`;
  await tx`update pearl.reporting_effort_item_trackers set qc_programmer_id = ${id}, primary_programmer_id = null,
    primary_status = 'COMPLETED', qc_status = 'COMPLETED' where id = 2`;
  await tx`update pearl.tracker_comments set resolved_by_id = ${id}, is_resolved = true, resolved_at = now() where id = 1`;
  await tx`insert into pearl.audit_logs (entity_type, entity_id, action, user_id) values ('Tracker', 1, 'UPDATE', ${id})`;
  return id;
};

describe('a user who goes', () => {
  test('leaves the work, the resolved comments and the audit trail behind, without a name', async () => {
    await trying(async (tx) => {
      const id = await worker(tx);
      await tx`delete from pearl.users where id = ${id}`;
      expect([
        ...(await tx`select id, primary_programmer_id, qc_programmer_id, primary_status, qc_status
          from pearl.reporting_effort_item_trackers where id in (1, 2) order by id`),
      ]).toEqual([
        {
          id: 1,
          primary_programmer_id: null,
          qc_programmer_id: null,
          primary_status: 'COMPLETED',
          qc_status: 'NOT_STARTED',
        },
        {
          id: 2,
          primary_programmer_id: null,
          qc_programmer_id: null,
          primary_status: 'COMPLETED',
          qc_status: 'COMPLETED',
        },
      ]);
      const [comment] =
        await tx`select resolved_by_id, is_resolved, resolved_at is null as "when" from pearl.tracker_comments where id = 1`;
      expect(comment).toEqual({ resolved_by_id: null, is_resolved: true, when: false });
      expect(
        await count(tx, `pearl.audit_logs where entity_id = 1 and user_id is null`),
      ).toBeGreaterThan(0);
      expect(await count(tx, `pearl.user_passwords where user_id = ${id}`)).toBe(0);
    });
  });

  test('moves the versions of the trackers that lose somebody', async () => {
    await trying(async (tx) => {
      const id = await worker(tx);
      const versions = () =>
        tx`select version from pearl.reporting_effort_item_trackers where id in (1, 2, 3) order by id`;
      const before = (await versions()).map(({ version }) => version);
      await tx`delete from pearl.users where id = ${id}`;
      const after = (await versions()).map(({ version }) => version);
      expect(after).toEqual([before[0] + 1, before[1] + 1, before[2]]);
    });
  });
});

describe('what others still need', () => {
  // PostgreSQL 18 has a SQLSTATE of its own for RESTRICT.
  const restricted = expect.stringMatching(/^(23503|23001)$/);

  test.each([
    [
      'the author of a comment',
      'users where id = (select min(user_id) from pearl.tracker_comments)',
      'tracker_comments_user_id_fkey',
    ],
    [
      'a text of an item',
      'text_elements where id = (select min(text_element_id) from pearl.reporting_effort_item_text_elements)',
      'reporting_effort_item_text_elements_text_element_id_fkey',
    ],
    [
      'a text of an item of a package',
      'text_elements where id = 1',
      'package_item_text_elements_text_element_id_fkey',
    ],
  ])('is not deleted: %s', async (_what, from, constraint) => {
    await expect(db.sql.unsafe(`delete from pearl.${from}`)).rejects.toMatchObject({
      code: restricted,
      constraint_name: constraint,
    });
  });

  test('can go once it is not needed any more', async () => {
    await trying(async (tx) => {
      const [made] =
        await tx`insert into pearl.text_elements (type, label, content) values ('TITLE', 'Spare', 'x') returning id`;
      const link =
        await tx`insert into pearl.package_item_text_elements (package_item_id, text_element_id)
        select 1, ${made?.['id']} returning id`;
      await tx`delete from pearl.package_item_text_elements where id = ${link[0]?.['id']}`;
      const gone = await tx`delete from pearl.text_elements where id = ${made?.['id']}`;
      expect(gone.count).toBe(1);
    });
  });
});
