import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ada, bob, odd, openShop } from './shop-world.ts';

/* Trail, preview, delete and undo of rows whose keys are uuids, texts and several columns. */

let at: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  at = await openShop();
});
afterAll(() => at.close());

const photo = 'a large value '.repeat(100);
const facts = { size: [1, { deep: null }], note: "it's" };

beforeEach(async () => {
  await at.sql`delete from shop.products`;
  await at.sql`delete from shop.staff`;
  await at.sql`insert into shop.staff (id, email, token) values (${ada}, 'ada@shop', 'a secret'), (${bob}, 'bob@shop', null)`;
  await at.sql`insert into shop.products (code, title, photo, facts, tags, price, sold_by_id) values
    (${odd}, 'Tea', ${photo}, ${at.sql.json(facts)}, '{x,"y z"}', 12.50, ${bob}), ('plain', 'Milk', null, '{}', '{}', 1, ${ada})`;
  await at.sql`insert into shop.orders (product_code, note) select ${odd}, 'n' || n from generate_series(1, 12) n`;
  await at.sql`update shop.products set latest_order_id = (select max(id) from shop.orders) where code = ${odd}`;
  await at.sql`insert into shop.sales (product_code, staff_id, since) values (${odd}, ${ada}, '2026-02-03'), (${odd}, ${bob}, null), ('plain', ${bob}, null)`;
  await at.sql`insert into shop.remarks (id, product_code, staff_id, content) values (${ada}, ${odd}, ${bob}, '{"a": [1, 2]}')`;
  await at.sql`insert into shop.remarks (product_code, staff_id, parent_id, content) values (${odd}, ${ada}, ${ada}, '[]')`;
});

const tables = ['staff', 'products', 'orders', 'sales', 'remarks'];
const stamped = ['version', 'modified', 'updated_at'];

/** All rows, but what an update of a row moves. */
const rows = async () => {
  const found = new Map<string, unknown>();
  for (const table of tables) {
    const all = await at.sql.unsafe(
      `select to_jsonb(t) - '{${stamped.join()}}'::text[] as row from shop.${table} t order by 1`,
    );
    found.set(table, [...all]);
  }
  return Object.fromEntries(found);
};

const lastRecord = async (entityType: string, action: string) => {
  const [row] = await at.sql`select entity_id, user_id, username, changes from shop.audit_logs
    where entity_type = ${entityType} and action = ${action} order by id desc limit 1`;
  return row;
};

const keyOf = (product: string, person: string) => `["${product}", "${person}"]`;

