import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgSchema,
  primaryKey,
  serial,
  smallint,
  text,
  time,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import {
  binaryText,
  isOneOf,
  moment,
  references,
  stamps,
  transactionId,
} from '../../src/database/columns.ts';

/* A schema of another kind than PEARL's: keys of every type, columns of every type, people of its own. */

export const shop = pgSchema('shop');

export const ticketNumbers = shop.sequence('ticket_seq', { startWith: 100, increment: 5 });

export const staff = shop.table(
  'staff',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: varchar('email', { length: 255 }).notNull().unique('staff_email_key'),
    token: text('token'),
    ...stamps(),
  },
  () => [uniqueIndex('uq_staff_email').on(sql`lower(email)`)],
);

export const products = shop.table(
  'products',
  {
    code: text('code').primaryKey(),
    title: text('title').notNull().default("it's new"),
    price: numeric('price', { precision: 10, scale: 2 }).notNull().default('0'),
    tags: text('tags').array().notNull().default(['a', 'b "c"']),
    facts: jsonb('facts')
      .notNull()
      .default({ size: [1, 2], "it's": null }),
    opens: time('opens').default('08:00'),
    soldAt: timestamp('sold_at', { mode: 'string' }),
    seenAt: moment('seen_at'),
    madeOn: date('made_on').default('2026-01-01'),
    stock: smallint('stock').notNull().default(0),
    total: bigint('total', { mode: 'number' }).default(7),
    isGone: boolean('is_gone').notNull().default(false),
    kind: varchar('kind', { length: 20, enum: ['fresh', 'long-life'] })
      .notNull()
      .default('fresh'),
    ticket: bigint('ticket', { mode: 'number' }).default(sql`nextval('shop.ticket_seq')`),
    titleKey: binaryText('title_key').notNull().generatedAlwaysAs(sql`lower(title)`),
    photo: text('photo'),
    soldById: uuid('sold_by_id'),
    latestOrderId: integer('latest_order_id'),
    created: moment('created').notNull().defaultNow(),
    modified: timestamp('modified', { mode: 'string' })
      .notNull()
      .defaultNow()
      .$onUpdate(() => sql`now()`),
    version: integer('version').notNull().default(1),
  },
  (t) => [
    isOneOf(t.kind, ['fresh', 'long-life']),
    check('products_price_check', sql`${t.price} >= ${0}`),
    references(t.soldById, staff.id, 'set null'),
    foreignKey({
      name: 'fk_products_latest',
      columns: [t.latestOrderId],
      foreignColumns: [orders.id],
    }).onDelete('set null'),
    index('idx_products_facts').using('gin', t.facts),
    index('idx_products_paths').using('gin', t.facts.op('jsonb_path_ops')),
    index('idx_products_tags').using('gin', t.tags),
    index('idx_products_size').on(sql`(facts ->> 'size')`, t.code),
    index('idx_products_seen').on(t.seenAt.desc(), t.stock.nullsFirst()).where(sql`${t.stock} > 0`),
    index('idx_products_sold_by').on(t.soldById),
    index('idx_products_latest').on(t.latestOrderId),
    unique('uq_products_title').on(t.title, t.kind),
  ],
);

export const orders = shop.table(
  'orders',
  {
    id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
    number: serial('number').notNull().unique('orders_number_key'),
    productCode: text('product_code').notNull(),
    note: text('note'),
    ...stamps(),
  },
  (t): ReturnType<typeof references>[] => [references(t.productCode, products.code, 'cascade')],
);

/** A link: its key are both sides. */
export const sales = shop.table(
  'sales',
  {
    productCode: text('product_code').notNull(),
    staffId: uuid('staff_id').notNull(),
    since: date('since'),
    version: integer('version').notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.productCode, t.staffId] }),
    references(t.productCode, products.code, 'cascade'),
    references(t.staffId, staff.id, 'cascade'),
  ],
);

/** Belongs to a link, by both columns of its key. */
export const remarks = shop.table(
  'remarks',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    productCode: text('product_code').notNull(),
    staffId: uuid('staff_id').notNull(),
    parentId: uuid('parent_id'),
    content: jsonb('content').notNull(),
    ...stamps(),
  },
  (t) => [
    foreignKey({
      name: 'fk_remarks_sales',
      columns: [t.productCode, t.staffId],
      foreignColumns: [sales.productCode, sales.staffId],
    }).onDelete('cascade'),
    references(t.parentId, t.id, 'cascade'),
  ],
);

export const auditLogs = shop.table(
  'audit_logs',
  {
    id: serial('id').primaryKey(),
    entityType: varchar('entity_type').notNull(),
    entityId: text('entity_id').notNull(),
    action: varchar('action').notNull(),
    userId: uuid('user_id'),
    changes: jsonb('changes'),
    timestamp: moment('timestamp').notNull().default(sql`CURRENT_TIMESTAMP`),
    username: varchar('username'),
    xactId: transactionId('xact_id').notNull().default(sql`pg_current_xact_id()`),
    part: integer('part')
      .notNull()
      .default(sql`coalesce(nullif(current_setting('app.part', true), ''), '0')::integer`),
  },
  (t) => [
    references(t.userId, staff.id, 'set null'),
    index('idx_audit_logs_entity').on(t.entityType, t.entityId, t.id),
    index('idx_audit_logs_timestamp').on(t.timestamp.desc()),
    index('idx_audit_logs_xact').on(t.xactId, t.id),
  ],
);

export const tables = [staff, products, orders, sales, remarks, auditLogs];

export const people = { table: 'staff', key: 'id', name: 'email' };

/** What the triggers of the trail are told. */
export const trail = {
  log: auditLogs,
  people,
  tables: new Map([
    ['Staff', { entity: 'Staff', table: staff, hidden: ['token'], ignored: [] }],
    [
      'Product',
      {
        entity: 'Product',
        table: products,
        hidden: [],
        ignored: ['title_key'],
        large: ['photo', 'facts'],
      },
    ],
    ['Order', { entity: 'Order', table: orders, hidden: [], ignored: [] }],
    ['Sale', { entity: 'Sale', table: sales, hidden: [], ignored: [] }],
    ['Remark', { entity: 'Remark', table: remarks, hidden: [], ignored: [] }],
  ]),
};
