import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSocket, subscribe } from '../../support/live.ts';
import { type Data, type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

const connect = async (who: string) => {
  const socket = await openSocket(genji);
  const authorization = `Bearer ${await genji.authority.sign(who, { realm: 'genji' })}`;
  socket.send({ type: 'connection_init', payload: { authorization } });
  expect((await socket.next()).type).toBe('connection_ack');
  return socket;
};

/** A subscription of somebody, and what has been told to it by now. */
const follow = async (who: string, query: string) => {
  const socket = await connect(who);
  socket.send(subscribe('1', query));
  await wait(200);
  return {
    next: async (): Promise<Data> => {
      const { payload } = (await socket.next()) as Data;
      return payload.data ? Object.values(payload.data)[0] : payload;
    },
    rest: () => socket.rest(1000),
    close: () => socket.socket.close(),
  };
};

const create =
  'mutation ($input: CreateGenjiAnnotationInput!) { createGenjiAnnotation(input: $input) { id } }';
const annotate = async (who: string, input: object) =>
  (await genji.get(who, create, { input })).createGenjiAnnotation.id;

const changed = (args: string) =>
  `subscription { genjiAnnotationChanged(${args}) { cursor action entityId actor { username } genjiAnnotation { text motivation } } }`;

describe('genjiAnnotationChanged', () => {
  test('tells the readers of a document what is said of it, and nothing else', async () => {
    const reader = await follow('priya', changed('documentId: 1'));
    await annotate('student', { target: 'document_element:7', body: 'Elsewhere.' });
    const id = await annotate('student', { target: 'document_element:2', body: 'Here.' });
    expect(await reader.next()).toMatchObject({
      action: 'CREATED',
      entityId: id,
      actor: { username: 'student' },
      genjiAnnotation: { text: 'Here.', motivation: 'commenting' },
    });
    reader.close();
  });

  test('tells whoever may restore an annotation that it is deleted', async () => {
    const id = await annotate('student', { target: 'document_element:2', body: 'Hasty.' });
    const author = await follow('student', changed('elementId: 2'));
    await genji.get('student', `mutation { deleteGenjiAnnotation(id: ${id}) { id } }`);
    let told = await author.next();
    if (told.action === 'CREATED') told = await author.next(); // it may come in time for that, too
    expect(told).toMatchObject({ action: 'UPDATED', entityId: id });
    author.close();
  });

  test('is refused to whoever does not see the document, as one that is not there', async () => {
    for (const id of [5, 9999]) {
      const stranger = await follow('student', changed(`documentId: ${id}`));
      expect(JSON.stringify(await stranger.next())).toContain('NOT_FOUND');
      stranger.close();
    }
  });

  test('says nothing of a classroom to whoever is not in it', async () => {
    const [member, stranger] = await Promise.all(
      ['jonas', 'priya'].map((who) => follow(who, changed('documentId: 1'))),
    );
    await annotate('student', { target: 'document_element:2', body: 'Among us.', classroomId: 1 });
    expect(await member?.next()).toMatchObject({ genjiAnnotation: { text: 'Among us.' } });
    expect(await stranger?.rest()).toEqual([]);
    member?.close();
    stranger?.close();
  });

  test('tells whoever loses a share nothing more', async () => {
    const { shareGenjiObject } = await genji.get(
      'admin',
      'mutation { shareGenjiObject(objectType: DOCUMENT, objectId: 5, sharedWithType: USER, sharedWithId: 5, accessLevel: VIEW) { id } }',
    );
    const reader = await follow('jonas', changed('documentId: 5'));
    await annotate('admin', { target: 'document_element:13', body: 'Seen.' });
    expect(await reader.next()).toMatchObject({ genjiAnnotation: { text: 'Seen.' } });
    await genji.get('admin', `mutation { revokeGenjiShare(id: ${shareGenjiObject.id}) { id } }`);
    await annotate('admin', { target: 'document_element:13', body: 'Unseen.' });
    expect(JSON.stringify(await reader.rest())).not.toContain('Unseen');
    reader.close();
  });

  test('tells of the answers to an annotation', async () => {
    const id = await annotate('student', { target: 'document_element:2', body: 'Well?' });
    const author = await follow('student', changed(`replyToId: ${id}`));
    await annotate('priya', { target: 'document_element:2', body: 'No answer.' });
    await genji.get('priya', `mutation { answerGenjiAnnotation(id: ${id}, body: "Well.") { id } }`);
    expect(await author.next()).toMatchObject({ genjiAnnotation: { text: 'Well.' } });
    author.close();
  });
});

test('genjiGroupChanged counts for each what they see', async () => {
  await annotate('student', { target: 'document_element:2', body: 'Counted.', classroomId: 1 });
  const group = `annotations { totalCount } annotationCount annotationGroups { count }`;
  const query = `subscription { genjiGroupChanged(groupId: 1) { genjiGroup { ${group} } } }`;
  const counts = async (who: string) =>
    (await genji.get(who, `{ genjiGroup(id: 1) { ${group} } }`)).genjiGroup;
  const people = ['jonas', 'priya'];
  const [ofMember, ofStranger] = await Promise.all(people.map(counts));
  expect(ofMember).not.toEqual(ofStranger);

  const [member, stranger] = await Promise.all(people.map((who) => follow(who, query)));
  await genji.sql`update app.groups set description = 'Told to both' where id = 1`;
  expect(await member?.next()).toEqual({ genjiGroup: ofMember });
  expect(await stranger?.next()).toEqual({ genjiGroup: ofStranger });
  member?.close();
  stranger?.close();
});

test('genjiSharedWithMeChanged tells only those with whom something is shared', async () => {
  const query =
    'subscription { genjiSharedWithMeChanged { action genjiShare { accessLevel collection { title } } } }';
  const [receiver, other] = await Promise.all(['noor', 'priya'].map((who) => follow(who, query)));
  await genji.get(
    'admin',
    'mutation { shareGenjiObject(objectType: COLLECTION, objectId: 3, sharedWithType: USER, sharedWithId: 4, accessLevel: EDIT) { id } }',
  );
  expect(await receiver?.next()).toMatchObject({
    action: 'CREATED',
    genjiShare: { accessLevel: 'EDIT', collection: { title: 'Pride and Prejudice' } },
  });
  expect(await other?.rest()).toEqual([]);
  receiver?.close();
  other?.close();
});

test('genjiSharedWithMeChanged tells the members of a group, too, also of the end', async () => {
  const { changeCursor } = await genji.get('admin', '{ changeCursor }');
  const query = `subscription { genjiSharedWithMeChanged(since: "${changeCursor}") { action genjiShare { group { name } } } }`;
  const [member, other] = await Promise.all(['jonas', 'priya'].map((who) => follow(who, query)));
  const { shareGenjiObject } = await genji.get(
    'admin',
    'mutation { shareGenjiObject(objectType: COLLECTION, objectId: 3, sharedWithType: GROUP, sharedWithId: 1, accessLevel: VIEW) { id group { name } } }',
  );
  const { group } = shareGenjiObject;
  expect(await member?.next()).toEqual({ action: 'CREATED', genjiShare: { group } });
  await genji.get('admin', `mutation { revokeGenjiShare(id: ${shareGenjiObject.id}) { id } }`);
  expect(await member?.next()).toEqual({ action: 'DELETED', genjiShare: null });
  expect(await other?.rest()).toEqual([]);
  member?.close();
  other?.close();
});

test('genjiGroupChanged tells nobody of members whom they do not see', async () => {
  const query =
    'subscription { genjiGroupChanged(groupId: 1) { changedFields actor { username } } }';
  const [member, stranger] = await Promise.all(
    ['student', 'priya'].map((who) => follow(who, query)),
  );
  await genji.get('jonas', 'mutation { leaveGenjiGroup(id: 1) { id } }');
  await genji.get('jonas', 'mutation { joinGenjiGroup(id: 1) { id } }');
  const changedFields = ['members', 'memberships', 'memberCount'];
  expect(await member?.next()).toEqual({ changedFields, actor: { username: 'jonas' } });
  expect(await stranger?.rest()).toEqual([]);
  member?.close();
  stranger?.close();
});

test('genjiGroupChanged tells of members', async () => {
  const query =
    'subscription { genjiGroupChanged(groupId: 1) { action changedFields genjiGroup { memberCount } } }';
  const member = await follow('student', query);
  await genji.get('priya', 'mutation { joinGenjiGroup(id: 1) { id } }');
  expect(await member.next()).toMatchObject({
    action: 'UPDATED',
    changedFields: ['members', 'memberships', 'memberCount'],
    genjiGroup: { memberCount: 5 },
  });
  member.close();
});

test('genjiDocumentChanged tells of a document and of its elements', async () => {
  const query =
    'subscription { genjiDocumentChanged(documentId: 1) { action entityType genjiDocument { title } genjiElement { elementOrder } } }';
  const reader = await follow('student', query);
  await genji.get(
    'instructor',
    'mutation { updateGenjiDocument(id: 2, input: { title: "Other" }) { id } }',
  );
  await genji.get(
    'instructor',
    'mutation { updateGenjiDocument(id: 1, input: { title: "Down" }) { id } }',
  );
  expect(await reader.next()).toMatchObject({
    genjiDocument: { title: 'Down' },
    genjiElement: null,
  });
  await genji.get(
    'instructor',
    'mutation { updateGenjiElement(id: 6, input: { hierarchy: { element_order: 7 } }) { id } }',
  );
  expect(await reader.next()).toMatchObject({ genjiElement: { elementOrder: 7 } });
  reader.close();
});

test('a permission that a role loses counts at once in what is open', async () => {
  const follower = await follow('admin', changed('documentId: 5'));
  await annotate('admin', { target: 'document_element:13', body: 'Before.' });
  expect(await follower.next()).toMatchObject({ genjiAnnotation: { text: 'Before.' } });
  await genji.sql`
    delete from app.role_permissions where role_id = 1 and permission_id in (
      select id from app.permissions where name in ('view_all_content', 'edit_any_content', 'delete_any_content'))`;
  await genji.sql`update app.document_collections set owner_id = 2 where id = 3`;
  await genji.sql`update app.documents set owner_id = 2 where id = 5`;
  await wait(1000);
  await genji.sql`
    insert into app.annotations (creator_id, owner_id, motivation, document_element_id, body)
    values (2, 2, 'commenting', 13, '{"value": "After."}')`;
  expect(JSON.stringify(await follower.rest())).not.toContain('After.');
  follower.close();
});

test('a role that somebody loses ends the connection, also where the token names no key', async () => {
  const [socket, other] = [await connect('noor'), await connect('priya')];
  await genji.sql`delete from app.user_roles where user_id = 4`;
  expect(await socket.closed()).toMatchObject({ code: 4403 });
  expect(other.socket.readyState).toBe(other.socket.OPEN);
  other.socket.terminate();
});
