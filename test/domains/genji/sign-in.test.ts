import bcrypt from 'bcrypt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

const password = 'a password that is long';
const signIn = `mutation ($login: String!, $password: String!) {
  signIn(login: $login, password: $password, realm: GENJI) { accessToken } }`;

test('people sign in by their user name or their e-mail address, in any case', async () => {
  await genji.get(
    'admin',
    `mutation { createGenjiUser(input: { username: "reader", email: "Reader@genji.example", password: "${password}" }) { id } }`,
  );
  for (const login of ['reader', 'READER', 'reader@genji.example', 'Reader@Genji.example']) {
    const { data } = await genji.ask(null, signIn, { login, password });
    const response = await genji.post(
      { query: '{ genjiMe { username roles { name } } }' },
      { authorization: `Bearer ${data.signIn.accessToken}` },
    );
    expect((await response.json()).data).toEqual({ genjiMe: { username: 'reader', roles: [] } });
  }
  expect(await genji.codeOf(null, signIn, { login: 'reader', password: 'another one' })).toBe(
    'UNAUTHENTICATED',
  );
});

test('a hash of bcrypt with the cost 12 lets in, as the specification has it, and new ones are such', async () => {
  // made elsewhere, of "a password from elsewhere"
  const hash = await bcrypt.hash('a password from elsewhere', 12);
  await genji.sql`
    insert into app.user_passwords (user_id, hashed_password) values (4, ${hash.replace('$2b$', '$2y$')})`;
  const word = { login: 'noor', password: 'a password from elsewhere' };
  expect(await genji.codeOf(null, signIn, word)).toBe('done');
  expect(await genji.codeOf(null, signIn, { ...word, password: 'a password' })).toBe(
    'UNAUTHENTICATED',
  );
  await genji.get('admin', `mutation { setGenjiPassword(id: 4, password: "${password}") { id } }`);
  const [row] =
    await genji.sql`select hashed_password as hash from app.user_passwords where user_id = 4`;
  expect(row?.['hash']).toMatch(/^\$2b\$12\$/);
  expect(await genji.codeOf(null, signIn, { login: 'noor', password })).toBe('done');
});

test('a password whose end bcrypt would leave out is refused', async () => {
  const set = (word: string) =>
    genji.codeOf('admin', `mutation { setGenjiPassword(id: 5, password: "${word}") { id } }`);
  expect(await set('é'.repeat(36))).toBe('done'); // 72 bytes
  expect(await set('é'.repeat(37))).toBe('BAD_USER_INPUT');
});

test('nobody gives a password to somebody who may do more, and so becomes them', async () => {
  await genji.sql`insert into app.users (id, username) values (90, 'helper')`;
  await genji.sql`insert into app.roles (id, name) values (90, 'helpdesk')`;
  await genji.sql`insert into app.role_permissions (role_id, permission_id)
    select 90, id from app.permissions where name = 'manage_users'`;
  await genji.sql`insert into app.user_roles (user_id, role_id) values (90, 90), (90, 3)`;
  const set = (id: number) =>
    genji.codeOf(
      'helper',
      `mutation { setGenjiPassword(id: ${id}, password: "${password}") { id } }`,
    );
  expect(await set(1)).toBe('FORBIDDEN');
  expect(await genji.codeOf(null, signIn, { login: 'admin', password })).toBe('UNAUTHENTICATED');
  for (const id of [3, 90]) expect(await set(id)).toBe('done');
});

test('who has no password comes in by a token alone', async () => {
  expect(await genji.codeOf(null, signIn, { login: 'priya', password })).toBe('UNAUTHENTICATED');
  expect((await genji.get('priya', '{ genjiMe { username } }')).genjiMe.username).toBe('priya');
});

test('nobody of another realm sees anything of Genji', async () => {
  const token = await genji.authority.sign('admin');
  const response = await genji.post(
    { query: '{ genjiCollections { totalCount } }' },
    { authorization: `Bearer ${token}` },
  );
  expect((await response.json()).errors[0].extensions.code).toBe('FORBIDDEN');
});

test('tries are counted in each realm by themselves, though a name is there in both', async () => {
  for (const table of ['pearl.users', 'app.users'])
    expect(await genji.sql.unsafe(`select from ${table} where username = 'admin'`)).toHaveLength(1);
  await genji.get('admin', `mutation { setGenjiPassword(id: 1, password: "${password}") { id } }`);
  const to = (realm: string, word: string) =>
    genji.codeOf(null, signIn.replace('GENJI', realm), { login: 'admin', password: word });
  const wrong = await Promise.all(Array.from({ length: 10 }, () => to('PEARL', 'wrong')));
  expect(new Set(wrong)).toEqual(new Set(['UNAUTHENTICATED']));
  expect(await to('PEARL', 'wrong')).toBe('TOO_MANY_ATTEMPTS');
  expect(await to('GENJI', password)).toBe('done');
  // who gets in there has no more tries here
  expect(await to('PEARL', 'wrong')).toBe('TOO_MANY_ATTEMPTS');
});
