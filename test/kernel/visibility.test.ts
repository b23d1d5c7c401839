import { eq } from 'drizzle-orm';
import { boolean, integer, pgSchema, serial, text } from 'drizzle-orm/pg-core';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext } from '../../src/kernel/context.ts';
import {
  builder,
  count,
  either,
  inverse,
  one,
  oneBeyond,
  page,
  roles,
  through,
} from '../../src/kernel/index.ts';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { servedSchema } from '../../src/kernel/served-schema.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';
import { toyDomain } from '../support/toy-domain.ts';

/* A domain of its own: owners are for everybody, and of the notes those that are not secret. */
const own = pgSchema('own');
const notes = own.table('notes', {
  id: serial('id').primaryKey(),
  ownerId: integer('owner_id').notNull(),
  profileOfId: integer('profile_of_id'),
  isSecret: boolean('is_secret').notNull(),
  body: text('body').notNull(),
});
const owners = own.table('owners', {
  id: serial('id').primaryKey(),
  kind: text('kind').notNull(),
  favouriteId: integer('favourite_id'),
});
const pets = own.table('pets', {
  id: serial('id').primaryKey(),
  ownerId: integer('owner_id').notNull(),
});
const pins = own.table('pins', {
  id: serial('id').primaryKey(),
  ownerId: integer('owner_id').notNull(),
  noteId: integer('note_id').notNull(),
});

const allow = roles('own', 'VIEWER', 'ADMIN');
const world = toyDomain(own, '', { Note: notes, Owner: owners, Pet: pets, Pin: pins });

const Note = world.entity('Note', notes);
Note.implement({
  description: 'A note.',
  isFew: true,
  columns: { id: 'Key.', body: 'Text.', isSecret: 'For administrators.' },
  fields: () => ({ owner: one(Owner, 'ownerId', 'Whose.') }),
  read: { one: 'note', many: 'notes', allow },
  visible: (viewer, note) => (viewer?.role === 'ADMIN' ? undefined : eq(note.isSecret, false)),
});

const Something = builder.unionType('Something', { types: [Note.ref] });

const Owner = world.entity('Owner', owners);
Owner.implement({
  description: 'An owner.',
  columns: { id: 'Key.' },
  fields: () => ({
    favourite: one(Note, 'favouriteId', 'The best.', { nullable: true }),
    profile: inverse(Note, 'profileOfId', 'About the owner.'),
    something: either(
      Something,
      'kind',
      { PROFILE: { to: Note.generic, table: notes, key: 'profileOfId', path: 'somethingNote' } },
      'One or the other.',
    ),
    notes: page(Note, 'ownerId', 'All.'),
    noteCount: count(Note, 'ownerId', 'How many.'),
    longCount: count(Note, 'ownerId', 'How many are long.', { body: { contains: 'e' } }),
    pinned: through(Note, pins, 'ownerId', 'noteId', 'On the wall.'),
  }),
  read: { one: 'owner', many: 'owners', allow },
});

const Pet = world.entity('Pet', pets);
Pet.implement({
  description: 'A pet.',
  columns: { id: 'Key.' },
  fields: () => ({
    owner: one(Owner, 'ownerId', 'Whose.'),
    ownersFavourite: oneBeyond(Note, 'ownerId', owners, 'favouriteId', 'What its owner likes.'),
  }),
  read: { one: 'pet', many: 'pets', allow },
});

let db: FreshDatabase;
let schema: GraphQLSchema;
let execute: ReturnType<typeof makeExecutor>;
beforeAll(async () => {
  db = await freshDatabase();
  await db.sql.unsafe(`
    create schema own;
    create table own.owners (id serial primary key, kind text, favourite_id int);
    create table own.notes (id serial primary key, owner_id int, profile_of_id int, is_secret boolean, body text);
    create table own.pets (id serial primary key, owner_id int);
    create table own.pins (id serial primary key, owner_id int, note_id int);
    insert into own.owners (kind, favourite_id) values ('PROFILE', 2), ('PROFILE', 1);
    insert into own.notes (owner_id, profile_of_id, is_secret, body)
      values (1, 2, false, 'here'), (1, 1, true, 'SECRET'), (1, null, true, 'SECRET too'), (2, null, true, 'SECRET');
    insert into own.pets (owner_id) values (1), (2);
    insert into own.pins (owner_id, note_id) values (1, 1), (1, 2), (2, 4)`);
  schema = await servedSchema([{ domain: world, load: async () => {} }]);
  execute = makeExecutor(schema);
});
afterAll(() => db.drop());

const ask = async (query: string, role: string) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const viewer = { realm: 'own', id: 1, username: 'someone', role };
  const limits = { maxRows: 1000, maxCost: 1_000_000, maxValues: 200_000 };
  const contextValue = newContext(db.sql, viewer, limits);
  const { data, errors = [] } = await execute({ schema, document, contextValue });
  for (const { message } of errors) expect(message).toContain('Cannot return null');
  return JSON.stringify(data);
};

