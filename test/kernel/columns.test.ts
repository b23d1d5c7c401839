import {
  bigint,
  index,
  jsonb,
  numeric,
  pgSchema,
  serial,
  text,
  time,
  timestamp,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext } from '../../src/kernel/context.ts';
import { builder, roles } from '../../src/kernel/index.ts';
import { servedSchema } from '../../src/kernel/served-schema.ts';
import { Tx } from '../../src/kernel/write/tx.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';
import { toyDomain } from '../support/toy-domain.ts';

const store = pgSchema('store');
const states = ['in-progress', 'done'] as const;
const things = store.table(
  'things',
  {
    id: serial('id').primaryKey(),
    price: numeric('price', { precision: 12, scale: 2 }),
    size: bigint('size', { mode: 'number' }),
    code: uuid('code'),
    words: text('words').array(),
    opens: time('opens'),
    made: timestamp('made', { mode: 'string' }),
    body: jsonb('body'),
    notes: jsonb('notes'),
    state: varchar('state', { enum: states }),
  },
  (t) => [index('ix_things_body').using('gin', t.body)],
);

const toy = toyDomain(store, '', { things });
toy.enum('State', states, 'How far it is.', { 'in-progress': 'On it.', done: 'Done.' });
const Thing = toy.entity('Thing', things);
Thing.implement({
  description: 'A thing.',
  columns: {
    id: 'Key.',
    price: 'What it costs.',
    size: 'How large it is.',
    code: 'Its code.',
    words: 'Its words.',
    opens: 'When it opens.',
    made: 'When it was made.',
    body: 'What it is.',
    notes: 'What else.',
    state: 'How far it is.',
  },
  read: { one: 'thing', many: 'things', allow: roles('store', 'VIEWER') },
});

const code = 'c0000000-0000-4000-8000-00000000000c';
const first = {
  price: '0.10',
  size: '9007199254740993',
  code,
  words: ['a, b', '"c"\\', 'NULL', ''],
  opens: '09:30:00',
  made: '2026-11-21T09:30:00.123456Z',
  body: { text: 'American Dream', at: { page: 3, tags: ['x', 'y'] } },
  notes: null,
  state: 'IN_PROGRESS',
};
const second = {
  price: '1234567890.50',
  size: '2',
  code: null,
  words: [],
  opens: '23:59:59.5',
  made: '2026-11-21T09:30:00.123457Z',
  body: { text: 'other', at: { page: 30 } },
  notes: [1],
  state: 'DONE',
};

let db: FreshDatabase;
let schema: GraphQLSchema;
let execute: ReturnType<typeof makeExecutor>;
beforeAll(async () => {
  db = await freshDatabase();
  await db.sql.unsafe(`
    create schema store;
    create table store.things (id serial primary key, price numeric(12, 2), size bigint, code uuid, words text[],
      opens time, made timestamp, body jsonb, notes jsonb, state varchar);
    create index ix_things_body on store.things using gin (body)`);
  builder.queryType({});
  builder.mutationType({});
  schema = await servedSchema([{ domain: toy, load: async () => {} }]);
  execute = makeExecutor(schema);
  for (const each of [first, second]) {
    const state = each.state === 'DONE' ? 'done' : 'in-progress';
    await new Tx(contextOf()).insert(things, [{ ...each, size: each.size as never, state }]);
  }
});
afterAll(() => db.drop());

const contextOf = (sql: FreshDatabase['sql'] = db.sql) =>
  newContext(
    sql,
    { realm: 'store', id: 1, username: 'someone', role: 'VIEWER' },
    { maxRows: 1000, maxCost: 1_000_000, maxValues: 200_000 },
  );

const ask = async (query: string, variables = {}, sql = db.sql) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const contextValue = contextOf(sql);
  const result = await execute({ schema, document, contextValue, variableValues: variables });
  return JSON.parse(JSON.stringify(result));
};

const idsOf = async (filter: string, variables?: object) => {
  const [declared, given] = variables ? ['($value: JSON!)', variables] : ['', {}];
  const { data, errors } = await ask(
    `query ${declared} { things(filter: { ${filter} }) { nodes { id } } }`,
    given,
  );
  expect(errors).toBeUndefined();
  return data.things.nodes.map(({ id }: { id: string | number }) => Number(id));
};

test('what they come to in groups is exact, and their days are those of a zone', async () => {
  const { data, errors } = await ask(`{
    thingGroups(by: [MADE], cut: { zone: "Pacific/Pago_Pago" }) {
      keys { made } count price { min max sum avg } size { min sum } made { max }
    }
    states: thingGroups(by: [STATE, CODE], having: { price: { sum: { gt: "0.09" } } }) { keys { state code } }
  }`);
  expect(errors).toBeUndefined();
  const { avg, ...price } = data.thingGroups[0].price;
  expect(Number(avg)).toBe(617283945.3);
  expect(price).toEqual({ min: '0.10', max: '1234567890.50', sum: '1234567890.60' });
  expect(data.thingGroups).toMatchObject([
    {
      keys: { made: '2026-11-20' },
      count: 2,
      size: { min: '2', sum: '9007199254740995' },
      made: { max: second.made },
    },
  ]);
  expect(data.states).toEqual([
    { keys: { state: 'IN_PROGRESS', code } },
    { keys: { state: 'DONE', code: null } },
  ]);
});

test('values are read exactly as they were written', async () => {
  const all = Object.keys(first).join(' ');
  const { data } = await ask(`{ things { nodes { ${all} } } }`);
  expect(data.things.nodes).toEqual([first, second]);
});

