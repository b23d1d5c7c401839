import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDx } from './server.ts';

/* Somebody must always be able to let others in. */

let api: Awaited<ReturnType<typeof startDx>>;
beforeAll(async () => {
  api = await startDx();
});
afterAll(() => api.stop());

/** Two administrators, and nobody else: the first of the demo, and another one. */
const ids = new Map<string, string>();
beforeEach(async () => {
  await api.sql`insert into dx.users (email) values ('second@dx.example') on conflict do nothing`;
  await api.sql`update dx.users set role = 'admin', is_active = true where email in ('admin@dx.example', 'second@dx.example')`;
  await api.sql`update dx.users set role = 'user' where email not in ('admin@dx.example', 'second@dx.example')`;
  for (const { id, name } of await api.sql<{ id: string; name: string }[]>`
    select id, split_part(email, '@', 1) as name from dx.users`)
    ids.set(name, id);
});

const admins = async (): Promise<number> => {
  const found = await api.sql`select from dx.users where role = 'admin' and is_active`;
  return found.length;
};

const change = async (who: string, whom: string, changes: string) => {
  const { errors } = await api.run(
    who,
    `mutation ($id: ID!) { updateDxUser(id: $id, input: { ${changes} }) { id } }`,
    { id: ids.get(whom) },
  );
  return errors?.[0];
};

const changes: [what: string, changes: string][] = [
  ['deactivated', 'isActive: false'],
  ['demoted', 'role: USER'],
];

test.each(changes)('the last administrator is not %s', async (_what, made) => {
  expect(await change('second', 'admin', made)).toBeUndefined();
  expect(await change('second', 'second', made)).toMatchObject({
    message: 'second@dx.example: The last active administrator has to stay.',
    extensions: { code: 'INVALID_STATE', rule: 'LAST_ADMIN' },
  });
  expect(await admins()).toBe(1);
});

test.each(changes)('two administrators are not both %s at once', async (_what, made) => {
  const refused = await Promise.all([
    change('admin', 'second', made),
    change('second', 'admin', made),
  ]);
  expect(await admins()).toBe(1);
  const [error, ...others] = refused.filter((each) => each !== undefined);
  expect(others).toEqual([]);
  // the loser may be nobody, or no administrator, by then
  expect(['INVALID_STATE', 'UNAUTHENTICATED', 'FORBIDDEN']).toContain(error?.extensions.code);
});

test.each([
  ['deactivated', 'update dx.users set is_active = false'],
  ['demoted', `update dx.users set role = 'user'`],
  ['deleted', `delete from dx.users where email = 'second@dx.example'`],
])('the last administrator is not %s by SQL', async (_what, statement) => {
  await api.sql`update dx.users set role = 'user' where email = 'admin@dx.example'`;
  await expect(api.sql.unsafe(statement)).rejects.toMatchObject({
    code: '23514',
    constraint_name: 'users_last_admin',
  });
  expect(await admins()).toBe(1);
});

test('the last administrator may be renamed', async () => {
  await api.sql`update dx.users set role = 'user' where email = 'admin@dx.example'`;
  expect(await change('second', 'second', 'name: "The Second"')).toBeUndefined();
});
