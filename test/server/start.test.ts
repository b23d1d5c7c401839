import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freshHome, type Home, scratch, server } from '../support/homes.ts';
import { finish, start } from '../support/program.ts';

/* What whoever starts the server is told. */

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(scratch, 'pearl-start-'));
});
afterAll(() => rm(folder, { recursive: true }));

const secret = 'a-secret-that-is-long-enough-for-the-tests';
const nowhere = 'postgres://127.0.0.1:1/pearl';

const complaintsOf = async (settings: Record<string, string>) => {
  const { code, out, err } = await finish('src/main.ts', {
    DATA_DIR: join(folder, crypto.randomUUID()),
    PORT: '0',
    ...settings,
  });
  const [first, ...complaints] = err.trimEnd().split('\n');
  expect({ code, out, first }).toEqual({ code: 1, out: '', first: 'PEARL cannot start.' });
  return complaints;
};

test('wrong settings stop the start; each is named with what is wrong, and no more is said', async () => {
  const wrong: [setting: string, value: string, complaint: RegExp][] = [
    ['PORT', '70000', /^PORT: must be at most 65535$/],
    ['DATABASE_URL', 'mysql://localhost/pearl', /^DATABASE_URL: must be a postgres:\/\/ URL$/],
    ['DATABASE_POOL', '0', /^DATABASE_POOL: must be at least 1$/],
    ['AUTH_SECRET', 'short', /^AUTH_SECRET: must have at least 32 characters$/],
    ['AUTH_JWKS_URL', 'keys', /^AUTH_JWKS_URL: must be a URL$/],
    [
      'DOMAINS',
      'pearl,oyster',
      /^DOMAINS: there is no "oyster", only pearl, clinic, genji, crawl, dx$/,
    ],
    ['CORS_ORIGINS', 'https://app.example.com/', /^CORS_ORIGINS: must be origins/],
    ['GRAPHIQL', 'yes', /^GRAPHIQL: must be on or off$/],
    ['INTROSPECTION', 'true', /^INTROSPECTION: must be on or off$/],
    ['SQL_REPORT', 'some', /^SQL_REPORT: must be off, admin or all$/],
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL: must be silent, .* or trace$/],
    ['MAX_BODY_BYTES', '1 MB', /^MAX_BODY_BYTES: must be a number$/],
    ['MAX_DEPTH', '0', /^MAX_DEPTH: must be at least 1$/],
    ['MAX_ALIASES', '-1', /^MAX_ALIASES: must be at least 0$/],
    ['MAX_DIRECTIVES', 'none', /^MAX_DIRECTIVES: must be a number$/],
    ['MAX_TOKENS', '0', /^MAX_TOKENS: must be at least 1$/],
    ['MAX_COST', 'Infinity', /^MAX_COST: must be a number$/],
    ['MAX_ROWS', '1.5', /^MAX_ROWS: must be a whole number$/],
    ['AUDIT_DAYS', '3000000', /^AUDIT_DAYS: must be at most 100000$/],
    ['SHUTDOWN_SECONDS', 'soon', /^SHUTDOWN_SECONDS: must be a number$/],
  ];
  const complaints = await complaintsOf(
    Object.fromEntries(wrong.map(([setting, value]) => [setting, value])),
  );

  expect(complaints).toHaveLength(wrong.length);
  for (const [at, [, , complaint]] of wrong.entries()) expect(complaints[at]).toMatch(complaint);
});

test('an embedded server with an identity provider prints no tokens', async () => {
  const program = start('src/main.ts', {
    DATA_DIR: join(folder, 'provided'),
    PORT: '0',
    AUTH_JWKS_URL: 'http://127.0.0.1:1/keys',
    AUTH_ISSUER: 'a',
    AUTH_AUDIENCE: 'b',
  });
  const page = await fetch(`${await program.url()}/graphql`, { headers: { accept: 'text/html' } });

  expect(page.status).toBe(200);
  expect(await page.text()).not.toContain('Bearer ey');
  program.kill('SIGTERM');
  expect(await program.closed).toMatchObject({ code: 0, err: '' });
  expect(program.printed()).not.toContain('ey');
});

test('an address that is not ours is refused in one line', async () => {
  expect(await complaintsOf({ HOST: '192.0.2.1', DATA_DIR: join(folder, 'provided') })).toEqual([
    'HOST, PORT: listen EADDRNOTAVAIL: address not available 192.0.2.1.',
  ]);
});

test.for<[what: string, settings: Record<string, string>, complaint: RegExp]>([
  ['DATA_DIR that is no folder', { DATA_DIR: '/dev/null' }, /^DATA_DIR: .*'\/dev\/null.*'\.$/],
  [
    'DATABASE_URL without a secret',
    { DATABASE_URL: nowhere },
    /^AUTH_SECRET: with DATABASE_URL, set this or AUTH_JWKS_URL\. There is no open mode\.$/,
  ],
  [
    'DATABASE_URL where nobody listens',
    { DATABASE_URL: nowhere, AUTH_SECRET: secret },
    /^DATABASE_URL: the database does not answer: connect ECONNREFUSED 127\.0\.0\.1:1\.$/,
  ],
  [
    'DATABASE_URL with an unknown host',
    { DATABASE_URL: 'postgres://nowhere.invalid/pearl', AUTH_SECRET: secret },
    /^DATABASE_URL: the database does not answer: getaddrinfo \w+ nowhere\.invalid\.$/,
  ],
  [
    'AUTH_JWKS_URL alone',
    { AUTH_JWKS_URL: 'https://id.example.com/keys' },
    /^AUTH_JWKS_URL: needs AUTH_ISSUER and AUTH_AUDIENCE beside it\.$/,
  ],
])('%s is refused in one line', async ([, settings, complaint]) => {
  const complaints = await complaintsOf(settings);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toMatch(complaint);
});

describe.runIf(server)('on Postgres (where there is one)', () => {
  let home: Home;
  beforeAll(async () => {
    home = await freshHome(inject('demo'));
  });
  afterAll(() => home.remove());
  const settings = () => ({ DATABASE_URL: home.databaseUrl ?? '', AUTH_SECRET: secret, PORT: '0' });

  test('a start says where it is and gives no tokens away; SIGTERM ends it with 0', async () => {
    const program = start('src/main.ts', settings());
    const url = await program.url();
    expect(await (await fetch(`${url}/ready`)).json()).toEqual({ status: 'ready' });
    program.kill('SIGTERM');

    const { code, out, err } = await program.closed;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).not.toContain('eyJ');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).msg),
    ).toEqual(['PEARL is ready', 'request', 'stopping', 'stopped']);
  });

  test('a database that there is not is named', async () => {
    const url = Object.assign(new URL(home.databaseUrl ?? ''), { pathname: 'no_such_place' });
    const { code, err } = await finish('src/main.ts', { ...settings(), DATABASE_URL: url.href });
    expect(code).toBe(1);
    expect(err).toBe(
      'PEARL cannot start.\nDATABASE_URL: database "no_such_place" does not exist.\n',
    );
  });
});

test.for([['src/cli/db.ts', 'status'], ['src/cli/seed.ts']])(
  '%s says in one line that the database does not answer',
  async ([script = '', ...args]) => {
    const { code, err } = await finish(script, { DATABASE_URL: nowhere }, args);
    expect(code).toBe(1);
    expect(err).toBe(
      'DATABASE_URL: the database does not answer: connect ECONNREFUSED 127.0.0.1:1.\n',
    );
  },
);
