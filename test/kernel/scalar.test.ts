import { GraphQLError, type GraphQLScalarType, Kind } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builder } from '../../src/kernel/index.ts';
import { arrayOf } from '../../src/kernel/read/query.ts';
import '../../src/kernel/schema/scalar.ts';
import { keyOf } from '../../src/kernel/schema/key.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';
import { fc, runs } from '../support/random.ts';

describe('a key', () => {
  test.each([
    ['1', 1],
    [1, 1],
    ['2147483647', 2147483647],
  ])('is read out of %j', (id, key) => expect(keyOf(id)).toBe(key));

  const texts = '0 00 01 -1 +1 1.0 1e3 0x1 １ one NaN null 1; 1,2 2147483648 9999999999'.split(' ');
  const others = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, {}];
  test.each([...texts, ...others, '', ' ', ' 1', '1 ', '1\n'])('is not to be had from %j', (id) => {
    expect(() => keyOf(id)).toThrow(GraphQLError);
    expect(() => keyOf(id)).toThrow(/^id must be the id of a row: a whole number from 1\.$/);
  });

  test('is every number of a serial column, and no other text', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2147483647 }), (n) => keyOf(`${n}`) === n));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/^[1-9]\d*$/.test(text));
        expect(() => keyOf(text)).toThrow(GraphQLError);
      }),
    );
  });
});

describe('dates and moments', () => {
  let db: FreshDatabase;
  let types: Record<string, GraphQLScalarType>;
  beforeAll(async () => {
    db = await freshDatabase();
    builder.queryType({
      fields: (t) => ({
        day: t.field({ type: 'Date', allow: 'anyone', resolve: () => '' }),
        moment: t.field({ type: 'DateTime', allow: 'anyone', resolve: () => '' }),
      }),
    });
    types = builder.toSchema().getTypeMap() as Record<string, GraphQLScalarType>;
  });
  afterAll(() => db.drop());

  /** As a variable, and as a literal. */
  const read = (type: string, value: unknown) => [
    () => types[type]?.parseValue(value),
    () => types[type]?.parseLiteral({ kind: Kind.STRING, value: String(value) }),
  ];

  test.each([
    ['Date', '2026-11-21'],
    ['Date', '0001-01-01'],
    ['Date', '9999-12-31'],
    ['Date', '2024-02-29'],
    ['Date', '2000-02-29'],
    ['DateTime', '2026-11-21T09:30:00Z'],
    ['DateTime', '2026-11-21T09:30:00.1Z'],
    ['DateTime', '2026-11-21T23:59:59.999999999+14:00'],
    ['DateTime', '2024-02-29T00:00:00-15:59'],
    ['DateTime', '0001-01-01T00:00:00Z'],
    ['DateTime', '0001-01-01T15:59:00+15:59'],
    ['DateTime', '9999-12-31T23:59:59.999999499Z'],
    ['DateTime', '9999-12-31T08:00:59-15:59'],
  ])('%s takes %s as it is, and so does Postgres', async (type, value) => {
    for (const parse of read(type, value)) expect(parse()).toBe(value);
    const cast = type === 'Date' ? 'date' : 'timestamptz';
    await expect(db.sql.unsafe(`select $1::${cast}`, [value])).resolves.toHaveLength(1);
  });

  test.each([
    ...['2026-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-01', '2026-01-00'].map(
      (day) => ['Date', day] as const,
    ),
    ...['0000-01-01', '26-01-01', '2026-1-1', '20260101', '12026-01-01', '-2026-01-01', ''].map(
      (day) => ['Date', day] as const,
    ),
    ...['2026-01-01 ', ' 2026-01-01', '2026-01-01T00:00:00Z', 'today', 'infinity', 'epoch'].map(
      (day) => ['Date', day] as const,
    ),
    ...['2026-01-01', '2026-01-01T00:00:00', '2026-01-01 00:00:00Z', '2026-02-30T00:00:00Z'].map(
      (moment) => ['DateTime', moment] as const,
    ),
    ...['2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z', '2026-01-01T00:00:60Z', 'now'].map(
      (moment) => ['DateTime', moment] as const,
    ),
    ...['2026-01-01T00:00Z', '2026-01-01T00:00:00.Z', '2026-01-01T00:00:00.1234567891Z'].map(
      (moment) => ['DateTime', moment] as const,
    ),
    ...['2026-01-01T00:00:00+16:00', '2026-01-01T00:00:00+01', '2026-01-01T00:00:00z'].map(
      (moment) => ['DateTime', moment] as const,
    ),
    // of another year in UTC, which an answer could not be asked with
    ...[
      '0001-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
      '9999-12-31T23:59:59.9999995Z',
    ].map((moment) => ['DateTime', moment] as const),
  ])('%s refuses %j', (type, value) => {
    for (const parse of read(type, value)) expect(parse).toThrow(/needs a value such as/);
  });

  test.each([20260101, true, null, {}, ['2026-01-01'], new Date(0)])(
    'only a text is one: %j',
    (value) => {
      expect(() => types['Date']?.parseValue(value)).toThrow(/needs a value such as/);
      expect(() => types['DateTime']?.parseValue(value)).toThrow(/needs a value such as/);
    },
  );

  test('what is taken, Postgres takes too, and a day comes back as it went', async () => {
    const day = fc.date({
      min: new Date('0001-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(day, { maxLength: 50 }), async (days) => {
        const texts = days.map((each) => each.toISOString().slice(0, 10).padStart(10, '0'));
        for (const text of texts) expect(types['Date']?.parseValue(text)).toBe(text);
        const rows = await db.sql.unsafe('select day from unnest($1::date[]) day', [
          arrayOf(texts),
        ]);
        expect(rows.map(({ day: back }) => back as unknown)).toEqual(texts);
      }),
      runs(20),
    );
  });
});

describe('a list of values as one parameter', () => {
  let db: FreshDatabase;
  beforeAll(async () => {
    db = await freshDatabase();
  });
  afterAll(() => db.drop());

  const back = async (values: readonly (string | number | boolean)[], type: string) => {
    const text = `select value from unnest($1::${type}[]) with ordinality as list(value, place) order by place`;
    const rows = await db.sql.unsafe(text, [arrayOf(values)], { prepare: true });
    return rows.map(({ value }) => value as unknown);
  };

  test.each([
    [[]],
    [['']],
    [['NULL', 'null', 'Null']],
    [['{', '}', '{a,b}', ',', '"', '""', '\\\\', '\\\\"', "'", '$1', ' ', ' a ', '\t\n\r']],
    [['🙂', 'é', '\u0001', '\uffff']],
  ])('comes back as it went: %j', async (values) => {
    expect(await back(values, 'text')).toEqual(values);
  });

  test('comes back as it went, whatever the texts', async () => {
    const odd = ['a', '"', '\\', '{', '}', ',', "'", ' ', '\n', '\t', 'NULL', '🙂', 'é'];
    const text = fc.string({ unit: fc.constantFrom(...odd) });
    const any = fc.string({ unit: 'binary' }).map((each) => each.replaceAll('\0', '')); // no text of Postgres has it
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, any), { maxLength: 20 }), async (values) => {
        expect(await back(values, 'text')).toEqual(values);
      }),
      runs(150),
    );
  });

  test('comes back as it went, whatever the numbers and flags', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.array(fc.boolean()), async (numbers, flags) => {
        expect(await back(numbers, 'int')).toEqual(numbers);
        expect(await back(flags, 'boolean')).toEqual(flags);
      }),
      runs(30),
    );
  });
});
