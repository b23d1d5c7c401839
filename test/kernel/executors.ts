import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
} from 'graphql';
import { inject } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import type { Sql } from '../../src/database/connection.ts';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext } from '../../src/kernel/context.ts';
import { makeSchema } from '../../src/schema.ts';
import { freshHome } from '../support/homes.ts';

export type Question = {
  readonly document: DocumentNode;
  readonly variables?: Record<string, unknown> | undefined;
  readonly operationName?: string;
  readonly role?: string;
  /** A table that cannot be read. */
  readonly broken?: string | undefined;
};

type Execute = (args: ExecutionArgs) => Promise<ExecutionResult> | ExecutionResult;

export type Executors = Awaited<ReturnType<typeof startExecutors>>;

/** Our executor and that of graphql-js, side by side. */
export const startExecutors = async () => {
  const home = await freshHome(inject('demo'));
  const [{ sql, close }, schema] = await Promise.all([openDatabase(home), makeSchema(['pearl'])]);
  const executor = makeExecutor(schema);

  /** What each of them answers, in a form in which both must be equal. */
  const ask = async (question: Question): Promise<{ compiled: Told; interpreted: Told }> => ({
    compiled: await told(executor, schema, sql, question),
    interpreted: await told(execute, schema, sql, question),
  });

  const stop = async () => {
    await close();
    await home.remove();
  };
  return { schema, ask, stop };
};

/** The data as JSON, since the order of the fields counts too. */
export type Told = { readonly data: string | undefined; readonly errors: Record<string, unknown> };

const told = async (
  run: Execute,
  schema: GraphQLSchema,
  sql: Sql,
  { document, variables, operationName, role = 'ADMIN', broken }: Question,
): Promise<Told> => {
  const viewer = { realm: 'pearl', id: 1, username: 'someone', role };
  const limits = { maxRows: 100_000, maxCost: 20_000_000, maxValues: 2_000_000 };
  const answer = await run({
    schema,
    document,
    contextValue: newContext(broken ? without(broken, sql) : sql, viewer, limits),
    ...(variables && { variableValues: variables }),
    ...(operationName && { operationName }),
  });
  return { data: JSON.stringify(answer.data), errors: errorsByNull(answer) };
};

const without = (table: string, sql: Sql): Sql => {
  const unsafe: Sql['unsafe'] = (text, ...rest) =>
    text.includes(`"pearl"."${table}"`)
      ? (Promise.reject(new Error(`${table} burns.`)) as never)
      : sql.unsafe(text, ...rest);
  return { unsafe } as Sql;
};

/**
 * The errors by the place that is null in the answer because of them. This is where the two may differ: when a null comes
 * from further down, the specification leaves it open which of the errors there are told, how many of them, and in which
 * order. The error of a place that is null by itself must be the same.
 */
const errorsByNull = ({ data, errors = [] }: ExecutionResult): Record<string, unknown> =>
  Object.fromEntries(
    errors.map(({ message, path = [], locations, extensions }) => {
      let value: unknown = data;
      let length = 0;
      while (length < path.length && value) value = (value as never)[path[length++] as never];
      const isSelf = length === path.length;
      const error = { message, locations, code: extensions?.['code'] };
      return [path.slice(0, length).join('.'), isSelf ? error : 'from below'];
    }),
  );
