import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessLevel, reaches } from '../../../src/domains/genji/access-level.ts';
import { type Data, type Genji, startGenji } from './api.ts';

/*
 * Who gets how far with what somebody else has written, on every way. For each of these people there are trees of their own
 * to try it on: a private collection with a document, an element, an annotation and a share, which a keeper owns; one tree
 * for each thing that is deleted, and one for all the rest. The site is open to guests, who see nothing of it.
 */

type Person = {
  readonly name: string;
  readonly role?: 'admin' | 'instructor' | 'student';
  /** How far it is shared with them, or with a group of theirs. */
  readonly level?: AccessLevel;
  readonly by?: 'user' | 'group' | 'document';
};

const nobody: Person = { name: 'nobody' };
const people: readonly Person[] = [
  nobody,
  { name: 'pupil', role: 'student' },
  { name: 'teacher', role: 'instructor' },
  { name: 'boss', role: 'admin' },
  { name: 'keeper', role: 'instructor' },
  ...(['user', 'group', 'document'] as const).flatMap((by) =>
    (['view', 'edit', 'manage'] as const).map(
      (level): Person => ({
        name: `${by}-${level}`,
        role: 'instructor',
        level,
        by,
      }),
    ),
  ),
];

const types = {
  collection: 'Collection',
  document: 'Document',
  element: 'Element',
  annotation: 'Annotation',
  share: 'Share',
} as const;
type Thing = keyof typeof types;
const things = Object.keys(types) as Thing[];
type Keys = Readonly<Record<Thing, number>>;

const isAdmin = ({ role }: Person) => role === 'admin';
const isOwner = ({ name }: Person) => name === 'keeper';

/** How far somebody gets with the collection, and with what is in it. */
const levelOf = (person: Person, thing: Thing): AccessLevel | undefined => {
  if (isAdmin(person) || isOwner(person)) return 'manage';
  return thing === 'collection' && person.by === 'document' ? undefined : person.level;
};

const sees = (person: Person, thing: Thing): boolean => {
  if (thing === 'share') return Boolean(person.by) || isAdmin(person) || isOwner(person);
  return reaches(levelOf(person, thing), 'view');
};

/** What somebody is told who wants to do what takes such a level. */
const outcome = (person: Person, thing: Thing, wanted: AccessLevel): string => {
  if (person === nobody) return 'UNAUTHENTICATED';
  if (!sees(person, thing)) return 'NOT_FOUND';
  return reaches(levelOf(person, thing), wanted) ? 'done' : 'FORBIDDEN';
};

/** The same, for what is changed by nobody but its owner, and by whoever may edit or delete everything. */
const ofOwner = (person: Person, thing: Thing): string => {
  const end = outcome(person, thing, 'view');
  return end === 'done' && !isOwner(person) && !isAdmin(person) ? 'FORBIDDEN' : end;
};

/** What else one needs is asked first. */
const needing = (person: Person, isMissing: boolean, end: string): string =>
  person !== nobody && isMissing ? 'FORBIDDEN' : end;

const trees = ['main', ...things] as const;
type Tree = (typeof trees)[number];
const planted = new Map<string, Keys>();
const keysOf = ({ name }: Person, tree: Tree = 'main'): Keys => {
  const found = planted.get(`${tree} of ${name}`);
  if (!found) throw new Error(`Nothing was planted for ${name}.`);
  return found;
};

let genji: Genji;