const ways: readonly (readonly [string, string])[] = [
  ['by its key', '{ note(id: 2) { body } }'],
  [
    'by its id among all types',
    `{ node(nodeId: "${nodeIdOf('Note', 2)}") { ... on Note { body } } }`,
  ],
  ['in the list of all', '{ notes { nodes { body } } }'],
  ['from the end of the list', '{ notes(last: 1) { nodes { body } } }'],
  [
    'in a sorted list',
    '{ notes(orderBy: { field: BODY, direction: DESC }) { edges { node { body } } } }',
  ],
  ['by a filter', '{ notes(filter: { isSecret: { eq: true } }) { nodes { body } } }'],
  ['by an opposite', '{ notes(filter: { not: { isSecret: { eq: false } } }) { nodes { body } } }'],
  [
    'by an alternative',
    '{ notes(filter: { or: [{ isSecret: { eq: true } }, {}] }) { nodes { body } } }',
  ],
  ['by a foreign key', '{ owners { nodes { favourite { body } } } }'],
  ['by a foreign key of one row', '{ owner(id: 1) { favourite { body owner { id } } } }'],
  ['by a foreign key of a row above', '{ pet(id: 1) { owner { favourite { body } } } }'],
  ['by a foreign key of the parent', '{ pets { nodes { ownersFavourite { body } } } }'],
  ['by a foreign key of one parent', '{ pet(id: 1) { ownersFavourite { body } } }'],
  [
    'by several ways at once',
    '{ pet(id: 1) { ownersFavourite { body } owner { favourite { body } profile { body } } } }',
  ],
  ['by its own foreign key', '{ owners { nodes { profile { body } } } }'],
  ['as a member of a union', '{ owners { nodes { something { ... on Note { body } } } } }'],
  ['in the page of a parent', '{ owners { nodes { notes { nodes { body } } } } }'],
  ['behind a link', '{ owners { nodes { pinned { body } } } }'],
];

/** How many it should be, for a viewer and for an administrator. */
const numbers: readonly (readonly [string, string, number, number])[] = [
  ['the whole', '{ notes { totalCount } }', 1, 4],
  ['a page', '{ owner(id: 1) { notes { totalCount } } }', 1, 3],
  ['a count', '{ owner(id: 1) { noteCount } }', 1, 3],
  ['a count under a condition', '{ owner(id: 2) { longCount } }', 0, 1],
  ['a filter by a count', '{ owners(filter: { noteCount: { gt: 1 } }) { totalCount } }', 0, 1],
  [
    'some',
    '{ owners(filter: { notes: { some: { body: { startsWith: "SECRET" } } } }) { totalCount } }',
    0,
    2,
  ],
  [
    'none',
    '{ owners(filter: { notes: { none: { isSecret: { eq: true } } } }) { totalCount } }',
    2,
    0,
  ],
  [
    'not some',
    '{ owners(filter: { not: { notes: { some: { isSecret: { eq: true } } } } }) { totalCount } }',
    2,
    0,
  ],
  [
    'not none',
    '{ owners(filter: { not: { notes: { none: { isSecret: { eq: true } } } } }) { totalCount } }',
    0,
    2,
  ],
  [
    'a favourite',
    '{ owners(filter: { favourite: { isSecret: { eq: true } } }) { totalCount } }',
    0,
    1,
  ],
  ['any favourite', '{ owners(filter: { favourite: {} }) { totalCount } }', 1, 2],
  [
    'a profile',
    '{ owners(filter: { profile: { body: { contains: "secret" } } }) { totalCount } }',
    0,
    1,
  ],
  ['a member of a union', '{ owners(filter: { somethingNote: {} }) { totalCount } }', 1, 2],
  [
    'a pin',
    '{ owners(filter: { pinned: { some: { isSecret: { eq: true } } } }) { totalCount } }',
    0,
    2,
  ],
  ['a parent’s favourite', '{ pets(filter: { ownersFavourite: {} }) { totalCount } }', 1, 2],
  [
    'a favourite of an owner',
    '{ pets(filter: { owner: { favourite: { isSecret: { ne: false } } } }) { totalCount } }',
    0,
    1,
  ],
  [
    'a way back',
    '{ notes(filter: { owner: { notes: { some: { isSecret: { eq: true } } } } }) { totalCount } }',
    0,
    4,
  ],
];

describe('a row that a viewer may not see', () => {
  test.each(ways)('is not found %s, and by an administrator it is', async (_way, query) => {
    expect(await ask(query, 'VIEWER')).not.toContain('SECRET');
    expect(await ask(query, 'ADMIN')).toContain('SECRET');
  });

  test.each(numbers)(
    'does not count in %s, and for an administrator it does',
    async (_where, query, few, all) => {
      expect(await ask(query, 'VIEWER')).toContain(`:${few}}`);
      expect(await ask(query, 'ADMIN')).toContain(`:${all}}`);
    },
  );
});
