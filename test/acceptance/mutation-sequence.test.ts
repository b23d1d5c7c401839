import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { lastRecord, recordsSince } from '../support/plant.ts';
import { newKey, send } from './keyed.ts';

/* Several mutations in one document: what was done is seen, whatever is refused beside it. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type Told = {
  data: Record<string, unknown> | null;
  errors: { path?: (string | number)[]; message: string; code: string }[];
};

const ask = async (
  query: string,
  { who = 'admin', key, variables }: { who?: string; key?: string; variables?: object } = {},
): Promise<Told> => {
  const { text } = await send(api, { query, ...(variables && { variables }) } as never, key, who);
  const { data, errors = [] } = JSON.parse(text);
  return {
    data,
    errors: errors.map(({ path, message, extensions: { code } }: never) => ({
      path,
      message,
      code,
    })),
  };
};

const comment = (text: string) => `addComment(trackerId: 1, commentText: "${text}")`;
const refused = 'createStudy(input: { studyLabel: "" })';
const tag = (name: string) => `createTag(input: { name: "${name}" })`;

const recorded = async (last: number) =>
  (await recordsSince(api.sql, last)).map(({ entity_type: type }) => type);

test.each([
  ['fields', (fields: string) => `mutation { ${fields} }`],
  ['a fragment', (fields: string) => `mutation { ...F } fragment F on Mutation { ${fields} }`],
  [
    'an inline fragment with a condition',
    (fields: string) =>
      `mutation ($yes: Boolean = true) { ... @include(if: $yes) { ${fields} } d: ${tag('left out')} @skip(if: $yes) { id } }`,
  ],
])(
  'what was done before a refusal is seen, what comes after it is not done: %s',
  async (how, write) => {
    const last = await lastRecord(api.sql);
    const { data, errors } = await ask(
      write(
        `a: ${comment(how)} { commentText } b: ${refused} { id } c: ${tag(how)} { id } __typename`,
      ),
    );

    expect(data).toEqual({ a: { commentText: how }, b: null, c: null, __typename: 'Mutation' });
    expect(errors).toMatchObject([
      { path: ['b'], code: 'BAD_USER_INPUT' },
      { path: ['c'], code: 'ABORTED', message: 'Not done, because "b" before it was refused.' },
    ]);
    expect(await recorded(last)).toEqual(['TrackerComment']);
  },
);

test('one that may not be done is refused like any other', async () => {
  const { data, errors } = await ask(
    `mutation { a: ${comment('by a viewer')} { commentText } ${tag('by a viewer')} { id } b: ${comment('after')} { id } }`,
    { who: 'viewer' },
  );
  expect(data).toEqual({ a: { commentText: 'by a viewer' }, createTag: null, b: null });
  expect(errors.map(({ code }) => code)).toEqual(['FORBIDDEN', 'ABORTED']);
});

test('a null that is found out only when its turn comes is a refusal', async () => {
  const { data, errors } = await ask(
    `mutation ($text: String = "x") {
      a: ${comment('first')} { commentText } b: addComment(trackerId: 1, commentText: $text) { id } c: ${tag('after null')} { id }
    }`,
    { variables: { text: null } },
  );
  expect(data).toEqual({ a: { commentText: 'first' }, b: null, c: null });
  expect(errors.map(({ code }) => code)).toEqual(['BAD_USER_INPUT', 'ABORTED']);
});

test('an error below a mutation is about its answer: the others are done', async () => {
  const small = 'tracker { item { reportingEffort { items(first: 1001) { nodes { id } } } } }';
  const last = await lastRecord(api.sql);
  const { data, errors } = await ask(
    `mutation { a: ${comment('answered')} { commentText } b: ${comment('unanswered')} { id ${small} } c: ${tag('below')} { name } }`,
  );
  expect(data).toEqual({ a: { commentText: 'answered' }, b: null, c: { name: 'below' } });
  expect(errors).toMatchObject([
    { path: ['b', 'tracker', 'item', 'reportingEffort', 'items'], code: 'BAD_USER_INPUT' },
  ]);
  expect(await recorded(last)).toEqual(['TrackerComment', 'TrackerComment', 'Tag']);
});

test('one mutation alone that is refused is null', async () => {
  expect(await ask(`mutation { ${refused} { id } }`)).toMatchObject({
    data: { createStudy: null },
    errors: [{ path: ['createStudy'] }],
  });
});

test('with a key, the second time is answered as the first', async () => {
  const key = newKey();
  const query = `mutation { a: ${comment('once')} { id } b: ${refused} { id } c: ${tag('once')} { id } }`;
  const first = await ask(query, { key });
  const last = await lastRecord(api.sql);
  expect(first.data).toMatchObject({ a: { id: expect.any(String) }, b: null, c: null });
  expect(first.errors.map(({ code }) => code)).toEqual(['BAD_USER_INPUT', 'ABORTED']);
  expect(await ask(query, { key })).toEqual(first);
  expect(await recorded(last)).toEqual([]);
});
