import { type ExecutionResult, type GraphQLSchema, parse, validate } from 'graphql';
import { expect } from 'vitest';
import { migrate } from '../../../src/database/migrations/migrate.ts';
import { seedDemo } from '../../../src/domains/dx/demo/load.ts';
import { dx } from '../../../src/domains/dx/domain.ts';
import { makeExecutor } from '../../../src/executor/executor.ts';
import { newContext } from '../../../src/kernel/context.ts';
import '../../../src/live/index.ts';
import { servedSchema } from '../../../src/kernel/served-schema.ts';
import { freshDatabase } from '../../support/homes.ts';

let made: Promise<GraphQLSchema> | undefined;

const makeSchema = () => {
  return servedSchema([{ domain: dx, load: () => import('../../../src/domains/dx/index.ts') }]);
};

type Values = { readonly [name: string]: unknown };

/** What was answered: the data, or the codes and rules of the errors. */
type Answer = {
  readonly data: Values;
  readonly refused: readonly string[];
  readonly statements: number;
};

/** dx with its demo data and nothing else. */
export const openDx = async () => {
  const db = await freshDatabase();
  await migrate(db.sql);
  await seedDemo(db.sql);
  made ??= makeSchema();
  const schema = await made;
  const execute = makeExecutor(schema);

  /** Speaks as somebody of the demo: `piet` is piet@dx.example. */
  const as =
    (name: string) =>
    async (query: string, variableValues: Values = {}): Promise<Answer> => {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const username = `${name}@dx.example`;
      const [user] = await db.sql`select id, role from dx.users where email = ${username}`;
      const viewer = {
        realm: 'dx',
        id: String(user?.['id']),
        username,
        role: String(user?.['role']),
      };
      const limits = { maxRows: 1000, maxCost: 1_000_000, maxValues: 200_000 };
      const contextValue = newContext(db.sql, viewer, limits, { writers: db.writers });
      const { data, errors = [] }: ExecutionResult = await execute({
        schema,
        document,
        contextValue,
        variableValues,
      });
      const refused = errors.map(
        ({ message, extensions: { code, rule } }) =>
          [rule, code].find((each) => typeof each === 'string') ?? message,
      );
      return { data: { ...data }, refused, statements: contextValue.spent.statements };
    };
  return { sql: db.sql, as, close: () => db.drop() };
};

/** The value at a path in an answer: `nodes.0.id`. */
export const at = (answer: Answer, path: string): unknown => {
  expect(answer.refused).toEqual([]);
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Values | undefined)?.[name], answer.data);
};

/** The key of the row that a command has answered with. */
export const idIn = (answer: Answer): string => {
  const [name = ''] = Object.keys(answer.data);
  return String(at(answer, `${name}.id`));
};
