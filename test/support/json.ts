import type { Sql } from '../../src/database/connection.ts';

/** What an SQL expression is, as JSON. */
export const jsonOf = async (
  sql: Sql,
  expression: string,
  params: string[] = [],
): Promise<unknown> => {
  const [row] = await sql.unsafe<{ json: unknown }[]>(`select (${expression}) as json`, params);
  return row?.json;
};

/** The rows of a query as a JSON list; empty when there are none. */
export const listOf = (json: string, from: string, order: string): string =>
  `coalesce((select json_agg(${json} order by ${order}) from ${from}), '[]')`;
