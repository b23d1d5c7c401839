import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessLevel, reaches } from '../../../src/domains/genji/access-level.ts';
import { type Genji, startGenji } from './api.ts';

/*
 * Who gets how far with what somebody else has written, on every way: for each of these people there is a private
 * collection of their own to try it on, with a document, an element and an annotation, which a keeper owns.
 */

type Person = {
  readonly name: string;
  readonly role: 'admin' | 'instructor' | 'student';
  /** How far it is shared with them, or with a group of theirs. */
  readonly level?: AccessLevel;
  readonly by?: 'user' | 'group' | 'document';
};

const shared = (['user', 'group', 'document'] as const).flatMap((by) =>
  (['view', 'edit', 'manage'] as const).map((level) => ({
    name: `${by}-${level}`,
    role: 'instructor' as const,
    level,
    by,
  })),
);

const people: readonly Person[] = [
  { name: 'pupil', role: 'student' },
  { name: 'teacher', role: 'instructor' },
  { name: 'boss', role: 'admin' },
  { name: 'keeper', role: 'instructor' },
  ...shared,
];

/** How far somebody gets with their own collection, and with its document. */
const levels = ({ name, role, level, by }: Person) => {
  const all = role === 'admin' || name === 'keeper' ? 'manage' : undefined;
  return {
    collection: all ?? (by === 'document' ? undefined : level),
    document: all ?? level,
  };
};

type Keys = Readonly<
  Record<'collection' | 'document' | 'element' | 'annotation' | 'share', number>
>;

const keys = new Map<string, Keys>();
let genji: Genji;

const prepare = async () => {
  const { sql } = genji;
  for (const { name, role } of people) {
    await sql`insert into app.users (username) values (${name})`;
    await sql`insert into app.user_roles (user_id, role_id)
      select u.id, r.id from app.users u, app.roles r where u.username = ${name} and r.name = ${role}`;
  }
  for (const { name, level = 'view', by } of people) {
    const [found] = await sql<Keys[]>`
      with keeper as (select id from app.users where username = 'keeper'),
      reader as (select id from app.users where username = ${name}),
      circle as (
        insert into app.groups (name, created_by_id) select ${`Circle of ${name}`}, id from keeper returning id
      ), collection as (
        insert into app.document_collections (title, created_by_id, modified_by_id, owner_id)
        select ${`For ${name}`}, id, id, id from keeper returning id
      ), document as (
        insert into app.documents (document_collection_id, owner_id, title)
        select c.id, k.id, 'Letter' from collection c, keeper k returning id
      ), element as (
        insert into app.document_elements (document_id, content)
        select id, jsonb_build_object('text', ${`Dear ${name}, this is between us.`}::text) from document returning id
      ), annotation as (
        insert into app.annotations (creator_id, owner_id, motivation, document_id, document_element_id, target)
        select k.id, k.id, 'commenting', d.id, e.id, jsonb_build_object('source', 'document_element:' || e.id)
        from keeper k, document d, element e returning id
      ), member as (
        insert into app.group_members (group_id, user_id) select c.id, r.id from circle c, reader r
      )
      select c.id as collection, d.id as document, e.id as element, a.id as annotation, 0 as share
      from collection c, document d, element e, annotation a`;
    if (!found) throw new Error('Nothing was made.');
    const ofCollection = by !== 'document';
    const [share] = await sql<{ id: number }[]>`
      insert into app.object_sharing (object_type, object_id, shared_with_type, shared_with_id, access_level, created_by_id)
      select ${ofCollection ? 'collection' : 'document'}, ${ofCollection ? found.collection : found.document},
        ${by === 'group' ? 'group' : 'user'},
        ${by === 'group' ? sql`(select id from app.groups where name = ${`Circle of ${name}`})` : by ? sql`(select id from app.users where username = ${name})` : sql`2`},
        ${level}, k.id from app.users k where k.username = 'keeper' returning id`;
    keys.set(name, { ...found, share: share?.id ?? 0 });
  }
};

beforeAll(async () => {
  genji = await startGenji();
  await prepare();
});
afterAll(() => genji.stop());

type Thing = keyof Keys;
const types: Readonly<Record<Thing, string>> = {
  collection: 'Collection',
  document: 'Document',
  element: 'Element',
  annotation: 'Annotation',
  share: 'Share',
};

const sees = (person: Person, thing: Thing): boolean => {
  const { collection, document } = levels(person);
  if (thing === 'share')
    return person.by !== undefined || person.role === 'admin' || person.name === 'keeper';
  return reaches(thing === 'collection' ? collection : document, 'view');
};

const ownKeys = ({ name }: Person): Keys => {
  const found = keys.get(name);
  if (!found) throw new Error(`Nothing was made for ${name}.`);
  return found;
};

const things = Object.keys(types) as Thing[];

