import { getTableConfig, type PgSequence, type PgTable } from 'drizzle-orm/pg-core';
import postgres, { type TransactionSql } from 'postgres';
import type { Sql } from '../connection.ts';
import { asRestored, read } from './catalogue.ts';
import { createStatements, type Thing } from './ddl.ts';
import { auditing, keepingTrail, type Trail, touchTrigger } from './trail-trigger.ts';

/** What there is besides tables. */
export type Besides = {
  readonly sequences?: readonly PgSequence[];
  readonly trails?: readonly Trail[];
  /** Triggers of the domains' own, as the statements that make them. */
  readonly guards?: readonly string[];
  /** Views, as the statements that make them: `create view schema.name as …`. */
  readonly views?: readonly string[];
};

export const scratch = 'verify_scratch';

/** Names every difference between the live catalogue and the declared tables, one a line. */
export const verify = async (
  sql: Sql,
  tables: readonly PgTable[],
  besides: Besides = {},
): Promise<string[]> => {
  const lines: string[] = [];
  for (const schema of new Set(tables.map(schemaOf)))
    lines.push(...(await verifySchema(sql, schema, tables, besides)));
  return lines;
};

export const schemaOf = (table: PgTable) => getTableConfig(table).schema ?? 'public';

/** Postgres writes both sides itself: the declared tables are made in a scratch schema that is never committed. */
const verifySchema = (
  sql: Sql,
  schema: string,
  tables: readonly PgTable[],
  { guards = [], ...besides }: Besides,
) =>
  withoutTrace(sql, `schema ${schema} cannot be compared`, async (tx) => {
    const live = await read(tx, schema, schema);
    await makeDeclared(tx, schema, tables, besides);
    for (const guard of guards.filter((each) => each.includes(` on ${schema}.`)))
      await tx.unsafe(guard.replace(` on ${schema}.`, ` on ${scratch}.`));
    const declared = await read(tx, scratch, schema);
    return differences(schema, live, declared, await asRestored(tx, declared, scratch));
  });

/** Makes what is declared of a schema, but its guards, in a scratch schema. */
export const makeDeclared = async (
  tx: TransactionSql,
  schema: string,
  tables: readonly PgTable[],
  { trails = [], sequences = [], views = [] }: Omit<Besides, 'guards'>,
): Promise<void> => {
  const own = tables.filter((table) => schemaOf(table) === schema);
  const trail = trails.find(({ log }) => schemaOf(log) === schema);
  const numbers = sequences.filter((each) => each.schema === schema);
  const inScratch = (statement: string) =>
    numbers.reduce(
      (text, { seqName }) => text.replaceAll(`'${schema}.${seqName}'`, `'${scratch}.${seqName}'`),
      statement,
    );
  const statements = [
    ...createStatements(own, scratch, numbers).map(inScratch),
    ...own.flatMap((table) => touchTrigger(table, scratch)),
    ...(trail ? [keepingTrail(trail, scratch)] : []),
    ...[...(trail?.tables.values() ?? [])].map((audited) => auditing(audited, scratch)),
  ];
  await tx`create schema ${tx(scratch)}`;
  for (const statement of await withTrigrams(tx, statements)) await tx.unsafe(statement);
  for (const view of views.filter((each) => each.startsWith(`create view ${schema}.`)))
    await tx.unsafe(view.replaceAll(` ${schema}.`, ` ${scratch}.`));
};

/** Indexes of trigrams are made where these can be had. */
const withTrigrams = async (tx: TransactionSql, statements: readonly string[]) => {
  const [home] = await tx<{ name: string }[]>`
    select opcnamespace::regnamespace::text as name from pg_opclass where opcname = 'gin_trgm_ops'`;
  return statements.flatMap((statement) => {
    const placed = statement.replace(' gin_trgm_ops', ` ${home?.name}.gin_trgm_ops`);
    return home || placed === statement ? [placed] : [];
  });
};

/** What a transaction that is never committed finds out; that it cannot, with why, if Postgres refuses something. */
export const withoutTrace = async (
  sql: Sql,
  failure: string,
  find: (tx: TransactionSql) => Promise<string[]>,
): Promise<string[]> => {
  const undo = new Error('This transaction is never committed.');
  let lines: string[] = [];
  try {
    await sql.begin(async (tx) => {
      lines = await find(tx);
      throw undo;
    });
  } catch (error) {
    if (error instanceof postgres.PostgresError) return [`${failure}: ${error.message}`];
    if (error !== undo) throw error;
  }
  return lines;
};

export const differences = (
  schema: string,
  live: Thing[],
  declared: Thing[],
  restored: Thing[],
): string[] => {
  const key = ({ table, kind, name }: Thing) => `${kind} ${schema}.${table}${name && '.'}${name}`;
  const lines = (change: string, things: Thing[], others: Thing[]) => {
    const keys = new Set(others.map(key));
    const tables = new Set(others.map(({ table }) => table));
    return things
      .filter((thing) => !keys.has(key(thing)) && (!thing.name || tables.has(thing.table)))
      .map(({ definition, ...thing }) => {
        const isSaid = definition && thing.kind !== 'view'; // that of a view has many lines
        return `${change} ${key({ ...thing, definition })}${isSaid ? `: ${definition}` : ''}`;
      });
  };
  const definitions = (things: Thing[]) =>
    new Map(things.map((thing) => [key(thing), thing.definition]));
  const [found, after] = [definitions(live), definitions(restored)];
  return [
    ...lines('missing', declared, live),
    ...lines('extra', live, declared),
    ...declared.flatMap((thing) => {
      const definition = found.get(key(thing));
      const known = [undefined, thing.definition, after.get(key(thing))];
      if (known.includes(definition)) return [];
      return [`different ${key(thing)}: ${definition}; declared: ${thing.definition}`];
    }),
  ];
};