const plant = async ({ name, level = 'view', by }: Person, tree: Tree): Promise<void> => {
  const { sql } = genji;
  const shared = by === 'document' ? 'document' : 'collection';
  const [found] = await sql<Keys[]>`
    with keeper as (select id from app.users where username = 'keeper'),
    reader as (select id from app.users where username = ${name}),
    circle as (
      insert into app.groups (name, created_by_id) select ${`Circle of ${name}, ${tree}`}, id from keeper returning id
    ), collection as (
      insert into app.document_collections (title, created_by_id, modified_by_id, owner_id)
      select ${`For ${name}, ${tree}`}, id, id, id from keeper returning id
    ), document as (
      insert into app.documents (document_collection_id, owner_id, title)
      select c.id, k.id, ${`Letter to ${name}, ${tree}`} from collection c, keeper k returning id
    ), element as (
      insert into app.document_elements (document_id, content)
      select id, jsonb_build_object('text', ${`Dear ${name}, this is between us, ${tree}.`}::text) from document returning id
    ), annotation as (
      insert into app.annotations (creator_id, owner_id, motivation, document_id, document_element_id, target, body)
      select k.id, k.id, 'commenting', d.id, e.id, jsonb_build_object('source', 'document_element:' || e.id),
        jsonb_build_object('value', ${`Said to ${name}, ${tree}.`}::text)
      from keeper k, document d, element e returning id
    ), member as (
      insert into app.group_members (group_id, user_id) select c.id, r.id from circle c, reader r
    ), share as (
      insert into app.object_sharing (object_type, object_id, shared_with_type, shared_with_id, access_level, created_by_id)
      select ${shared}, ${shared === 'document' ? sql`d.id` : sql`c.id`}, ${by === 'group' ? 'group' : 'user'},
        ${by === 'group' ? sql`g.id` : by ? sql`r.id` : sql`2`}, ${level}, k.id
      from keeper k left join reader r on true, collection c, document d, circle g returning id
    )
    select c.id as collection, d.id as document, e.id as element, a.id as annotation, s.id as share
    from collection c, document d, element e, annotation a, share s`;
  if (!found) throw new Error('Nothing was planted.');
  planted.set(`${tree} of ${name}`, found);
};

beforeAll(async () => {
  genji = await startGenji({ GENJI_PUBLIC: 'on' });
  for (const { name, role } of people) {
    if (!role) continue;
    await genji.sql`insert into app.users (username) values (${name})`;
    await genji.sql`insert into app.user_roles (user_id, role_id)
      select u.id, r.id from app.users u, app.roles r where u.username = ${name} and r.name = ${role}`;
  }
  for (const person of people) for (const tree of trees) await plant(person, tree);
  await genji.caughtUp();
});
afterAll(() => genji.stop());

/** As whom a person asks. */
const login = (person: Person) => (person === nobody ? null : person.name);
const isForGuests = (thing: Thing) => thing !== 'share';

/** What a query finds; what nobody may ask says so. */
const finds = async (person: Person, query: string): Promise<Data> => {
  const { data, errors } = await genji.ask(login(person), query);
  return errors?.[0]?.extensions.code ?? Object.values(data)[0];
};

type Cell = readonly [find: (id: number, keys: Keys) => string, found: unknown, none: unknown];
const one = { totalCount: 1 };
const none = { totalCount: 0 };

/** Ways to read, each with what it shows to those who see the thing, and to the others. */
const reading: Record<string, (thing: Thing, person: Person) => Cell | undefined> = {
  'by id': (thing) => [
    (id) => `{ genji${types[thing]}(id: ${id}) { id } }`,
    expect.objectContaining({ id: expect.any(String) }),
    null,
  ],
  'in a list': (thing) => [
    (id) => `{ genji${types[thing]}s(filter: { id: { eq: ${id} } }) { nodes { id } } }`,
    { nodes: [expect.anything()] },
    { nodes: [] },
  ],
  'in a count': (thing) => [
    (id) => `{ genji${types[thing]}s(filter: { id: { eq: ${id} } }) { totalCount } }`,
    one,
    none,
  ],
  'through a filter': (thing) => {
    const paths: Record<Thing, readonly [list: string, filter: string]> = {
      collection: ['Documents', 'collection: { id: { eq: ID } }'],
      document: ['Elements', 'document: { id: { eq: ID } }'],
      element: ['Annotations', 'element: { id: { eq: ID } }'],
      annotation: ['Elements', 'annotations: { some: { id: { eq: ID } } }'],
      share: ['Users', 'createdShares: { some: { id: { eq: ID } } }'],
    };
    const [list, filter] = paths[thing];
    return [
      (id) => `{ genji${list}(filter: { ${filter.replace('ID', String(id))} }) { totalCount } }`,
      one,
      none,
    ];
  },
  'by a search': (thing, { name }) => {
    const texts: Partial<Record<Thing, string>> = {
      collection: `title: { contains: "For ${name}, main" }`,
      document: `title: { contains: "letter to ${name}, main" }`,
      element: `text: { contains: "Dear ${name}," }`,
      annotation: `text: { contains: "said to ${name}, main" }`,
    };
    const filter = texts[thing];
    const most = thing === 'element' ? { totalCount: trees.length } : one;
    return filter
      ? [() => `{ genji${types[thing]}s(filter: { ${filter} }) { totalCount } }`, most, none]
      : undefined;
  },
};