describe.each(people)('$name', (person) => {
  test.each(things)('finds a %s, alone and in lists, if it is theirs to see', async (thing) => {
    const type = types[thing];
    const id = ownKeys(person)[thing];
    const only = `filter: { id: { eq: ${id} } }`;
    const data = await genji.get(
      person.name,
      `{ one: genji${type}(id: ${id}) { id } many: genji${type}s(${only}) { totalCount nodes { id } } }`,
    );
    const count = sees(person, thing) ? 1 : 0;
    expect(data.one).toEqual(count ? { id: String(id) } : null);
    expect(data.many).toEqual({ totalCount: count, nodes: data.one ? [data.one] : [] });
  });

  test('sees no more through filters, searches and counts', async () => {
    const { document, element } = ownKeys(person);
    const data = await genji.get(
      person.name,
      `{
        through: genjiUsers(filter: { ownedDocuments: { some: { id: { eq: ${document} } } } }) { totalCount }
        searched: genjiElements(filter: { text: { contains: "Dear ${person.name}," } }) { totalCount }
        counted: genjiAnnotations(filter: { documentElementId: { eq: ${element} } }) { totalCount }
      }`,
    );
    const count = { totalCount: sees(person, 'document') ? 1 : 0 };
    expect(data).toEqual({ through: count, searched: count, counted: count });
  });

  /** What somebody is told who wants to do what takes such a level. */
  const outcome = (thing: 'collection' | 'document', wanted: AccessLevel) => {
    const level = levels(person)[thing];
    if (!reaches(level, 'view')) return 'NOT_FOUND';
    return reaches(level, wanted) ? 'done' : 'FORBIDDEN';
  };

  test('reads and annotates as far as they see', async () => {
    const { element, annotation } = ownKeys(person);
    const annotate = `mutation { createGenjiAnnotation(input: { target: "document_element:${element}", body: "Oh." }) { id } }`;
    const answer = `mutation { answerGenjiAnnotation(id: ${annotation}, body: "Yes.") { id } }`;
    expect(await genji.codeOf(person.name, annotate)).toBe(outcome('document', 'view'));
    expect(await genji.codeOf(person.name, answer)).toBe(outcome('document', 'view'));
  });

  test('changes as far as it is shared for that', async () => {
    const { collection, document, element } = ownKeys(person);
    const title = `input: { title: "Changed" }`;
    const codes = await Promise.all(
      [
        `mutation { updateGenjiCollection(id: ${collection}, input: { language: "en" }) { id } }`,
        `mutation { updateGenjiDocument(id: ${document}, ${title}) { id } }`,
        `mutation { updateGenjiElement(id: ${element}, input: { hierarchy: { element_order: 1 } }) { id } }`,
      ].map((each) => genji.codeOf(person.name, each)),
    );
    expect(codes).toEqual([
      outcome('collection', 'edit'),
      outcome('document', 'edit'),
      outcome('document', 'edit'),
    ]);
  });

  test('makes documents and elements as far as it is shared for that', async () => {
    const { collection, document } = ownKeys(person);
    const codes = await Promise.all(
      [
        `mutation { createGenjiDocument(input: { documentCollectionId: ${collection}, title: "New" }) { id } }`,
        `mutation { createGenjiElement(input: { documentId: ${document}, content: { text: "New." } }) { id } }`,
      ].map((each) => genji.codeOf(person.name, each)),
    );
    const wanted = [outcome('collection', 'edit'), outcome('document', 'edit')];
    expect(codes).toEqual(person.role === 'student' ? ['FORBIDDEN', 'FORBIDDEN'] : wanted);
  });

  test('changes what somebody else says only if they may edit everything', async () => {
    const { annotation } = ownKeys(person);
    const update = `mutation { updateGenjiAnnotation(id: ${annotation}, body: "No.") { id } }`;
    const isTheirs = person.role === 'admin' || person.name === 'keeper';
    const seen = sees(person, 'annotation') ? 'FORBIDDEN' : 'NOT_FOUND';
    expect(await genji.codeOf(person.name, update)).toBe(isTheirs ? 'done' : seen);
  });

  test('shares on only what they manage', async () => {
    const { collection, document } = ownKeys(person);
    const share = (type: string, id: number) =>
      `mutation { shareGenjiObject(objectType: ${type}, objectId: ${id}, sharedWithType: GROUP, sharedWithId: 2, accessLevel: VIEW) { id } }`;
    expect(await genji.codeOf(person.name, share('COLLECTION', collection))).toBe(
      outcome('collection', 'manage'),
    );
    expect(await genji.codeOf(person.name, share('DOCUMENT', document))).toBe(
      outcome('document', 'manage'),
    );
  });
});

test.each([
  ...things.map((thing) => `genji${types[thing]}s`),
  'genjiUsers',
  'genjiGroups',
  'genjiSiteSettings',
])('nobody sees %s', async (field) => {
  const { data, errors } = await genji.ask(null, `{ ${field} { totalCount } }`);
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(data?.[field] ?? null).toBeNull();
});
