import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { givingPassword, hashOf, nameOf, type Sql } from '../../../kernel/index.ts';
import { pearl } from '../domain.ts';
import { generate } from './generate.ts';
import { tables } from './rows.ts';

type Options = {
  items?: number;
  today?: string;
  /** Passwords by user name: for a database that is nothing but a demo. */
  passwords?: ReadonlyMap<string, string>;
};

const rowsAtOnce = 5_000;

const allNames = Object.values(tables).map(nameOf);
const list = (parts: readonly string[]) => parts.join(', ');

/** An insert of any number of rows, given as one JSON array. */
const insertInto = (table: PgTable) => {
  const columns = Object.entries(getTableColumns(table)).filter(([, column]) => !column.generated);
  const quoted = columns.map(([key]) => `"${key}"`);
  const typed = columns.map(
    ([key, column]) => `"${key}" ${column.getSQLType().replace('serial', 'integer')}`,
  );
  return `insert into ${nameOf(table)} (${list(columns.map(([, column]) => `"${column.name}"`))})
    select ${list(quoted)} from jsonb_to_recordset($1::text::jsonb) as given (${list(typed)})`;
};

/** Fills an empty database with demo data, all of it or nothing. `today` decides what is due and overdue. */
export const seedDemo = async (sql: Sql, options: Options = {}) => {
  const { items = 1_350, today = new Date().toISOString().slice(0, 10), passwords = [] } = options;
  if (!Number.isSafeInteger(items) || items < 1) {
    throw new Error('The number of items has to be a whole number above zero.');
  }

  const hashes = await Promise.all(
    [...passwords].map(
      async ([name, password]) => [name, await hashOf(password, { owner: 'demo' })] as const,
    ),
  );
  const rows = await sql.begin(async (tx) => {
    // Who seeds at the same time waits here, and then finds the database filled.
    await tx.unsafe(`lock table ${list(allNames)} in share row exclusive mode`);
    const [found] = await tx.unsafe<{ filled: boolean }[]>(
      `select ${allNames.map((name) => `exists (select from ${name})`).join(' or ')} as filled`,
    );
    if (found?.filled) {
      throw new Error('The database already holds data: demo data goes only into an empty one.');
    }
    const generated = generate(items, today);
    const byKey = new Map<string, object[]>(Object.entries(generated));
    for (const [key, table] of Object.entries(tables)) {
      const numbered = (byKey.get(key) ?? []).map((row, place) => ({ id: place + 1, ...row }));
      for (let from = 0; from < numbered.length; from += rowsAtOnce) {
        const some = JSON.stringify(numbered.slice(from, from + rowsAtOnce));
        await tx.unsafe(insertInto(table), [some]);
      }
      await tx.unsafe(
        `select setval(pg_get_serial_sequence($1, 'id'), max(id)) from ${nameOf(table)}`,
        [nameOf(table)],
      );
    }
    for (const [name, hash] of hashes) {
      const id = generated.users.findIndex(({ username }) => username === name) + 1;
      await tx.unsafe(givingPassword(pearl.people), [id, hash]);
    }
    return generated;
  });

  // Nothing plans well on tables without statistics, and the embedded database never gathers them by itself.
  await sql.unsafe(`vacuum analyze ${list(allNames)}`);
  return {
    studies: rows.studies.length,
    releases: rows.releases.length,
    efforts: rows.efforts.length,
    items: rows.items.length,
    comments: rows.comments.length,
    users: rows.users.length,
    packages: rows.packages.length,
    textElements: rows.textElements.length,
    tags: rows.tags.length,
  };
};
