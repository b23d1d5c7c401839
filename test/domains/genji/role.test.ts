import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

const make = 'mutation { createGenjiCollection(input: { title: "Mine" }) { id } }';
const roleId = 3; // students
const keyOf = async (permission: string) => {
  const { genjiPermissions } = await genji.get(
    'admin',
    `{ genjiPermissions(filter: { name: { eq: "${permission}" } }) { nodes { id } } }`,
  );
  return genjiPermissions.nodes[0].id;
};

test('a role has its permissions, and a change of them counts at once', async () => {
  const permissionId = await keyOf('create_document_collection');
  const change = (verb: string) =>
    `mutation { ${verb}GenjiPermission(roleId: ${roleId}, permissionId: ${permissionId}) { permissions { name } } }`;
  expect(await genji.codeOf('student', make)).toBe('FORBIDDEN');
  expect(await genji.codeOf('student', change('grant'))).toBe('FORBIDDEN');

  const granted = await genji.get('admin', change('grant'));
  expect(granted.grantGenjiPermission.permissions).toContainEqual({
    name: 'create_document_collection',
  });
  expect(await genji.codeOf('student', make)).toBe('done');

  await genji.get('admin', change('withdraw'));
  expect(await genji.codeOf('student', make)).toBe('FORBIDDEN');
});

test('permissions of several roles add up, whatever these are called', async () => {
  await genji.get('admin', 'mutation { createGenjiRole(input: { name: "librarian" }) { id } }');
  const { genjiRoles } = await genji.get('admin', '{ genjiRoles { nodes { id name } } }');
  const role = genjiRoles.nodes.find(({ name }: { name: string }) => name === 'librarian').id;
  const permissionId = await keyOf('view_all_content');
  const seen = '{ genjiCollections { totalCount } }';
  const before = (await genji.get('noor', seen)).genjiCollections.totalCount;

  await genji.get(
    'admin',
    `mutation { grantGenjiPermission(roleId: ${role}, permissionId: ${permissionId}) { id } grantGenjiRole(userId: 4, roleId: ${role}) { id } }`,
  );
  const after = (await genji.get('noor', seen)).genjiCollections.totalCount;
  const all = (await genji.get('admin', seen)).genjiCollections.totalCount;
  expect(after).toBe(all);
  expect(after).toBeGreaterThan(before);

  await genji.get('admin', `mutation { withdrawGenjiRole(userId: 4, roleId: ${role}) { id } }`);
  expect((await genji.get('noor', seen)).genjiCollections.totalCount).toBe(before);
});

test('the three roles of a new database have their sets', async () => {
  const { genjiRoles } = await genji.get(
    'admin',
    '{ genjiRoles(first: 3) { nodes { name permissions { name } } } }',
  );
  const sizes = genjiRoles.nodes.map(
    ({ name, permissions }: { name: string; permissions: unknown[] }) => [name, permissions.length],
  );
  expect(sizes).toEqual([
    ['admin', 14],
    ['instructor', 6],
    ['student', 2],
  ]);
});

test('who is deactivated is locked out, and given nothing', async () => {
  expect((await genji.ask('leo', '{ genjiMe { id } }')).errors?.[0]?.extensions.code).toBe(
    'UNAUTHENTICATED',
  );
  const grant = 'mutation { grantGenjiRole(userId: 7, roleId: 1) { id } }';
  expect(await genji.codeOf('admin', grant)).toBe('ACTIVE_PERSON');
});

test('people change themselves, and nobody else', async () => {
  const profile =
    'mutation { updateGenjiProfile(input: { userMetadata: { institution: "Here" } }) { username userMetadata } }';
  expect((await genji.get('student', profile)).updateGenjiProfile).toEqual({
    username: 'student',
    userMetadata: { institution: 'Here' },
  });
  const update =
    'mutation { updateGenjiUser(id: 4, input: { userMetadata: { institution: "There" } }) { userMetadata } }';
  expect(await genji.codeOf('student', update)).toBe('FORBIDDEN');
  expect((await genji.get('admin', update)).updateGenjiUser.userMetadata).toEqual({
    institution: 'There',
  });
});

