import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDemo } from '../../support/demo.ts';

let db: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  db = await openDemo();
});
afterAll(() => db.close());

test.each([
  [
    'a TLF that is none',
    `update pearl.reporting_effort_tlf_details set tlf_type = 'SDTM'`,
    '23514 reporting_effort_tlf_details_tlf_type_check',
  ],
  [
    'a dataset that is none',
    `update pearl.package_dataset_details set dataset_type = 'adam'`,
    '23514 package_dataset_details_dataset_type_check',
  ],
  [
    'details of another kind than the item’s',
    `insert into pearl.reporting_effort_dataset_details (reporting_effort_item_id)
       select id from pearl.reporting_effort_items where item_type = 'TLF' limit 1`,
    '23514 reporting_effort_dataset_details_item_kind',
  ],
  [
    'details that go over to an item of another kind',
    `update pearl.package_tlf_details set package_item_id = (
         select id from pearl.package_items where item_type = 'DATASET' limit 1) where id = 1`,
    '23514 package_tlf_details_item_kind',
  ],
  [
    'another kind for an item that has details',
    `update pearl.reporting_effort_items i set item_type = 'DATASET' from pearl.reporting_effort_tlf_details d
       where d.reporting_effort_item_id = i.id`,
    '23514 reporting_effort_items_item_kind',
  ],
])('the database refuses %s', async (_what, statement, refusal) => {
  const [code, constraint_name] = refusal.split(' ');
  await expect(db.sql.unsafe(statement)).rejects.toMatchObject({ code, constraint_name });
});
