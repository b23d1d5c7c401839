import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';

/* An identity provider of our own, with a key of each kind. */

type Key = { alg: string; kid: string; privateKey: CryptoKey; jwk: JWK };

const makeKey = async (alg: string, kid: string): Promise<Key> => {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), alg, kid } };
};

let api: Api;
let provider: Server;
let answer: { status: number; body: unknown };
let [rsa, ec, stranger]: Key[] = [];

beforeAll(async () => {
  [rsa, ec, stranger] = await Promise.all([
    makeKey('RS256', 'rsa'),
    makeKey('ES256', 'ec'),
    makeKey('RS256', 'stranger'),
  ]);
  answer = { status: 200, body: { keys: [rsa.jwk, ec.jwk] } };
  provider = createServer((_req, res) => {
    res.writeHead(answer.status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  api = await startProvided();
});
afterAll(async () => {
  await api.stop();
  provider.close();
});

const startProvided = () =>
  startApi({
    AUTH_SECRET: '',
    AUTH_JWKS_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`,
    AUTH_ISSUER: 'https://id.example.com',
    AUTH_AUDIENCE: 'pearl',
  });

const claims = { sub: 'viewer', iss: 'https://id.example.com', aud: 'pearl' };

const token = (key: Key | undefined, changes: object = {}, header: object = {}) =>
  new SignJWT({ ...claims, ...changes })
    .setProtectedHeader({ alg: key?.alg ?? '', kid: key?.kid ?? '', ...header })
    .setExpirationTime('1m')
    .sign(key?.privateKey as CryptoKey);

const me = async (given: string, server = api) => {
  const response = await server.post(
    { query: '{ me { username } }' },
    { authorization: `Bearer ${given}` },
  );
  const { data, errors } = await response.json();
  const [{ message = '', extensions = {} } = {}] = errors ?? [];
  return { status: response.status, username: data?.me?.username, message, code: extensions.code };
};

test('a token of the provider names its user, with either kind of key', async () => {
  expect(await me(await token(rsa))).toMatchObject({ status: 200, username: 'viewer' });
  expect(await me(await token(ec, { sub: 'admin' }))).toMatchObject({ username: 'admin' });
});

test.for<[why: string, given: () => Promise<string>, message: RegExp]>([
  ['signed with an unknown key', () => token(stranger), /the identity provider has no such key/],
  [
    'signed by somebody else in a known key’s name',
    () => token(stranger, {}, { kid: 'rsa' }),
    /it was not signed with the key of this server/,
  ],
  ['of another issuer', () => token(rsa, { iss: 'https://other' }), /another issuer \(iss\)/],
  ['for another audience', () => token(ec, { aud: 'other' }), /another audience \(aud\)/],
  ['of nobody we know', () => token(ec, { sub: 'nobody' }), /no active account/],
  [
    'signed with the public key as a secret',
    async () => {
      const secret = new TextEncoder().encode(JSON.stringify(rsa?.jwk));
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
        .setExpirationTime('1m')
        .sign(secret);
    },
    /its algorithm \(alg\), or an extension .+ is not known here/,
  ],
])('a token is refused that is %s', async ([, given, message]) => {
  const refused = await me(await given());
  expect(refused).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  expect(refused.message).toMatch(message);
});

test('the server makes no tokens of its own', async () => {
  expect(api.authority.signs).toBe(false);
  await expect(async () => api.authority.sign('admin')).rejects.toThrow(
    'your identity provider makes the tokens',
  );
});

test('a provider that is down is not the client’s fault: 500, and known tokens stay good', async () => {
  const known = await token(rsa);
  await me(known);
  const whole = answer;
  answer = { status: 503, body: {} };
  const fresh = await startProvided();

  expect(await me(known)).toMatchObject({ username: 'viewer' });
  expect(await me(await token(rsa), fresh)).toMatchObject({
    status: 500,
    code: 'INTERNAL_SERVER_ERROR',
  });
  answer = whole;
  expect(await me(await token(rsa), fresh)).toMatchObject({ username: 'viewer' });
  await fresh.stop();
});
