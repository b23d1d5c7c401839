import type { InferInsertModel } from 'drizzle-orm';
import * as app from '../tables.ts';
import { admin, instructor, jonas, leo, noor, people, priya, student } from './people.ts';
import { said } from './talk.ts';
import { alice, gatsby, pride, type Work } from './texts.ts';

/** The tables of the demo, parents first. */
export const tables = {
  users: app.users,
  userRoles: app.userRoles,
  groups: app.groups,
  groupMembers: app.groupMembers,
  collections: app.documentCollections,
  documents: app.documents,
  elements: app.documentElements,
  shares: app.objectSharing,
  annotations: app.annotations,
  siteSettings: app.siteSettings,
};

type Tables = typeof tables;
type Row<K extends keyof Tables> = InferInsertModel<Tables[K]>;
export type Rows = { readonly [K in keyof Tables]: Row<K>[] };

const roleOf = new Map<number, number>([
  [admin, 1],
  [instructor, 2],
]);
const pupil = 3;

const users = people.map(([username, firstName, lastName], at) => ({
  id: at + 1,
  username,
  firstName,
  lastName,
  email: `${username}@genji.example`,
  isActive: at + 1 !== leo,
  userMetadata: { institution: 'Northfield College', year: at < 2 ? null : 2026 },
}));

/** A classroom that began a week ago, and one of last year. */
const groupsFor = (today: string) => {
  const day = (days: number) => {
    const date = new Date(`${today}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + days);
    return date.toISOString().slice(0, 10);
  };
  const group = (id: number, name: string, description: string, from: number, to: number) => ({
    id,
    name,
    description,
    createdById: instructor,
    startDate: day(from),
    endDate: day(to),
  });
  return [
    group(1, 'English 12: The Novel', 'Reads Carroll and Fitzgerald.', -7, 100),
    group(2, 'English 12 of last year', 'Has ended.', -380, -270),
  ];
};

type Shelf = {
  readonly work: Work;
  readonly visibility: 'public' | 'private';
  readonly ownerId: number;
};

const shelves: readonly Shelf[] = [
  { work: alice, visibility: 'public', ownerId: instructor },
  { work: gatsby, visibility: 'private', ownerId: instructor },
  { work: pride, visibility: 'private', ownerId: admin },
];

const italic = { start: 0, end: 5, type: ['italic'] };
const formatting = {
  alignment: 'left',
  indent: 0,
  text_styles: { is_bold: false, is_italic: false, formatting: [italic] },
};

type Library = Pick<Rows, 'collections' | 'documents' | 'elements'> & { readonly texts: string[] };

const library = (): Library => {
  const rows: Library = {
    texts: [],
    collections: [],
    documents: [],
    elements: [],
  };
  for (const { work, visibility, ownerId } of shelves) {
    const { title, language, hierarchy, metadata } = work;
    const by = { createdById: ownerId, modifiedById: ownerId, ownerId };
    const collectionId = rows.collections.length + 1;
    rows.collections.push({
      id: collectionId,
      title,
      visibility,
      textDirection: 'ltr',
      language,
      hierarchy,
      collectionMetadata: metadata,
      ...by,
    });
    for (const [chapter, { title: own, paragraphs }] of work.chapters.entries()) {
      const documentId = rows.documents.length + 1;
      const description = `Of “${title}”.`;
      rows.documents.push({
        id: documentId,
        documentCollectionId: collectionId,
        ownerId,
        title: own,
        description,
      });
      for (const [at, text] of paragraphs.entries()) {
        rows.texts.push(text);
        rows.elements.push({
          id: rows.elements.length + 1,
          documentId,
          hierarchy: { chapter: chapter + 1, section: 1, paragraph: at + 1, element_order: at + 1 },
          content: { text, formatting },
        });
      }
    }
  }
  return rows;
};

/** The text before a quote and after it. */
const around = (text: string, exact: string) => {
  const at = text.indexOf(exact);
  return {
    prefix: text.slice(Math.max(0, at - 20), at),
    suffix: text.slice(at + exact.length, at + exact.length + 20),
  };
};

/** Bodies and targets that are made later get smaller ids, from their sequences. */
const idFrom = 1_000_000;

const annotationsOn = (texts: readonly string[]): Rows['annotations'] => {
  const places: number[] = [];
  const classrooms: (number | null)[] = [];
  return said.map(({ by, motivation, quote, to, says, in: classroomId }, at) => {
    const place = quote ? texts.findIndex((text) => text.includes(quote)) + 1 : 0;
    const elementId = to ? (places[to - 1] ?? 0) : place;
    places.push(elementId);
    classrooms.push(to ? (classrooms[to - 1] ?? null) : (classroomId ?? null));
    const text = texts[elementId - 1] ?? '';
    const selector = quote && { type: 'TextQuoteSelector', exact: quote, ...around(text, quote) };
    return {
      id: at + 1,
      documentElementId: elementId,
      creatorId: by,
      ownerId: by,
      classroomId: classrooms[at] ?? null,
      motivation,
      generator: 'demo',
      body: says
        ? {
            id: idFrom + at,
            type: 'TextualBody',
            value: says,
            format: 'text/plain',
            language: 'en',
          }
        : null,
      target: {
        id: idFrom + at,
        source: to ? `annotation:${to}` : `document_element:${elementId}`,
        ...(selector && { selector }),
      },
    };
  });
};

/** Everything that the demo consists of; `today` decides whether its classroom can be joined. */
export const generate = (today: string): Rows => {
  const { texts, collections, documents, elements } = library();
  return {
    users,
    userRoles: users.map(({ id }) => ({ userId: id, roleId: roleOf.get(id) ?? pupil })),
    groups: groupsFor(today),
    groupMembers: [instructor, student, noor, jonas].map((userId) => ({ groupId: 1, userId })),
    collections,
    documents,
    elements,
    shares: [
      {
        id: 1,
        objectType: 'collection',
        objectId: 2,
        sharedWithType: 'group',
        sharedWithId: 1,
        accessLevel: 'view',
        createdById: instructor,
      },
      {
        id: 2,
        objectType: 'document',
        objectId: 5,
        sharedWithType: 'user',
        sharedWithId: priya,
        accessLevel: 'edit',
        createdById: admin,
      },
    ],
    annotations: annotationsOn(texts),
    siteSettings: [{ id: 1, siteTitle: 'Genji', siteLogoEnabled: false, updatedById: admin }],
  };
};
