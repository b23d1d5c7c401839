import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { newContext } from '../../src/kernel/context.ts';
import { type Database, openDatabase, type Sql } from '../../src/kernel/database.ts';
import { makeSchema } from '../../src/schema.ts';
import { makeExecutor } from '../../src/server/executor.ts';
import * as generated from '../gql/graphql.ts';
import { freshHome, type Home } from '../support/homes.ts';
import { fc, runs } from '../support/random.ts';
import { diceOf, randomDocument, randomVariables } from './random-document.ts';

let home: Home;
let database: Database;
let schema: GraphQLSchema;
let executor: ReturnType<typeof makeExecutor>;
beforeAll(async () => {
  home = await freshHome(inject('demo'));
  [database, schema] = await Promise.all([openDatabase(home), makeSchema()]);
  executor = makeExecutor(schema);
});
afterAll(async () => {
  await database.close();
  await home.remove();
});

type Question = {
  readonly document: DocumentNode;
  readonly variables?: Record<string, unknown> | undefined;
  readonly operationName?: string;
  readonly role?: string;
  /** A table that cannot be read. */
  readonly broken?: string | undefined;
};

const ask = async (
  run: (args: ExecutionArgs) => Promise<ExecutionResult> | ExecutionResult,
  { document, variables, operationName, role = 'ADMIN', broken }: Question,
) => {
  const viewer = { realm: 'pearl', id: 1, username: 'someone', role };
  const contextValue = newContext(broken ? without(broken) : database.sql, viewer, {
    maxRows: 100_000,
    maxCost: 2_000_000,
  });
  const answer = await run({
    schema,
    document,
    contextValue,
    ...(variables && { variableValues: variables }),
    ...(operationName && { operationName }),
  });
  const errors = (answer.errors ?? []).map(({ message, path = [], extensions }) => ({
    message,
    path,
    code: extensions?.['code'],
  }));
  return { data: JSON.stringify(answer.data), errors, statements: contextValue.spent.statements };
};

const without = (table: string): Sql => {
  const unsafe: Sql['unsafe'] = (text, ...rest) =>
    text.includes(`"pearl"."${table}"`)
      ? (Promise.reject(new Error(`${table} burns.`)) as never)
      : database.sql.unsafe(text, ...rest);
  return { unsafe } as Sql;
};

type Told = Awaited<ReturnType<typeof ask>>;

/**
 * The errors by the place that is null in the answer because of them. This is where the two may differ: when a null comes
 * from further down, the specification leaves it open which of the errors there are told, how many of them, and in which
 * order. The error of a place that is null by itself must be the same.
 */
const errorsByNull = ({ data, errors }: Told): Record<string, unknown> =>
  Object.fromEntries(
    errors.map(({ path, message, code }) => {
      let value: unknown = data && JSON.parse(data);
      let length = 0;
      while (length < path.length && value) value = (value as never)[path[length++] as never];
      const place = path.slice(0, length).join('.');
      return [place, length === path.length ? { message, code } : 'from below'];
    }),
  );

const expectSame = async (question: Question, text: string) => {
  const [compiled, interpreted] = [await ask(executor, question), await ask(execute, question)];
  const context = `${text}\n${JSON.stringify(question.variables)} ${question.broken ?? ''}`;
  expect(compiled.data, context).toBe(interpreted.data);
  expect(errorsByNull(compiled), context).toEqual(errorsByNull(interpreted));
  return compiled;
};

/** Both executors, and that they agree. */
const answerTo = (text: string, rest: Omit<Question, 'document'> = {}) =>
  expectSame({ document: parse(text), ...rest }, text);

describe('compiled code answers as the interpreter does', () => {
  const documents = Object.entries(generated).flatMap(([name, document]) =>
    name.endsWith('Document') ? [[name, String(document)] as const] : [],
  );

  test.each(documents)('to %s of the tests', async (_name, text) => {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (operation?.operation !== OperationTypeNode.QUERY) return; // done twice, they would not find the same
    for (const seed of [1, 2, 3]) {
      await expectSame(
        { document, variables: randomVariables(schema, operation, diceOf(seed)) },
        text,
      );
    }
  });

  test('to random documents', async () => {
    const tables = ['users', 'tags', 'tracker_comments', 'reporting_effort_tlf_details'];
    await fc.assert(
      fc.asyncProperty(
        fc.noShrink(fc.nat()),
        fc.constantFrom('ADMIN', 'ADMIN', 'VIEWER'),
        fc.option(fc.constantFrom(...tables), { freq: 3 }),
        async (seed, role, broken) => {
          const { text, variables } = randomDocument(schema, diceOf(seed));
          const document = parse(text);
          expect(validate(schema, document), text).toEqual([]);
          // the compiled code does not even read what a condition leaves out, so it would not meet the broken table
          const meets = text.includes('@') ? null : broken;
          await expectSame({ document, variables, role, broken: meets ?? undefined }, text);
        },
      ),
      runs(250),
    );
  });
});
