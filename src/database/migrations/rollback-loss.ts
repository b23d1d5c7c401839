import type { ISql } from 'postgres';
import type { Sql } from '../connection.ts';
import { status, takeBackLast } from './migrate.ts';
import type { Scope } from './migration-file.ts';
import { withoutTrace } from './verify.ts';

type Column = { readonly table: string; readonly column: string };

/** Names the data that taking back the last `steps` migrations would destroy, one line each. It is a dry run. */
export const rollbackLoss = async (
  sql: Sql,
  steps: number,
  scope: Scope = {},
): Promise<string[]> => {
  if ((await status(sql, scope)).every(({ state }) => state === 'pending')) return [];
  const before = await columnsOf(sql);
  let after: Column[] = [];
  const lines = await withoutTrace(sql, 'This cannot be tried', async (tx) => {
    const already = await deletedIn(tx);
    for (let left = steps; left > 0 && (await takeBackLast(tx, scope)); left -= 1);
    after = await columnsOf(tx);
    return [...(await deletedIn(tx))]
      .map(([table, count]) => [table, count - (already.get(table) ?? 0)] as const)
      .filter(([, count]) => count > 0)
      .map(([table, count]) => `${count} rows of ${table}`);
  });
  const tables = new Set(after.map(({ table }) => table));
  const columns = new Set(after.map(({ table, column }) => `${table}.${column}`));
  for (const table of new Set(before.map((each) => each.table))) {
    if (tables.has(table)) continue;
    const count = await countOf(sql, table);
    if (count > 0) lines.push(`table ${table} with ${count} rows`);
  }
  for (const { table, column } of before) {
    if (!tables.has(table) || columns.has(`${table}.${column}`)) continue;
    const count = await countOf(sql, table, column);
    if (count > 0) lines.push(`column ${table}.${column} with ${count} values`);
  }
  return lines;
};

/** All columns of all tables, but those that are computed. */
const columnsOf = (sql: ISql) => sql<Column[]>`
  select attrelid::regclass::text as table, quote_ident(attname) as column
  from pg_attribute join pg_class on pg_class.oid = attrelid
  where relkind in ('r', 'p') and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    and relnamespace::regnamespace::text !~ '^pg_' and attnum > 0 and not attisdropped and attgenerated = ''
  order by attrelid, attnum`;

/** How many rows this transaction has deleted, and what of its session has not been counted yet. */
const deletedIn = async (tx: ISql): Promise<Map<string, number>> => {
  const rows = await tx`
    select relid::regclass::text as table, n_tup_del::int as count from pg_stat_xact_user_tables
    where relid <> 'kernel.migrations'::regclass order by 1`;
  return new Map(rows.map(({ table, count }) => [table, count]));
};

const countOf = async (sql: Sql, table: string, column = '*'): Promise<number> => {
  const [row] = await sql.unsafe(`select count(${column})::int from ${table}`);
  return row?.['count'] ?? 0;
};
