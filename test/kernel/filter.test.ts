import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { fc, runs } from '../support/random.ts';
import { filterOf } from './arbitrary.ts';
import { type Filter, type Kind, type Model, matches, modelsOf } from './oracle.ts';
import { makeWorld, type Row } from './world.ts';

let api: Api;
let models: ReturnType<typeof modelsOf>;
beforeAll(async () => {
  api = await startApi();
  models = modelsOf(await makeWorld(api.sql));
  const all = Object.values<Model>(models);
  relations = new Set(all.flatMap(({ one, many }) => Object.keys({ ...one, ...many })));
});
afterAll(() => api.stop());

const roots = {
  user: 'users',
  effort: 'reportingEfforts',
  item: 'reportingEffortItems',
  tracker: 'trackers',
  comment: 'trackerComments',
} as const;
type Name = keyof typeof roots;

let relations: Set<string>;

type Ids = { totalCount: number; nodes: { id: string }[] };

const modelOf = (name: Name): Model => models[name];

const ask = (name: Name, filter: unknown) =>
  api.as('viewer').run<{ those: Ids; others: Ids }, { filter: unknown }>(
    `query ($filter: ${models[name].name}Filter!) {
        those: ${roots[name]}(filter: $filter, first: 1000) { totalCount nodes { id } }
        others: ${roots[name]}(filter: { not: $filter }, first: 1000) { totalCount nodes { id } }
      }`,
    { filter },
  );

/** The rows that fulfil a filter and those that do not, as the API finds them. */
const answerTo = async (name: Name, filter: Filter) => {
  const { data, errors } = await ask(name, filter);
  const listed = (list: Ids) => ({ count: list.totalCount, ids: list.nodes.map(({ id }) => id) });
  return errors ?? { those: listed(data.those), others: listed(data.others) };
};

/** The same by the words of the API: each row is in one of the two. */
const oracle = (name: Name, filter: Filter) => {
  const model = modelOf(name);
  const parts = Map.groupBy(model.rows, (row) => matches(model, row, filter));
  const listed = (rows: readonly Row[] = []) => ({
    count: rows.length,
    ids: rows.map(({ id }) => String(id)),
  });
  return { those: listed(parts.get(true)), others: listed(parts.get(false)) };
};

const relationsIn = (filter: unknown): number =>
  Object.entries(filter && typeof filter === 'object' ? filter : {}).reduce(
    (sum, [name, inner]) => sum + (relations.has(name) ? 1 : 0) + relationsIn(inner),
    0,
  );

test('random filters find just the rows that fulfil them, and their opposites all others', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .constantFrom<Name>('item', 'tracker', 'comment', 'user', 'effort')
        .chain((name) => fc.tuple(fc.constant(name), filterOf(models[name], 3)))
        .filter(([, filter]) => relationsIn(filter) <= 8),
      async ([name, filter]) => {
        expect(await answerTo(name, filter)).toEqual(oracle(name, filter));
      },
    ),
    runs(500),
  );
});

/** One column of each kind, with and without missing values, and two values to compare with. */
const columns: readonly (readonly [Name, string, readonly [unknown, unknown]])[] = [
  ['comment', 'trackerId', ['7', 12]],
  ['tracker', 'primaryProgrammerId', ['3', '5']],
  ['tracker', 'version', [1, 2]],
  ['tracker', 'qcLevel', [1, 2]],
  ['comment', 'commentText', ['a%b', 'Größe']],
  ['item', 'itemDescription', ['alpha', 'a_b']],
  ['comment', 'isResolved', [true, false]],
  ['tracker', 'priority', ['MEDIUM', 'CRITICAL']],
  ['tracker', 'dueDate', ['2026-03-02', '2026-03-04']],
  ['comment', 'createdAt', ['2026-02-01T10:00:00.200002Z', '2026-02-01T11:00:00.4+01:00']],
  ['comment', 'resolvedAt', ['2026-02-01T10:00:00.200002Z', '2026-02-01T10:00:00.4Z']],
];

