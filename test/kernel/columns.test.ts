import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Tx } from '../../src/kernel/write/tx.ts';
import {
  ask,
  closeStore,
  code,
  contextOf,
  db,
  first,
  idsOf,
  openStore,
  schema,
  second,
  Thing,
  things,
} from './store.ts';

/* Columns of every type: written, read, compared and sorted. */

beforeAll(openStore);
afterAll(closeStore);

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
    ['words: { has: null }', /^filter.words.has cannot be null: .* ask for { isNull: true }.$/],
    ['price: null', 'filter.price cannot be null: leave it out, or ask for { isNull: true }.'],
    ['not: null', /^filter.not cannot be null: leave it out.$/],
    ['and: [{ or: null }]', /^filter.and.or cannot be null: leave it out.$/],
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
