import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refresh, signIn } from '../acceptance/signing.ts';
import { type Api, startApi } from '../support/api.ts';
import { scratch, server } from '../support/homes.ts';
import { lastRecord, password, plant, recordsSince } from '../support/plant.ts';
import { finish, start } from '../support/program.ts';

/* How an operator lets in the first administrator, or somebody who has lost the password. */

const program = 'src/cli/user.ts';

const user = async (settings: Record<string, string>, ...args: string[]) => {
  const { code, out, err } = await finish(program, settings, args);
  return { code, out, err };
};

test.each<[what: string, args: string[]]>([
  ['nothing', []],
  ['no role', ['somebody']],
  ['another role', ['somebody', 'OWNER']],
  ['a role in small letters', ['somebody', 'admin']],
  ['a name with spaces', ['some body', 'ADMIN']],
  ['too much', ['somebody', 'ADMIN', 'password']],
])('says how to use it when given %s', async (_what, args) => {
  const { code, out, err } = await user({ DATABASE_URL: 'postgres://127.0.0.1:1/pearl' }, ...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toBe(
    'usage: npm run -s user -- <username> ADMIN | ANALYST | VIEWER [--domain pearl | clinic | genji | crawl | dx]\n',
  );
});

test.each<[program: string, args: string[]]>([
  ['user', ['somebody', 'ADMIN', '--domain', 'clinic']],
  ['seed', ['--domain', 'clinic']],
])('%s does nothing for a domain that is off', async (name, args) => {
  const { code, out, err } = await finish(
    `src/cli/${name}.ts`,
    { DATABASE_URL: 'postgres://127.0.0.1:1/pearl', DOMAINS: 'pearl,dx' },
    args,
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(
    'DOMAINS: clinic is switched off. Name it there, or choose another one by --domain: pearl, dx.\n',
  );
});

test('says the roles of the domain that is meant', async () => {
  const off = { DATABASE_URL: 'postgres://127.0.0.1:1/pearl', DOMAINS: 'clinic' };
  const { code, err } = await user(off, 'somebody', 'ANALYST');
  expect(code).toBe(2);
  expect(err).toMatch(/^usage: npm run -s user -- <username> CLINICIAN \| ADMIN \[--domain /);
});

test('says in one line that the database does not answer', async () => {
  expect(await user({ DATABASE_URL: 'postgres://127.0.0.1:1/pearl' }, 'somebody', 'ADMIN')).toEqual(
    {
      code: 1,
      out: '',
      err: 'DATABASE_URL: the database does not answer: connect ECONNREFUSED 127.0.0.1:1.\n',
    },
  );
});

describe.runIf(server)('on a Postgres with a server on it', () => {
  let api: Api;
  let settings: Record<string, string>;
  beforeAll(async () => {
    api = await startApi();
    const [row] = await api.sql`select current_database() as name`;
    const url = Object.assign(new URL(server ?? ''), { pathname: row?.['name'] });
    settings = { DATABASE_URL: url.href };
  });
  afterAll(() => api.stop());

  test('makes an account, and prints the password that it signs in with, and nothing else', async () => {
    const last = await lastRecord(api.sql);
    const { code, out, err } = await user(settings, 'new.admin', 'ADMIN');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^[\w-]{16}\n$/);
    const { data } = await signIn(api, 'new.admin', out.trim());
    expect(data?.user).toEqual({ username: 'new.admin' });
    const records = await recordsSince(api.sql, last);
    expect(
      records.slice(0, 2).map((each) => `${each.action} ${each.entity_type} ${each.username}`),
    ).toEqual(expect.arrayContaining(['CREATE User null', 'CREATE UserPassword null']));
    expect(JSON.stringify(records)).not.toContain(out.trim());
  });

  test('lets somebody in again, with a new password and this role', async () => {
    const at = await plant(api.sql);
    await api.sql`update pearl.users set is_active = false where id = ${at.user}`;
    const { code, out } = await user(settings, at.username, 'VIEWER');
    expect(code).toBe(0);
    expect((await signIn(api, at.username, password)).error).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect((await signIn(api, at.username, out.trim())).error).toBeUndefined();
    const [row] =
      await api.sql`select id, role, is_active from pearl.users where username = ${at.username}`;
    expect(row).toEqual({ id: at.user, role: 'VIEWER', is_active: true });
  });

  test('ends the sessions that the old password opened', async () => {
    const at = await plant(api.sql);
    const { data } = await signIn(api, at.username, password);
    await user(settings, at.username, 'ANALYST');
    expect((await refresh(api, data?.refreshToken)).error).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test('does not make a second account that differs in case only', async () => {
    const { code, out, err } = await user(settings, 'ADMIN', 'VIEWER');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    const found =
      await api.sql`select username, role from pearl.users where lower(username) = 'admin'`;
    expect([...found]).toEqual([{ username: 'admin', role: 'ADMIN' }]);
  });

  test('does not take the last administrator away', async () => {
    const at = await startApi();
    const [row] = await at.sql`select current_database() as name`;
    const url = Object.assign(new URL(server ?? ''), { pathname: row?.['name'] });
    const { code, out, err } = await user({ DATABASE_URL: url.href }, 'admin', 'VIEWER');
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: 'The last active administrator has to stay.\n',
    });
    await at.stop();
  });
});

describe.skipIf(server)('on an embedded database', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(scratch, 'pearl-user-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('makes an account before the first start', async () => {
    const settings = { DATA_DIR: join(folder, 'data') };
    const { code, out, err } = await user(settings, 'first', 'ADMIN');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const running = start('src/main.ts', { ...settings, PORT: '0' });
    const answer = await fetch(`${await running.url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation { signIn(username: "first", password: "${out.trim()}") { user { username role } } }`,
      }),
    });
    running.kill('SIGTERM');
    expect(await answer.json()).toMatchObject({
      data: { signIn: { user: { username: 'first', role: 'ADMIN' } } },
    });
    expect(await running.closed).toMatchObject({ code: 0 });
  });
});
