/*
 * Says how Postgres finds what a query of PEARL asks for: its statements, planned as the server has them planned, and run.
 *
 *   DATABASE_URL=… node test/plan.ts '{ trackers { nodes { id } } }' ['{ "variables": … }']
 */
import { type ExecutionResult, parse } from 'graphql';
import { openDatabase } from '../src/database/connect.ts';
import type { Sql } from '../src/database/connection.ts';
import { makeExecutor } from '../src/executor/executor.ts';
import { newContext } from '../src/kernel/context.ts';
import { makeSchema } from '../src/schema.ts';

const [query = '', variables = '{}'] = process.argv.slice(2);
const { sql, close } = await openDatabase({
  databaseUrl: process.env['DATABASE_URL'] ?? '',
  dataDir: '',
});
const statements: { readonly text: string; readonly params: readonly unknown[] }[] = [];
const unsafe: Sql['unsafe'] = (text, params, options) => {
  statements.push({ text, params: params ?? [] });
  return sql.unsafe(text, params, options);
};
const viewer = { realm: 'pearl', id: 1, username: 'admin', role: 'ADMIN' };
const most = { maxRows: 100_000, maxCost: 1_000_000, maxValues: 200_000 };
const schema = await makeSchema(['pearl']);
const { errors }: ExecutionResult = await makeExecutor(schema)({
  schema,
  document: parse(query),
  variableValues: JSON.parse(variables),
  contextValue: newContext({ unsafe } as Sql, viewer, most),
});
for (const error of errors ?? []) console.error(error.message);

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const quoted = (value: unknown) =>
  value === null ? 'null' : `'${textOf(value).replaceAll("'", "''")}'`;
for (const { text, params } of statements) {
  const lines = await sql.begin(async (tx) => {
    await tx.unsafe(`prepare asked as ${text}`);
    const given = params.length > 0 ? `(${params.map(quoted).join()})` : '';
    const plan = await tx.unsafe<{ 'QUERY PLAN': string }[]>(
      `explain (analyze, costs off, timing off) execute asked${given}`,
    );
    await tx.unsafe('deallocate asked');
    return plan;
  });
  console.log(`${text}\n\n${lines.map((line) => line['QUERY PLAN']).join('\n')}\n`);
}
await close();
