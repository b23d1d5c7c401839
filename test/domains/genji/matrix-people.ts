import { type AccessLevel, reaches } from '../../../src/domains/genji/access-level.ts';
import { type Data, type Genji, startGenji } from './api.ts';

/*
 * Who gets how far with what somebody else has written, on every way. For each of these people there are trees of their own
 * to try it on: a collection with a document, an element, an annotation and a share, which a keeper owns; one tree for each
 * thing that is deleted, and one for all the rest. The collections of some are private, and those of others public. The site
 * is open to guests, who see nothing of what is private.
 */

export type Person = {
  readonly name: string;
  /** As whom they ask; null for who has not signed in. */
  readonly login: string | null;
  readonly role?: 'admin' | 'instructor' | 'student';
  readonly isPublic: boolean;
  /** How far it is shared with them, or with a group of theirs. */
  readonly level?: AccessLevel;
  readonly by?: 'user' | 'group' | 'document';
};

const owner = 'keeper';
const readers: readonly Omit<Person, 'isPublic' | 'login'>[] = [
  { name: 'nobody' },
  { name: 'pupil', role: 'student' },
  { name: 'teacher', role: 'instructor' },
  { name: 'boss', role: 'admin' },
  { name: owner, role: 'instructor' },
  ...(['user', 'group', 'document'] as const).flatMap((by) =>
    (['view', 'edit', 'manage'] as const).map(
      (level) => ({ name: `${by}-${level}`, role: 'instructor', level, by }) as const,
    ),
  ),
];
export const people = [false, true].flatMap((isPublic) =>
  readers.map((reader): Person => {
    const name = isPublic ? `open${reader.name}` : reader.name;
    const login = reader.name === owner ? owner : name;
    return { ...reader, name, isPublic, login: reader.role ? login : null };
  }),
);

export const isNobody = ({ login }: Person) => login === null;

export const types = {
  collection: 'Collection',
  document: 'Document',
  element: 'Element',
  annotation: 'Annotation',
  share: 'Share',
} as const;
export type Thing = keyof typeof types;
export const things = Object.keys(types) as Thing[];
export type Keys = Readonly<Record<Thing, number>>;

/** How a thing is looked for on some way, and what is found by those who see it, and by the others. */
export type Cell = readonly [
  find: (id: number, keys: Keys) => string,
  found: unknown,
  none: unknown,
];

const isAdmin = ({ role }: Person) => role === 'admin';
const isOwner = ({ login }: Person) => login === owner;

/** How far somebody gets with the collection, and with what is in it. */
const levelOf = (person: Person, thing: Thing): AccessLevel | undefined => {
  if (isAdmin(person) || isOwner(person)) return 'manage';
  const shared = thing === 'collection' && person.by === 'document' ? undefined : person.level;
  return shared ?? (person.isPublic ? 'view' : undefined);
};

export const sees = (person: Person, thing: Thing): boolean => {
  if (thing === 'share') return Boolean(person.by) || isAdmin(person) || isOwner(person);
  return reaches(levelOf(person, thing), 'view');
};

/** What somebody is told who wants to do what takes such a level. */
export const outcome = (person: Person, thing: Thing, wanted: AccessLevel): string => {
  if (isNobody(person)) return 'UNAUTHENTICATED';
  if (!sees(person, thing)) return 'NOT_FOUND';
  return reaches(levelOf(person, thing), wanted) ? 'done' : 'FORBIDDEN';
};

/** The same, for what is changed by nobody but its owner, and by whoever may edit or delete everything. */
export const ofOwner = (person: Person, thing: Thing): string => {
  const end = outcome(person, thing, 'view');
  return end === 'done' && !isOwner(person) && !isAdmin(person) ? 'FORBIDDEN' : end;
};

/** What else one needs is asked first. */
export const needing = (person: Person, isMissing: boolean, end: string): string =>
  !isNobody(person) && isMissing ? 'FORBIDDEN' : end;

const trees = ['main', ...things] as const;
type Tree = (typeof trees)[number];
const planted = new Map<string, Keys>();
export const keysOf = ({ name }: Person, tree: Tree = 'main'): Keys => {
  const found = planted.get(`${tree} of ${name}`);
  if (!found) throw new Error(`Nothing was planted for ${name}.`);
  return found;
};

export let genji: Genji;

const plant = async (person: Person, tree: Tree): Promise<void> => {
  const { sql } = genji;
  const { name, login, isPublic, level = 'view', by } = person;
  const shared = by === 'document' ? 'document' : 'collection';
  const [found] = await sql<Keys[]>`
    with keeper as (select id from app.users where username = 'keeper'),
    reader as (select id from app.users where username = ${login}),
    circle as (
      insert into app.groups (name, created_by_id) select ${`Circle of ${name}, ${tree}`}, id from keeper returning id
    ), collection as (
      insert into app.document_collections (title, visibility, created_by_id, modified_by_id, owner_id)
      select ${`For ${name}, ${tree}`}, ${isPublic ? 'public' : 'private'}, id, id, id from keeper returning id
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

export const plantAll = async () => {
  genji = await startGenji({ GENJI_PUBLIC: 'on' });
  const roles = new Map(people.map(({ login, role }) => [login, role]));
  for (const [login, role] of roles) {
    if (!login || !role) continue;
    await genji.sql`insert into app.users (username) values (${login})`;
    await genji.sql`insert into app.user_roles (user_id, role_id)
      select u.id, r.id from app.users u, app.roles r where u.username = ${login} and r.name = ${role}`;
  }
  for (const person of people) for (const tree of trees) await plant(person, tree);
  await genji.caughtUp();
};
export const uproot = () => genji.stop();

/** What a query finds; what nobody may ask says so. */
export const finds = async (person: Person, query: string): Promise<Data> => {
  const { data, errors } = await genji.ask(person.login, query);
  return errors?.[0]?.extensions.code ?? Object.values(data)[0];
};
