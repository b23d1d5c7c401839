import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Plant, password, plant } from '../support/plant.ts';
import { succeeded } from '../support/succeeded.ts';
import { deleted } from './mutation-case.ts';
import { asAdmin, call, me, refresh, signIn, signOut, type Tokens } from './signing.ts';
import { undo } from './undoing.ts';

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
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

/** So that a refresh token that has been used is no longer taken for another tab's. */
const later = () =>
  api.sql`update pearl.sessions set issued_at = issued_at - interval '11 seconds' where user_id = ${at.user}`;

const lost = { code: 'UNAUTHENTICATED', message: expect.stringContaining('sign in again') };

describe('signing in', () => {
  test('gives an access token of 15 minutes and a refresh token of 7 days', async () => {
    const { accessToken, refreshToken, expiresIn, user } = await opened();
    expect(user).toEqual({ username: at.username });
    expect(expiresIn).toBe(15 * 60);
    const access = decodeJwt(accessToken);
    expect(access).toMatchObject({ sub: at.username, realm: 'pearl' });
    expect(Number(access.exp) - Number(access.iat)).toBe(15 * 60);
    const { iat, exp, sub } = decodeJwt(refreshToken);
    expect(sub).toBeUndefined();
    expect(Number(exp) - Number(iat)).toBeGreaterThan(7 * 24 * 3600 - 60);
    expect(Number(exp) - Number(iat)).toBeLessThanOrEqual(7 * 24 * 3600 + 1);
    expect((await me(api, accessToken)).data).toEqual({ username: at.username });
  });

  test('minds the case of the name no more than its index does', async () => {
    const { user } = await opened(at.username.toUpperCase());
    expect(user).toEqual({ username: at.username });
  });

  test('takes the name as `login` too, and says where it is one', async () => {
    const given = `login: "${at.username}", password: "${password}"`;
    const document = `mutation { signIn(${given}, realm: PEARL) { user { username } } }`;
    const { data } = await call<{ readonly user: object }>(api, document);
    expect(data?.user).toEqual({ username: at.username });
    const nobody = await call(api, `mutation { signIn(password: "${password}") { expiresIn } }`);
    expect(nobody.error).toMatchObject({ code: 'BAD_USER_INPUT', field: 'login' });
  });

  test('is refused alike, whatever is wrong', async () => {
    await api.sql`insert into pearl.users (username, role) values (${`${at.name}.no`}, 'VIEWER')`;
    const gone = await plant(api.sql);
    await asAdmin(api, `deactivateUser(id: ${gone.user})`);
    const refusals = [
      await signIn(api, at.username, 'wrong horse battery'),
      await signIn(api, at.username, `${password} `),
      await signIn(api, at.username, password.toUpperCase()),
      await signIn(api, 'nobody.at.all', password),
      await signIn(api, `${at.name}.no`, password), // has no password
      await signIn(api, gone.username, password), // deactivated
    ];
    expect(new Set(refusals.map(({ error }) => JSON.stringify(error))).size).toBe(1);
    expect(refusals[0]?.error).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The user name or the password is wrong.',
    });
    expect(refusals[0]?.data).toBeUndefined();
  });

  test.each([
    ['no name', '', 'x', 'username'],
    ['no password', 'analyst', '', 'password'],
    ['a password that nobody can have', 'analyst', 'x'.repeat(101), 'password'],
    ['a name with a null byte', 'a\u0000b', 'x', 'username'],
  ])('is refused with %s', async (_what, name, given, field) => {
    expect((await signIn(api, name, given)).error).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});

