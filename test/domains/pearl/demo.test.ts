import { getTableConfig } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../../src/database/migrations/migrate.ts';
import { loaded } from '../../../src/domains/index.ts';
import { seedDemo } from '../../../src/domains/pearl/demo/load.ts';
import { tables } from '../../../src/domains/pearl/demo/rows.ts';
import { pearl } from '../../../src/domains/pearl/domain.ts';
import { type FreshDatabase, freshDatabase } from '../../support/homes.ts';

await loaded(['pearl']);
const { trail } = pearl;

const today = '2026-03-18'; // a Wednesday
const names = Object.values(tables).map((table) => `pearl.${getTableConfig(table).name}`);

const open = async () => {
  const db = await freshDatabase();
  await migrate(db.sql);
  return db;
};

const numberOf = async (db: FreshDatabase, from: string): Promise<number> => {
  const [row] = await db.sql.unsafe<{ count: number }[]>(`select count(*)::integer from ${from}`);
  return row?.count ?? -1;
};

/** What a database holds, as one hash per table. */
const contents = async (db: FreshDatabase) => {
  const hashes = names.map(
    (name) => `select '${name}' as name, md5(string_agg(t::text, '|' order by id)) from ${name} t`,
  );
  return [...(await db.sql.unsafe(`${hashes.join(' union all ')} order by 1`))];
};

let db: FreshDatabase;
let counts: Awaited<ReturnType<typeof seedDemo>>;
beforeAll(async () => {
  db = await open();
  counts = await seedDemo(db.sql, { today });
});
afterAll(() => db.drop());

