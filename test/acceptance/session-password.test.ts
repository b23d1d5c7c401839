import { Writable } from 'node:stream';
import argon2 from 'argon2';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Plant, password, plant } from '../support/plant.ts';
import { asAdmin, bearer, call, refresh, signIn, type Tokens } from './signing.ts';

/* What can be a password, who can give one, and where none is to be seen. */

let api: Api;
let at: Plant;
let log = '';
beforeAll(async () => {
  const logTo = new Writable({
    write: (chunk, _encoding, done) => {
      log += String(chunk);
      done();
    },
  });
  api = await startApi({ LOG_LEVEL: 'trace' }, logTo);
});
afterAll(() => api.stop());
beforeEach(async () => {
  at = await plant(api.sql);
});

const opened = async (name = at.username): Promise<Tokens> => {
  const { data, text } = await signIn(api, name, password);
  if (!data) throw new Error(text);
  return data;
};

const lost = { code: 'UNAUTHENTICATED', message: expect.stringContaining('sign in again') };

describe('a new password', () => {
  const change = (token: string, currentPassword: string, newPassword: string) =>
    call<{ id: string }>(
      api,
      `mutation ($currentPassword: String!, $newPassword: String!) {
        changePassword(currentPassword: $currentPassword, newPassword: $newPassword) { id }
      }`,
      { currentPassword, newPassword },
      bearer(token),
    );

  test('of one’s own ends all one’s sessions, and the old one is of no use', async () => {
    const sessions = [await opened(), await opened()];
    const { data } = await change(sessions[0]?.accessToken ?? '', password, 'another password');
    expect(data).toEqual({ id: String(at.user) });
    for (const { refreshToken } of sessions)
      expect((await refresh(api, refreshToken)).error).toMatchObject(lost);
    expect((await signIn(api, at.username, password)).error).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect((await signIn(api, at.username, 'another password')).error).toBeUndefined();
  });

  test('needs the current one', async () => {
    const { accessToken, refreshToken } = await opened();
    expect((await change(accessToken, 'wrong password', 'another password')).error).toMatchObject({
      code: 'FORBIDDEN',
      field: 'currentPassword',
    });
    expect((await refresh(api, refreshToken)).error).toBeUndefined();
    expect((await signIn(api, at.username, 'another password')).error).toBeDefined();
  });

  test('from an administrator ends the sessions of the user, and of nobody else', async () => {
    const other = await plant(api.sql);
    const [session, others] = [await opened(), await opened(other.username)];
    await asAdmin(api, `setPassword(id: ${at.user}, password: "given by admin")`);
    expect((await refresh(api, session.refreshToken)).error).toMatchObject(lost);
    expect((await refresh(api, others.refreshToken)).error).toBeUndefined();
    expect((await signIn(api, at.username, 'given by admin')).error).toBeUndefined();
  });
});

describe('while a password is being checked', () => {
  /** Does something when the next check has found the password right, before anybody hears of it. */
  const meanwhile = (act: () => Promise<{ readonly error: unknown }>) => {
    const { verify } = argon2;
    vi.spyOn(argon2, 'verify').mockImplementationOnce(async (...given) => {
      const matches = await verify(...given);
      expect((await act()).error).toBeUndefined();
      return matches;
    });
  };
  const giveAnother = () => asAdmin(api, `setPassword(id: ${at.user}, password: "given by admin")`);

  test.each([
    ['gets another one', giveAnother],
    ['is deactivated', () => asAdmin(api, `deactivateUser(id: ${at.user})`)],
  ])('whose user %s, it opens no session', async (_how, act) => {
    meanwhile(act);
    expect((await signIn(api, at.username, password)).error).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(
      await api.sql`select from pearl.sessions where user_id = ${at.user} and revoked_at is null`,
    ).toHaveLength(0);
  });

  test('an administrator’s new one is not overwritten by its owner', async () => {
    const token = await api.authority.sign(at.username);
    meanwhile(giveAnother);
    const changed = await call(
      api,
      `mutation { changePassword(currentPassword: "${password}", newPassword: "my own again") { id } }`,
      {},
      bearer(token),
    );
    expect(changed.error).toMatchObject({ code: 'FORBIDDEN', field: 'currentPassword' });
    expect((await signIn(api, at.username, 'given by admin')).error).toBeUndefined();
  });
});