describe('a refresh token', () => {
  test('gives the next pair, once and again', async () => {
    let { refreshToken } = await opened();
    for (let times = 0; times < 3; times += 1) {
      const { data } = await refresh(api, refreshToken);
      expect(data?.refreshToken).not.toBe(refreshToken);
      expect((await me(api, data?.accessToken)).data).toEqual({ username: at.username });
      refreshToken = data?.refreshToken ?? '';
    }
  });

  test('that is used again ends the session, for whoever has the newest one too', async () => {
    const { refreshToken: oldest } = await opened();
    const { data: second } = await refresh(api, oldest);
    const { data: newest } = await refresh(api, second?.refreshToken);
    expect((await refresh(api, oldest)).error).toMatchObject(lost);
    expect((await refresh(api, newest?.refreshToken)).error).toMatchObject(lost);
  });

  test('that two tabs use at once gives both the same pair, which goes on', async () => {
    const { refreshToken } = await opened();
    const [one, two] = await Promise.all([refresh(api, refreshToken), refresh(api, refreshToken)]);
    expect(one.error).toBeUndefined();
    expect([two.data?.accessToken, two.data?.refreshToken]).toEqual([
      one.data?.accessToken,
      one.data?.refreshToken,
    ]);
    expect((await me(api, one.data?.accessToken)).data).toEqual({ username: at.username });
    expect((await refresh(api, two.data?.refreshToken)).error).toBeUndefined();
  });

  test('that is used again after some seconds ends the session, and its access tokens', async () => {
    const { refreshToken } = await opened();
    const { data: next } = await refresh(api, refreshToken);
    await later();
    expect((await refresh(api, refreshToken)).error).toMatchObject(lost);
    expect((await refresh(api, next?.refreshToken)).error).toMatchObject(lost);
    expect((await me(api, next?.accessToken)).error).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('ends its own session only', async () => {
    const [{ refreshToken }, other] = [await opened(), await opened()];
    await refresh(api, refreshToken);
    await later();
    expect((await refresh(api, refreshToken)).error).toMatchObject(lost);
    expect((await me(api, other.accessToken)).error).toBeUndefined();
    expect((await refresh(api, other.refreshToken)).error).toBeUndefined();
  });

  test('is no access token, nor is an access token a refresh token', async () => {
    const { accessToken, refreshToken } = await opened();
    expect((await me(api, refreshToken)).error).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await refresh(api, accessToken)).error).toMatchObject(lost);
    expect((await signOut(api, accessToken)).data).toBe(false);
  });

  test('is of no use once its session has expired', async () => {
    const { refreshToken } = await opened();
    await api.sql`update pearl.sessions set expires_at = now() - interval '1 second' where user_id = ${at.user}`;
    expect((await refresh(api, refreshToken)).error).toMatchObject(lost);
  });

  test.each([
    ['nothing', ' ', 'BAD_USER_INPUT'],
    ['no token', 'x.y.z', 'UNAUTHENTICATED'],
    ['too much', 'x'.repeat(2001), 'BAD_USER_INPUT'],
  ])('cannot be %s', async (_what, token, code) => {
    expect((await refresh(api, token)).error).toMatchObject({ code });
  });

  test('of another server is refused', async () => {
    await opened();
    const [row] = await api.sql`select max(id) as id from pearl.sessions`;
    const forge = (secret: string, realm: string) =>
      new SignJWT({ session: { realm, id: row?.['id'], turn: 1 } })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(secret));
    const ours = 'the-secret-of-the-tests-is-long-enough';
    expect(
      (await refresh(api, await forge('another-secret-that-is-long-enough', 'pearl'))).error,
    ).toMatchObject(lost);
    expect((await refresh(api, await forge(ours, 'clinic'))).error).toMatchObject(lost);
    expect((await refresh(api, await forge(ours, 'pearl'))).error).toBeUndefined();
  });
});

test('signing out ends the session with all its tokens, and says when there was none', async () => {
  const [{ accessToken: first, refreshToken: used }, other] = [await opened(), await opened()];
  const { accessToken = '', refreshToken } = (await refresh(api, used)).data ?? {};
  expect((await signOut(api, refreshToken)).data).toBe(true);
  expect((await signOut(api, refreshToken)).data).toBe(false);
  expect((await refresh(api, refreshToken)).error).toMatchObject(lost);
  for (const token of [first, accessToken]) {
    expect((await me(api, token)).error).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('the session of this token is over'),
    });
  }
  expect((await me(api, other.accessToken)).data).toEqual({ username: at.username });
  expect((await refresh(api, other.refreshToken)).error).toBeUndefined();
});

describe('a user who is deactivated', () => {
  test.each([
    ['by an administrator', (id: number) => asAdmin(api, `deactivateUser(id: ${id})`)],
    ['by SQL', (id: number) => api.sql`update pearl.users set is_active = false where id = ${id}`],
  ])('%s is out at once; reactivated, in again with new tokens only', async (_how, deactivate) => {
    const { accessToken, refreshToken } = await opened();
    await deactivate(at.user);
    expect((await me(api, accessToken)).error).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await refresh(api, refreshToken)).error).toMatchObject(lost);
    expect((await signIn(api, at.username, password)).error).toMatchObject({
      code: 'UNAUTHENTICATED',
    });

    await asAdmin(api, `reactivateUser(id: ${at.user})`);
    expect((await me(api, accessToken)).error).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await refresh(api, refreshToken)).error).toMatchObject(lost);
    expect((await me(api, (await opened()).accessToken)).error).toBeUndefined();
  });

  test('is not the one who has the user name next', async () => {
    const { accessToken } = await opened();
    await asAdmin(api, `updateUser(id: ${at.user}, input: { username: "${at.username}.before" })`);
    await asAdmin(api, `createUser(input: { username: "${at.username}", role: ADMIN })`);
    expect((await me(api, accessToken)).error).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('is out when deleted, also once the delete is undone', async () => {
    const { accessToken, refreshToken } = await opened();
    const auditLogId = await deleted(api, `deleteUser(id: ${at.user}, cascade: true)`);
    const isOut = async () => {
      expect((await me(api, accessToken)).error).toMatchObject({ code: 'UNAUTHENTICATED' });
      expect((await refresh(api, refreshToken)).error).toMatchObject(lost);
    };
    await isOut();
    await succeeded(undo(api, auditLogId));
    await isOut();
  });
});