/** Commands, each with how it has to end. */
type Deed = (
  thing: Thing,
  keys: Keys,
  person: Person,
) => readonly [field: string, end: string] | undefined;

const isStudent = ({ role }: Person) => role === 'student';

const deeds: Record<string, Deed> = {
  annotate: (thing, { document, element }, person) => {
    const create = (what: string) =>
      `createGenjiAnnotation(input: { ${what}, body: "Oh." }) { id }`;
    if (thing === 'document')
      return [create(`documentId: ${document}`), outcome(person, thing, 'view')];
    if (thing === 'element')
      return [create(`target: "document_element:${element}"`), outcome(person, thing, 'view')];
    return undefined;
  },
  reply: (thing, { annotation }, person) =>
    thing === 'annotation'
      ? [
          `answerGenjiAnnotation(id: ${annotation}, body: "Yes.") { id }`,
          outcome(person, thing, 'view'),
        ]
      : undefined,
  create: (thing, { collection, document }, person) => {
    const inside = (parent: Thing) =>
      needing(person, isStudent(person), outcome(person, parent, 'edit'));
    if (thing === 'collection') {
      const end = needing(
        person,
        isStudent(person),
        person === nobody ? 'UNAUTHENTICATED' : 'done',
      );
      return [`createGenjiCollection(input: { title: "Own of ${person.name}" }) { id }`, end];
    }
    if (thing === 'document') {
      const input = `documentCollectionId: ${collection}, title: "New of ${person.name}"`;
      return [`createGenjiDocument(input: { ${input} }) { id }`, inside('collection')];
    }
    if (thing === 'element') {
      const input = `documentId: ${document}, content: { text: "New." }`;
      return [`createGenjiElement(input: { ${input} }) { id }`, inside('document')];
    }
    return undefined;
  },
  edit: (thing, keys, person) => {
    const id = keys[thing];
    const edited = outcome(person, thing, 'edit');
    const all: Record<Thing, readonly [string, string]> = {
      collection: [`updateGenjiCollection(id: ${id}, input: { language: "en" }) { id }`, edited],
      document: [
        `updateGenjiDocument(id: ${id}, input: { description: "Edited." }) { id }`,
        edited,
      ],
      element: [
        `updateGenjiElement(id: ${id}, input: { hierarchy: { element_order: 1 } }) { id }`,
        edited,
      ],
      annotation: [`updateGenjiAnnotation(id: ${id}, body: "No.") { id }`, ofOwner(person, thing)],
      share: [
        `updateGenjiShare(id: ${id}, accessLevel: ${(person.level ?? 'view').toUpperCase()}) { id }`,
        outcome(person, thing, 'manage'),
      ],
    };
    return all[thing];
  },
  'share on': (thing, keys, person) => {
    if (thing !== 'collection' && thing !== 'document') return undefined;
    const to = 'sharedWithType: GROUP, sharedWithId: 2, accessLevel: VIEW';
    const what = `objectType: ${thing.toUpperCase()}, objectId: ${keys[thing]}`;
    return [`shareGenjiObject(${what}, ${to}) { id }`, outcome(person, thing, 'manage')];
  },
  delete: (thing, _keys, person) => {
    const id = keysOf(person, thing)[thing];
    const deleted = (wanted: AccessLevel) => outcome(person, thing, wanted);
    const all: Record<Thing, readonly [string, string]> = {
      collection: [
        `deleteGenjiCollection(id: ${id}, cascade: true) { entityId }`,
        deleted('manage'),
      ],
      document: [`deleteGenjiDocument(id: ${id}, cascade: true) { entityId }`, deleted('manage')],
      element: [`deleteGenjiElement(id: ${id}, cascade: true) { entityId }`, deleted('edit')],
      annotation: [`deleteGenjiAnnotation(id: ${id}) { id }`, ofOwner(person, thing)],
      // with whom it is shared may end it, too
      share: [
        `revokeGenjiShare(id: ${id}) { id }`,
        person.by === 'user' || person.by === 'document' ? 'done' : deleted('manage'),
      ],
    };
    return all[thing];
  },
};

/** What has no such way: nothing else is left out. */
const without: readonly (readonly [way: string, thing: Thing])[] = [
  ['by a search', 'share'],
  ['annotate', 'collection'], // its documents are
  ['annotate', 'annotation'], // it is replied to
  ['annotate', 'share'],
  ['reply', 'collection'],
  ['reply', 'document'],
  ['reply', 'element'],
  ['reply', 'share'],
  ['create', 'annotation'], // that is to annotate
  ['create', 'share'], // that is to share on
  ['share on', 'element'], // with its document
  ['share on', 'annotation'],
  ['share on', 'share'],
];

