import { type AccessLevel, reaches } from '../../../src/domains/genji/access-level.ts';
import { type Data, type Genji, startGenji } from './api.ts';

/*
 * Who gets how far with what somebody else has written, on every way. For each of these people there are trees of their own
 * to try it on: a private collection with a document, an element, an annotation and a share, which a keeper owns; one tree
 * for each thing that is deleted, and one for all the rest. The site is open to guests, who see nothing of it.
 */

export type Person = {
  readonly name: string;
  readonly role?: 'admin' | 'instructor' | 'student';
  /** How far it is shared with them, or with a group of theirs. */
  readonly level?: AccessLevel;
  readonly by?: 'user' | 'group' | 'document';
};

export const nobody: Person = { name: 'nobody' };
export const people: readonly Person[] = [
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

const isAdmin = ({ role }: Person) => role === 'admin';
const isOwner = ({ name }: Person) => name === 'keeper';

/** How far somebody gets with the collection, and with what is in it. */
const levelOf = (person: Person, thing: Thing): AccessLevel | undefined => {
  if (isAdmin(person) || isOwner(person)) return 'manage';
  return thing === 'collection' && person.by === 'document' ? undefined : person.level;
};

export const sees = (person: Person, thing: Thing): boolean => {
  if (thing === 'share') return Boolean(person.by) || isAdmin(person) || isOwner(person);
  return reaches(levelOf(person, thing), 'view');
};

/** What somebody is told who wants to do what takes such a level. */
export const outcome = (person: Person, thing: Thing, wanted: AccessLevel): string => {
  if (person === nobody) return 'UNAUTHENTICATED';
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
  person !== nobody && isMissing ? 'FORBIDDEN' : end;

const trees = ['main', ...things] as const;
type Tree = (typeof trees)[number];
const planted = new Map<string, Keys>();
export const keysOf = ({ name }: Person, tree: Tree = 'main'): Keys => {
  const found = planted.get(`${tree} of ${name}`);
  if (!found) throw new Error(`Nothing was planted for ${name}.`);
  return found;
};

export let genji: Genji;

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

export const plantAll = async () => {
  genji = await startGenji({ GENJI_PUBLIC: 'on' });
  for (const { name, role } of people) {
    if (!role) continue;
    await genji.sql`insert into app.users (username) values (${name})`;
    await genji.sql`insert into app.user_roles (user_id, role_id)
      select u.id, r.id from app.users u, app.roles r where u.username = ${name} and r.name = ${role}`;
  }
  for (const person of people) for (const tree of trees) await plant(person, tree);
  await genji.caughtUp();
};
export const uproot = () => genji.stop();

/** As whom a person asks. */
export const login = (person: Person) => (person === nobody ? null : person.name);
export const isForGuests = (thing: Thing) => thing !== 'share';

/** What a query finds; what nobody may ask says so. */
export const finds = async (person: Person, query: string): Promise<Data> => {
  const { data, errors } = await genji.ask(login(person), query);
  return errors?.[0]?.extensions.code ?? Object.values(data)[0];
};
