import { createHmac } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Api, startApi } from '../support/api.ts';

const secret = 'the-secret-of-these-tests-is-long-enough';

let api: Api;
let strict: Api;
beforeAll(async () => {
  api = await startApi({ AUTH_SECRET: secret });
  strict = await startApi({
    AUTH_SECRET: secret,
    AUTH_ISSUER: 'https://id.example.com',
    AUTH_AUDIENCE: 'pearl',
  });
});
afterAll(async () => {
  await api.stop();
  await strict.stop();
});

type Claims = Record<string, unknown>;

const token = (claims: Claims = {}, key = secret) =>
  new SignJWT({ sub: 'viewer', exp: inSeconds(60), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(key));

const header = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url');

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

const bearer = async (claims?: Claims, key?: string) => `Bearer ${await token(claims, key)}`;

const me = async (authorization: string | null, server = api) => {
  const answer = await server.post(
    { query: '{ me { username role } }' },
    authorization === null ? {} : { authorization },
  );
  const { data, errors } = await answer.json();
  return {
    status: answer.status,
    challenge: answer.headers.get('www-authenticate'),
    username: data?.me?.username,
    code: errors?.[0].extensions.code,
    message: errors?.[0].message,
  };
};

describe('a token is refused with 401', () => {
  test.for<[why: string, authorization: () => Promise<string> | string, message: RegExp]>([
    ['that has another scheme', async () => `Basic ${await token()}`, /must be "Bearer <token>"/],
    ['that has no scheme', () => token(), /must be "Bearer <token>"/],
    ['that is missing', () => 'Bearer ', /must be "Bearer <token>"/],
    ['that is two', async () => `Bearer ${await token()} ${await token()}`, /must be "Bearer/],
    [
      'that is garbage',
      () => 'Bearer garbage',
      /^This token cannot be used: it is not a whole JWT\.$/,
    ],
    ['that looks like one', () => 'Bearer a.b.c', /it is not a whole JWT\.$/],
    ['that is very long', () => `Bearer ${'x'.repeat(8_000)}`, /it is not a whole JWT\.$/],
    ['that has expired', () => bearer({ exp: inSeconds(-1) }), /^The token has expired\.$/],
    ['that is not yet good', () => bearer({ nbf: inSeconds(60) }), /it is not good yet \(nbf\)\.$/],
    ['that lasts for ever', () => bearer({ exp: undefined }), /needs .* exp/],
    ['that names nobody', () => bearer({ sub: undefined }), /needs the texts sub/],
    ['that names a number', () => bearer({ sub: 1 }), /needs the texts sub/],
    [
      'that has another signature',
      () => bearer({}, secret.replace('the', 'THE')),
      /it was not signed with the key of this server\.$/,
    ],
    [
      'that is not signed',
      () => `Bearer ${new UnsecuredJWT({ sub: 'admin', exp: inSeconds(60) }).encode()}`,
      /its algorithm \(alg\) is not accepted here\.$/,
    ],
    [
      'that was changed',
      async () =>
        (await bearer()).replace(/\.[^.]+\./, `.${btoa('{"sub":"admin"}').replaceAll('=', '')}.`),
      /it was not signed with the key of this server\.$/,
    ],
    ['of another realm', () => bearer({ realm: 'clinic' }), /no active account "viewer" in clinic/],
    [
      'of a realm that every object has',
      () => bearer({ realm: 'constructor' }),
      /no active account/,
    ],
    ['of a realm that is no text', () => bearer({ realm: 5 }), /needs the texts sub and realm/],
    ['of nobody we know', () => bearer({ sub: 'nobody' }), /no active account "nobody" in pearl/],
    [
      'of somebody deactivated',
      () => bearer({ sub: 'petra.novotna' }),
      /no active account "petra.novotna"/,
    ],
    ['of a name that is SQL', () => bearer({ sub: "' or true --" }), /no active account/],
    ['of a name that is an array', () => bearer({ sub: '{viewer}' }), /no active account/],
    ['of a name with a null byte', () => bearer({ sub: 'viewer\0' }), /its sub cannot be a name/],
    [
      'of a session that is none',
      () => bearer({ sid: 999_999_999 }),
      /session of this token is over/,
    ],
    [
      'with another algorithm',
      () => `Bearer ${header({ alg: 'HS512' })}.e30.x`,
      /its algorithm \(alg\) is not accepted here\.$/,
    ],
    [
      'with extensions that we do not know',
      async () => {
        const [, payload] = (await token()).split('.');
        const signed = `${header({ alg: 'HS256', crit: ['b64'], b64: false })}.${payload}`;
        return `Bearer ${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
      },
      /or an extension that it needs \(crit\), is not known here\.$/,
    ],
    [
      'with more after its signature',
      async () => `${await bearer()}A`,
      /was not signed with the key of this server/,
    ],
  ])('%s', async ([, authorization, message]) => {
    const refused = await me(await authorization());

    expect(refused).toMatchObject({ status: 401, code: 'UNAUTHENTICATED', challenge: 'Bearer' });
    expect(refused.message).toMatch(message);
    expect(refused.username).toBeUndefined();
  });
});

test('a good token names its user, whatever the case of its scheme', async () => {
  expect(await me(await bearer())).toMatchObject({ status: 200, username: 'viewer' });
  expect(await me((await bearer()).replace('Bearer ', 'bearer  '))).toMatchObject({
    username: 'viewer',
  });
});

test('without a token there is nobody, who gets the same 401, and a refusal per field', async () => {
  const refused = { status: 401, code: 'UNAUTHENTICATED', challenge: 'Bearer' };
  expect(await me(null)).toMatchObject(refused);
  expect(await me('')).toMatchObject(refused);
});

test('a signature is checked on this thread: not where passwords are hashed', async () => {
  const inThePool = vi.spyOn(crypto.subtle, 'verify');
  expect(await me(await bearer({ jti: 'a token of its own' }))).toMatchObject({ status: 200 });
  expect(inThePool).not.toHaveBeenCalled();
});

test('a good token stays good until it expires, to the second', async () => {
  const soon = await bearer({ exp: inSeconds(2) });
  expect(await me(soon)).toMatchObject({ username: 'viewer' });
  await expect.poll(async () => (await me(soon)).status).toBe(401);
});

test('who is deactivated is out at the next request, and in again when activated', async () => {
  const authorization = await bearer({ sub: 'analyst' });
  const activate = (yes: boolean) =>
    api.sql`update pearl.users set is_active = ${yes} where username = 'analyst'`;

  expect(await me(authorization)).toMatchObject({ username: 'analyst' });
  await activate(false);
  expect(await me(authorization)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  await activate(true);
  expect(await me(authorization)).toMatchObject({ username: 'analyst' });
});

test('who gets another role has it at the next request', async () => {
  const audit = async (authorization: string) => {
    const answer = await api.post({ query: '{ auditLogs { totalCount } }' }, { authorization });
    return (await answer.json()).errors?.[0].extensions.code;
  };
  const authorization = await bearer({ sub: 'viewer' });

  expect(await audit(authorization)).toBe('FORBIDDEN');
  await api.sql`update pearl.users set role = 'ADMIN' where username = 'viewer'`;
  expect(await audit(authorization)).toBeUndefined();
  await api.sql`update pearl.users set role = 'VIEWER' where username = 'viewer'`;
});

test('requests at the same time are each answered for their own user', async () => {
  const names = ['admin', 'analyst', 'viewer', 'nobody', 'petra.novotna'];
  const many = Array.from({ length: 50 }, (_, at) => names[at % names.length] ?? '');
  const answers = await Promise.all(many.map(async (sub) => me(await bearer({ sub }))));

  expect(answers.map(({ username }) => username)).toEqual(
    many.map((name) => (['nobody', 'petra.novotna'].includes(name) ? undefined : name)),
  );
});

describe('with AUTH_ISSUER and AUTH_AUDIENCE set', () => {
  const good = { iss: 'https://id.example.com', aud: 'pearl' };

  test('a token needs both', async () => {
    expect(await me(await bearer(good), strict)).toMatchObject({ username: 'viewer' });
    expect(await me(await bearer({ ...good, aud: ['other', 'pearl'] }), strict)).toMatchObject({
      username: 'viewer',
    });
    for (const wrong of [
      { iss: 'https://other' },
      { aud: 'other' },
      { iss: undefined },
      { aud: undefined },
    ]) {
      const refused = await me(await bearer({ ...good, ...wrong }), strict);
      expect(refused).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      expect(refused.message).toMatch(
        'iss' in wrong ? /trusts another issuer \(iss\)/ : /meant for another audience \(aud\)/,
      );
    }
  });

  test('our own tokens have both', async () => {
    const own = `Bearer ${await strict.authority.sign('admin')}`;
    expect(await me(own, strict)).toMatchObject({ username: 'admin' });
  });
});
