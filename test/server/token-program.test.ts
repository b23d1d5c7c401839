import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { asAdmin, me } from '../acceptance/signing.ts';
import { type Api, startApi } from '../support/api.ts';
import { freshHome, type Home, scratch, server } from '../support/homes.ts';
import { plant } from '../support/plant.ts';
import { finish } from '../support/program.ts';

/* What `npm run token` gives, and to whom. */

const secret = 'the-secret-of-the-tests-is-long-enough';

const token = (settings: Record<string, string>, ...args: string[]) =>
  finish('src/cli/token.ts', { AUTH_SECRET: secret, ...settings }, args);

describe('npm run token', () => {
  let home: Home;
  let settings: Record<string, string>;
  beforeAll(async () => {
    home = await freshHome(inject('demo'));
    settings = home.databaseUrl ? { DATABASE_URL: home.databaseUrl } : { DATA_DIR: home.dataDir };
  });
  afterAll(() => home.remove());

  test('prints a token for a user, whatever the case of the name, and nothing else', async () => {
    const { code, out, err } = await token(settings, 'Viewer');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeJwt(out.trim())).toMatchObject({ sub: 'viewer', realm: 'pearl' });
  });

  test.each([
    ['nobody', 'nobody'],
    ['somebody deactivated', 'petra.novotna'],
  ])('gives none to %s', async (_who, name) => {
    expect(await token(settings, name)).toMatchObject({
      code: 1,
      out: '',
      err: `There is no active user "${name}" in pearl.\n`,
    });
  });
});

describe('npm run token refuses politely', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(scratch, 'pearl-token-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.for<
    [why: string, settings: Record<string, string>, args: string[], code: number, says: RegExp]
  >([
    [
      'without a name',
      {},
      [],
      2,
      /^usage: npm run -s token -- <username> \[--domain pearl \| clinic \| genji \| crawl \| dx\]\n$/,
    ],
    [
      'without a secret',
      { DATABASE_URL: 'postgres://127.0.0.1:1/pearl' },
      ['a'],
      1,
      /^AUTH_SECRET: .*\n$/,
    ],
    [
      'when somebody else makes them',
      { AUTH_JWKS_URL: 'http://a/b', AUTH_ISSUER: 'a', AUTH_AUDIENCE: 'b' },
      ['a'],
      1,
      /^AUTH_JWKS_URL: your identity provider makes the tokens\.\n$/,
    ],
    [
      'for a domain that is off',
      {},
      ['a', '--domain', 'clinic'],
      1,
      /^DOMAINS: clinic is switched off\. Name it there, or choose another one by --domain: pearl\.\n$/,
    ],
    [
      'when what is usual is off, but for another domain',
      { DOMAINS: 'clinic' },
      ['nobody@clinic.example'],
      1,
      /^There is no active user "nobody@clinic\.example" in clinic\.\n$/,
    ],
    ['for no domain at all', {}, ['a', '--domain', 'toString'], 2, /^usage: /],
    ['when the folder is none', { DATA_DIR: '/dev/null' }, ['a'], 1, /^DATA_DIR: .*\n$/],
  ])('%s', async ([, settings, args, code, says]) => {
    const given = { DATA_DIR: folder, ...settings };
    const refused = await finish('src/cli/token.ts', given, args);
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toMatch(says);
  });
});

describe.runIf(server)('a token that was printed', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  test.each([
    ['gets another password', (id: number) => `setPassword(id: ${id}, password: "another one")`],
    ['is deactivated', (id: number) => `deactivateUser(id: ${id})`],
  ])('ends when its user %s', async (_how, change) => {
    const [row] = await api.sql`select current_database() as name`;
    const url = Object.assign(new URL(server ?? ''), { pathname: row?.['name'] });
    const { user, username } = await plant(api.sql);
    const { out } = await token({ DATABASE_URL: url.href }, username);
    expect((await me(api, out.trim())).data).toEqual({ username });
    expect((await asAdmin(api, change(user))).error).toBeUndefined();
    expect((await me(api, out.trim())).error).toMatchObject({ code: 'UNAUTHENTICATED' });
    await api.sql`update pearl.users set is_active = true where id = ${user}`;
    expect((await me(api, out.trim())).error).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
