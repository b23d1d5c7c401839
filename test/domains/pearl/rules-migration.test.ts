import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrate, rollback, status } from '../../../src/database/migrations/migrate.ts';
import { openDemo } from '../../support/demo.ts';

/* What the migrations that brought the rules, and the dates of completion, make of a database that was filled without them. */

let db: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  db = await openDemo();
});
afterAll(() => db.close());

/** As it was before that migration. */
beforeEach(async () => {
  const names = (await status(db.sql)).map(({ name }) => name);
  await rollback(db.sql, names.length - names.findIndex((name) => name.endsWith('_rules')));
});

test('types are written in one way, whatever the way they were written in', async () => {
  const set = (id: number, type: string) =>
    db.sql`update pearl.reporting_effort_tlf_details set tlf_type = ${type} where id = ${id}`;
  await set(1, ' Table');
  await set(2, 'figure\n');
  await set(3, '  ');
  await db.sql`update pearl.package_dataset_details set dataset_type = 'ADaM' where id = 1`;

  await migrate(db.sql);

  const rows = await db.sql`
    select tlf_type as type from pearl.reporting_effort_tlf_details where id < 4 order by id`;
  expect(rows.map(({ type }) => type)).toEqual(['TABLE', 'FIGURE', null]);
  const [dataset] =
    await db.sql`select dataset_type as type from pearl.package_dataset_details where id = 1`;
  expect(dataset).toEqual({ type: 'ADAM' });
});

test.each([
  [
    'a type that it does not know',
    `update pearl.reporting_effort_tlf_details set tlf_type = 'SDTM' where id in (1, 2)`,
    `update pearl.reporting_effort_tlf_details set tlf_type = 'TABLE' where id in (1, 2)`,
    /reporting_effort_tlf_details\.tlf_type has to be one of TABLE, LISTING, FIGURE or null; change it for these items first: \S+ \(SDTM\), \S+ \(SDTM\)$/,
  ],
  [
    'details of another kind',
    `insert into pearl.package_dataset_details (package_item_id) select id from pearl.package_items where item_type = 'TLF' limit 1`,
    `delete from pearl.package_dataset_details d using pearl.package_items i where i.id = package_item_id and item_type = 'TLF'`,
    /package_dataset_details has details of another kind than their items; delete them for these items first: \S+$/,
  ],
])(
  '%s keeps it from being applied, and it says of which items',
  async (_what, spoil, mend, complaint) => {
    await db.sql.unsafe(spoil);
    await expect(migrate(db.sql)).rejects.toThrow(complaint);
    await db.sql.unsafe(mend);
    await migrate(db.sql);
  },
);

test('whoever completed the programming is found in the trail, or is the programmer', async () => {
  await db.sql`
    update pearl.reporting_effort_item_trackers set primary_programmer_id = case id when 4 then null else 4 end, qc_programmer_id = 5,
      in_production = false, qc_status = 'NOT_STARTED', primary_status = case id when 4 then 'NOT_STARTED' else 'IN_PROGRESS' end
    where id < 5`;
  await db.sql`update pearl.reporting_effort_item_trackers set primary_status = 'COMPLETED' where id < 4`;
  await db.sql`update pearl.reporting_effort_item_trackers set primary_programmer_id = null where id in (2, 3)`;
  await db.sql`update pearl.reporting_effort_item_trackers set qc_programmer_id = 4 where id = 3`;
  const versions = () => db.sql`
    select id, version, updated_at from pearl.reporting_effort_item_trackers order by id`;
  const before = await versions();

  await migrate(db.sql);

  const rows = await db.sql`
    select primary_completed_by_id as by from pearl.reporting_effort_item_trackers where id < 5 order by id`;
  expect(rows.map(({ by }) => by)).toEqual([4, 4, null, null]);
  expect(await versions()).toEqual(before);
});

