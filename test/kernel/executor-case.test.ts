import { type DocumentNode, parse } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Executors, type Question, startExecutors, type Told } from './executors.ts';

vi.mock('graphql-jit', async (load) => {
  const actual = await load<typeof import('graphql-jit')>();
  return { ...actual, compileQuery: vi.fn<typeof compileQuery>(actual.compileQuery) };
});

let both: Executors;
beforeAll(async () => {
  both = await startExecutors();
});
afterAll(() => both.stop());

const compile = vi.mocked(compileQuery);
beforeEach(() => {
  compile.mockClear();
});

/** The answer of both, which must be the same. */
const answerTo = async (
  document: string | DocumentNode,
  rest: Omit<Question, 'document'> = {},
): Promise<Told> => {
  const parsed = typeof document === 'string' ? parse(document) : document;
  const { compiled, interpreted } = await both.ask({ document: parsed, ...rest });
  expect(compiled).toEqual(interpreted);
  return compiled;
};

describe('compiled code does as the interpreter where the compiler alone would not', () => {
  const F = 'fragment F on User { username comments(first: 1) { totalCount } }';
  const filter = { or: [{ username: { contains: 'a' } }, { not: { role: { eq: 'ADMIN' } } }] };

  test.each<[string, string, Record<string, unknown>?]>([
    [
      'input types that contain themselves',
      'query ($filter: UserFilter) { users(filter: $filter) { totalCount } }',
      { filter },
    ],
    [
      'a condition on one of two uses of a fragment',
      `query ($no: Boolean!) { a: me { ...F @include(if: $no) role } b: me { ...F } } ${F}`,
      { no: false },
    ],
    [
      'a condition on the first of two uses',
      `query ($no: Boolean!) { me { ...F @include(if: $no) ...F } } ${F}`,
      { no: false },
    ],
    [
      'a condition on one of two fields of one name',
      'query ($no: Boolean!) { users(first: 1) @include(if: $no) { totalCount } users(first: 1) { nodes { id } } }',
      { no: false },
    ],
    [
      'a condition on all that is selected',
      'query ($no: Boolean!) { me { id @include(if: $no) } }',
      { no: false },
    ],
    [
      'both conditions',
      'query ($yes: Boolean!) { me { id @include(if: $yes) @skip(if: $yes) role @skip(if: false) } }',
      { yes: true },
    ],
    [
      'a default for a variable that may not be null',
      'query ($id: ID! = "2") { user(id: $id) { id } }',
    ],
    [
      'a missing variable inside an object',
      'query ($text: String) { users(filter: { username: { contains: $text } }) { totalCount } }',
    ],
    [
      'a null inside an object',
      'query ($text: String) { users(filter: { username: { contains: $text } }) { totalCount } }',
      { text: null },
    ],
    [
      'a missing variable with a default of its field',
      'query ($way: OrderDirection) { users(orderBy: { field: ID, direction: $way }) { nodes { id } } }',
    ],
    [
      'names that look like one another’s paths',
      '{ z: reportingEffort(id: 1) { x_y: items(first: 1) { nodes { id } } } y_z: reportingEffort(id: 2) { x: items(first: 3) { nodes { itemCode } } } }',
    ],
    [
      'a name that every object has',
      '{ __proto__: me { id } constructor: me { id } then: me { toString: id } }',
    ],
    ['introspection', '{ __type(name: "User") { name fields { name } } __typename me { id } }'],
    ['introspection of all', '{ __schema { queryType { name } types { name kind } } }'],
    [
      'a refusal amid a list',
      '{ trackers(first: 3) { nodes { id history(first: -1) { totalCount } item { id } } } }',
    ],
    ['a refusal that may be null', '{ user(id: "nobody") { id } me { id } }'],
  ])('%s', async (_what, text, variables) => {
    const { data, errors } = await answerTo(text, { variables });
    expect(data ?? errors).not.toEqual({});
  });

  test('two operations in one document', async () => {
    const text = `query One($yes: Boolean!) { me { id @include(if: $yes) } }
      query Two($yes: Boolean!) { me { username @skip(if: $yes) role } }`;
    const one = await answerTo(text, { operationName: 'One', variables: { yes: true } });
    const two = await answerTo(text, { operationName: 'Two', variables: { yes: false } });
    expect(Object.keys(JSON.parse(one.data ?? '').me)).toEqual(['id']);
    expect(Object.keys(JSON.parse(two.data ?? '').me)).toEqual(['username', 'role']);
    for (const operationName of ['Three', '']) {
      const { errors } = await answerTo(text, { operationName, variables: { yes: true } });
      expect(Object.keys(errors)).toHaveLength(1);
    }
  });

  test.each<[string, Record<string, unknown>?]>([
    ['missing'],
    ['null', { id: null, first: 1 }],
    ['of another type', { id: { nested: 1 }, first: 'one' }],
    ['too large', { id: '1', first: 2 ** 31 }],
    ['not in the enum', { id: '1', filter: { role: { eq: 'KING' } } }],
    ['not a date', { id: '1', filter: { createdAt: { eq: 'today' } } }],
    ['unknown in an object', { id: '1', filter: { nickname: {} } }],
    ['one for a list', { id: '1', filter: { or: { id: { eq: 1 } } } }],
  ])('variables that are %s', async (_what, variables) => {
    const { data, errors } = await answerTo(
      'query ($id: ID!, $first: Int, $filter: UserFilter) { user(id: $id) { id } users(first: $first, filter: $filter) { totalCount } }',
      { variables },
    );
    expect(data === undefined).toBe(Object.keys(errors).length > 0);
  });

  test('one document with other values for its conditions', async () => {
    const text =
      'query ($a: Boolean!, $b: Boolean!) { me { id @include(if: $a) role @skip(if: $b) } }';
    const document = parse(text);
    for (const [a, b] of [
      [true, true],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const { data } = await answerTo(document, { variables: { a, b } });
      expect(Object.keys(JSON.parse(data ?? '').me)).toEqual([
        ...(a ? ['id'] : []),
        ...(b ? [] : ['role']),
      ]);
    }
  });
});

describe('a document', () => {
  test('is compiled once, whatever its variables', async () => {
    const text = 'query ($id: ID!) { user(id: $id) { id } }';
    const document = parse(text);
    for (const id of ['1', '2', '3']) await answerTo(document, { variables: { id } });
    expect(compile).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['introspection', '{ __type(name: "User") { name } }'],
    ['introspection beside data', '{ me { id } __schema { queryType { name } } }'],
    ['@defer', '{ me { id ... @defer { username } } }'],
    ['@stream', '{ users { nodes @stream(initialCount: 1) { id } } }'],
  ])('with %s is left to the interpreter', async (_what, text) => {
    const { data } = await answerTo(text);
    expect(data).toContain('{');
    expect(compile).not.toHaveBeenCalled();
  });

  test('is forgotten when five hundred others have come', async () => {
    const [early, late] = [parse('{ me { id } }'), parse('{ me { role } }')];
    await answerTo(early);
    for (let n = 0; n < 499; n += 1) await answerTo(`{ n${n}: __typename }`);
    await answerTo(late);
    compile.mockClear();
    await answerTo(late);
    expect(compile).not.toHaveBeenCalled();
    await answerTo(early);
    expect(compile).toHaveBeenCalledTimes(1);
  });
});
