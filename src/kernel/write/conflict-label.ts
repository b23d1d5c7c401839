import { is, SQL } from 'drizzle-orm';
import { getTableConfig, PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import { GraphQLError } from 'graphql';
import type { PostgresError } from 'postgres';
import type { Context } from '../context.ts';
import { refusal } from '../errors.ts';
import { run } from '../read/query.ts';
import { columnsOf, nameOf } from '../schema/table.ts';

type Lookup = { readonly text: string; readonly params: readonly string[] };

/** How to find the row that is in the way; only once the transaction that met it is over. */
const lookups = new WeakMap<GraphQLError, Lookup>();

const dialect = new PgDialect();

/** Remembers with a refusal which row was in the way: the one with the same key in a unique index. */
export const rememberConflict = (
  refused: GraphQLError,
  table: PgTable,
  field: string | undefined,
  { constraint_name: name, detail = '' }: PostgresError,
): void => {
  const label = field === undefined ? undefined : columnsOf(table).get(field);
  const { uniqueConstraints, indexes } = getTableConfig(table);
  const columns =
    uniqueConstraints.find((each) => each.name === name)?.columns ??
    indexes.find(({ config }) => config.name === name)?.config.columns;
  const [, key] = /=\((.*)\)[^)]*$/s.exec(detail) ?? [];
  if (!columns || !label || label.scalar === 'ID' || key === undefined) return;
  const values = key.split(', ');
  const params = [
    ...values.slice(0, columns.length - 1),
    values.slice(columns.length - 1).join(', '),
  ];
  const conditions = columns.map((column, at) => {
    if (is(column, SQL)) return `${dialect.sqlToQuery(column).sql} = $${at + 1}`;
    const own = [...columnsOf(table).values()].find(({ sql }) => sql === `"${nameIn(column)}"`);
    return `${own?.sql} = $${at + 1}::${own?.sqlType}`;
  });
  const text = `select ${label.sql}::text as label from ${nameOf(table)} where ${conditions.join(' and ')} limit 1`;
  lookups.set(refused, { text, params });
};

const nameIn = (column: object) => ('name' in column ? String(column.name) : '');

/** The same refusal in other words. */
export const rephrased = (refused: GraphQLError, other: GraphQLError): GraphQLError => {
  const lookup = lookups.get(refused);
  if (lookup) lookups.set(other, lookup);
  return other;
};

/** Names the row that was in the way, and passes every other error on. */
export const namingConflict =
  (ctx: Context) =>
  async (error: unknown): Promise<never> => {
    const lookup = error instanceof GraphQLError ? lookups.get(error) : undefined;
    if (!lookup || !(error instanceof GraphQLError)) throw error;
    const { text, params } = lookup;
    const [found] = await run<{ label: string }>(ctx, text, params, false).catch(() => []);
    if (!found) throw error;
    const { code: _code, ...details } = error.extensions;
    const { label } = found;
    throw refusal('CONFLICT', `${error.message} “${label}” has it.`, { ...details, label });
  };
