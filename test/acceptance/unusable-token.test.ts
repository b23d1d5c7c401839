import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Plant, password, plant } from '../support/plant.ts';
import { bearer, call, me, refresh, signIn, signOut, type Tokens } from './signing.ts';

/* A token that cannot be used: what it keeps nobody from, and how that is said. */

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  at = await plant(api.sql);
});

const opened = async (): Promise<Tokens> => {
  const { data, text } = await signIn(api, at.username, password);
  if (!data) throw new Error(text);
  return data;
};

describe('what needs no token', () => {
  const signed = (authorization: string) => ({ authorization });
  const document = 'mutation ($given: String!) { FIELD(refreshToken: $given) }';
  const prolonging = document.replace(
    'FIELD(refreshToken: $given)',
    'refreshSession(refreshToken: $given) { accessToken }',
  );

  test.each<[string, () => Promise<string> | string]>([
    [
      'expired',
      async () => `Bearer ${await api.authority.sign(at.username, { expiresIn: '-1m' })}`,
    ],
    [
      'of a session that is over',
      async () => {
        const { accessToken, refreshToken } = await opened();
        await signOut(api, refreshToken);
        return `Bearer ${accessToken}`;
      },
    ],
    ['of nobody', async () => `Bearer ${await api.authority.sign('nobody.at.all')}`],
    ['garbage', () => 'Bearer garbage'],
    ['of another scheme', () => 'Basic dXNlcjpwYXNz'],
  ])('works beside a token that is %s', async (_what, make) => {
    const beside = signed(await make());
    const { data: session } = await signIn(api, at.username, password, beside);
    const prolonged = await call<Tokens>(api, prolonging, { given: session?.refreshToken }, beside);
    expect((await me(api, prolonged.data?.accessToken)).data).toEqual({ username: at.username });
    const { data: next } = await refresh(api, session?.refreshToken);
    const out = document.replace('FIELD', 'signOut');
    expect((await call(api, out, { given: next?.refreshToken }, beside)).data).toBe(true);
    // and what needs one says what is wrong with this one
    const refused = await call(api, '{ me { id } }', {}, beside);
    expect(refused.error).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(refused.error?.['message']).not.toContain('Sign in first');
  });
});

describe('the status of an answer', () => {
  const status = async (
    query: string,
    headers?: Record<string, string>,
    accept = 'application/json',
  ) => {
    const answer = await api.post({ query }, { accept, ...headers });
    return {
      status: answer.status,
      challenge: answer.headers.get('www-authenticate'),
      wait: answer.headers.get('retry-after'),
    };
  };

  test.each(['application/json', 'application/graphql-response+json'])(
    'is 401 whenever somebody has not shown who they are (%s)',
    async (accept) => {
      for (const [query, headers] of [
        ['{ me { id } }', {}],
        ['{ me { id } }', bearer('garbage')],
        ['{ me { id } }', bearer(await api.authority.sign('nobody.at.all'))],
        [`mutation { signIn(username: "${at.username}", password: "wrong") { expiresIn } }`, {}],
        ['mutation { refreshSession(refreshToken: "x") { expiresIn } }', {}],
        ['mutation { createStudy(input: { studyLabel: "x" }) { id } }', {}],
      ] as const) {
        expect(await status(query, headers, accept)).toMatchObject({
          status: 401,
          challenge: 'Bearer',
        });
      }
    },
  );

  test('is 429 with Retry-After where it is too many tries, and 200 for what is refused to somebody known', async () => {
    const wrong = `mutation { signIn(username: "nobody.at.all", password: "wrong") { expiresIn } }`;
    for (let times = 0; times < 10; times += 1) await status(wrong);
    const refused = await status(wrong);
    expect(refused.status).toBe(429);
    expect(Number(refused.wait)).toBeGreaterThan(14 * 60);
    const viewer = bearer(await api.authority.sign('viewer'));
    expect((await status('{ auditLogs { totalCount } }', viewer)).status).toBe(200);
  });
});