describe('the demo', () => {
  test('has the size that it reports, and no table is empty', async () => {
    expect(counts).toMatchObject({
      studies: 6,
      efforts: 9,
      items: 1350,
      comments: 6000,
      users: 16,
    });
    expect(await numberOf(db, 'pearl.reporting_effort_items')).toBe(counts.items);
    expect(await numberOf(db, 'pearl.reporting_effort_item_trackers')).toBe(counts.items);
    expect(await numberOf(db, 'pearl.tracker_comments')).toBe(counts.comments);
    for (const name of names) expect(await numberOf(db, name), name).toBeGreaterThan(0);
    expect(await numberOf(db, 'pearl.user_passwords')).toBe(0);
    expect(await numberOf(db, 'pearl.sessions')).toBe(0);
  });

  test('has one record for each row in the audit trail: that it was made, as it is, by nobody', async () => {
    const rows = Object.values(tables).map((table) => {
      const { entity, from, hidden, ignored } = trail.of(table);
      return `select '${entity}' as type, id, to_jsonb(t) - '{${[...hidden, ...ignored].join()}}'::text[] as row from ${from} t`;
    });
    const made = `select type, id, 'CREATE', null::int, null,
      jsonb_build_object('before', null, 'after', row, 'changed_fields', '[]'::jsonb) from (${rows.join(' union all ')}) rows`;
    const kept =
      'select entity_type, entity_id, action, user_id, username, changes from pearl.audit_logs';
    expect(await numberOf(db, `(${made} except all ${kept}) unrecorded`)).toBe(0);
    expect(await numberOf(db, `(${kept} except all ${made}) invented`)).toBe(0);
    expect(await numberOf(db, 'pearl.audit_logs')).toBeGreaterThan(10_000);
  });

  test('has work in every state, overdue work and work for this week', async () => {
    const trackers = 'pearl.reporting_effort_item_trackers where';
    const open = `(primary_status <> 'COMPLETED' or qc_status <> 'COMPLETED' and qc_programmer_id is not null)`;
    const share = async (state: string) =>
      (await numberOf(db, `${trackers} ${state}`)) / counts.items;

    expect(await share(`primary_status = 'NOT_STARTED'`)).toBeCloseTo(0.25, 1);
    expect(await share(`primary_status = 'IN_PROGRESS'`)).toBeCloseTo(0.3, 1);
    expect(await share(`qc_status = 'COMPLETED'`)).toBeCloseTo(0.3, 1);
    expect(await share(`${open} and due_date < '${today}'`)).toBeGreaterThan(0.05);
    expect(await share(`${open} and due_date - '${today}' between 0 and 6`)).toBeGreaterThan(0.05);
  });

  test.each([
    ['nobody checks their own work', 'trackers where primary_programmer_id = qc_programmer_id'],
    [
      'work begins when somebody has it',
      `trackers where primary_status <> 'NOT_STARTED' and primary_programmer_id is null`,
    ],
    [
      'a check begins when somebody has it',
      `trackers where qc_status <> 'NOT_STARTED' and qc_programmer_id is null`,
    ],
    [
      'a check begins after the work',
      `trackers where qc_status <> 'NOT_STARTED' and primary_status <> 'COMPLETED'`,
    ],
    [
      'only what is checked is in production',
      `trackers where in_production and qc_status <> 'COMPLETED'`,
    ],
    [
      'who left has no work to do',
      `trackers join pearl.users on users.id in (primary_programmer_id, qc_programmer_id) where not is_active and qc_status <> 'COMPLETED'`,
    ],
    [
      'an item is as far as its tracker',
      `items join pearl.reporting_effort_item_trackers on reporting_effort_item_id = reporting_effort_items.id
        where item_status <> case
          when primary_status = 'NOT_STARTED' then 'PENDING'
          when primary_status = 'COMPLETED' and (qc_status = 'COMPLETED' or qc_programmer_id is null) then 'COMPLETED'
          else 'IN_PROGRESS' end`,
    ],
    [
      'an item has the details of its type and no others',
      `items item where (item_type = 'TLF') <> exists (select from pearl.reporting_effort_tlf_details where reporting_effort_item_id = item.id)
        or (item_type = 'DATASET') <> exists (select from pearl.reporting_effort_dataset_details where reporting_effort_item_id = item.id)`,
    ],
    [
      'item codes are unique',
      'items a join pearl.reporting_effort_items b on kernel.normal_label(a.item_code) = kernel.normal_label(b.item_code) and a.id < b.id',
    ],
    [
      'a reply is in the tracker of its parent',
      'replies where reply.tracker_id <> parent.tracker_id',
    ],
    [
      'a reply is later than its parent',
      'replies where reply.created_at <= parent.created_at or reply.id < parent.id',
    ],
    [
      'a resolved thread has no open reply',
      'replies where reply.is_resolved <> parent.is_resolved',
    ],
    [
      'only replies are responses',
      `comments where (comment_type = 'RESPONSE') <> (parent_comment_id is not null)`,
    ],
    [
      'who resolved is known, and did it last',
      `comments where case when is_resolved then resolved_at > created_at and resolved_by_id is not null else coalesce(resolved_at::text, resolved_by_id::text) is null end is not true`,
    ],
    [
      'a viewer resolves nothing',
      `comments join pearl.users on users.id = resolved_by_id where role = 'VIEWER'`,
    ],
    ['no comment has a gap left in it', `comments where comment_text ~ '[{}]|undefined'`],
    ['nothing is from the future', `comments where greatest(created_at, updated_at) > '${today}'`],
  ])('%s', async (_title, violations) => {
    const from = violations
      .replace(/^trackers/, 'pearl.reporting_effort_item_trackers')
      .replace(/^items/, 'pearl.reporting_effort_items')
      .replace(/^comments/, 'pearl.tracker_comments')
      .replace(
        /^replies/,
        'pearl.tracker_comments reply join pearl.tracker_comments parent on parent.id = reply.parent_comment_id',
      );
    expect(await numberOf(db, from)).toBe(0);
  });

  test('leaves the sequences where the next row gets a free id', async () => {
    const [study] = await db.sql.begin(async (tx) => {
      const made = await tx`insert into pearl.studies (study_label) values ('NEXT') returning id`;
      await tx`delete from pearl.studies where study_label = 'NEXT'`;
      return made;
    });
    expect(study?.['id']).toBe(counts.studies + 1);
  });

  test('goes only into an empty database and leaves a filled one alone', async () => {
    const before = await contents(db);
    await expect(seedDemo(db.sql, { today })).rejects.toThrow('only into an empty one');
    expect(await contents(db)).toEqual(before);
  });
});

describe('a second database', () => {
  let other: FreshDatabase;
  beforeAll(async () => {
    other = await open();
  });
  afterAll(() => other.drop());

  test('gets the same rows, once, when two fill it at the same time', async () => {
    const outcomes = await Promise.allSettled([1, 2].map(() => seedDemo(other.sql, { today })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await contents(other)).toEqual(await contents(db));
  });

  test.each([0, -1, 1.5, Number.NaN])('cannot be filled with %d items', async (items) => {
    await expect(seedDemo(other.sql, { items })).rejects.toThrow('whole number');
  });
});
