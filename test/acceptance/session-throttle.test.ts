import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { lastRecord, type Plant, password, plant, recordsSince } from '../support/plant.ts';
import { bearer, call, type Outcome, signIn, type Tokens } from './signing.ts';

/* Passwords cannot be found out by trying. */

let api: Api;
let proxied: Api;
let at: Plant;
let log = '';
beforeAll(async () => {
  const logTo = new Writable({
    write: (chunk, _encoding, done) => {
      log += String(chunk);
      done();
    },
  });
  [api, proxied] = await Promise.all([
    startApi({ LOG_LEVEL: 'info' }, logTo),
    startApi({ TRUSTED_PROXIES: '1' }),
  ]);
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

describe('a user whose name is tried from elsewhere', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const tryFrom = (address: string, given = 'wrong') =>
    signIn(proxied, there.username, given, from(address));
  /** As after so many tries of this name, from anywhere. */
  const tried = (count: number) =>
    proxied.sql`insert into kernel.attempts (subject, count, until)
      values (${`name pearl ${there.username}`}, ${count}, now() + interval '15 minutes')`;
  let there: Plant;
  beforeEach(async () => {
    await proxied.sql`delete from kernel.attempts`;
    there = await plant(proxied.sql);
  });

  test('gets in: the ten tries are those of an address', async () => {
    await many(12, () => tryFrom('203.0.113.7'));
    expect((await tryFrom('203.0.113.7', password)).error).toMatchObject(tooMany);
    expect((await tryFrom('198.51.100.9', password)).error).toBeUndefined();
  });

  test('gets in where the user has been before, once there were a hundred; elsewhere nobody does', async () => {
    expect((await tryFrom('198.51.100.9', password)).error).toBeUndefined();
    await tryFrom('203.0.113.7');
    await proxied.sql`delete from kernel.attempts`;
    await tried(100);
    expect((await tryFrom('203.0.113.7', password)).error).toMatchObject(tooMany); // it has only failed there
    expect((await tryFrom('203.0.113.8', password)).error).toMatchObject(tooMany);
    expect((await tryFrom('198.51.100.9', password)).error).toBeUndefined();
  });

  test('loses none of the hundred to one address that goes on', async () => {
    await many(40, () => tryFrom('203.0.113.7'));
    const [row] = await proxied.sql`select count from kernel.attempts where subject like 'name %'`;
    expect(row?.['count']).toBe(10);
  });

  test('shares the ten tries of an IPv6 network among all its addresses', async () => {
    await many(10, (index) => tryFrom(`2001:db8:1:2::${index + 1}`));
    expect((await tryFrom('2001:db8:1:2:3:4:5:6', password)).error).toMatchObject(tooMany);
    expect((await tryFrom('2001:db8:1:3::1', password)).error).toBeUndefined();
  });
});

describe('a sign-in that fails', () => {
  const failures = () =>
    log
      .split('\n')
      .filter((line) => line.includes('a sign-in failed'))
      .map((line) => JSON.parse(line));

  test('is in the log with name and address, and for a known user in the trail; no more often than it may be tried', async () => {
    const last = await lastRecord(api.sql);
    const before = failures().length;
    await many(15, () => signIn(api, at.username.toUpperCase(), 'my secret'));
    await signIn(api, 'nobody.at.all', 'my secret');
    expect(failures().slice(before)).toHaveLength(11);
    expect(failures().at(-1)).toMatchObject({
      level: 40,
      realm: 'pearl',
      username: 'nobody.at.all',
      address: '127.0.0.1',
    });
    expect(log).not.toContain('my secret');
    const records = await recordsSince(api.sql, last);
    expect(records).toHaveLength(10);
    for (const record of records) {
      expect(record).toMatchObject({
        entity_type: 'Session',
        action: 'CREATE',
        user_id: null,
        changes: { after: { user_id: at.user, failed: true, address: '127.0.0.1' } },
      });
    }
  });

  test('lets nobody in as a session', async () => {
    await signIn(api, at.username, 'wrong');
    const alive = await api.sql`select from pearl.sessions where failed and revoked_at is null`;
    expect(alive).toHaveLength(0);
  });
});

test('the operator is told once that X-Forwarded-For is not believed', async () => {
  const told = () => log.split('\n').filter((line) => line.includes('TRUSTED_PROXIES'));
  for (const address of ['10.0.0.1', '10.0.0.2'])
    await api.post({ query: '{ me { id } }' }, { 'x-forwarded-for': address });
  expect(told()).toHaveLength(1);
  expect(JSON.parse(told()[0] ?? '')).toMatchObject({ level: 40 });
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
