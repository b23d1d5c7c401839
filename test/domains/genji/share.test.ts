import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

describe('a share', () => {
  const totals = async (who: string) => {
    const { genjiCollections } = await genji.get(who, '{ genjiCollections { totalCount } }');
    return genjiCollections.totalCount;
  };

  test('makes a private collection shared, and private again when it ends', async () => {
    const { createGenjiCollection } = await genji.get(
      'instructor',
      'mutation { createGenjiCollection(input: { title: "Follows", visibility: SHARED }) { id visibility } }',
    );
    expect(createGenjiCollection.visibility).toBe('PRIVATE');
    const { id } = createGenjiCollection;
    const before = await totals('noor');
    const { shareGenjiObject } = await genji.get(
      'instructor',
      `mutation { shareGenjiObject(objectType: COLLECTION, objectId: ${id}, sharedWithType: USER, sharedWithId: 4, accessLevel: VIEW) { id collection { visibility } } }`,
    );
    expect(shareGenjiObject.collection.visibility).toBe('SHARED');
    expect(await totals('noor')).toBe(before + 1);
    await genji.get('noor', `mutation { revokeGenjiShare(id: ${shareGenjiObject.id}) { id } }`);
    expect(await totals('noor')).toBe(before);
    const { genjiCollection } = await genji.get(
      'instructor',
      `{ genjiCollection(id: ${id}) { visibility } }`,
    );
    expect(genjiCollection.visibility).toBe('PRIVATE');
  });

  test.each([
    ['its owner', 'USER', 2, 'OWNER_NEEDS_NO_SHARE'],
    ['somebody who is locked out', 'USER', 7, 'ACTIVE_PERSON'],
    ['somebody whom there is not', 'USER', 9999, 'NOT_FOUND'],
    ['a group that there is not', 'GROUP', 9999, 'NOT_FOUND'],
  ])('with %s is refused', async (_who, type, id, code) => {
    const share = `mutation { shareGenjiObject(objectType: COLLECTION, objectId: 2, sharedWithType: ${type}, sharedWithId: ${id}, accessLevel: VIEW) { id } }`;
    expect(await genji.codeOf('instructor', share)).toBe(code);
  });

  test('goes with its object, its person and its group, also by psql', async () => {
    const { sql } = genji;
    const count = async () => (await sql`select id from app.object_sharing`).length;
    const [user] = await sql`insert into app.users (username) values ('brief') returning id`;
    const [group] =
      await sql`insert into app.groups (name, created_by_id) values ('Brief', 1) returning id`;
    const [document] = await sql`
      insert into app.documents (document_collection_id, owner_id, title) values (1, 2, 'Brief') returning id`;
    const before = await count();
    const share = (type: string, id: unknown, withType: string, withId: unknown) => sql`
      insert into app.object_sharing (object_type, object_id, shared_with_type, shared_with_id, access_level, created_by_id)
      values (${type}, ${Number(id)}, ${withType}, ${Number(withId)}, 'view', 1)`;
    await share('collection', 1, 'user', user?.['id']);
    await share('collection', 1, 'group', group?.['id']);
    await share('document', document?.['id'], 'user', 4);
    expect(await count()).toBe(before + 3);
    await sql`delete from app.users where username = 'brief'`;
    await sql`delete from app.groups where name = 'Brief'`;
    await sql`delete from app.documents where title = 'Brief'`;
    expect(await count()).toBe(before);
  });

  test('gives ownership away only to somebody active, and only by who manages it', async () => {
    const transfer = (owner: number) =>
      `mutation { transferGenjiCollection(id: 1, ownerId: ${owner}) { owner { username } } }`;
    expect(await genji.codeOf('student', transfer(3))).toBe('FORBIDDEN');
    expect(await genji.codeOf('instructor', transfer(7))).toBe('ACTIVE_PERSON');
    expect(
      (await genji.get('instructor', transfer(4))).transferGenjiCollection.owner.username,
    ).toBe('noor');
    expect(await genji.codeOf('instructor', transfer(2))).toBe('FORBIDDEN');
  });

  test('is not needed by whom a document is given, and reaches no further than it', async () => {
    const transfer = `mutation ($to: ID!, $version: Int) {
      transferGenjiDocument(id: 3, ownerId: $to, expectedVersion: $version) { version owner { username } collection { id } } }`;
    const find =
      '{ genjiDocument(id: 3) { elementCount collection { id } } genjiCollection(id: 2) { id } }';
    expect((await genji.get('priya', find)).genjiDocument).toBeNull();
    expect(await genji.codeOf('priya', transfer, { to: 6 })).toBe('NOT_FOUND');
    expect(await genji.codeOf('student', transfer, { to: 3 })).toBe('FORBIDDEN');
    expect(await genji.codeOf('instructor', transfer, { to: 7 })).toBe('ACTIVE_PERSON');
    expect(await genji.codeOf('instructor', transfer, { to: 9999 })).toBe('NOT_FOUND');

    const { transferGenjiDocument } = await genji.get('instructor', transfer, {
      to: 6,
      version: 1,
    });
    expect(transferGenjiDocument).toEqual({
      version: 2,
      owner: { username: 'priya' },
      collection: { id: '2' },
    });
    expect(await genji.get('priya', find)).toEqual({
      genjiDocument: { elementCount: expect.any(Number), collection: null },
      genjiCollection: null,
    });
    const edit = 'mutation { updateGenjiDocument(id: 3, input: { description: "Hers." }) { id } }';
    expect(await genji.codeOf('priya', edit)).toBe('done');
    expect(await genji.codeOf('instructor', edit)).toBe('done'); // who owns the collection still manages it
    expect(await genji.codeOf('instructor', transfer, { to: 2, version: 1 })).toBe('STALE');
    expect(await genji.codeOf('priya', transfer, { to: 4 })).toBe('done');
    expect(await genji.codeOf('priya', transfer, { to: 6 })).toBe('NOT_FOUND');
  });

  test('is in the list of those with whom it is shared, directly or with their group', async () => {
    const [collection] = await genji.sql`
      insert into app.document_collections (title, created_by_id, modified_by_id, owner_id)
      values ('For a circle', 1, 1, 1) returning id`;
    const id = Number(collection?.['id']);
    const share = (type: string, to: number) =>
      `mutation { shareGenjiObject(objectType: COLLECTION, objectId: ${id}, sharedWithType: ${type}, sharedWithId: ${to}, accessLevel: VIEW) { id } }`;
    const listFor = async (who: string) => {
      const query = `{ genjiSharedWithMe(filter: { collection: { id: { eq: ${id} } } }) { totalCount nodes { sharedWithType group { name } } } }`;
      return (await genji.get(who, query)).genjiSharedWithMe;
    };
    await genji.get('admin', share('GROUP', 1));
    expect(await listFor('student')).toEqual({
      totalCount: 1,
      nodes: [{ sharedWithType: 'GROUP', group: { name: expect.any(String) } }],
    });
    expect(await listFor('priya')).toEqual({ totalCount: 0, nodes: [] });
    expect(await listFor('admin')).toEqual({ totalCount: 0, nodes: [] }); // who gives it has not got it
    await genji.get('admin', share('USER', 6));
    expect(await listFor('priya')).toEqual({
      totalCount: 1,
      nodes: [{ sharedWithType: 'USER', group: null }],
    });
  });
});

