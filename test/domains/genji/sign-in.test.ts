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

test('who has no password comes in by a token alone', async () => {
  expect(await genji.codeOf(null, signIn, { login: 'student', password })).toBe('UNAUTHENTICATED');
  expect((await genji.get('student', '{ genjiMe { username } }')).genjiMe.username).toBe('student');
});

test('nobody of another realm sees anything of Genji', async () => {
  const token = await genji.authority.sign('admin');
  const response = await genji.post(
    { query: '{ genjiCollections { totalCount } }' },
    { authorization: `Bearer ${token}` },
  );
  expect((await response.json()).errors[0].extensions.code).toBe('FORBIDDEN');
});
