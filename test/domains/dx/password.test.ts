import { afterAll, beforeAll, expect, test } from 'vitest';
import { password, startDx } from './server.ts';

let api: Awaited<ReturnType<typeof startDx>>;
beforeAll(async () => {
  api = await startDx();
});
afterAll(() => api.stop());

const signIn = async (word: string) => {
  const { data, errors } = await api.run(
    null,
    'mutation ($word: String!) { signIn(login: "piet@dx.example", password: $word, realm: DX) { accessToken } }',
    { word },
  );
  const { accessToken } = (data?.['signIn'] ?? {}) as { readonly accessToken?: string };
  return { accessToken, code: errors?.[0]?.extensions.code };
};

const asked = async (accessToken: string | undefined, query: string, variables = {}) => {
  const response = await api.post({ query, variables }, { authorization: `Bearer ${accessToken}` });
  const { data, errors } = await response.json();
  return { data, code: errors?.[0]?.extensions.code };
};

test('a password is changed by whoever knows it, and ends the sessions that there were', async () => {
  const { accessToken } = await signIn(password);
  const change = `mutation ($old: String!) { changeDxPassword(currentPassword: $old, newPassword: "another one for Piet") { email } }`;
  expect(await asked(accessToken, change, { old: 'what it never was' })).toMatchObject({
    code: 'FORBIDDEN',
  });
  expect(await asked(accessToken, change, { old: password })).toMatchObject({
    data: { changeDxPassword: { email: 'piet@dx.example' } },
  });
  expect((await asked(accessToken, '{ dxMe { email } }')).code).toBe('UNAUTHENTICATED');
  expect((await signIn(password)).code).toBe('UNAUTHENTICATED');
  expect((await signIn('another one for Piet')).accessToken).toEqual(expect.any(String));
});

test('a password is given by administrators, and by nobody else', async () => {
  const [piet] = await api.sql`select id from dx.users where email = 'piet@dx.example'`;
  const give = `mutation ($id: ID!) { setDxPassword(id: $id, password: "given by the admin") { email } }`;
  expect((await api.run('lumi', give, { id: piet?.['id'] })).errors?.[0]?.extensions.code).toBe(
    'FORBIDDEN',
  );
  expect((await api.run('admin', give, { id: piet?.['id'] })).errors).toBeUndefined();
  expect((await signIn('given by the admin')).accessToken).toEqual(expect.any(String));
});

test('a refusal has no brackets for rows that are all hidden from who asks', async () => {
  const [piet] = await api.sql`select id from dx.users where email = 'piet@dx.example'`;
  const { errors } = await api.run(
    'admin',
    'mutation ($id: ID!) { deleteDxUser(id: $id) { entityId } }',
    { id: piet?.['id'] as string },
  );
  expect(errors?.[0]?.message).toMatch(/\d+ projects?[,.]/);
  expect(errors?.[0]?.message).not.toContain('( and');
});
