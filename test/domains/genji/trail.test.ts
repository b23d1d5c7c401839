import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

const remove = (type: string, id: number, cascade = true) =>
  `mutation { delete${type}(id: ${id}, cascade: ${cascade}) { auditLogId impacts { entityType count } } }`;

/** All that there is, without what says when and how often it was changed. */
const contents = async () => {
  const [found] = await genji.sql`
    select (select jsonb_agg(to_jsonb(t) - '{version,modified}'::text[] order by id) from app.document_collections t) as collections,
      (select jsonb_agg(to_jsonb(t) - '{version,modified}'::text[] order by id) from app.documents t) as documents,
      (select jsonb_agg(to_jsonb(t) - '{version,modified}'::text[] order by id) from app.document_elements t) as elements,
      (select jsonb_agg(to_jsonb(t) - '{version,modified}'::text[] order by id) from app.annotations t) as annotations,
      (select jsonb_agg(to_jsonb(t) - 'version' order by id) from app.object_sharing t) as shares,
      (select jsonb_agg(to_jsonb(t) - 'version' order by group_id, user_id) from app.group_members t) as members`;
  return found;
};

describe('a delete', () => {
  test.each([
    ['a collection, with its shares and all that is in it', 'GenjiCollection', 2, 'instructor'],
    ['a document', 'GenjiDocument', 1, 'instructor'],
    ['an element', 'GenjiElement', 3, 'instructor'],
    ['a group', 'GenjiGroup', 1, 'instructor'],
  ])('of %s is foreseen, done and undone', async (_what, type, id, who) => {
    const before = await contents();
    const preview = `{ deletePreview(type: ${type.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase()}, id: ${id}) { needsCascade impacts { entityType count } } }`;
    const { deletePreview } = await genji.get(who, preview);
    expect(deletePreview.needsCascade).toBe(true);
    expect(await genji.codeOf('student', remove(type, id))).toBe('FORBIDDEN');
    expect(await genji.codeOf(who, remove(type, id, false))).toBe('HAS_DEPENDENTS');

    const done = (await genji.get(who, remove(type, id)))[`delete${type}`];
    expect(done.impacts).toEqual(deletePreview.impacts);
    expect(await contents()).not.toEqual(before);

    await genji.get(
      'admin',
      `mutation { undoDelete(auditLogId: ${done.auditLogId}) { entityType } }`,
    );
    expect(await contents()).toEqual(before);
  });

  test('of somebody who has made something is refused, and else takes what is theirs', async () => {
    expect(await genji.codeOf('admin', remove('GenjiUser', 3))).toBe('STILL_REFERENCED');
    expect(await genji.codeOf('instructor', remove('GenjiUser', 7))).toBe('FORBIDDEN');
    const { deleteGenjiUser } = await genji.get('admin', remove('GenjiUser', 7));
    expect(deleteGenjiUser.impacts).toEqual([{ entityType: 'GENJI_USER_ROLE', count: 1 }]);
  });

  test('leaves annotations of whole documents without them', async () => {
    await genji.sql`
      insert into app.annotations (document_id, creator_id, owner_id, motivation) values (5, 1, 1, 'commenting')`;
    await genji.get('admin', remove('GenjiDocument', 5));
    const left = await genji.sql`
      select document_id, document_collection_id from app.annotations where document_element_id is null`;
    expect([...left]).toEqual([{ document_id: null, document_collection_id: 3 }]);
  });
});

test('who may not delete a document does not learn what would go, and does not bring it back', async () => {
  const preview = '{ deletePreview(type: GENJI_DOCUMENT, id: 2) { impacts { count } } }';
  expect(await genji.codeOf('student', '{ genjiDocument(id: 2) { id } }')).toBe('done');
  expect(await genji.codeOf('student', preview)).toBe('FORBIDDEN');
  expect(await genji.codeOf('instructor', preview)).toBe('done');
  const { deleteGenjiDocument } = await genji.get('instructor', remove('GenjiDocument', 2));
  const undo = `mutation { undoDelete(auditLogId: ${deleteGenjiDocument.auditLogId}) { entityId } }`;
  expect(await genji.codeOf('student', undo)).toBe('FORBIDDEN');
  expect((await genji.get('admin', '{ genjiDocument(id: 2) { id } }')).genjiDocument).toBeNull();
  expect(await genji.codeOf('instructor', undo)).toBe('done');
});