describe('a password', () => {
  const give = async (field: string, given: string, who = 'admin') =>
    call<{ id: string }>(
      api,
      `mutation ($given: String!) { ${field} { id } }`,
      { given },
      bearer(await api.authority.sign(who)),
    );

  const ways: Record<string, (given: string) => ReturnType<typeof asAdmin>> = {
    createUser: (given) =>
      give(
        `createUser(input: { username: "${at.name}.new", role: VIEWER, password: $given })`,
        given,
      ),
    setPassword: (given) => give(`setPassword(id: ${at.user}, password: $given)`, given),
    changePassword: (given) =>
      give(
        `changePassword(currentPassword: "${password}", newPassword: $given)`,
        given,
        at.username,
      ),
  };

  describe.each(Object.entries(ways))('given by %s', (way, set) => {
    test.each([
      ['of 7 characters', '1234567'],
      ['of 101 characters', 'x'.repeat(101)],
      ['of spaces alone', ' '.repeat(12)],
      ['with a null byte', 'null\u0000byte'],
      ['with half a character', 'half \ud800 of it'],
    ])('%s is refused', async (_what, given) => {
      const { data, error } = await set(given);
      expect(data).toBeUndefined();
      expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(String(error?.['field'])).toMatch(/password$/i);
      expect(JSON.stringify(error)).not.toContain(given);
    });

    test.each([
      ['of 8 characters', '12345678'],
      ['of 100 characters', 'x'.repeat(100)],
      ['with spaces around it', '  spaces are mine  '],
      ['in any language', 'пароль密码🔑 ü'],
    ])('%s is taken as it is', async (_what, given) => {
      expect((await set(given)).error).toBeUndefined();
      const name = way === 'createUser' ? `${at.name}.new` : at.username;
      expect((await signIn(api, name, given)).error).toBeUndefined();
      if (given === given.trim()) return;
      expect((await signIn(api, name, given.trim())).error).toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    });
  });

  test('need not be given at all', async () => {
    const name = `${at.name}.without`;
    const made = await asAdmin(api, `createUser(input: { username: "${name}", role: VIEWER })`);
    expect(made.error).toBeUndefined();
    const found =
      await api.sql`select from pearl.user_passwords where user_id = ${Number(made.data?.id)}`;
    expect(found).toHaveLength(0);
  });

  test('is kept as an argon2id hash, each with a salt of its own', async () => {
    const other = await plant(api.sql);
    for (const id of [at.user, other.user])
      await asAdmin(api, `setPassword(id: ${id}, password: "the same one")`);
    const found =
      await api.sql`select password_hash as hash from pearl.user_passwords where user_id in (${at.user}, ${other.user})`;
    const hashes = found.map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(2);
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$/);
  });
});

test('no password and no hash is in an answer, the trail or the log', async () => {
  const secrets = ['top secret one', 'top secret two', 'top secret three', 'top secret four'];
  const [first = '', second = '', third = '', fourth = ''] = secrets;
  const name = `${at.name}.hush`;
  const made = await asAdmin(
    api,
    `createUser(input: { username: "${name}", role: VIEWER, password: "${first}" })`,
  );
  const session = await signIn(api, name, first);
  const answers = [
    made,
    session,
    await signIn(api, name, second),
    await asAdmin(api, `setPassword(id: ${made.data?.id}, password: "${second}")`),
    await call(
      api,
      `mutation { changePassword(currentPassword: "${second}", newPassword: "${third}") { id username version } }`,
      {},
      bearer(session.data?.accessToken),
    ),
    await asAdmin(api, `setPassword(id: 999999, password: "${fourth}")`),
    await asAdmin(
      api,
      `createUser(input: { username: "${name}", role: VIEWER, password: "${fourth}" })`,
    ),
    await call(
      api,
      '{ auditLogs(first: 1000) { nodes { changes before after } } }',
      {},
      bearer(await api.authority.sign('admin')),
    ),
  ];
  const hidden = [...secrets, '$argon2'];
  const [trail] =
    await api.sql`select string_agg(changes::text, ' ') as text from pearl.audit_logs`;
  expect(log).toContain('"msg":"request"');
  for (const text of [...answers.map((each) => each.text), log, String(trail?.['text'])]) {
    for (const secret of hidden)
      expect(text.includes(secret), `${secret} in ${text.slice(0, 80)}`).toBe(false);
  }
  expect(log).not.toContain(session.data?.refreshToken);
  expect(log).not.toContain(session.data?.accessToken);
});