describe('the trail', () => {
  test('names rows by keys of their own types, and who did it', async () => {
    await at.sql.begin(async (tx) => {
      await tx`select set_config('app.user_id', ${bob}, true)`;
      await tx`update shop.sales set since = '2026-05-05' where product_code = 'plain'`;
    });
    expect(await lastRecord('ShopSale', 'UPDATE')).toMatchObject({
      entity_id: keyOf('plain', bob),
      user_id: bob,
      username: 'bob@shop',
      changes: {
        before: { since: null },
        after: { since: '2026-05-05' },
        changed_fields: ['since'],
      },
    });
    expect((await lastRecord('ShopProduct', 'CREATE'))?.['entity_id']).toBe('plain');
    expect((await lastRecord('ShopPerson', 'CREATE'))?.['entity_id']).toBe(bob);
  });

  test('moves the time of the last change, whatever it is called', async () => {
    const before = await at.sql`select modified, version from shop.products where code = 'plain'`;
    await at.sql`update shop.products set stock = 1 where code = 'plain'`;
    const after = await at.sql`select modified, version from shop.products where code = 'plain'`;
    expect(after[0]?.['version']).toBe(before[0]?.['version'] + 1);
    expect(after[0]?.['modified'] > before[0]?.['modified']).toBe(true);
    await at.sql`update shop.sales set since = '2026-05-05' where product_code = 'plain'`;
    const [link] = await at.sql`select version from shop.sales where product_code = 'plain'`;
    expect(link).toEqual({ version: 2 });
    expect((await lastRecord('ShopProduct', 'UPDATE'))?.['changes'].changed_fields).toEqual([
      'stock',
    ]);
  });

  test('keeps a large value once, whatever number of records tell of it', async () => {
    for (const stock of [1, 2, 3])
      await at.sql`update shop.products set stock = ${stock} where code = ${odd}`;
    const [kept] = await at.sql`select count(*)::int as count from kernel.large_values
      where entity_id = ${odd} and value = to_jsonb(${photo}::text)`;
    expect(kept).toEqual({ count: 1 });
    const record = await lastRecord('ShopProduct', 'UPDATE');
    expect(record?.['changes'].after.photo).toEqual({
      large: expect.stringMatching(/^[\da-f]{64}$/),
      bytes: photo.length + 2,
    });
    expect(JSON.stringify(record)).not.toContain('a large value');
  });

  test('throws a large value away with the last record that tells of it', async () => {
    await at.sql.begin(async (tx) => {
      await tx`alter table shop.audit_logs disable trigger keep`;
      await tx`update shop.audit_logs set "timestamp" = now() - interval '9 days'`;
      await tx`alter table shop.audit_logs enable trigger keep`;
      await tx`update kernel.large_values set used_at = now() - interval '9 days'`;
    });
    await at.sql`update shop.products set photo = 'small' where code = ${odd}`;
    await at.sql`select kernel.prune('"shop"."audit_logs"', 5, 10000)`;
    const left = await at.sql`select entity_id, value from kernel.large_values`;
    const values = left.map(({ entity_id, value }) => [entity_id, value]);
    expect(values).toHaveLength(4);
    expect(values).toEqual(
      expect.arrayContaining([photo, 'small', facts, ['x', 'y z']].map((value) => [odd, value])),
    );
  });
});

const deletion = (field: string) =>
  `mutation ($id: ID!) { ${field}(id: $id, cascade: true) { entityId auditLogId impacts { entityType effect count samples } } }`;

const undo = `mutation ($id: ID!) { undoDelete(auditLogId: $id) {
  entityId restored { entityType count } reattached { entityType count } left { entityType count } withoutSecrets { entityType count } } }`;

test('a product with a text as its key is foreseen, deleted and brought back, with all that goes with it', async () => {
  const before = await rows();
  const preview = await at.run(
    `query ($id: ID!) { deletePreview(type: SHOP_PRODUCT, id: $id) { entityId needsCascade impacts { entityType effect count samples } } }`,
    { id: odd },
  );
  const impacts = [
    { entityType: 'SHOP_ORDER', effect: 'REMOVED', count: 12, samples: expect.any(Array) },
    ...['SHOP_SALE', 'SHOP_REMARK'].map((entityType) => ({
      entityType,
      effect: 'REMOVED',
      count: 2,
      samples: expect.arrayContaining(['Tea (ada@shop)', 'Tea (bob@shop)']),
    })),
  ];
  expect(preview).toEqual({
    data: {
      deletePreview: {
        entityId: odd,
        needsCascade: true,
        impacts: expect.arrayContaining(impacts),
      },
    },
  });

  const deleted = await at.run(deletion('deleteShopProduct'), { id: odd });
  expect(deleted.errors).toBeUndefined();
  expect(deleted.data.deleteShopProduct.impacts).toEqual(expect.arrayContaining(impacts));
  expect(await at.sql`select from shop.remarks`).toHaveLength(0);

  const undone = await at.run(undo, { id: deleted.data.deleteShopProduct.auditLogId });
  expect(undone.errors).toBeUndefined();
  expect(undone.data.undoDelete).toMatchObject({ entityId: odd, reattached: [], left: [] });
  expect(await rows()).toEqual(before);
});