const hasWay = (way: string, thing: Thing) =>
  !without.some(([none, of]) => none === way && of === thing);

test('every cell is one, or has no such way', () => {
  const keys = keysOf(nobody);
  const missing = [
    ...Object.entries(reading).map(
      ([way, of]) => [way, (thing: Thing) => of(thing, nobody)] as const,
    ),
    ...Object.entries(deeds).map(
      ([way, of]) => [way, (thing: Thing) => of(thing, keys, nobody)] as const,
    ),
  ].flatMap(([way, of]) => things.filter((thing) => !of(thing)).map((thing) => [way, thing]));
  expect(missing).toEqual(without);
});

describe.each(people)('$name', (person) => {
  describe.each(things)('and a %s:', (thing) => {
    test.each(Object.entries(reading).filter(([way]) => hasWay(way, thing)))(
      'found %s or not',
      async (way, of) => {
        const [find, found, hidden] = of(thing, person) ?? [];
        const keys = keysOf(person);
        const isClosed =
          person === nobody && (!isForGuests(thing) || /Users|Shares/.test(find?.(0, keys) ?? ''));
        const expected = isClosed ? 'UNAUTHENTICATED' : sees(person, thing) ? found : hidden;
        expect(await finds(person, find?.(keys[thing], keys) ?? ''), way).toEqual(expected);
      },
    );

    test('followed or not', async () => {
      const keys = keysOf(person);
      const id = keys[thing];
      const fields: Record<
        Thing,
        readonly [field: string, change: (id: number) => Promise<unknown>]
      > = {
        collection: [
          `genjiCollectionChanged(id: ${id}`,
          () => genji.sql`update app.document_collections set language = 'fr' where id = ${id}`,
        ],
        document: [
          `genjiDocumentChanged(documentId: ${id}`,
          () => genji.sql`update app.documents set description = 'Followed.' where id = ${id}`,
        ],
        element: [
          `genjiAnnotationChanged(elementId: ${id}`,
          () =>
            genji.sql`update app.annotations set context = 'followed' where id = ${keys.annotation}`,
        ],
        annotation: [
          `genjiAnnotationChanged(replyToId: ${id}`,
          () => genji.sql`insert into app.annotations (creator_id, owner_id, motivation, document_element_id, target)
            select creator_id, owner_id, 'replying', document_element_id, ${genji.sql.json({ source: `annotation:${id}` })}
            from app.annotations where id = ${id}`,
        ],
        share: [
          'genjiSharedWithMeChanged(',
          () => genji.sql`update app.object_sharing set created_at = now() where id = ${id}`,
        ],
      };
      const [field, change] = fields[thing];
      const since = (await genji.get('admin', '{ changeCursor }')).changeCursor;
      const subscription = `subscription { ${field} since: "${since}") { action entityId } }`;
      if (person === nobody) {
        expect(await genji.codeOf(null, subscription)).toBe('UNAUTHENTICATED');
        return;
      }
      const follower = await genji.follow(person.name, subscription);
      try {
        if (thing === 'share') {
          // who is given nothing hears of nothing: what comes first is of a share of their own
          await change(id);
          const [own] = await genji.sql`
            insert into app.object_sharing (object_type, object_id, shared_with_type, shared_with_id, access_level, created_by_id)
            select 'collection', 1, 'user', id, 'view', 1 from app.users where username = ${person.name} returning id`;
          const isTold = person.by !== undefined;
          const first = JSON.stringify(await follower.next());
          expect(first).toContain(`"entityId":"${isTold ? id : own?.['id']}"`);
          return;
        }
        if (sees(person, thing)) await change(id);
        const first = JSON.stringify(await follower.next());
        expect(first).toContain(sees(person, thing) ? '"entityId"' : 'NOT_FOUND');
      } finally {
        follower.socket.close();
      }
    });

    test.each(Object.keys(deeds).filter((deed) => hasWay(deed, thing)))(
      'let to %s or not',
      async (name) => {
        const [field = '', end] = deeds[name]?.(thing, keysOf(person), person) ?? [];
        expect(await genji.codeOf(login(person), `mutation { ${field} }`)).toBe(end);
      },
    );
  });
});
