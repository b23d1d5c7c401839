import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { send, unconfigured } from '../support/requests.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const get = (path: string, headers: Record<string, string> = {}, on = api) =>
  send(`${on.url}${path}`, { headers, redirect: 'manual' });

test('/health says that the process is alive, /ready that its database answers', async () => {
  expect(await get('/health')).toMatchObject({ status: 200, text: '{"status":"alive"}' });
  expect(await get('/ready')).toMatchObject({ status: 200, text: '{"status":"ready"}' });
});

test('elsewhere there is nothing', async () => {
  for (const path of ['/graphq', '/graphql/', '/graphql/x', '//graphql', '/health/x', '/%00']) {
    expect((await get(path)).status).toBe(404);
  }
});

describe('a request id', () => {
  const idFor = async (id: string) =>
    (await get('/health', { 'x-request-id': id })).headers.get('x-request-id');

  test.for(['request-1', 'a.b:c_D-9', 'x'.repeat(64)])('%s is kept', async (id) => {
    expect(await idFor(id)).toBe(id);
  });

  test.for(['x'.repeat(65), '', 'two words', '<script>', '{"level":60}'])(
    '%s is replaced, as it may do harm in a log',
    async (id) => {
      expect(await idFor(id)).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    },
  );

  test('is made for every request, and stands on every answer', async () => {
    const paths = ['/health', '/ready', '/', '/nothing', '/graphql'];
    const ids = await Promise.all(
      paths.map(async (path) => (await get(path)).headers.get('x-request-id')),
    );
    expect(new Set(ids).size).toBe(paths.length);
    expect(ids).not.toContain(null);
  });
});

describe('a page of another origin', () => {
  const origin = 'https://app.example.com';
  const preflight = (on: Api, from = origin) =>
    send(`${on.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const ask = (on: Api, from = origin) =>
    send(`${on.url}/graphql`, {
      method: 'POST',
      headers: { origin: from, 'content-type': 'application/json' },
      body: '{"query":"{__typename}"}',
    });
  const allowed = ({ headers }: { headers: Headers }) => headers.get('access-control-allow-origin');

  test(`is ${server ? 'kept out on Postgres' : 'let in when embedded'}, unless the setting says otherwise`, async () => {
    const expected = server ? null : origin;
    expect(allowed(await preflight(api))).toBe(expected);
    expect(allowed(await ask(api))).toBe(expected);
  });

  test('is let in when it is named, with its token but never with cookies; others are not', async () => {
    const named = await startApi({ CORS_ORIGINS: `${origin}, http://localhost:3000` });
    const { status, headers } = await preflight(named);

    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(headers.get('access-control-allow-methods')).toBe('POST');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('access-control-max-age')).toBe('86400');

    expect(allowed(await ask(named))).toBe(origin);
    expect((await ask(named)).headers.get('access-control-expose-headers')).toBe('x-request-id');
    for (const other of [
      'https://evil.example.com',
      'null',
      `${origin}.evil.com`,
      'http://localhost',
    ]) {
      expect(allowed(await preflight(named, other))).toBeNull();
      expect(allowed(await ask(named, other))).toBeNull();
    }
    await named.stop();
  });
});

describe('the report on SQL', () => {
  const reports = async (on: Api) => {
    const answers = await Promise.all(
      [null, 'viewer', 'admin'].map((name) => on.as(name).run('{ me { id } }')),
    );
    return answers.map(({ extensions }) => extensions?.sql);
  };
  const report = { statements: 1, ms: expect.any(Number) };

  test('goes to all when they are to get it', async () => {
    expect(await reports(api)).toEqual([{ statements: 0, ms: 0 }, report, report]);
  });

  test('goes to administrators when nothing is set on Postgres', async () => {
    const plain = await startApi(unconfigured);
    expect(await reports(plain)).toEqual([undefined, undefined, report]);
    await plain.stop();
  });

  test('goes to nobody when it is off', async () => {
    const silent = await startApi({ SQL_REPORT: 'off' });
    expect(await reports(silent)).toEqual([undefined, undefined, undefined]);
    await silent.stop();
  });
});

describe.runIf(server)(
  'when the database goes (only on Postgres: the embedded one is a part of us)',
  () => {
    const admin = postgres(server ?? '', { max: 1 });
    afterAll(() => admin.end());

    test('connections that are cut are made anew', async () => {
      const [{ name } = { name: '' }] = await api.sql<
        { name: string }[]
      >`select current_database() as name`;
      await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;

      await expect.poll(async () => (await get('/ready')).status).toBe(200);
      await expect.poll(async () => (await api.as('viewer').run('{ me { id } }')).status).toBe(200);
    });

    test('/ready says so, /health does not mind, and requests fail without an end', async () => {
      const doomed = await startApi();
      const [{ name } = { name: '' }] = await doomed.sql<
        { name: string }[]
      >`select current_database() as name`;
      await admin`drop database ${admin(name)} with (force)`;

      expect(await get('/ready', {}, doomed)).toMatchObject({
        status: 503,
        text: '{"status":"the database does not answer"}',
      });
      expect(await get('/health', {}, doomed)).toMatchObject({ status: 200 });
      const { status, errors } = await doomed.as('viewer').run('{ me { id } }');
      expect(status).toBe(500);
      expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
      await doomed.stop();
    });
  },
);
