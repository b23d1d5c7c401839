import { sql } from 'drizzle-orm';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { expect } from 'vitest';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext } from '../../src/kernel/context.ts';
import { domain, roles } from '../../src/kernel/index.ts';
import { servedSchema } from '../../src/kernel/served-schema.ts';
import { drafting } from './drafting.ts';
import * as tables from './toy-shop.ts';

/* The shop as a domain: what it deletes, previews and brings back has keys of every type. */

const { staff, products, orders, sales, remarks, auditLogs } = tables;
const allow = roles('shop', 'SELLER');

export const shop = domain({
  name: 'shop',
  title: 'Shop',
  prefix: 'Shop',
  tables,
  people: { table: staff, login: ['email'], manage: allow },
  trail: {
    log: auditLogs,
    allow,
    rows: {
      ShopOrder: {
        table: orders,
        about: 'An order.',
        called: ['order', 'orders'],
        label: 'number',
      },
      ShopSale: {
        table: sales,
        about: 'Who sells what.',
        called: ['sale', 'sales'],
        label: ['productCode', 'staffId'],
      },
      ShopRemark: {
        table: remarks,
        about: 'A remark.',
        called: ['remark', 'remarks'],
        label: 'productCode',
      },
    },
  },
});

shop.entity('ShopPerson', staff).implement({
  description: 'Somebody who sells.',
  columns: { id: 'Key.', email: 'Address.' },
  called: ['person', 'people'],
  label: 'email',
  hidden: ['token'],
  delete: { allow },
});
shop.entity('ShopProduct', products).implement({
  isFew: true,
  description: 'Something to be sold.',
  columns: { id: 'Key.', title: 'Title.' },
  called: ['product', 'products'],
  label: 'title',
  large: ['photo', 'facts', 'tags'],
  private: ['price'],
  visible: (_viewer, t) => sql`not ${t.isGone}`,
  delete: { allow },
});

export const ada = 'a0000000-0000-4000-8000-00000000000a';
export const bob = 'b0000000-0000-4000-8000-00000000000b';
export const odd = 'a, "b"\\{c}';

export const openShop = async () => {
  const at = await drafting();
  const besides = { trails: [shop.trail], sequences: shop.sequences };
  await at.write('shop', await at.draft('shop', shop.tables, besides));
  await migrate(at.sql, { folder: at.folder });
  const schema: GraphQLSchema = await servedSchema([{ domain: shop, load: async () => {} }]);
  const execute = makeExecutor(schema);
  const viewer = { realm: 'shop', id: ada, username: 'ada', role: 'SELLER' };
  const limits = { maxRows: 1000, maxCost: 1_000_000, maxValues: 200_000 };
  return {
    ...at,
    run: async (query: string, variableValues = {}) => {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const contextValue = newContext(at.sql, viewer as never, limits, { writers: at.writers });
      const { data, errors } = await execute({ schema, document, contextValue, variableValues });
      return JSON.parse(JSON.stringify({ data, ...(errors && { errors }) }));
    },
  };
};
