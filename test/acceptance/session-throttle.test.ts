import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Plant, password, plant } from '../support/plant.ts';
import { bearer, call, type Outcome, signIn, type Tokens } from './signing.ts';

/* Passwords cannot be found out by trying. */

let api: Api;
let proxied: Api;
let at: Plant;
beforeAll(async () => {
  [api, proxied] = await Promise.all([startApi(), startApi({ TRUSTED_PROXIES: '1' })]);
});
afterAll(() => Promise.all([api.stop(), proxied.stop()]));
beforeEach(async () => {
  await api.sql`delete from kernel.attempts`;
  at = await plant(api.sql);
});

const codes = (outcomes: readonly Outcome<unknown>[]) =>
  outcomes.map(({ error }) => error?.code ?? 'OK');

const many = (count: number, attempt: (index: number) => Promise<Outcome<Tokens>>) =>
  Promise.all(Array.from({ length: count }, (_, index) => attempt(index)));

const tooMany = { code: 'TOO_MANY_ATTEMPTS', retryAfter: expect.any(Number) };

describe('a user', () => {
  test('has ten tries, then waits even with the right password', async () => {
    const outcomes: Outcome<Tokens>[] = [];
    for (let times = 0; times < 10; times += 1)
      outcomes.push(await signIn(api, at.username, `wrong ${times}`));
    expect(new Set(codes(outcomes))).toEqual(new Set(['UNAUTHENTICATED']));
    const { error } = await signIn(api, at.username, password);
    expect(error).toMatchObject(tooMany);
    expect(Number(error?.['retryAfter'])).toBeGreaterThan(14 * 60);
    expect(Number(error?.['retryAfter'])).toBeLessThanOrEqual(15 * 60);
    expect(error?.['message']).toContain(String(error?.['retryAfter']));
  });

  test('who has waited may try again', async () => {
    await many(12, () => signIn(api, at.username, 'wrong'));
    await api.sql`update kernel.attempts set until = now() - interval '1 second'`;
    expect((await signIn(api, at.username, password)).error).toBeUndefined();
  });

  test('who gets in has all tries again', async () => {
    for (let round = 0; round < 2; round += 1) {
      await many(9, () => signIn(api, at.username, 'wrong'));
      expect((await signIn(api, at.username, password)).error).toBeUndefined();
    }
  });

  test('is the same whatever the case of the name', async () => {
    await many(10, (index) =>
      signIn(api, index % 2 ? at.username.toUpperCase() : at.username, 'wrong'),
    );
    expect((await signIn(api, at.username, password)).error).toMatchObject(tooMany);
  });

  test('whom nobody knows is throttled alike', async () => {
    const outcomes = await many(12, () => signIn(api, 'nobody.at.all', 'wrong'));
    expect(codes(outcomes).filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(2);
  });

  test('is not kept out by the tries at another', async () => {
    await many(12, () => signIn(api, 'nobody.at.all', 'wrong'));
    expect((await signIn(api, at.username, password)).error).toBeUndefined();
  });

  test('cannot be tried faster by trying at once', async () => {
    const outcomes = await many(20, (index) => signIn(api, at.username, `wrong ${index}`));
    const found = codes(outcomes);
    expect(found.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(10);
    expect(found.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(10);
    const [row] = await api.sql`select count from kernel.attempts where subject like 'user %'`;
    expect(row?.['count']).toBe(20);
  });

  test('has ten tries at the current password, too', async () => {
    const token = await api.authority.sign(at.username);
    const change = (currentPassword: string) =>
      call<{ id: string }>(
        api,
        `mutation { changePassword(currentPassword: "${currentPassword}", newPassword: "another one") { id } }`,
        {},
        bearer(token),
      );
    const wrong = await Promise.all(Array.from({ length: 10 }, () => change('wrong')));
    expect(new Set(codes(wrong))).toEqual(new Set(['FORBIDDEN']));
    expect((await change(password)).error).toMatchObject(tooMany);
  });
});

describe('an address', () => {
  /** The tries past a user's tenth cost no hash. */
  const useUp = (of: Api, headers?: Record<string, string>) =>
    many(100, () => signIn(of, 'nobody.at.all', 'wrong', headers));

  test('has a hundred tries, for all users together', async () => {
    await useUp(api);
    expect((await signIn(api, at.username, password)).error).toMatchObject(tooMany);
  });

  test('is not what the request says of itself', async () => {
    await many(100, (index) =>
      signIn(api, 'nobody.at.all', 'wrong', { 'x-forwarded-for': `10.0.0.${index}` }),
    );
    const answer = await signIn(api, at.username, password, { 'x-forwarded-for': '10.0.1.1' });
    expect(answer.error).toMatchObject(tooMany);
  });

  test('is what our proxy says, and not what was said to it', async () => {
    const there = await plant(proxied.sql);
    const from = (address: string) => ({ 'x-forwarded-for': address });
    await useUp(proxied, from('203.0.113.7'));
    const again = await signIn(proxied, there.username, password, from('203.0.113.7'));
    expect(again.error).toMatchObject(tooMany);
    const pretended = from('198.51.100.9, 203.0.113.7');
    expect((await signIn(proxied, there.username, password, pretended)).error).toMatchObject(
      tooMany,
    );
    const elsewhere = from('203.0.113.7, 198.51.100.9');
    expect((await signIn(proxied, there.username, password, elsewhere)).error).toBeUndefined();
  });
});
