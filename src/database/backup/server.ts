import type { Sql } from '../connection.ts';
import { asking } from '../integrity/catalogue.ts';
import {
  assertRestored,
  type Manifest,
  plainText,
  readContents,
  readExtensions,
} from './manifest.ts';
import { runTool } from './pg-tool.ts';

/* Backup and restore on a server: pg_dump and pg_restore. */

/**
 * Dumps these schemas, and says what they held at that moment: both look through one snapshot, so nobody has to stop
 * writing. The file is read once more, to its last row.
 */
export const dumpServer = async (
  sql: Sql,
  databaseUrl: string,
  file: string,
  schemas: readonly string[],
): Promise<Manifest> => {
  const manifest = await sql.begin('isolation level repeatable read read only', async (tx) => {
    await tx.unsafe(plainText);
    const [row] = await tx<[{ snapshot: string }]>`select pg_export_snapshot() as snapshot`;
    const own = schemas.map((name) => `--schema="${name}"`);
    await runTool(
      'pg_dump',
      ['--format=custom', `--file=${file}`, `--snapshot=${row.snapshot}`, ...own],
      databaseUrl,
    );
    const tables = await readContents(asking(tx), schemas);
    const extensions = await readExtensions(asking(tx), schemas);
    return { takenAt: new Date().toISOString(), home: 'server', tables, extensions } as const;
  });
  const counted = await rowsIn(file);
  const wrong = Object.entries(manifest.tables)
    .filter(([name, { rows }]) => rows !== (counted.get(name) ?? 0))
    .map(
      ([name, { rows }]) => `${name}: ${rows} rows expected, ${counted.get(name) ?? 0} in the file`,
    );
  if (wrong.length > 0) throw new Error(`The backup is not complete.\n${wrong.join('\n')}`);
  return manifest;
};

/** How many rows of each table are in a dump. */
const rowsIn = async (file: string): Promise<ReadonlyMap<string, number>> => {
  const counted = new Map<string, number>();
  let table: string | undefined;
  await runTool('pg_restore', ['--data-only', '--file=-', file], undefined, (line) => {
    if (table === undefined) {
      table = /^COPY (.+?) (?:\(.*\) )?FROM stdin;$/.exec(line)?.[1];
      if (table !== undefined) counted.set(table, 0);
    } else if (line === '\\.') table = undefined;
    else counted.set(table, (counted.get(table) ?? 0) + 1);
  });
  return counted;
};

const aside = (schema: string) => `${schema}_replaced`;

/**
 * Restores a dump: all of it or nothing. What these schemas hold gives way until the dump has proved to be what its
 * manifest says, and goes with that: a run that is broken off leaves it beside, under another name.
 */
export const restoreServer = async (
  sql: Sql,
  databaseUrl: string,
  file: string,
  schemas: readonly string[],
  manifest: Manifest,
): Promise<void> => {
  await assertAlone(sql);
  const left = await presentOf(sql, schemas.map(aside));
  if (left.length > 0)
    throw new Error(
      `A restore was broken off, and what was there before it is in ${left.join(', ')}. Drop these schemas, or drop the others and rename these back.`,
    );
  const present = await presentOf(sql, schemas);
  await sql.begin(async (tx) => {
    for (const name of present) await tx`alter schema ${tx(name)} rename to ${tx(aside(name))}`;
  });
  try {
    for (const { name, schema } of manifest.extensions ?? [])
      await sql`create extension if not exists ${sql(name)} with schema ${sql(schema)}`;
    await runTool(
      'pg_restore',
      ['--single-transaction', '--exit-on-error', '--no-owner', file],
      databaseUrl,
    );
    await sql.begin(async (tx) => {
      await tx.unsafe(plainText);
      await assertRestored(asking(tx), schemas, manifest);
      for (const name of present) await tx`drop schema ${tx(aside(name))} cascade`;
    });
  } catch (error) {
    await sql.begin(async (tx) => {
      for (const name of schemas) await tx`drop schema if exists ${tx(name)} cascade`;
      for (const name of present) await tx`alter schema ${tx(aside(name))} rename to ${tx(name)}`;
    });
    throw error;
  }
  await sql`analyze`;
};

const assertAlone = async (sql: Sql): Promise<void> => {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int from pg_stat_activity
    where datname = current_database() and application_name = 'pearl' and pid <> pg_backend_pid()`;
  if (row.count > 0) throw new Error('A server is connected to this database: stop it first.');
};

const presentOf = async (sql: Sql, schemas: readonly string[]): Promise<string[]> => {
  const rows = await sql<{ name: string }[]>`
    select nspname as name from pg_namespace where nspname = any(${`{${schemas.join()}}`}::text[])`;
  return rows.map(({ name }) => name);
};
