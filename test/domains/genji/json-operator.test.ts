import { isDeepStrictEqual } from 'node:util';
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tables from '../../../src/domains/genji/tables.ts';
import { type Data, type Genji, startGenji } from './api.ts';

/* Every operator on every JSON column that is declared, against what the same means in JavaScript. */

let genji: Genji;

/** How rows are made that have nothing but the JSON, and how they are read. */
const made: Record<string, readonly [field: string, columns: string, values: string]> = {
  users: ['genjiUsers', 'username', `'json' || nth`],
  document_collections: [
    'genjiCollections',
    'title, created_by_id, modified_by_id, owner_id',
    `'json' || nth, 1, 1, 1`,
  ],
  document_elements: ['genjiElements', 'document_id', '1'],
  annotations: [
    'genjiAnnotations',
    'document_id, creator_id, owner_id, motivation',
    `1, 1, 1, 'commenting'`,
  ],
};

const { auditLogs: _ours, ...specified } = tables;
const columns = Object.values(specified).flatMap((table) =>
  is(table, PgTable)
    ? Object.entries(getTableColumns(table))
        .filter(([, column]) => column.getSQLType() === 'jsonb')
        .map(([field, { name }]) => ({ table: getTableName(table), field, name }))
    : [],
);

const stored: readonly unknown[] = [
  { text: 'One', of: { nth: 1, tags: ['a', 'b'] } },
  { text: 'One, too', of: { nth: 1, tags: ['b'], more: { deep: true } } },
  { text: 'Two', of: { nth: 2, tags: [] }, extra: null },
  { text: 'None', of: null, 'odd "key"': { '': 'é' } },
  { text: '1', of: ['nth', 'tags'], nth: 1.5 },
  ['text', { nth: 1 }],
  'text',
  7,
  {},
];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What Postgres calls containment: members and elements in any order, and a list holds a bare value. */
const holds = (value: unknown, wanted: unknown, isOuter = true): boolean => {
  if (Array.isArray(value)) {
    if (!Array.isArray(wanted)) return isOuter && !isObject(wanted) && value.includes(wanted);
    return wanted.every((each) => value.some((own) => holds(own, each, false)));
  }
  if (isObject(value) && isObject(wanted))
    return Object.entries(wanted).every(
      ([name, each]) => name in value && holds(value[name], each, false),
    );
  return isDeepStrictEqual(value, wanted);
};
const hasKey = (value: unknown, name: string): boolean =>
  Array.isArray(value) ? value.includes(name) : isObject(value) ? name in value : value === name;
const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((within, name) => (isObject(within) ? within[name] : undefined), value);

type Asked = readonly [operator: string, argument: unknown, oracle: (value: unknown) => boolean];
const contains = (wanted: unknown): Asked => ['contains', wanted, (value) => holds(value, wanted)];
const key = (name: string): Asked => ['hasKey', name, (value) => hasKey(value, name)];
const path = (names: readonly string[], value: unknown): Asked => [
  'pathEquals',
  { path: names, value },
  (own) => isDeepStrictEqual(at(own, names), value),
];

const asked: readonly Asked[] = [
  contains({ text: 'One' }),
  contains({ of: { nth: 1 } }),
  contains({ of: { tags: ['b'] } }),
  contains({ of: { tags: ['b', 'a', 'a'] } }),
  contains({ of: { tags: [] } }),
  contains({ of: {} }),
  contains({ 'odd "key"': { '': 'é' } }),
  contains({}),
  contains([{ nth: 1 }]),
  contains('text'),
  contains(7),
  key('text'),
  key('of'),
  key('nth'),
  key('extra'),
  key('odd "key"'),
  key('One'),
  path(['text'], 'One'),
  path(['text'], '1'),
  path(['of', 'nth'], 1),
  path(['of', 'nth'], '1'),
  path(['of', 'tags'], ['b']),
  path(['of', 'tags'], []),
  path(['of', 'more'], { deep: true }),
  path(['of'], { nth: 1 }),
  path(['nth'], 1.5),
  path(['odd "key"', ''], 'é'),
  path(['no', 'such'], 1),
];

beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

test('the specification has seven of them', () => {
  expect(columns.map(({ table, name }) => `${table}.${name}`).toSorted()).toEqual([
    'annotations.body',
    'annotations.target',
    'document_collections.collection_metadata',
    'document_collections.hierarchy',
    'document_elements.content',
    'document_elements.hierarchy',
    'users.user_metadata',
  ]);
});

describe.each(columns)('$table.$name', ({ table, field, name }) => {
  const [list = '', others = '', values = ''] = made[table] ?? [];
  const rows = new Map<string, unknown>();

  beforeAll(async () => {
    const required = table === 'document_elements' && name !== 'content';
    const found = await genji.sql.unsafe(
      `insert into app.${table} (${name}, ${others}${required ? ', content' : ''})
      select value, ${values}${required ? `, '{"text": "."}'` : ''}
      from jsonb_array_elements($1::jsonb) with ordinality given (value, nth) order by nth returning id`,
      [stored as never],
    );
    for (const [nth, { id }] of found.entries()) rows.set(String(id), stored[nth]);
  });
  afterAll(() =>
    genji.sql.unsafe(`delete from app.${table} where id in (${[...rows.keys()].join()})`),
  );

  test.each(asked)('%s %j', async (operator, argument, oracle) => {
    const type = { contains: 'JSON', hasKey: 'String', pathEquals: 'JSONPathEquals' }[operator];
    const query = `query ($argument: ${type}, $ids: [ID!]) { ${list}(filter: { id: { in: $ids }, ${field}: { ${operator}: $argument } }) { nodes { id } } }`;
    const data = await genji.get('admin', query, { argument, ids: [...rows.keys()] });
    const expected = [...rows].filter(([, value]) => oracle(value)).map(([id]) => id);
    expect(data[list].nodes.map(({ id }: Data) => id).toSorted()).toEqual(expected.toSorted());
  });
});