test('who may edit a collection changes it, and who manages it says who sees it', async () => {
  const { createGenjiCollection } = await genji.get(
    'instructor',
    'mutation { createGenjiCollection(input: { title: "Closed" }) { id } }',
  );
  const { id } = createGenjiCollection;
  const share = (level: string) =>
    genji.get(
      'instructor',
      `mutation { shareGenjiObject(objectType: COLLECTION, objectId: ${id}, sharedWithType: USER, sharedWithId: 4, accessLevel: ${level}) { id } }`,
    );
  const update = `mutation ($input: UpdateGenjiCollectionInput!) { updateGenjiCollection(id: ${id}, input: $input) { visibility } }`;
  await share('EDIT');
  const same = { title: "Noor's", visibility: 'SHARED' };
  expect(await genji.codeOf('noor', update, { input: same })).toBe('done');
  for (const visibility of ['PUBLIC', 'PRIVATE'])
    expect(await genji.codeOf('noor', update, { input: { visibility } })).toBe('FORBIDDEN');
  await share('MANAGE');
  const { updateGenjiCollection } = await genji.get('noor', update, {
    input: { visibility: 'PUBLIC' },
  });
  expect(updateGenjiCollection.visibility).toBe('PUBLIC');
});

test.each([
  ['COLLECTION', 'Collection', 'PRIVATE'],
  ['DOCUMENT', 'Document', null],
])('whoever is given a %s has no share of it any more', async (type, name, visibility) => {
  const { createGenjiCollection: collection } = await genji.get(
    'instructor',
    `mutation { createGenjiCollection(input: { title: "Given as ${name}" }) { id } }`,
  );
  const { createGenjiDocument: document } = await genji.get(
    'instructor',
    `mutation { createGenjiDocument(input: { documentCollectionId: ${collection.id}, title: "Given" }) { id } }`,
  );
  const { id } = visibility ? collection : document;
  await genji.get(
    'instructor',
    `mutation { shareGenjiObject(objectType: ${type}, objectId: ${id}, sharedWithType: USER, sharedWithId: 4, accessLevel: MANAGE) { id } }`,
  );
  const fields = `version owner { username } ${visibility ? 'visibility' : ''} shares { totalCount }`;
  // who takes it by what is shared with them sees it all the while
  const given = await genji.get(
    'noor',
    `mutation { transferGenji${name}(id: ${id}, ownerId: 4) { ${fields} } }`,
  );
  expect(given[`transferGenji${name}`]).toEqual({
    version: expect.any(Number),
    owner: { username: 'noor' },
    ...(visibility && { visibility }),
    shares: { totalCount: 0 },
  });
  const now = await genji.get('noor', `{ genji${name}(id: ${id}) { ${fields} } }`);
  expect(now[`genji${name}`]).toEqual(given[`transferGenji${name}`]);
});