test('when a side was completed last is found in the trail, and is not known without it', async () => {
  const statuses = (ids: string, primary: string, qc: string) =>
    db.sql.unsafe(
      `update pearl.reporting_effort_item_trackers set primary_status = '${primary}', qc_status = '${qc}',
         primary_programmer_id = 4, qc_programmer_id = 5, in_production = false where id in (${ids})`,
    );
  await statuses('11, 12, 13', 'IN_PROGRESS', 'NOT_STARTED');
  await statuses('11, 12, 13', 'COMPLETED', 'COMPLETED');
  await statuses('12, 13', 'IN_PROGRESS', 'NOT_STARTED');
  await statuses('12', 'COMPLETED', 'NOT_STARTED');
  const fresh = (id: number) => db.sql`
    insert into pearl.reporting_effort_item_trackers (id, reporting_effort_item_id, primary_programmer_id, primary_status)
    values (${id + 900_000}, ${id}, 4, 'COMPLETED')`;
  await db.sql`alter table pearl.reporting_effort_item_trackers disable trigger user`;
  await db.sql`delete from pearl.reporting_effort_item_trackers where id in (14, 15)`;
  await fresh(14);
  await db.sql`alter table pearl.reporting_effort_item_trackers enable trigger user`;
  await fresh(15);
  const records = await db.sql`
    select entity_id as id, min("timestamp") as first, max("timestamp") as last from pearl.audit_logs
    where entity_type = 'Tracker' and changes->'after'->>'primary_status' = 'COMPLETED' group by 1`;
  const at = new Map(records.map(({ id, first, last }) => [id, { first, last }]));

  await migrate(db.sql);

  const rows = await db.sql`
    select primary_completed_at as primary, qc_completed_at as qc
    from pearl.reporting_effort_item_trackers where id between 11 and 13 or id > 900000 order by id`;
  expect(rows).toEqual([
    { primary: at.get(11)?.last, qc: at.get(11)?.last },
    { primary: at.get(12)?.last, qc: null },
    { primary: null, qc: null },
    { primary: null, qc: null },
    { primary: at.get(900_015)?.last, qc: null },
  ]);
  expect(at.get(12)?.first).not.toEqual(at.get(12)?.last);
});

test('a return is known by the check that it ended, and no undone completion is one', async () => {
  const statuses = (ids: string, primary: string, qc: string) =>
    db.sql.unsafe(
      `update pearl.reporting_effort_item_trackers set primary_status = '${primary}', qc_status = '${qc}',
         primary_programmer_id = case when id = 23 and '${primary}' <> 'IN_PROGRESS' then null else 4 end,
         qc_programmer_id = 5, in_production = false where id in (${ids})`,
    );
  const trackers = 'alter table pearl.reporting_effort_item_trackers';
  await db.sql.unsafe(`${trackers} disable trigger user`);
  await statuses('21, 22, 23, 24', 'IN_PROGRESS', 'NOT_STARTED');
  await db.sql.unsafe(`${trackers} enable trigger user`);
  await statuses('21, 23, 24', 'COMPLETED', 'IN_PROGRESS');
  await statuses('22', 'COMPLETED', 'NOT_STARTED');
  await statuses('21, 22', 'IN_PROGRESS', 'NOT_STARTED');
  await statuses('23', 'NOT_STARTED', 'NOT_STARTED');
  const [last] = await db.sql`select max(id) as id from pearl.audit_logs`;

  await migrate(db.sql);

  const rows = await db.sql`
    select t.id, t.returned_at as at, a."timestamp" as recorded from pearl.reporting_effort_item_trackers t
    left join lateral (select "timestamp" from pearl.audit_logs where entity_type = 'Tracker' and entity_id = t.id
      and id <= ${Number(last?.['id'])} order by id desc limit 1) a on true
    where t.id between 21 and 24 order by 1`;
  const [fromCheck, undone, unassigned, staying] = rows;
  expect(fromCheck?.['at']).toEqual(fromCheck?.['recorded']);
  expect(unassigned?.['at']).toEqual(unassigned?.['recorded']);
  expect([undone?.['at'], staying?.['at']]).toEqual([null, null]);
});
