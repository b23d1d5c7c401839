import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Refused, raw, send, unconfigured } from '../support/requests.ts';

/* What graphql-cop looks for, asked of a server on Postgres with nothing configured but its secret. */

let api: Api;
beforeAll(async () => {
  api = await startApi(unconfigured);
});
afterAll(() => api.stop());

const ask = (query: string, path = '/graphql'): Promise<Refused> =>
  send(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

const times = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');

describe('a document that only makes work is refused as too expensive', () => {
  test.for([
    ['101 aliases', `{ ${times(101, (at) => `alias${at}: __typename`)} }`],
    ['101 aliases of a real field', `{ ${times(101, (at) => `a${at}: me { id }`)} }`],
    [
      'aliases in a fragment used often',
      `{ ...a ...a ...a ...a } fragment a on Query { ${times(9, (at) => `a${at}: __typename`)} }`,
    ],
    ['ten directives on a field', 'query cop { __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }'],
    ['a field 500 times over', `query cop { ${times(500, () => '__typename')} }`],
    ['a field with fields 400 times over', `{ ${times(400, () => 'me { id }')} }`],
    [
      'relations there and back again',
      `{ studies { ${times(8, () => 'nodes { databaseReleases { nodes { study {')} id ${times(8, () => '} } } }')} } }`,
    ],
    [
      'a chain of fragments, each the next one many times',
      `{ ...f0 } ${times(6, (i) => `fragment f${i} on Query { ${times(40, () => `...f${i + 1}`)} }`)} fragment f6 on Query { me { id } }`,
    ],
    [
      'pages in pages in pages',
      '{ studies(first: 1000) { nodes { databaseReleases(first: 1000) { nodes { reportingEfforts(first: 1000) { nodes { id } } } } } } }',
    ],
  ] as const)('%s', { timeout: 60_000 }, async ([, query]) => {
    const { errors } = await (await api.post({ query }, await asViewer())).json();

    expect(errors[0].extensions.code).toBe('TOO_EXPENSIVE');
    expect(errors[0].message).toMatch(/limit|at most/);
    expect(errors).toHaveLength(1);
  });

  test('2,000 tokens of fragments that all name one field are answered at once, not in minutes', async () => {
    const started = performance.now();
    await ask(`{ ${times(490, () => '... { __typename }')} }`);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

const asViewer = async () => ({ authorization: `Bearer ${await api.authority.sign('viewer')}` });

test('fragments in a circle are refused', async () => {
  const { status, errors } = await ask(
    '{ me { ...A } } fragment A on User { id ...B } fragment B on User { ...A }',
  );
  expect(errors?.[0]).toMatchObject({
    message: 'Cannot spread fragment "A" within itself via "B".',
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
  expect(status).toBe(200); // the audit wants it so for application/json
});

describe('the schema is not told', () => {
  test.for([
    ['introspection', '{ __schema { types { name } } }'],
    ['introspection of one type', '{ __type(name: "Study") { name } }'],
    [
      'introspection in a fragment',
      '{ ...a } fragment a on Query { __schema { queryType { name } } }',
    ],
    [
      'circular introspection',
      `{ __schema { types { ${times(4, () => 'fields { type {')} name ${times(4, () => '} }')} } } }`,
    ],
  ] as const)('by %s', async ([, query]) => {
    const { data, errors } = await ask(query);
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toMatch(/introspection (has been disabled|depth exceeded)/);
  });

  test.for([
    ['a field', '{ studie { id } }', {}],
    ['a field of introspection', '{ __schema { directive } }', {}],
    ['an argument', '{ studies(firs: 1) { totalCount } }', {}],
    ['a type', 'query ($f: StudyFilte) { studies(filter: $f) { totalCount } }', {}],
    ['an enum', '{ reportingEffortItems(filter: { itemType: { eq: TLFF } }) { totalCount } }', {}],
    ['a filter', '{ studies(filter: { studyLabl: { eq: "x" } }) { totalCount } }', {}],
    ['a member of a union', '{ reportingEffortItems { nodes { details { tlfType } } } }', {}],
    [
      'a filter in a variable',
      'query ($f: StudyFilter) { studies(filter: $f) { totalCount } }',
      { f: { studyLabl: { eq: 'x' } } },
    ],
    [
      'an enum in a variable',
      'query ($f: ReportingEffortItemFilter) { reportingEffortItems(filter: $f) { totalCount } }',
      { f: { itemType: { eq: 'TLFF' } } },
    ],
  ] as const)('by suggesting %s', async ([, query, variables]) => {
    const answer = await api.post({ query, variables });
    const text = await answer.text();
    expect(text).toContain('"errors"');
    expect(text).not.toMatch(/did you mean/i);
  });

  test('by an explorer, wherever it is looked for: at other addresses is the page alone', async () => {
    const open = async (path: string) => {
      const headers = { accept: 'text/html' };
      const { status, text } = await send(`${api.url}${path}`, { headers });
      return { status, text: text.replace(/(<script id="pearl"[^>]*>)[^<]*/, '$1') };
    };
    const { status, text } = await open('/graphql');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toMatch(/GraphiQL|<html/);
    const page = await open('/nowhere');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/YogaGraphiQL|graphiql-|GraphQL Playground|graphql-playground/);
    for (const path of ['/graphiql', '/playground', '/console', '/altair']) {
      expect(await open(path)).toEqual(page);
    }
  });
});

describe('a page of another site cannot make a browser ask', () => {
  test.for([
    ['with GET', '?query={__typename}', {}],
    ['with GET for a mutation', '?query=mutation{__typename}', {}],
    ['with a form', '', { method: 'POST', body: new URLSearchParams({ query: '{__typename}' }) }],
    ['with a form in the address', '?query={__typename}', { method: 'POST', body: '' }],
    ['with text', '', { method: 'POST', body: '{"query":"{__typename}"}' }],
    [
      'with text that says JSON later',
      '',
      {
        method: 'POST',
        body: '{"query":"{__typename}"}',
        headers: { 'content-type': 'text/plain;application/json' },
      },
    ],
    ['with a file', '', { method: 'POST', body: fileForm() }],
  ] as const)('%s', async ([, path, init]) => {
    const { status, text, errors } = await send(`${api.url}/graphql${path}`, init as RequestInit);
    expect(status).toBe(403);
    expect(text).not.toContain('"data"');
    expect(errors?.[0]?.message).toContain('x-graphql-yoga-csrf');
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('and a mutation is refused with GET even when asked by a program', async () => {
    const { status, errors, headers } = await send(
      `${api.url}/graphql?query=mutation{__typename}`,
      { headers: { 'x-graphql-yoga-csrf': '1' } },
    );
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect(errors?.[0]?.extensions.code).toMatch(/./);
  });
});

function fileForm() {
  const form = new FormData();
  form.set('operations', '{"query":"{__typename}"}');
  return form;
}

test('several operations in one request are refused', async () => {
  const query = '{ __typename }';
  const answer = await api.post(Array.from({ length: 10 }, () => ({ query })));
  expect(answer.status).toBe(400);
  expect((await answer.json()).errors[0].message).toBe('Batching is not supported.');
});

test('neither traces nor exceptions are in an answer', async () => {
  for (const query of ['{ __typename }', 'qwerty cop { abc }', '{ me { id } }']) {
    expect((await ask(query)).text).not.toMatch(/tracing|exception|stack/i);
  }
});

test('no answer is for a cache or a frame, or may do anything in a browser', async () => {
  for (const { headers } of [await ask('{ __typename }'), await send(`${api.url}/nothing`)]) {
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('camera=()'),
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
  }
});

test('who has come by TLS, as a trusted proxy says, is to stay with TLS; nobody else is told so', async () => {
  const hsts = async (url: string, protocol: string) =>
    (await send(`${url}/health`, { headers: { 'x-forwarded-proto': protocol } })).headers.get(
      'strict-transport-security',
    );
  const behind = await startApi({ TRUSTED_PROXIES: '1' });
  expect(await hsts(behind.url, 'https')).toBe('max-age=31536000');
  expect(await hsts(behind.url, 'http')).toBeNull();
  expect(await hsts(api.url, 'https')).toBeNull();
  await behind.stop();
});

test('headers beyond 16 KB end the connection', async () => {
  const answer = await raw(
    api.url,
    `GET / HTTP/1.1\r\nHost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 431 /);
});
