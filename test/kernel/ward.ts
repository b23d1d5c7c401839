import { and, eq, sql } from 'drizzle-orm';
import { integer, pgSchema, primaryKey, serial, text, unique, uuid } from 'drizzle-orm/pg-core';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { expect } from 'vitest';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext } from '../../src/kernel/context.ts';
import {
  count,
  domain,
  inverse,
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

/*
 * A ward: patients are seen by their carers, who are in a table that the API does not show. Documents are seen as their
 * patients are, the notes on them as the documents are. Visits and tags are for everybody. Some labels have lost their tags.
 */
export const ward = pgSchema('ward');
const patients = ward.table('patients', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
});
const carers = ward.table('carers', {
  id: serial('id').primaryKey(),
  patientId: uuid('patient_id').notNull(),
  viewerId: integer('viewer_id').notNull(),
});
export const documents = ward.table(
  'documents',
  {
    id: serial('id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    title: text('title').notNull(),
    version: integer('version').notNull().default(1),
  },
  (t) => [unique('documents_title').on(t.patientId, t.title)],
);
const notes = ward.table('notes', {
  id: serial('id').primaryKey(),
  documentId: integer('document_id')
    .notNull()
    .references(() => documents.id),
  body: text('body').notNull(),
});
const visits = ward.table('visits', {
  id: serial('id').primaryKey(),
  patientId: uuid('patient_id').references(() => patients.id),
  documentId: integer('document_id').references(() => documents.id),
});
const tags = ward.table('tags', { id: text('id').primaryKey() });
const labels = ward.table(
  'labels',
  {
    documentId: integer('document_id')
      .notNull()
      .references(() => documents.id),
    tagId: text('tag_id')
      .notNull()
      .references(() => tags.id),
  },
  (t) => [primaryKey({ columns: [t.documentId, t.tagId] })],
);

const log = logsIn(ward);
const allow = roles('test', 'CARER', 'AUDITOR');
const called = (table: Table) => ({ table, about: 'Some rows.', called: ['one', 'many'] as const });
export const world = domain({
  name: 'test',
  title: 'The ward',
  prefix: '',
  tables: { patients, documents, notes, visits, tags, labels, carers, log },
  people: { table: patients, login: ['name'], role: 'name', manage: allow },
  trail: {
    log,
    allow: roles('test', 'AUDITOR'),
    rows: {
      Patient: called(patients),
      Document: called(documents),
      Note: called(notes),
      Visit: called(visits),
      Tag: called(tags),
      Label: called(labels),
      Carer: called(carers),
    },
  },
});

const Patient = world.entity('Patient', patients);
Patient.implement({
  description: 'A patient.',
  label: 'name',
  columns: { id: 'Key.', name: 'Name.' },
  fields: () => ({
    documents: page(Document, 'patientId', 'About.'),
    documentCount: count(Document, 'patientId', 'How many.'),
  }),
  read: { one: 'patient', many: 'patients', allow },
  visible: (viewer, patient) =>
    sql`exists (select from ${carers} where ${and(
      eq(carers.patientId, patient.id),
      sql`${carers.viewerId} = ${viewer?.id ?? 0}`,
    )})`,
});

export const Document = world.entity('Document', documents);
Document.implement({
  description: 'A document.',
  isFew: true,
  columns: { id: 'Key.', title: 'Title.', patientId: 'Whose.' },
  fields: () => ({
    patient: one(Patient, 'patientId', 'Whose.'),
    notes: page(Note, 'documentId', 'On it.'),
    tags: through(Tag, labels, 'documentId', 'tagId', 'What it is about.'),
  }),
  sortBeyond: () => ({
    patientName: { key: 'patientId', to: Patient.generic, field: 'name', description: 'Name.' },
  }),
  read: { one: 'document', many: 'documents', allow },
  visible: { asRowOf: 'patientId' },
});

const Note = world.entity('Note', notes);
Note.implement({
  description: 'A note.',
  columns: { id: 'Key.', documentId: 'On what.', body: 'Text.' },
  fields: () => ({
    document: one(Document, 'documentId', 'On what.'),
    patient: oneBeyond(Patient, 'documentId', documents, 'patientId', 'About whom.'),
  }),
  read: { one: 'note', many: 'notes', allow },
  visible: { asRowOf: 'documentId' },
});

const Visit = world.entity('Visit', visits);
Visit.implement({
  description: 'A visit.',
  isFew: true,
  columns: { id: 'Key.', patientId: 'Whose.' },
  fields: () => ({
    patient: one(Patient, 'patientId', 'Whose.', { nullable: true }),
    document: one(Document, 'documentId', 'About what.', { nullable: true }),
  }),
  sortBeyond: () => ({
    patientName: { key: 'patientId', to: Patient.generic, field: 'name', description: 'Name.' },
  }),
  read: { one: 'visit', many: 'visits', allow },
});

const Label = world.entity('Label', labels);
Label.implement({
  description: 'A label of a document.',
  columns: { id: 'Key.', documentId: 'Where.', tagId: 'What.' },
  read: { one: 'label', many: 'labels', allow },
  visible: { asRowOf: 'documentId' },
});

const Tag = world.entity('Tag', tags);
Tag.implement({
  description: 'A tag.',
  columns: { id: 'Key.' },
  fields: () => ({
    documents: through(Document, labels, 'tagId', 'documentId', 'Where.'),
    documentCount: count(Document, { link: labels, near: 'tagId', far: 'documentId' }, 'How many.'),
    labelCount: count(Label, 'tagId', 'How many.'),
    labels: page(Label, 'tagId', 'All.'),
    anyLabel: inverse(Label, 'tagId', 'One of them.'),
  }),
  read: { one: 'tag', many: 'tags', allow },
});

export const ann = 'a0000000-0000-4000-8000-000000000001';
export const ben = 'b0000000-0000-4000-8000-000000000002';
export const nobody = 'c0000000-0000-4000-8000-000000000003';

export let db: FreshDatabase;
export let schema: GraphQLSchema;
let execute: ReturnType<typeof makeExecutor>;
export const openWard = async () => {
  db = await freshDatabase();
  await db.sql.unsafe(`
    create schema ward;
    create table ward.patients (id uuid primary key, name text not null);
    create table ward.carers (id serial primary key, patient_id uuid not null, viewer_id int not null);
    create table ward.documents (id serial primary key, patient_id uuid not null references ward.patients, title text not null check (title <> ''), version int not null default 1, constraint documents_title unique (patient_id, title));
    create table ward.notes (id serial primary key, document_id int not null references ward.documents, body text not null);
    create table ward.visits (id serial primary key, patient_id uuid references ward.patients, document_id int references ward.documents);
    create table ward.tags (id text primary key);
    create table ward.labels (document_id int references ward.documents, tag_id text, primary key (document_id, tag_id));
    create table ward.audit_logs (id serial primary key, entity_type text, entity_id text, action text);
    insert into ward.audit_logs (entity_type, entity_id, action) values ('Visit', '77', 'UPDATE');
    insert into ward.patients values ('${ann}', 'ANN'), ('${ben}', 'BEN');
    insert into ward.carers (patient_id, viewer_id) values ('${ann}', 1), ('${ben}', 2);
    insert into ward.documents (patient_id, title) values ('${ann}', 'ANN letter'), ('${ben}', 'BEN letter');
    insert into ward.notes (document_id, body) values (1, 'ANN note'), (2, 'BEN note');
    insert into ward.visits (patient_id, document_id) values ('${ann}', 1), ('${ben}', 2), (null, null);
    insert into ward.tags values ('both');
    insert into ward.labels values (1, 'both'), (2, 'both'), (1, 'ANN lost tag'), (2, 'BEN lost tag')`);
  schema = await servedSchema([{ domain: world, load: async () => {} }]);
  execute = makeExecutor(schema);
};
export const closeWard = () => db.drop();

const limits = { maxRows: 1000, maxCost: 1_000_000, maxValues: 200_000 };
export const contextOf = (id: number, role = 'CARER') =>
  newContext(db.sql, { realm: 'test', id, username: 'someone', role }, limits);

export const ask = async (query: string, id: number, role?: string) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const contextValue = contextOf(id, role);
  const { data, errors = [] } = await execute({ schema, document, contextValue });
  for (const { message } of errors) expect(message).toContain('Cannot return null');
  return JSON.stringify(data);
};