test('a picture of the site has the type that it is of', async () => {
  const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64');
  const update = `mutation ($logo: String) { updateGenjiSiteSettings(input: { siteLogoData: $logo, siteLogoEnabled: true }) {
    siteTitle siteLogoMimeType updatedBy { username } } }`;
  expect((await genji.get('admin', update, { logo: png })).updateGenjiSiteSettings).toEqual({
    siteTitle: 'Genji',
    siteLogoMimeType: 'image/png',
    updatedBy: { username: 'admin' },
  });
  expect(await genji.codeOf('admin', update, { logo: 'PHN2Zy8+' })).toBe('BAD_USER_INPUT');
  expect(await genji.codeOf('instructor', update, { logo: png })).toBe('FORBIDDEN');
  expect(
    (await genji.get('admin', update, { logo: null })).updateGenjiSiteSettings.siteLogoMimeType,
  ).toBeNull();
});

describe('somebody stays who manages users, and somebody who manages roles:', () => {
  const field = (verb: string, args: string) => `mutation { ${verb}(${args}) { __typename } }`;
  const refused: [what: string, query: () => Promise<string>][] = [
    ['is not deactivated', async () => field('deactivateGenjiUser', 'id: 1')],
    ['does not lose the role', async () => field('withdrawGenjiRole', 'userId: 1, roleId: 1')],
    ['is not deleted', async () => field('deleteGenjiUser', 'id: 1, cascade: true')],
    [
      'does not lose a role that is deleted',
      async () => field('deleteGenjiRole', 'id: 1, cascade: true'),
    ],
    [
      'does not lose the permission to manage users',
      async () =>
        field('withdrawGenjiPermission', `roleId: 1, permissionId: ${await keyOf('manage_users')}`),
    ],
    [
      'does not lose the permission to manage roles',
      async () =>
        field('withdrawGenjiPermission', `roleId: 1, permissionId: ${await keyOf('manage_roles')}`),
    ],
  ];
  test.each(refused)('the last one %s', async (what, query) => {
    const code = await genji.codeOf('admin', await query());
    expect(code).toBe(what === 'is not deleted' ? 'STILL_REFERENCED' : 'LAST_MANAGER');
  });

  test.each([
    `update app.users set is_active = false`,
    `delete from app.user_roles where role_id = 1`,
    `delete from app.role_permissions`,
    `update app.permissions set name = 'other' where name = 'manage_roles'`,
    `delete from app.permissions where name = 'manage_users'`,
    `delete from app.roles where id = 1`,
  ])('also by SQL: %s', async (statement) => {
    await expect(genji.sql.unsafe(statement)).rejects.toMatchObject({ code: '23514' });
  });

  test('of two one may go, and of two who go at once one stays, whoever asks', async () => {
    await genji.sql`insert into app.users (id, username) values (90, 'second'), (91, 'asker')`;
    await genji.sql`insert into app.roles (id, name) values (90, 'roles alone')`;
    await genji.sql`insert into app.role_permissions (role_id, permission_id)
      select 90, id from app.permissions where name = 'manage_roles'`;
    await genji.sql`insert into app.user_roles (user_id, role_id) values (90, 1), (91, 90)`;
    const leave = (id: number) =>
      genji.codeOf('asker', field('withdrawGenjiRole', `userId: ${id}, roleId: 1`));
    const ends = await Promise.all([leave(1), leave(90)]);
    expect(ends.toSorted()).toEqual(['LAST_MANAGER', 'done']);
    await genji.sql`insert into app.user_roles (user_id, role_id) values (1, 1) on conflict do nothing`;
    await genji.caughtUp();
  });
});