test('who could not see a row learns nothing of it, nor of what is in its way', async () => {
  const make = `mutation { createGenjiDocument(input: { documentCollectionId: 3, title: "Severance" }) { id } }`;
  const { createGenjiDocument } = await genji.get('admin', make);
  const { deleteGenjiDocument } = await genji.get(
    'admin',
    remove('GenjiDocument', createGenjiDocument.id),
  );
  await genji.get('admin', make.replace('Severance', 'SEVERANCE'));
  const undo = `mutation { undoDelete(auditLogId: ${deleteGenjiDocument.auditLogId}) { entityId } }`;
  expect(await genji.codeOf('admin', undo)).toBe('CONFLICT');
  expect(await genji.codeOf('student', undo)).toBe('NOT_FOUND');
});

test('a title that is taken by what one may not see is taken, and no more is said of it', async () => {
  await genji.get(
    'admin',
    'mutation { createGenjiCollection(input: { title: "Plans nobody sees" }) { id } }',
  );
  const { createGenjiCollection } = await genji.get(
    'admin',
    'mutation { createGenjiCollection(input: { title: "Open plans" }) { id } }',
  );
  await genji.get(
    'admin',
    `mutation { shareGenjiObject(objectType: COLLECTION, objectId: ${createGenjiCollection.id}, sharedWithType: USER, sharedWithId: 3, accessLevel: EDIT) { id } }`,
  );
  const rename = `mutation { updateGenjiCollection(id: ${createGenjiCollection.id}, input: { title: "plans NOBODY sees" }) { id } }`;
  const { errors: [own] = [] } = await genji.ask('admin', rename);
  expect(own).toMatchObject({ extensions: { code: 'CONFLICT', label: 'Plans nobody sees' } });
  const { errors: [others] = [] } = await genji.ask('student', rename);
  expect(others).toMatchObject({ extensions: { code: 'CONFLICT' } });
  expect(JSON.stringify(others)).not.toContain('Plans nobody sees');
});

test('the trail says who did what, and is for those who may read it', async () => {
  await genji.get(
    'instructor',
    'mutation { updateGenjiDocument(id: 2, input: { description: "Tears." }) { id } }',
  );
  const query = `{ genjiAuditLogs(first: 1, filter: { entityType: { eq: GENJI_DOCUMENT } }) {
    nodes { action entityId username changedFields after } } }`;
  expect((await genji.get('admin', query)).genjiAuditLogs.nodes).toMatchObject([
    { action: 'UPDATE', entityId: '2', username: 'instructor', changedFields: ['description'] },
  ]);
  expect(await genji.codeOf('student', query)).toBe('FORBIDDEN');
});

test('a password is in no answer and no trail', async () => {
  await genji.get(
    'admin',
    'mutation { createGenjiUser(input: { username: "secret", password: "a long password" }) { id } }',
  );
  const [trail] = await genji.sql`
    select changes from app.audit_logs where entity_type = 'GenjiUserPassword'`;
  expect(Object.keys(trail?.['changes'].after)).not.toContain('hashed_password');
});

test('whoever sees a row sees its history, and nobody else does', async () => {
  const update =
    'mutation { updateGenjiElement(id: 11, input: { content: { text: "Anew." } }) { id } }';
  await genji.get('instructor', update);
  const query =
    '{ genjiElement(id: 11) { history(first: 1) { nodes { action username changedFields } } } }';
  expect((await genji.get('student', query)).genjiElement.history.nodes).toEqual([
    { action: 'UPDATE', username: 'instructor', changedFields: ['content'] },
  ]);
  expect((await genji.get('priya', query)).genjiElement).toBeNull();
});