test('somebody with a uuid is deleted and brought back: links, what rests on them, and what was let go', async () => {
  await at.sql`update shop.staff set token = null`;
  const before = await rows();
  const deleted = await at.run(deletion('deleteShopPerson'), { id: bob });
  expect(deleted.errors).toBeUndefined();
  expect(deleted.data.deleteShopPerson).toMatchObject({ entityId: bob });
  const [tea] = await at.sql`select sold_by_id from shop.products where code = ${odd}`;
  expect(tea).toEqual({ sold_by_id: null });

  const undone = await at.run(undo, { id: deleted.data.deleteShopPerson.auditLogId });
  expect(undone.errors).toBeUndefined();
  expect(undone.data.undoDelete.reattached).toEqual([{ entityType: 'SHOP_PRODUCT', count: 1 }]);
  expect(await rows()).toEqual(before);
});

test('what a row says of rows that come back after it is there again', async () => {
  const [{ id } = { id: 0 }] =
    await at.sql`select latest_order_id as id from shop.products where code = ${odd}`;
  const deleted = await at.run(deletion('deleteShopProduct'), { id: odd });
  await at.run(undo, { id: deleted.data.deleteShopProduct.auditLogId });
  const [tea] =
    await at.sql`select latest_order_id as id, photo, facts, tags::text, price from shop.products where code = ${odd}`;
  expect(tea).toEqual({ id, photo, facts, tags: '{x,"y z"}', price: '12.50' });
  expect(id).toBeGreaterThan(0);
});

test('a secret is gone: the trail never had it, and the undo says so', async () => {
  const deleted = await at.run(deletion('deleteShopPerson'), { id: ada });
  const undone = await at.run(undo, { id: deleted.data.deleteShopPerson.auditLogId });
  expect(undone.data.undoDelete.withoutSecrets).toEqual([{ entityType: 'SHOP_PERSON', count: 1 }]);
  expect(await at.sql`select email, token from shop.staff where id = ${ada}`).toEqual([
    { email: 'ada@shop', token: null },
  ]);
  const [kept] =
    await at.sql`select count(*)::int as count from shop.audit_logs where changes::text like '%a secret%'`;
  expect(kept).toEqual({ count: 0 });
});

test('a private value is told to those who may see the row, and to nobody else', async () => {
  const told = async () => {
    const { data } = await at.run(
      `{ shopAuditLogs(filter: { entityId: { eq: "plain" } }, first: 1) { nodes { entityId changes before after } } }`,
    );
    return data.shopAuditLogs.nodes[0];
  };
  await at.sql`update shop.products set title = 'Oat milk' where code = 'plain'`;
  expect(await told()).toMatchObject({
    entityId: 'plain',
    changes: { before: { price: 1 } },
    before: { title: 'Milk', price: 1 },
    after: { title: 'Oat milk', price: 1 },
  });
  await at.sql`update shop.products set is_gone = true where code = 'plain'`;
  const hidden = await told();
  expect(hidden).toMatchObject({ before: { isGone: false }, after: { isGone: true } });
  expect(JSON.stringify(hidden)).not.toContain('price');
  await at.sql`delete from shop.products where code = 'plain'`;
  expect(JSON.stringify(await told())).not.toContain('price');
});

test('who may not see a row is not told its name in a preview, and cannot bring it back', async () => {
  await at.sql`update shop.products set is_gone = true where code = ${odd}`;
  const { data } = await at.run(
    `query ($id: ID!) { deletePreview(type: SHOP_PERSON, id: $id) { impacts { entityType effect count samples } } }`,
    { id: bob },
  );
  const { impacts } = data.deletePreview;
  expect(impacts).toContainEqual({
    entityType: 'SHOP_PRODUCT',
    effect: 'DETACHED',
    count: 1,
    samples: [],
  });

  await at.sql`delete from shop.products where code = ${odd}`;
  const [record] =
    await at.sql`select id from shop.audit_logs where entity_type = 'ShopProduct' and action = 'DELETE' order by id desc limit 1`;
  const undone = await at.run(undo, { id: record?.['id'] });
  expect(undone.errors[0].extensions.code).toBe('NOT_FOUND');
  expect(await at.sql`select from shop.products where code = ${odd}`).toHaveLength(0);
});
