import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Sql } from '../database/connection.ts';
import { givingPassword } from './accounts/password.ts';
import { hashOf } from './accounts/password-hash.ts';
import type { Domain } from './schema/domain.ts';
import { columnsOf, nameOf } from './schema/table.ts';

type Options = {
  readonly items?: number;
  readonly today?: string;
  /** Passwords by login: for a database that is nothing but a demo. */
  readonly passwords?: ReadonlyMap<string, string>;
};

const rowsAtOnce = 5_000;

const list = (parts: readonly string[]) => parts.join(', ');

/** An insert of any number of rows, given as one JSON array; columns that none of them names get their defaults. */
const insertInto = (table: PgTable, rows: readonly object[]) => {
  const named = new Set(rows.flatMap(Object.keys));
  const columns = Object.entries(getTableColumns(table)).filter(
    ([name, column]) => !column.generated && named.has(name),
  );
  const quoted = columns.map(([key]) => `"${key}"`);
  const typed = columns.map(
    ([key, column]) => `"${key}" ${column.getSQLType().replace('serial', 'integer')}`,
  );
  return `insert into ${nameOf(table)} (${list(columns.map(([, column]) => `"${column.name}"`))})
    select ${list(quoted)} from jsonb_to_recordset($1::text::jsonb) as given (${list(typed)})`;
};

type Rows = { readonly [name: string]: readonly object[] };

/**
 * Fills the empty tables of a domain with demo data, all of it or nothing. `generate` makes the rows of the tables, which
 * come parents first; `today` decides what is due. What rows that name each other cannot say at once, `then` does.
 */
export const demoOf =
  <const Tables extends { readonly [name: string]: PgTable }>(
    { people }: Domain,
    tables: Tables,
    generate: (items: number, today: string) => { readonly [Name in keyof Tables]: Rows[string] },
    then?: string,
  ) =>
  async (sql: Sql, options: Options = {}): Promise<{ readonly [Name in keyof Tables]: number }> => {
    const {
      items = 1_350,
      today = new Date().toISOString().slice(0, 10),
      passwords = [],
    } = options;
    if (!Number.isSafeInteger(items) || items < 1) {
      throw new Error('The number of items has to be a whole number above zero.');
    }
    const names = Object.values(tables).map(nameOf);
    const hashes = await Promise.all(
      [...passwords].map(
        async ([name, password]) =>
          [name, await hashOf(password, { owner: 'demo' }, people.passwords?.algorithm)] as const,
      ),
    );
    const rows: Rows = await sql.begin(async (tx) => {
      // Who seeds at the same time waits here, and then finds the database filled.
      await tx.unsafe(`lock table ${list(names)} in share row exclusive mode`);
      const [found] = await tx.unsafe<{ filled: boolean }[]>(
        `select ${names.map((name) => `exists (select from ${name})`).join(' or ')} as filled`,
      );
      if (found?.filled) {
        throw new Error('The database already holds data: demo data goes only into an empty one.');
      }
      const generated: Rows = generate(items, today);
      for (const [key, table] of Object.entries(tables)) {
        const isNumbered = getTableColumns(table)['id']?.columnType === 'PgSerial';
        const numbered = (generated[key] ?? []).map((row, place) =>
          isNumbered ? { id: place + 1, ...row } : row,
        );
        if (numbered.length === 0) continue;
        const insert = insertInto(table, numbered);
        for (let from = 0; from < numbered.length; from += rowsAtOnce) {
          await tx.unsafe(insert, [JSON.stringify(numbered.slice(from, from + rowsAtOnce))]);
        }
        if (!isNumbered) continue;
        await tx.unsafe(
          `select setval(pg_get_serial_sequence($1, 'id'), max(id)) from ${nameOf(table)}`,
          [nameOf(table)],
        );
      }
      if (then) await tx.unsafe(then);
      const login = columnsOf(people.table).get(people.login[0])?.sql;
      for (const [name, hash] of hashes) {
        const [account] = await tx.unsafe<{ id: number }[]>(
          `select id from ${nameOf(people.table)} where ${login} = $1`,
          [name],
        );
        if (account) await tx.unsafe(givingPassword(people), [account.id, hash]);
      }
      return generated;
    });

    // Nothing plans well on tables without statistics, and the embedded database never gathers them by itself.
    await sql.unsafe(`vacuum analyze ${list(names)}`);
    const counts = Object.entries(rows).map(([name, { length }]) => [name, length] as const);
    return Object.fromEntries(counts) as { readonly [Name in keyof Tables]: number };
  };
