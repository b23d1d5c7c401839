import { sql } from 'drizzle-orm';
import { integer, pgSchema, serial, text, uuid, varchar } from 'drizzle-orm/pg-core';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { expect } from 'vitest';
import { searched } from '../../src/database/columns.ts';
import { createStatements } from '../../src/database/migrations/ddl.ts';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext } from '../../src/kernel/context.ts';
import { roles } from '../../src/kernel/index.ts';
import { servedSchema } from '../../src/kernel/served-schema.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';
import { toyDomain } from '../support/toy-domain.ts';

/* A shelf: a book is seen by whose it is, or by all; a remark as its book, and its keys are UUIDs. Diaries are for ADMINs. */
const shelf = pgSchema('shelf');
const books = shelf.table(
  'books',
  {
    id: serial('id').primaryKey(),
    code: varchar('code').notNull(),
    blurb: text('blurb'),
    readerId: integer('reader_id'),
  },
  (t) => searched(t.id, [t.code], [t.blurb]),
);
const remarks = shelf.table(
  'remarks',
  {
    id: uuid('id').primaryKey(),
    bookId: integer('book_id')
      .notNull()
      .references(() => books.id),
    body: text('body').notNull(),
  },
  (t) => searched(t.id, [], [t.body]),
);
const diaries = shelf.table(
  'diaries',
  { id: serial('id').primaryKey(), title: text('title').notNull() },
  (t) => searched(t.id, [t.title]),
);

export const tables = [books, remarks, diaries];

const toy = toyDomain(shelf, 'Toy', { Book: books, Remark: remarks, Diary: diaries });
const allow = roles('shelf', 'VIEWER', 'ADMIN');

const Book = toy.entity('ToyBook', books);
Book.implement({
  description: 'A book.',
  columns: { id: 'Key.', code: 'Code.', blurb: 'Text.' },
  read: { one: 'toyBook', many: 'toyBooks', allow },
  search: { code: 'A', blurb: 'B' },
  visible: (viewer, { readerId }) => sql`(${readerId} is null or ${readerId} = ${viewer?.id ?? 0})`,
});
toy.entity('ToyRemark', remarks).implement({
  description: 'A remark.',
  columns: { id: 'Key.', body: 'Text.' },
  read: { one: 'toyRemark', many: 'toyRemarks', allow },
  search: { body: 'C' },
  visible: { asRowOf: 'bookId' },
});
toy.entity('ToyDiary', diaries).implement({
  description: 'A diary.',
  columns: { id: 'Key.', title: 'Title.' },
  read: { one: 'toyDiary', many: 'toyDiaries', allow: roles('shelf', 'ADMIN') },
  search: { title: 'A' },
});

export let db: FreshDatabase;
let schema: GraphQLSchema;
let execute: ReturnType<typeof makeExecutor>;

export const openShelf = async () => {
  db = await freshDatabase();
  await migrate(db.sql, { domains: [] });
  await db.sql`create schema shelf`;
  for (const statement of createStatements(tables, 'shelf')) await db.sql.unsafe(statement);
  schema = await servedSchema([{ domain: toy, load: async () => {} }]);
  execute = makeExecutor(schema);
};
export const closeShelf = () => db.drop();

const limits = { maxRows: 5000, maxCost: 1_000_000, maxValues: 200_000 };

export const ask = async (
  query: string,
  variables = {},
  { id = 1, role = 'VIEWER' } = {},
): Promise<{
  // oxlint-disable-next-line typescript/no-explicit-any -- what a test asks for is what it looks at
  data: any;
  code: string | undefined;
  statements: number;
}> => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const viewer = { realm: 'shelf', id, username: 'someone', role };
  const contextValue = newContext(db.sql, viewer, limits);
  const { data, errors } = await execute({
    schema,
    document,
    contextValue,
    variableValues: variables,
  });
  return {
    data: JSON.parse(JSON.stringify(data ?? null)),
    code: errors?.map(
      ({ message, extensions }) => (extensions['code'] as string | undefined) ?? message,
    )[0],
    statements: contextValue.spent.statements,
  };
};