test('values are changed, and what is the same is not', async () => {
  const tx = new Tx(contextOf());
  const row = await tx.lock(Thing, 2);
  expect(await tx.updateOne(things, row, { words: [], body: structuredClone(second.body) })).toBe(
    row,
  );
  const changed = await tx.updateOne(things, row, {
    words: ['new'],
    body: [null],
    made: '2026-01-01T01:00:00+02:00',
  });
  expect(changed).toMatchObject({ words: ['new'], body: [null], made: '2025-12-31T23:00:00Z' });
  await tx.updateOne(things, changed, { words: [], body: second.body, made: second.made });
});

describe('rows are found', () => {
  test.each([
    ['price: { eq: "0.1" }', [1]],
    ['price: { eq: 0.1 }', [1]],
    ['price: { gt: "1234567890.495" }', [2]],
    ['price: { in: ["1234567890.499", "0.10"] }', [1]],
    ['size: { eq: "9007199254740993" }', [1]],
    ['size: { lt: "99999999999999999999" }', [1, 2]],
    [`code: { eq: "${code.toUpperCase()}" }`, [1]],
    ['code: { isNull: true }', [2]],
    ['words: { has: "NULL" }', [1]],
    ['words: { has: "a" }', []],
    ['not: { words: { has: "" } }', [2]],
    ['opens: { lt: "10:00" }', [1]],
    ['made: { eq: "2026-11-21T10:30:00.123456+01:00" }', [1]],
    ['made: { gt: "2026-11-21T09:30:00.123456Z" }', [2]],
    ['state: { eq: IN_PROGRESS }', [1]],
    ['state: { notIn: [IN_PROGRESS] }', [2]],
    ['body: { contains: { at: { page: 3 } } }', [1]],
    ['body: { contains: { at: { tags: ["y"] } } }', [1]],
    ['body: { contains: { text: "American" } }', []],
    ['body: { hasKey: "at" }', [1, 2]],
    ['not: { body: { hasKey: "text" } }', []],
    ['body: { pathEquals: { path: ["at", "page"], value: 3 } }', [1]],
    ['body: { pathEquals: { path: ["at"], value: { page: 3 } } }', []],
    ['body: { pathEquals: { path: ["at"], value: { page: 30 } } }', [2]],
    ['body: { pathEquals: { path: ["at", "tags", "0"], value: "x" } }', []],
    ['body: { pathEquals: { path: [], value: { text: "other", at: { page: 30 } } } }', [2]],
    ['body: { pathEquals: { path: ["__proto__"], value: 1 } }', []],
  ])('{ %s }', async (filter, ids) => expect(await idsOf(filter)).toEqual(ids));

  test('by a JSON value in a variable', async () => {
    const found = await idsOf('body: { contains: $value }', { value: { text: 'other' } });
    expect(found).toEqual([2]);
  });

  test.each(['PRICE', 'SIZE', 'CODE', 'OPENS', 'MADE', 'STATE'])(
    'in the order of %s',
    async (field) => {
      const page = async (args: string) => {
        const query = `{ things(first: 1, orderBy: { field: ${field} }${args}) { nodes { id } pageInfo { endCursor } } }`;
        return (await ask(query)).data.things;
      };
      const one = await page('');
      const other = await page(`, after: "${one.pageInfo.endCursor}"`);
      const order = field === 'SIZE' ? [2, 1] : [1, 2];
      expect([...one.nodes, ...other.nodes].map(({ id }) => Number(id))).toEqual(order);
    },
  );
});

describe('what is wrong is said', () => {
  test.each([
    ['price: { eq: "1e3" }', 'Decimal needs a value such as "12.50".'],
    ['price: { eq: true }', 'Decimal needs a value such as "12.50".'],
    ['opens: { eq: "24:00" }', 'Time needs a value such as "09:30:00".'],
    ['code: { eq: "c" }', 'filter.code.eq must be the id of a row: a UUID.'],
    ['body: { hasKey: "\\u0000" }', 'A text cannot hold the character NUL.'],
    [
      'body: { contains: ["\\u0000"] }',
      'A text cannot hold the character NUL, nor half of a character.',
    ],
    [`body: { contains: "${'x'.repeat(1000)}" }`, /at most 1000 characters/],
    ['words: { has: null }', /^filter.words.has cannot be null/],
  ])('{ %s }', async (filter, message) => {
    const document = parse(`{ things(filter: { ${filter} }) { totalCount } }`);
    const errors = [...validate(schema, document)];
    if (errors.length === 0)
      errors.push(...(await ask(`{ things(filter: { ${filter} }) { totalCount } }`)).errors);
    expect(errors[0]?.message).toMatch(message);
  });

  test('JSON without an index is not in the filter', () => {
    const filter = schema.getType('ThingFilter') as unknown as { getFields: () => object };
    expect(Object.keys(filter.getFields())).toContain('body');
    expect(Object.keys(filter.getFields())).not.toContain('notes');
  });
});

test.each([
  'body: { contains: { at: { page: 3 } } }',
  'body: { hasKey: "at" }',
  'body: { pathEquals: { path: ["at", "page"], value: 3 } }',
])('an index serves { %s }', async (filter) => {
  const refused = await db.sql.begin(async (sql) => {
    await sql`set local enable_seqscan = off`;
    const unsafe = async (statement: string, params: string[]) => {
      await sql.unsafe(`prepare asked as ${statement}`);
      const values = params.map((each) => `'${each}'`).join();
      const plan = await sql.unsafe(`explain execute asked (${values})`);
      await sql.unsafe('deallocate asked');
      throw new Error(JSON.stringify(plan));
    };
    return ask(`{ things(filter: { ${filter} }) { totalCount } }`, {}, { unsafe } as never);
  });
  expect(refused.errors[0].message).toContain('ix_things_body');
});
