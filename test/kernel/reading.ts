import { type ExecutionResult, type GraphQLSchema, parse } from 'graphql';
import { inject } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import type { Sql } from '../../src/database/connection.ts';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext, type Viewer } from '../../src/kernel/context.ts';
import { makeSchema } from '../../src/schema.ts';
import { freshHome } from '../support/homes.ts';

export type Statement = {
  readonly text: string;
  readonly params: readonly unknown[];
  readonly isPrepared: boolean;
};

type Options = { readonly viewer?: Viewer; readonly role?: string; readonly maxRows?: number };

const someone = (role: string): Viewer => ({ realm: 'pearl', id: 1, username: 'someone', role });

export type Reading = Awaited<ReturnType<typeof startReading>>;

/** The way of a read without HTTP around it, which tells the statements that it takes. */
export const readingFrom = (sql: Sql, schema: GraphQLSchema) => {
  const execute = makeExecutor(schema);
  return async <Data>(
    document: { toString(): string },
    variableValues: Record<string, unknown> = {},
    { role = 'VIEWER', viewer = someone(role), maxRows = 100_000 }: Options = {},
  ) => {
    const statements: Statement[] = [];
    const unsafe: Sql['unsafe'] = (text, params, options) => {
      statements.push({ text, params: params ?? [], isPrepared: options?.prepare === true });
      return sql.unsafe(text, params, options);
    };
    const answer: ExecutionResult = await execute({
      schema,
      document: parse(String(document)),
      variableValues,
      contextValue: newContext({ unsafe } as Sql, viewer, {
        maxRows,
        maxCost: 2_000_000,
        maxValues: 200_000,
      }),
    });
    return { data: answer.data as Data, errors: answer.errors, statements };
  };
};

/** A database of PEARL to read from. */
export const startReading = async () => {
  const home = await freshHome(inject('demo'));
  const [{ sql, close }, schema] = await Promise.all([openDatabase(home), makeSchema(['pearl'])]);
  const read = readingFrom(sql, schema);

  const stop = async () => {
    await close();
    await home.remove();
  };
  return { sql, schema, read, stop };
};