const operatorsOf = (values: readonly [unknown, unknown], kind: Kind | undefined) => {
  const [one, two] = values;
  const isRange = typeof kind === 'string' && kind !== 'ID' && kind !== 'Boolean';
  return [
    { eq: one },
    { ne: one },
    { isNull: true },
    { isNull: false },
    {},
    ...(kind === 'Boolean' ? [] : [{ in: [] }, { in: [one] }, { in: values }, { in: one }]),
    ...(kind === 'Boolean' ? [] : [{ notIn: [] }, { notIn: [two] }, { notIn: values }]),
    ...(isRange ? [{ lt: two }, { lte: one }, { gt: one }, { gte: two }] : []),
    ...(isRange
      ? [
          { gte: one, lt: two },
          { gt: two, lt: one },
        ]
      : []),
    ...(kind === 'String' ? [{ contains: 'LP' }, { startsWith: 'al' }, { contains: '' }] : []),
  ];
};

describe('every operator means what its description says, and its opposite all other rows', () => {
  test.each(columns)('on %s.%s', async (name, column, values) => {
    for (const condition of operatorsOf(values, modelOf(name).columns[column])) {
      const filter = { [column]: condition };
      expect(await answerTo(name, filter), JSON.stringify(filter)).toEqual(oracle(name, filter));
    }
  });
});

