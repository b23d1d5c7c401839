import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asking, readCatalogue } from '../../src/database/integrity/catalogue.ts';
import { type Genji, startGenji } from '../domains/genji/api.ts';

/* What administrators ask of their tables. In order: what one test breaks, those after it leave alone. */

let api: Genji;
beforeAll(async () => {
  api = await startGenji();
});
afterAll(() => api.stop());

type Orphans = {
  readonly link: string;
  readonly count: number;
  readonly rows: readonly { readonly rowKey: string; readonly missing: string }[];
  readonly endCursor: string | null;
};

/** Asks as the administrator of PEARL. */
const ask = async <Data>(query: string) => {
  const answer = await api.as('admin').run<Data, unknown>(query);
  return { ...answer, codes: (answer.errors ?? []).map(({ extensions }) => extensions.code) };
};

const keys = `{ foreignKeys { name table columns targetTable targetColumns onDelete isValidated hasIndex difference } }`;
type Key = {
  readonly name: string;
  readonly isValidated: boolean;
  readonly hasIndex: boolean | null;
  readonly difference: string | null;
};
const keyCalled = async (name: string) => {
  const { data } = await ask<{ foreignKeys: Key[] }>(keys);
  return data.foreignKeys.find((key) => key.name === name);
};

test('foreignKeys lists those of the own realm, which are all as they are declared', async () => {
  const { data, extensions } = await ask<{ foreignKeys: Key[] }>(keys);
  expect(extensions?.sql.statements).toBe(2);
  expect(data.foreignKeys.length).toBeGreaterThan(20);
  expect(
    data.foreignKeys.filter((key) => key.difference ?? !(key.isValidated && key.hasIndex)),
  ).toEqual([]);
  expect(data.foreignKeys).toContainEqual({
    name: 'database_releases_study_id_fkey',
    table: 'database_releases',
    columns: ['study_id'],
    targetTable: 'studies',
    targetColumns: ['id'],
    onDelete: 'CASCADE',
    isValidated: true,
    hasIndex: true,
    difference: null,
  });
  const { foreignKeys } = await api.get('admin', '{ foreignKeys { name table } }');
  expect(foreignKeys).toContainEqual({
    name: 'object_sharing_created_by_id_fkey',
    table: 'object_sharing',
  });
  expect(await api.codeOf('student', '{ foreignKeys { name } }')).toBe('FORBIDDEN');
});

test('foreignKeys says how one differs from what is declared', async () => {
  const name = 'tracker_comments_tracker_id_fkey';
  const change = (what: string) => api.sql.unsafe(`alter table pearl.tracker_comments ${what}`);
  const { definition } =
    (await readCatalogue(asking(api.sql), ['pearl'])).keys.find((key) => key.name === name) ?? {};

  await change(`drop constraint ${name}`);
  expect(await keyCalled(name)).toMatchObject({
    isValidated: false,
    hasIndex: null,
    difference: 'It is declared, and not in the database.',
  });
  await change(`add constraint ${name} ${definition} not valid`);
  expect(await keyCalled(name)).toMatchObject({
    isValidated: false,
    difference: 'It is not validated: rows may be there that name nothing.',
  });
  await change(
    `drop constraint ${name}, add constraint ${name} ${definition?.replace('CASCADE', 'RESTRICT')}`,
  );
  expect(await keyCalled(name)).toMatchObject({
    difference: 'It is declared as ON DELETE CASCADE.',
  });
  await change(`drop constraint ${name}, add constraint ${name} ${definition}`);
  expect(await keyCalled(name)).toMatchObject({ difference: null });
});

