import { expect } from 'vitest';
import { type Cell, type Keys, type Person, sees, type Thing, types } from './matrix-people.ts';

/* What groups say of a thing: those that it is counted in, and those that are named after it. */

/** By what each thing is grouped. */
const keyOf: Record<Thing, readonly [key: string, field: string]> = {
  collection: ['TITLE', 'title'],
  document: ['DOCUMENT_COLLECTION_ID', 'documentCollectionId'],
  element: ['DOCUMENT_ID', 'documentId'],
  annotation: ['MOTIVATION', 'motivation'],
  share: ['ACCESS_LEVEL', 'accessLevel'],
};

/** By what of each thing those in it are grouped. */
const namedBy: Partial<Record<Thing, readonly [child: Thing, key: string, field: string]>> = {
  collection: ['document', 'COLLECTION_TITLE', 'collectionTitle'],
  document: ['element', 'DOCUMENT_TITLE', 'documentTitle'],
  element: ['annotation', 'ELEMENT_DOCUMENT_ID', 'elementDocumentId'],
};

/** What each thing is in. */
const parentOf = (thing: Thing, person: Person): Thing | undefined => {
  const parents: Record<Thing, Thing | undefined> = {
    collection: undefined,
    document: 'collection',
    element: 'document',
    annotation: 'element',
    share: person.by === 'document' ? 'document' : 'collection',
  };
  return parents[thing];
};

const only = (id: number) => `filter: { id: { eq: ${id} } }`;

export const grouping: Record<string, (thing: Thing, person: Person) => Cell | undefined> = {
  'in a group': (thing) => {
    const [key, field] = keyOf[thing];
    return [
      (id) =>
        `{ genji${types[thing]}Groups(by: [${key}], ${only(id)}) { keys { ${field} } count } }`,
      [{ keys: { [field]: expect.any(String) }, count: 1 }],
      [],
    ];
  },
  'in groups of what it is in': (thing, person) => {
    const parent = parentOf(thing, person);
    if (!parent) return undefined;
    const groups = `${thing}Groups`;
    const find = (id: number, keys: Keys) =>
      `{ genji${types[parent]}(id: ${keys[parent]}) { ${groups}(${only(id)}) { count } } }`;
    return sees(person, parent)
      ? [find, { [groups]: [{ count: 1 }] }, { [groups]: [] }]
      : [find, null, null];
  },
  'in groups of what it has': (thing, person) => {
    const named = namedBy[thing];
    if (!named) return undefined;
    const [child, key, field] = named;
    const find = (_id: number, keys: Keys) =>
      `{ genji${types[child]}Groups(by: [${key}], ${only(keys[child])}) { keys { ${field} } count } }`;
    const group = (said: unknown) => [{ keys: { [field]: said }, count: 1 }];
    return [find, group(expect.any(String)), sees(person, child) ? group(null) : []];
  },
};
