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
import { expect } from 'vitest';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext } from '../../src/kernel/context.ts';
import { roles } from '../../src/kernel/index.ts';
import { servedSchema } from '../../src/kernel/served-schema.ts';
import { Tx } from '../../src/kernel/write/tx.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';
import { toyDomain } from '../support/toy-domain.ts';

/* A domain with a table that has columns of every type. */

const store = pgSchema('store');
const states = ['in-progress', 'done'] as const;
export const things = store.table(
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
export const Thing = toy.entity('Thing', things);
Thing.implement({
  isFew: true,
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

export const code = 'c0000000-0000-4000-8000-00000000000c';
export const first = {
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
export const second = {
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

export let db: FreshDatabase;
export let schema: GraphQLSchema;
let execute: ReturnType<typeof makeExecutor>;
export const openStore = async () => {
  db = await freshDatabase();
  await db.sql.unsafe(`
    create schema store;
    create table store.things (id serial primary key, price numeric(12, 2), size bigint, code uuid, words text[],
      opens time, made timestamp, body jsonb, notes jsonb, state varchar);
    create index ix_things_body on store.things using gin (body)`);
  schema = await servedSchema([{ domain: toy, load: async () => {} }]);
  execute = makeExecutor(schema);
  for (const each of [first, second]) {
    const state = each.state === 'DONE' ? 'done' : 'in-progress';
    await new Tx(contextOf()).insert(things, [{ ...each, size: each.size as never, state }]);
  }
};
export const closeStore = () => db.drop();

export const contextOf = (sql: FreshDatabase['sql'] = db.sql) =>
  newContext(
    sql,
    { realm: 'store', id: 1, username: 'someone', role: 'VIEWER' },
    { maxRows: 1000, maxCost: 1_000_000, maxValues: 200_000 },
  );

export const ask = async (query: string, variables = {}, sql = db.sql) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const contextValue = contextOf(sql);
  const result = await execute({ schema, document, contextValue, variableValues: variables });
  return JSON.parse(JSON.stringify(result));
};

export const idsOf = async (filter: string, variables?: object) => {
  const [declared, given] = variables ? ['($value: JSON!)', variables] : ['', {}];
  const { data, errors } = await ask(
    `query ${declared} { things(filter: { ${filter} }) { nodes { id } } }`,
    given,
  );
  expect(errors).toBeUndefined();
  return data.things.nodes.map(({ id }: { id: string | number }) => Number(id));
};
