import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { asAdmin } from './signing.ts';

/* Somebody must always be able to let others in. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** A second administrator, and the first one without comments, so that nothing else is in the way. */
let second: number;
beforeEach(async () => {
  await api.sql`update pearl.tracker_comments set user_id = 2 where user_id = 1`;
  await api.sql`update pearl.users set role = 'ADMIN', is_active = true where id = 1`;
  await api.sql`delete from pearl.users where username = 'second'`;
  const [row] =
    await api.sql`insert into pearl.users (username, role) values ('second', 'ADMIN') returning id`;
  second = Number(row?.['id']);
});

const admins = async (): Promise<number> => {
  const found = await api.sql`select from pearl.users where role = 'ADMIN' and is_active`;
  return found.length;
};

const commands: [what: string, field: (id: number) => string][] = [
  ['deactivated', (id) => `deactivateUser(id: ${id})`],
  ['demoted', (id) => `updateUser(id: ${id}, input: { role: ANALYST })`],
  ['deleted', (id) => `deleteUser(id: ${id}, cascade: true)`],
];

describe('the last administrator', () => {
  test.each(commands)('is not %s', async (what, field) => {
    await api.sql`update pearl.users set is_active = false where id = 1`;
    const { data, error } = await asAdmin(api, field(second), 'second');
    expect(data).toBeUndefined();
    expect(error).toMatchObject({ code: 'INVALID_STATE' });
    expect(error?.['message']).toBe(
      what === 'deleted'
        ? 'second: You cannot delete yourself.'
        : 'second: The last active administrator has to stay.',
    );
    expect(await admins()).toBe(1);
  });

  test.each([
    ['deactivated', (id: number) => `update pearl.users set is_active = false where id = ${id}`],
    ['demoted', (id: number) => `update pearl.users set role = 'VIEWER' where id = ${id}`],
    ['deleted', (id: number) => `delete from pearl.users where id = ${id}`],
    ['deactivated with all others', () => 'update pearl.users set is_active = false'],
    ['demoted with all others', () => `update pearl.users set role = 'VIEWER'`],
  ])('is not %s by SQL', async (_what, statement) => {
    await api.sql`update pearl.users set role = 'ANALYST' where id = 1`;
    await expect(api.sql.unsafe(statement(second))).rejects.toMatchObject({
      code: '23514',
      constraint_name: 'users_last_admin',
    });
    expect(await admins()).toBe(1);
  });

  test('may be renamed, and be given another department', async () => {
    await api.sql`update pearl.users set is_active = false where id = 1`;
    const { error } = await asAdmin(
      api,
      `updateUser(id: ${second}, input: { username: "second", department: "management" })`,
      'second',
    );
    expect(error).toBeUndefined();
  });
});

test.each(commands)('one of two administrators can be %s', async (_what, field) => {
  expect((await asAdmin(api, field(second))).error).toBeUndefined();
  expect(await admins()).toBe(1);
});

test.each(commands)(
  'two administrators cannot both be %s at once by each other',
  async (_what, field) => {
    const answers = await Promise.all([
      asAdmin(api, field(second)),
      asAdmin(api, field(1), 'second'),
    ]);
    expect(await admins()).toBe(1);
    const refused = answers.filter(({ error }) => error);
    expect(refused).toHaveLength(1);
    // the loser may be nobody, or no administrator, by then
    expect(['INVALID_STATE', 'UNAUTHENTICATED', 'FORBIDDEN']).toContain(refused[0]?.error?.code);
    await api.sql`insert into pearl.users (id, username, role) values (1, 'admin', 'ADMIN') on conflict do nothing`;
  },
);
