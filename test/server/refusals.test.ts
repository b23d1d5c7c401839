import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { send } from '../support/requests.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const json = { 'content-type': 'application/json' };
const csrf = { 'x-graphql-yoga-csrf': '1' };
const post = (body: string | object, headers: Record<string, string> = json): RequestInit => ({
  method: 'POST',
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const query = (text: string, variables?: object) => post({ query: text, variables });
const accepting = (accept: string) => post({ query: '{ __typename }' }, { ...json, accept });

type Case = [what: string, code: string, message: RegExp, init: RequestInit, path?: string];

/** Sends each and checks status, code and message. */
const refused = (status: number, cases: Case[]) =>
  test.for(cases)(`${status}: %s`, async ([, code, message, init, path = '/graphql']) => {
    const { errors, ...answer } = await send(`${api.url}${path}`, init);

    expect(errors?.[0]?.message).toMatch(message);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-request-id')).toMatch(/./);
  });

refused(404, [
  [
    'an unknown path',
    'NOT_FOUND',
    /^This is PEARL, a GraphQL server\. There is nothing at \/x\. GraphQL is at \/graphql\.$/,
    {},
    '/x',
  ],
]);

refused(405, [
  ['another method', 'BAD_USER_INPUT', /^The method is PUT/, { method: 'PUT', body: '{}' }],
]);

refused(406, [
  ['an answer as a picture', 'BAD_USER_INPUT', /add application\/json/, accepting('image/png')],
  ['an answer as a page', 'BAD_USER_INPUT', /add application\/json/, accepting('text/html')],
]);

refused(403, [
  ['GET without a header', 'BAD_USER_INPUT', /x-graphql-yoga-csrf/, {}, '/graphql?query={a}'],
]);

refused(415, [
  [
    'XML',
    'BAD_USER_INPUT',
    /to be application\/json/,
    post('<a/>', { 'content-type': 'text/xml' }),
  ],
  [
    'a text',
    'BAD_USER_INPUT',
    /to be application\/json/,
    post('{}', { ...csrf, 'content-type': 'text/plain' }),
  ],
  [
    'an upload',
    'BAD_USER_INPUT',
    /to be application\/json/,
    { method: 'POST', headers: csrf, body: new FormData() },
  ],
]);

refused(400, [
  ['bad JSON', 'BAD_REQUEST', /invalid JSON/, post('{')],
  ['an empty body', 'BAD_REQUEST', /invalid JSON/, post('')],
  ['JSON that is no object', 'BAD_REQUEST', /expected to be object/, post('5')],
  ['JSON null', 'BAD_REQUEST', /expected to be object/, post('null')],
  ['a list of operations', 'BAD_REQUEST', /Batching/, post([{ query: '{__typename}' }])],
  ['a query that is no text', 'BAD_REQUEST', /"query"/, post({ query: 5 })],
  [
    'variables that are no object',
    'BAD_REQUEST',
    /"variables"/,
    post({ query: '{a}', variables: [1] }),
  ],
  ['an unknown parameter', 'BAD_REQUEST', /"x"/, post({ query: '{__typename}', x: 1 })],
  [
    'wrong variables in the address',
    'BAD_USER_INPUT',
    /^The variables are no JSON/,
    { headers: csrf },
    '/graphql?query={a}&variables={',
  ],
  [
    'wrong variables in a form',
    'BAD_USER_INPUT',
    /^The variables are no JSON/,
    { method: 'POST', headers: csrf, body: new URLSearchParams('query={a}&variables={') },
  ],
  [
    'an operation that there is not',
    'OPERATION_RESOLUTION_FAILURE',
    /operation/,
    post({ query: 'query A {__typename}', operationName: 'B' }),
  ],
]);

refused(401, [
  ['a field without a token', 'UNAUTHENTICATED', /^Sign in first/, query('{ me { id } }')],
  [
    'a token that is none',
    'UNAUTHENTICATED',
    /cannot be used/,
    post({ query: '{ __typename }' }, { ...json, authorization: 'Bearer x' }),
  ],
]);

/** With application/json, what is wrong inside the document has this status: the audit wants it so. */
refused(200, [
  ['no query', 'BAD_REQUEST', /Must provide query/, post({})],
  ['a syntax error', 'GRAPHQL_PARSE_FAILED', /Syntax Error/, query('{')],
  ['an unknown field', 'GRAPHQL_VALIDATION_FAILED', /"nothing"/, query('{ nothing }')],
  [
    'a missing variable',
    'BAD_USER_INPUT',
    /"\$id"/,
    query('query ($id: ID!) { study(id: $id) { id } }'),
  ],
  [
    'a wrong variable',
    'BAD_USER_INPUT',
    /"\$first"/,
    query('query ($first: Int) { studies(first: $first) { totalCount } }', { first: 'x' }),
  ],
  [
    'an unknown field in a variable',
    'BAD_USER_INPUT',
    /Did you mean "studyLabel"/,
    query('query ($f: StudyFilter) { studies(filter: $f) { totalCount } }', {
      f: { studyLabl: {} },
    }),
  ],
  [
    'a null in a variable where there can be none',
    'BAD_USER_INPUT',
    /"id"/,
    query('query ($id: ID = 1) { study(id: $id) { id } }', { id: null }),
  ],
  [
    'a wrong day',
    'BAD_USER_INPUT',
    /Date needs/,
    query('{ trackers(filter: { dueDate: { lt: "2026-02-30" } }) { totalCount } }'),
  ],
  [
    'a wrong day in a variable',
    'BAD_USER_INPUT',
    /Date needs/,
    query('query ($d: Date) { trackers(filter: { dueDate: { lt: $d } }) { totalCount } }', {
      d: '2026-02-30',
    }),
  ],
]);