describe('a filter', () => {
  const texts = async (condition: Filter): Promise<string[]> => {
    const { data } = await api
      .as('viewer')
      .run<{ trackerComments: { nodes: { commentText: string }[] } }, object>(
        'query ($filter: TrackerCommentFilter) { trackerComments(filter: $filter, first: 1000) { nodes { commentText } } }',
        { filter: { commentText: condition } },
      );
    return [...new Set(data.trackerComments.nodes.map((node) => node.commentText))].toSorted();
  };

  test.each([
    [{ contains: '%' }, ['100%', 'a%b']],
    [{ contains: '_' }, ['a_b']],
    [{ contains: '\\' }, ['back\\slash']],
    [{ startsWith: 'a_' }, ['a_b']],
    [{ startsWith: 'a%' }, ['a%b']],
    [{ contains: 'ALPHA' }, ['ALPHA beta', 'Alpha', 'alpha']],
    [{ startsWith: 'alpha ' }, ['ALPHA beta']],
    [{ contains: 'ÖSS' }, []],
    [{ contains: 'öß' }, ['Größe']],
    [{ contains: "'" }, ["o'clock"]],
    [{ eq: '"q"' }, ['"q"']],
    [{ in: ['"q"', 'NULL', '{a,b}', 'back\\slash'] }, ['"q"', 'NULL', 'back\\slash', '{a,b}']],
    [{ eq: 'ALPHA' }, []],
    [{ contains: '🙂' }, ['🙂 x']],
  ])('finds texts as they are written: %j', async (condition, found) => {
    expect(await texts(condition)).toEqual(found);
  });

  test.each([
    ['every row', {}],
    ['every row', { and: [] }],
    ['every row', { and: [{}, {}] }],
    ['every row', { not: { or: [] } }],
    ['every row', { not: { not: {} } }],
    ['every row', { or: [{}] }],
    ['every row', { id: {} }],
    ['every row', { comments: {} }],
    ['no row', { or: [] }],
    ['no row', { not: {} }],
    ['no row', { not: { and: [] } }],
    ['no row', { and: [{ or: [] }] }],
    ['no row', { id: { in: [] } }],
    ['no row', { comments: { some: { or: [] } } }],
    ['no row', { comments: { some: {}, none: {} } }],
  ])('gives %s for %j', async (rows, filter) => {
    expect(await answerTo('tracker', filter)).toEqual(oracle('tracker', filter));
    const { data } = await ask('tracker', filter);
    expect(data.those.totalCount).toBe(rows === 'no row' ? 0 : models.tracker.rows.length);
  });

  test('that is null is none', async () => {
    const { data } = await api
      .as('viewer')
      .run<{ trackers: Ids }, object>(
        'query ($filter: TrackerFilter) { trackers(filter: $filter) { totalCount } }',
        { filter: null },
      );
    expect(data.trackers.totalCount).toBe(models.tracker.rows.length);
  });

  const manyTimes = (times: number, filter: (inner: Filter) => Filter): Filter =>
    times === 0 ? {} : filter(manyTimes(times - 1, filter));

  test.each([
    ['a null for a condition', { priority: null }],
    ['a null for an operator', { dueDate: { lt: null } }],
    ['a null for a list', { priority: { in: null } }],
    ['a null in a list', { priority: { in: [null] } }],
    ['a null for isNull', { dueDate: { isNull: null } }],
    ['a null for and', { and: null }],
    ['a null for or', { or: null }],
    ['a null for not', { not: null }],
    ['a null for a relation to one', { item: null }],
    ['a null for a relation to many', { comments: null }],
    ['a null for some', { comments: { some: null } }],
    ['a null for none', { tags: { none: null } }],
    [
      'a null deep inside',
      { item: { tracker: { not: { comments: { some: { userId: { eq: null } } } } } } },
    ],
    ['more than 200 conditions', { or: Array.from({ length: 201 }, () => ({ id: { eq: 1 } })) }],
    ['more than 200 conditions in a row', manyTimes(201, (not) => ({ not }))],
    ['more than 1000 values', { id: { in: Array(501).fill(1), notIn: Array(500).fill(2) } }],
    ['more than 1000 characters', { item: { itemCode: { contains: 'x'.repeat(1001) } } }],
    ['more than 8 relations', manyTimes(5, (tracker) => ({ item: { tracker } }))],
    ['the character NUL', { item: { itemCode: { contains: 'a\0b' } } }],
    ['the character NUL in a list', { item: { itemCode: { in: ['a', '\0'] } } }],
    ['an id of words', { id: { eq: 'one' } }],
    ['an id of nothing', { id: { eq: '' } }],
    ['an id of zero', { id: { ne: 0 } }],
    ['an id below zero', { id: { in: ['1', '-1'] } }],
    ['an id with a fraction', { id: { eq: '1.0' } }],
    ['an id in hexadecimal', { id: { eq: '0x10' } }],
    ['an id that no key can be', { id: { eq: '2147483648' } }],
    ['a number that no Int can be', { qcLevel: { eq: 2147483648 } }],
    ['a number with a fraction', { qcLevel: { eq: 1.5 } }],
    ['a value that the enum does not have', { priority: { eq: 'URGENT' } }],
    ['a day that no calendar has', { dueDate: { eq: '2026-02-30' } }],
    ['a moment without a zone', { updatedAt: { eq: '2026-02-01T10:00:00' } }],
    ['a moment in a zone that is nowhere', { updatedAt: { gt: '2026-02-01T10:00:00+16:00' } }],
    ['a moment after the last year', { updatedAt: { gt: '9999-12-31T23:59:59-00:01' } }],
    ['an operator that its type does not have', { id: { lt: '1' } }],
    ['a column that there is not', { password: { eq: 'x' } }],
  ])('is refused for %s', async (_what, filter) => {
    const { errors } = await ask('tracker', filter);
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('BAD_USER_INPUT');
    expect(errors?.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
  });

  test.each([
    ['qcLevel', { eq: 2147483647 }],
    ['qcLevel', { in: [-2147483648, 40000] }],
    ['id', { in: ['2147483647'] }],
    ['dueDate', { gt: '9999-12-31' }],
    ['updatedAt', { gt: '9999-12-31T23:59:59.999999Z' }],
    ['updatedAt', { lt: '0001-01-01T00:00:00Z' }],
  ])('finds nothing at the edge of what a type can hold: %s %j', async (column, condition) => {
    const { data, errors } = await ask('tracker', { [column]: condition });
    expect(errors).toBeUndefined();
    expect(data.those.totalCount).toBe(0);
  });
});
