import { expect } from 'vitest';
import type { AccessLevel } from '../../../src/domains/genji/access-level.ts';
import { grouping } from './matrix-groups.ts';
import {
  type Cell,
  isNobody,
  type Keys,
  keysOf,
  needing,
  ofOwner,
  outcome,
  type Person,
  type Thing,
  types,
} from './matrix-people.ts';

const one = { totalCount: 1 };
const none = { totalCount: 0 };

/** What no other thing says. */
const texts: Partial<Record<Thing, (name: string) => readonly [field: string, text: string]>> = {
  collection: (name) => ['title', `for ${name}, main`],
  document: (name) => ['title', `letter to ${name}, main`],
  element: (name) => ['text', `dear ${name}, this is between us, main`],
  annotation: (name) => ['text', `said to ${name}, main`],
};

/** Ways to read, each with what it shows to those who see the thing, and to the others. */
export const reading: Record<string, (thing: Thing, person: Person) => Cell | undefined> = {
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
  'by what it says': (thing, { name }) => {
    const found = texts[thing]?.(name);
    return found
      ? [
          () =>
            `{ genji${types[thing]}s(filter: { ${found[0]}: { contains: "${found[1]}" } }) { totalCount } }`,
          one,
          none,
        ]
      : undefined;
  },
  'by a search': (thing, { name }) => {
    const found = texts[thing]?.(name);
    const type = `GENJI_${thing.toUpperCase()}`;
    return found
      ? [() => `{ genjiSearch(text: "${found[1]}", types: [${type}]) { totalCount } }`, one, none]
      : undefined;
  },
  ...grouping,
};

/** Commands, each with how it has to end. */
type Deed = (
  thing: Thing,
  keys: Keys,
  person: Person,
) => readonly [field: string, end: string] | undefined;

const isStudent = ({ role }: Person) => role === 'student';

export const deeds: Record<string, Deed> = {
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
      const end = needing(person, isStudent(person), isNobody(person) ? 'UNAUTHENTICATED' : 'done');
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
export const without: readonly (readonly [way: string, thing: Thing])[] = [
  ['by what it says', 'share'],
  ['by a search', 'share'],
  ['in groups of what it is in', 'collection'], // it is in nothing
  ['in groups of what it has', 'annotation'], // by the key of what they answer alone
  ['in groups of what it has', 'share'],
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

export const hasWay = (way: string, thing: Thing) =>
  !without.some(([none, of]) => none === way && of === thing);