describe('orphans', () => {
  const link = 'database_releases_study_id_fkey';
  const missing = [901, 902, 903, 904, 905];
  beforeAll(async () => {
    await api.sql.unsafe(`alter table pearl.database_releases drop constraint ${link}`);
    for (const study of missing) {
      await api.sql`insert into pearl.database_releases (study_id, database_release_label, database_release_date)
        values (${study}, ${`of ${study}`}, '2026-01-01')`;
    }
  });

  const orphans = async (args: string) =>
    (
      await ask<{ orphans: Orphans[] }>(
        `{ orphans${args} { link count rows { rowKey missing } endCursor } }`,
      )
    ).data.orphans;

  test('are found in three statements, by each link of the realm', async () => {
    const { data, extensions } = await ask<{ orphans: Orphans[] }>(
      '{ orphans(first: 2) { link table columns targetTable count rows { rowKey missing } endCursor } }',
    );
    expect(extensions?.sql.statements).toBe(3);
    expect(data.orphans.filter(({ count }) => count > 0)).toMatchObject([
      { link, table: 'database_releases', columns: ['study_id'], targetTable: 'studies', count: 5 },
    ]);
    expect(data.orphans.map((each) => each.link)).toContain('audit_logs.entity_id.Tracker');
  });

  test('come in pages', async () => {
    const found: string[] = [];
    for (let after: string | null | undefined = ''; after != null; ) {
      const [page]: Orphans[] = await orphans(
        `(link: "${link}", first: 2${after && `, after: "${after}"`})`,
      );
      expect(page?.count).toBe(5);
      expect(page?.rows.length).toBe(found.length < 4 ? 2 : 1);
      found.push(...(page?.rows ?? []).map((row) => row.missing));
      after = page?.endCursor;
    }
    expect(found).toEqual(missing.map(String));
    const [all] = await orphans(`(link: "${link}", first: 5)`);
    expect(all?.endCursor).toBeNull();
    expect(await orphans(`(link: "${link}", first: 0)`)).toMatchObject([{ count: 5, rows: [] }]);
  });

  const cursor = (...values: unknown[]) =>
    Buffer.from(JSON.stringify(values)).toString('base64url');
  test.each([
    ['(link: "no_such_fkey")', 'NOT_FOUND'],
    ['(first: -1)', 'BAD_USER_INPUT'],
    ['(first: 1001)', 'BAD_USER_INPUT'],
    [`(after: "${cursor('1')}")`, 'BAD_USER_INPUT'],
    [`(link: "${link}", after: "x")`, 'BAD_USER_INPUT'],
    [`(link: "${link}", after: "${cursor()}")`, 'BAD_USER_INPUT'],
    [`(link: "${link}", after: "${cursor('a')}")`, 'BAD_USER_INPUT'],
    [`(link: "${link}", after: "${cursor('1', '2')}")`, 'BAD_USER_INPUT'],
    [`(link: "${link}", after: "${cursor('1\0')}")`, 'BAD_USER_INPUT'],
  ])('%s is refused as %s', async (args, code) => {
    expect((await ask(`{ orphans${args} { count } }`)).codes).toEqual([code]);
  });

  test('are found where a declared link has no foreign key, and in keys of several columns', async () => {
    await api.sql`alter table app.object_sharing drop constraint object_sharing_document_id_fkey`;
    await api.sql`alter table app.user_roles drop constraint user_roles_role_id_fkey`;
    await api.sql`insert into app.object_sharing (object_id, object_type, shared_with_id, shared_with_type, access_level, created_by_id)
      select 909, 'document', id, 'user', 'view', id from app.users where username = 'student'`;
    await api.sql`insert into app.user_roles (user_id, role_id) select id, 707 from app.users where username = 'student'`;
    const [student] = await api.sql<
      { id: number }[]
    >`select id from app.users where username = 'student'`;
    const { orphans } = await api.get(
      'admin',
      '{ orphans { link count rows { rowKey missing } } }',
    );
    const found = orphans.filter(({ count }: Orphans) => count > 0);
    expect(found.map((each: Orphans) => [each.link, each.count])).toEqual([
      ['object_sharing_document_id_fkey', 1],
      ['user_roles_role_id_fkey', 1],
      ['object_sharing.object_id.document', 1],
    ]);
    expect(found[1].rows).toEqual([{ rowKey: `[${student?.id}, 707]`, missing: '707' }]);
    expect(found[2].rows[0].missing).toBe('909');
  });

  test('are records of a row that has gone past the trail, not of one that was deleted', async () => {
    const make = (label: string) =>
      ask<{ createStudy: { id: string } }>(
        `mutation { createStudy(input: { studyLabel: "${label}" }) { id } }`,
      );
    const [deleted, vanished] = [await make('deleted'), await make('vanished')];
    await ask(`mutation { deleteStudy(id: ${deleted.data.createStudy.id}) { entityId } }`);
    await api.sql`alter table pearl.studies disable trigger audit_delete`;
    await api.sql`delete from pearl.studies where id = ${vanished.data.createStudy.id}::int`;
    await api.sql`alter table pearl.studies enable trigger audit_delete`;
    expect(await orphans('(link: "audit_logs.entity_id.Study")')).toMatchObject([
      { count: 1, rows: [{ missing: vanished.data.createStudy.id }] },
    ]);
  });
});

test('tableSizes, indexUsage and unusedIndexes tell of the own realm', async () => {
  const read = async () => {
    const { data } = await ask<{
      tableSizes: { table: string; tableBytes: number; indexBytes: number; totalBytes: number }[];
      indexUsage: { index: string; scans: number; isNeeded: boolean }[];
      unusedIndexes: { index: string }[];
    }>(`{
      tableSizes { table rows tableBytes indexBytes totalBytes }
      indexUsage { index table definition scans bytes isNeeded }
      unusedIndexes { index }
    }`);
    return data;
  };
  let data = await read();
  // Postgres counts scans late: it may do so between the two
  await expect
    .poll(async () => {
      data = await read();
      const unused = data.indexUsage.filter(({ scans, isNeeded }) => scans === 0 && !isNeeded);
      const [told, expected] = [data.unusedIndexes, unused].map((each) =>
        each.map(({ index }) => index),
      );
      return isDeepStrictEqual(told, expected);
    })
    .toBe(true);
  expect(data.tableSizes[0]?.totalBytes).toBeGreaterThan(8192);
  for (const { tableBytes, indexBytes, totalBytes } of data.tableSizes)
    expect(tableBytes + indexBytes).toBe(totalBytes);
  expect(data.tableSizes.map(({ table }) => table)).not.toContain('object_sharing');
  const needed = new Map(data.indexUsage.map((each) => [each.index, each.isNeeded]));
  expect(needed.get('studies_pkey')).toBe(true);
  expect(needed.get('idx_audit_logs_timestamp')).toBe(false);
  const served = data.indexUsage.find(({ index }) => index === 'idx_comments_tracker_id');
  expect(served?.isNeeded).toBe(true);
});
