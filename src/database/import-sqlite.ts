import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import type { TransactionSql } from 'postgres';
import type { Sql } from './connection.ts';
import { asking, declaredKeys, qualified, readCatalogue } from './integrity/catalogue.ts';
import { findOrphans, linksIn, type Orphans } from './integrity/orphan.ts';
import { repairOrphans } from './integrity/repair.ts';
import { fullName } from './integrity/upgrade-plan.ts';
import type { Choice } from './integrity/upgrade-step.ts';
import { quote } from './migrations/ddl.ts';

/** A table that is filled from the one of the same name in a SQLite file. */
export type SqliteSource = {
  readonly table: PgTable;
  /** Columns that are not found under their own name: what they are, as SQL about the row `t` there; null: nothing. */
  readonly columns?: { readonly [column: string]: string | null };
};

export type Imported = {
  /** Of each table, how many rows have come. */
  readonly counts: ReadonlyMap<string, number>;
  /** What of the file has no place. */
  readonly left: readonly string[];
  /** What nobody has decided about: as long as there is any, nothing is kept. */
  readonly orphans: readonly Orphans[];
};

class Undecided extends Error {
  readonly found: Imported;

  constructor(found: Imported) {
    super('There are orphans that nobody has decided about.');
    this.found = found;
  }
}

/**
 * Fills empty tables from a SQLite file, all of it or nothing. Foreign keys give way meanwhile: what names nothing is
 * found, and repaired as it was chosen, before they are made again.
 */
export const importSqlite = async (
  sql: Sql,
  file: string,
  sources: readonly SqliteSource[],
  choices: ReadonlyMap<string, Choice>,
): Promise<Imported> => {
  const source = new DatabaseSync(file, { readOnly: true });
  try {
    const imported = await sql.begin((tx) => importIn(tx, source, sources, choices));
    await sql.unsafe(`analyze ${sources.map(({ table }) => nameOf(table)).join(', ')}`);
    return imported;
  } catch (error) {
    if (error instanceof Undecided) return error.found;
    throw error;
  } finally {
    source.close();
  }
};

const nameOf = (table: PgTable) => {
  const { schema = 'public', name } = getTableConfig(table);
  return qualified(schema, name);
};

const importIn = async (
  tx: TransactionSql,
  source: DatabaseSync,
  sources: readonly SqliteSource[],
  choices: ReadonlyMap<string, Choice>,
): Promise<Imported> => {
  const ask = asking(tx);
  const tables = sources.map(({ table }) => table);
  const schemas = [...new Set(tables.map((table) => getTableConfig(table).schema ?? 'public'))];
  await tx`set local statement_timeout = 0`;
  await tx.unsafe(`lock table ${tables.map(nameOf).join(', ')} in share row exclusive mode`);
  for (const table of tables) {
    const [found] = await tx.unsafe(`select from ${nameOf(table)} limit 1`);
    if (found)
      throw new Error(
        `There are rows in ${nameOf(table)} already: a file goes only into empty tables.`,
      );
  }
  const own = new Set(tables.map(nameOf));
  const catalogue = await readCatalogue(ask, schemas);
  const keys = catalogue.keys.filter(({ schema, table }) => own.has(qualified(schema, table)));
  for (const { schema, table, name } of keys)
    await tx.unsafe(`alter table ${qualified(schema, table)} drop constraint ${quote(name)}`);

  const counts = new Map<string, number>();
  const left: string[] = [];
  for (const each of sources) {
    const { count, without } = await fill(tx, source, each);
    counts.set(getTableConfig(each.table).name, count);
    left.push(...without);
  }

  const links = linksIn({ ...catalogue, keys: [] }, declaredKeys(tables));
  for (const link of links) {
    const choice =
      choices.get(link.name) ?? choices.get(fullName({ ...link, onDelete: 'NO ACTION' }));
    if (choice) await repairOrphans(tx, catalogue, link, choice);
  }
  const orphans = (await findOrphans(ask, catalogue, links, { first: 5 })).filter(
    ({ count }) => count > 0,
  );
  if (orphans.length > 0) throw new Undecided({ counts, left, orphans });
  for (const { schema, table, name, definition } of keys)
    await tx.unsafe(
      `alter table ${qualified(schema, table)} add constraint ${quote(name)} ${definition}`,
    );
  return { counts, left, orphans };
};

const rowsAtOnce = 5000;

const fill = async (
  tx: TransactionSql,
  source: DatabaseSync,
  { table, columns = {} }: SqliteSource,
) => {
  const { name, columns: declared } = getTableConfig(table);
  const there = source
    .prepare('select name from pragma_table_info(?)')
    .all(name)
    .map((row) => String(row['name']));
  if (there.length === 0) return { count: 0, without: [`The file has no table ${name}.`] };
  const taken = declared.flatMap((column) => {
    const given = columns[column.name];
    if (given === null || column.generated) return [];
    if (given !== undefined) return [{ column, from: given }];
    return there.includes(column.name) ? [{ column, from: `t.${quote(column.name)}` }] : [];
  });
  const used = Object.values(columns).join(' ');
  const without = there
    .filter(
      (each) =>
        !taken.some(({ column }) => column.name === each) &&
        !new RegExp(`\\b${each}\\b`).test(used),
    )
    .map((each) => `${name}.${each} has no place.`);
  const into = taken.map(({ column }) => quote(column.name)).join(', ');
  const typed = taken.map(({ column }, at) => `c${at}::${column.getSQLType()}`).join(', ');
  const lists = taken.map((_, at) => `$${at + 1}::text[]`).join(', ');
  const insert = `insert into ${nameOf(table)} (${into}) select ${typed}
    from unnest(${lists}) as given (${taken.map((_, at) => `c${at}`).join(', ')})`;

  let count = 0;
  let lots: string[][] = taken.map(() => []);
  const send = async () => {
    await tx
      .unsafe(
        insert,
        lots.map((values) => `{${values.join()}}`),
      )
      .catch((cause: unknown) => {
        throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
          cause,
        });
      });
    lots = taken.map(() => []);
  };
  const reading = source.prepare(
    `select ${taken.map(({ from }, at) => `${from} as c${at}`).join(', ')} from ${quote(name)} t`,
  );
  reading.setReturnArrays(true);
  for (const row of reading.iterate() as Iterable<unknown> as Iterable<SQLOutputValue[]>) {
    taken.forEach(({ column }, at) => lots[at]?.push(textOf(row[at] ?? null, column)));
    count += 1;
    if (count % rowsAtOnce === 0) await send();
  }
  if (count % rowsAtOnce > 0) await send();
  return { count, without };
};

/** What is beyond this is in milliseconds, not in seconds: as seconds it would be in the year 5138. */
const mostSeconds = 1e11;

/** A value of SQLite's as an element of an array of texts. */
const textOf = (value: SQLOutputValue, column: PgColumn): string => {
  if (value === null) return 'NULL';
  const type = column.getSQLType();
  if (typeof value === 'number' && type.startsWith('timestamp'))
    return `"${new Date(Math.abs(value) > mostSeconds ? value : value * 1000).toISOString()}"`;
  if (typeof value === 'number') return type === 'boolean' ? String(value !== 0) : String(value);
  const text = typeof value === 'object' ? Buffer.from(value).toString() : String(value);
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
};
