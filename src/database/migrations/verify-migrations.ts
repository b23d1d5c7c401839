import type { PgTable } from 'drizzle-orm/pg-core';
import type { TransactionSql } from 'postgres';
import type { Sql } from '../connection.ts';
import { asRestored, read } from './catalogue.ts';
import { remake } from './migrate.ts';
import type { Scope } from './migration-file.ts';
import { differences, schemaOf, withoutTrace } from './verify.ts';

/**
 * Names every difference in what the migrations make besides the declared tables, one a line: functions, and the kernel's
 * own tables. They are made anew beside the live ones, in a transaction that is never committed.
 */
export const verifyMigrations = (
  sql: Sql,
  tables: readonly PgTable[],
  scope: Scope = {},
): Promise<string[]> => {
  const schemas = ['kernel', ...new Set(tables.map(schemaOf))];
  return withoutTrace(sql, 'the migrations cannot be made anew', async (tx) => {
    const functions = await functionsIn(tx, schemas);
    const kernel = await read(tx, 'kernel', 'kernel');
    await remakeBeside(tx, scope);
    const routines = await functionsIn(tx, schemas);
    const made = await read(tx, 'kernel', 'kernel');
    return [
      ...compared(functions, routines),
      ...differences('kernel', kernel, made, await asRestored(tx, made, 'kernel')),
    ];
  });
};

/** Makes everything anew beside the live schemas, which give way: they are called `…_live` until the transaction ends. */
export const remakeBeside = async (tx: TransactionSql, scope: Scope): Promise<void> => {
  const rows = await tx<{ name: string }[]>`
    select nspname as name from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('information_schema', 'public') and pg_has_role(nspowner, 'usage')`;
  for (const { name } of rows) await tx`alter schema ${tx(name)} rename to ${tx(`${name}_live`)}`;
  await tx`set local search_path = public`;
  await remake(tx, scope);
};

type Routine = { readonly name: string; readonly body: string; readonly isOpen: boolean };
type Routines = ReadonlyMap<string, Routine>;

/** The functions there are, and whether everybody may execute them: a restore without privileges forgets that. */
const functionsIn = async (tx: TransactionSql, schemas: readonly string[]): Promise<Routines> => {
  await tx`set local search_path = public`;
  const rows = await tx<Routine[]>`
    select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as body,
      exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0) as "isOpen"
    from pg_proc p join pg_namespace n on n.oid = pronamespace
    where nspname = any(${`{${schemas.join()}}`}::text[]) order by 1`;
  return new Map(rows.map((row) => [row.name, row]));
};

const compared = (live: Routines, made: Routines): string[] => [
  ...[...made.keys()].filter((name) => !live.has(name)).map((name) => `missing function ${name}`),
  ...[...live.keys()].filter((name) => !made.has(name)).map((name) => `extra function ${name}`),
  ...[...made.values()].flatMap(({ name, body, isOpen }) => {
    const found = live.get(name);
    return [
      found && found.body !== body && 'its body is not that of the migrations',
      found?.isOpen && !isOpen && 'everybody may execute it',
    ]
      .flatMap((difference) => difference || [])
      .map((difference) => `different function ${name}: ${difference}`);
  }),
];
