import argon2 from 'argon2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { password, plant } from '../support/plant.ts';
import { me, type Outcome, signIn, type Tokens } from './signing.ts';

/* Many sign in at once: what is hashed at a time, whose turn it is, and who need not wait for that. */

let api: Api;
beforeAll(async () => {
  api = await startApi({ TRUSTED_PROXIES: '1' });
});
afterAll(() => api.stop());

let hashing = 0;
let most = 0;
/** The passwords that are being hashed, or have been, in their order. */
let hashed: string[] = [];
let open = () => {};
beforeEach(async () => {
  await api.sql`delete from kernel.attempts`;
  [hashing, most, hashed] = [0, 0, []];
  const gate = new Promise<void>((resolve) => (open = resolve));
  const { verify } = argon2;
  vi.spyOn(argon2, 'verify').mockImplementation(async (hash, given) => {
    hashing += 1;
    most = Math.max(most, hashing);
    hashed.push(String(given));
    await gate;
    const matches = given === password && (await verify(hash, given));
    hashing -= 1;
    return matches;
  });
});
afterEach(() => {
  open();
  vi.restoreAllMocks();
});

let names = 0;
/** As many sign-ins from one address, each with a name of its own. */
const flood = (count: number, address: string): Promise<Outcome<Tokens>>[] =>
  Array.from({ length: count }, () =>
    signIn(api, `nobody.${(names += 1)}`, `of ${address}`, { 'x-forwarded-for': address }),
  );

/** So many sign-ins have been counted by now, and wait for their turn or are being hashed. */
const counted = (count: number) =>
  expect
    .poll(async () => {
      const [row] =
        await api.sql`select sum(count)::int as sum from kernel.attempts where subject like 'name %'`;
      return row?.['sum'];
    })
    .toBe(count);

describe('60 sign-ins from one address', () => {
  test('are hashed one at a time, and keep no token waiting, nor anybody else’s sign-in', async () => {
    const { username } = await plant(api.sql);
    const token = await api.authority.sign(username);
    const answers = flood(60, '203.0.113.7');
    await counted(60);
    await expect.poll(() => hashed).toEqual(['of 203.0.113.7']);
    for (let times = 0; times < 20; times += 1)
      expect((await me(api, token)).data).toEqual({ username });
    const own = signIn(api, username, password, { 'x-forwarded-for': '198.51.100.9' });
    await expect.poll(() => hashed).toEqual(['of 203.0.113.7', password]);
    open();
    expect((await own).error).toBeUndefined();
    const codes = (await Promise.all(answers)).map(({ error }) => error?.code);
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED']));
    expect(most).toBe(2);
  });

  test('beyond a hundred that wait are refused from the longest line, with a time to come again', async () => {
    const { username } = await plant(api.sql);
    const many: Promise<Outcome<Tokens>>[] = [];
    for (const [index, address] of ['203.0.113.7', '203.0.113.8', '203.0.113.9'].entries()) {
      many.push(...flood(40, address));
      await counted(40 * (index + 1));
    }
    const own = signIn(api, username, password, { 'x-forwarded-for': '198.51.100.9' });
    await counted(121);
    open();
    expect((await own).error).toBeUndefined();
    // two are hashed, and a hundred wait; the last to come has taken one of their places
    const refused = (await Promise.all(many)).filter(
      ({ error }) => error?.code === 'TOO_MANY_REQUESTS',
    );
    expect(refused).toHaveLength(120 + 1 - 2 - 100);
    expect(hashed.indexOf(password)).toBeLessThan(6);
    expect(most).toBe(2);
  });
});
