import { integer, pgSchema, primaryKey, serial, text, uuid, varchar } from 'drizzle-orm/pg-core';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { expect } from 'vitest';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext } from '../../src/kernel/context.ts';
import {
  count,
  domain,
  one,
  oneBeyond,
  page,
  roles,
  type Table,
  through,
} from '../../src/kernel/index.ts';
import { servedSchema } from '../../src/kernel/served-schema.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';
import { logsIn } from '../support/toy-domain.ts';

/* People are keyed by UUIDs, topics by texts, memberships by both, and the words of a topic by a column of another name. */
const club = pgSchema('club');
export const people = club.table('people', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  bossId: uuid('boss_id'),
  version: integer('version').notNull().default(1),
});
export const topics = club.table('topics', {
  id: varchar('id', { length: 40 }).primaryKey(),
  ownerId: uuid('owner_id').notNull(),
});
export const memberships = club.table(
  'memberships',
  {
    personId: uuid('person_id').notNull(),
    topicId: varchar('topic_id', { length: 40 })
      .notNull()
      .references(() => topics.id),
    rank: integer('rank').notNull(),
    version: integer('version').notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.personId, t.topicId] })],
);
const words = club.table('words', {
  spelling: text('spelling').primaryKey(),
  topicId: varchar('topic_id', { length: 40 })
    .notNull()
    .references(() => topics.id),
});
/** What marks any row, by its key. */
const marks = club.table('marks', {
  id: serial('id').primaryKey(),
  rowId: text('row_id').notNull(),
});
const log = logsIn(club);

const allow = roles('test', 'ALL');
const called = (table: Table) => ({ table, about: 'Some rows.', called: ['one', 'many'] as const });
const world = domain({
  name: 'test',
  title: 'The club',
  prefix: '',
  tables: { people, topics, memberships, words, marks, log },
  people: { table: people, login: ['name'], role: 'name', manage: allow },
  trail: {
    log,
    allow,
    rows: {
      Person: called(people),
      Topic: called(topics),
      Membership: called(memberships),
      Word: called(words),
      Mark: called(marks),
    },
  },
});

export const Person = world.entity('Person', people);
Person.implement({
  description: 'A person.',
  columns: { id: 'Key.', name: 'Name.', bossId: 'Key of the boss.' },
  fields: () => ({
    boss: one(Person, 'bossId', 'Above.', { nullable: true }),
    staff: page(Person, 'bossId', 'Below.'),
    staffCount: count(Person, 'bossId', 'How many below.'),
    memberships: page(Membership, 'personId', 'Where.'),
    topics: through(Topic, memberships, 'personId', 'topicId', 'What about.'),
    marks: page(Mark, 'rowId', 'On it.'),
  }),
  read: { one: 'person', many: 'people', allow },
});

const Mark = world.entity('Mark', marks);
Mark.implement({
  description: 'A mark.',
  columns: { id: 'Key.' },
  fields: () => ({
    marks: page(Mark, 'rowId', 'On itself.'),
    markCount: count(Mark, 'rowId', 'How many.'),
  }),
  read: { one: 'mark', many: 'marks', allow },
});

const Topic = world.entity('Topic', topics);
Topic.implement({
  description: 'A topic.',
  columns: { id: 'Key.', ownerId: 'Key of the owner.' },
  fields: () => ({
    owner: one(Person, 'ownerId', 'Whose.'),
    memberships: page(Membership, 'topicId', 'Who.'),
    memberCount: count(Membership, 'topicId', 'How many.'),
    people: through(Person, memberships, 'topicId', 'personId', 'Who.', 'rank'),
  }),
  read: { one: 'topic', many: 'topics', allow },
});

export const Membership = world.entity('Membership', memberships);
Membership.implement({
  isFew: true,
  description: 'Of a person, in a topic.',
  columns: { id: 'Key.', personId: 'Who.', topicId: 'Where.', rank: 'How high.' },
  fields: () => ({
    person: one(Person, 'personId', 'Who.'),
    topic: one(Topic, 'topicId', 'Where.'),
    topicOwner: oneBeyond(Person, 'topicId', topics, 'ownerId', 'Whose the topic is.'),
  }),
  read: { one: 'membership', many: 'memberships', allow },
});

const Word = world.entity('Word', words);
Word.implement({
  description: 'A word.',
  columns: { id: 'Key.', spelling: 'As it is written.' },
  fields: () => ({ topic: one(Topic, 'topicId', 'What about.') }),
  read: { one: 'word', many: 'words', allow },
});

export const ada = 'a0000000-0000-4000-8000-00000000000a';
export const bob = 'b0000000-0000-4000-8000-00000000000b';
export const odd = 'a, "b"\\{c}';

let db: FreshDatabase;
let schema: GraphQLSchema;
let execute: ReturnType<typeof makeExecutor>;

export const openClub = async () => {
  db = await freshDatabase();
  await db.sql.unsafe(`
    create schema club;
    create table club.people (id uuid primary key, name text not null, boss_id uuid references club.people, version int not null default 1);
    create table club.topics (id varchar(40) primary key, owner_id uuid not null);
    create table club.memberships (person_id uuid, topic_id varchar(40) references club.topics, rank int not null, version int not null default 1, primary key (person_id, topic_id));
    create table club.marks (id serial primary key, row_id text not null);
    create table club.words (spelling text primary key, topic_id varchar(40) not null references club.topics)`);
  await db.sql`insert into club.people values (${ada}, 'Ada', null), (${bob}, 'Bob', ${ada})`;
  await db.sql`insert into club.topics values ('sql', ${ada}), (${odd}, ${bob})`;
  await db.sql`insert into club.memberships values (${ada}, 'sql', 2), (${ada}, ${odd}, 1), (${bob}, 'sql', 1)`;
  await db.sql`insert into club.marks (row_id) values (${bob}), ('1')`;
  await db.sql`insert into club.words values ('select', 'sql'), ('odd: one', ${odd})`;
  schema = await servedSchema([{ domain: world, load: async () => {} }]);
  execute = makeExecutor(schema);
};

export const closeClub = () => db.drop();

export const contextOf = () => {
  const viewer = { realm: 'test', id: 1, username: 'someone', role: 'ALL' };
  return newContext(db.sql, viewer, { maxRows: 1000, maxCost: 1_000_000, maxValues: 200_000 });
};

export const ask = async (query: string, variables = {}, contextValue = contextOf()) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const result = await execute({ schema, document, contextValue, variableValues: variables });
  return { ...result, statements: contextValue.spent.statements };
};

export const dataOf = async (query: string, variables = {}) => {
  const { data, errors } = await ask(query, variables);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data));
};
