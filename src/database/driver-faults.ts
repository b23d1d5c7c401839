import type { Sql } from './connection.ts';
import { lost } from './connection-loss.ts';

/**
 * Ends a client for good (postgres.js #1195: for what waits in its queue the driver connects anew, even after the end): it
 * gets no socket any more.
 */
export const retire = async (sql: Sql, timeout = 0): Promise<void> => {
  const socket = () => {
    throw lost();
  };
  Object.assign(sql.options, { socket });
  await sql.end({ timeout }).catch(() => {});
};

/**
 * Sparse rows (postgres.js #1181, #1119): after a statement that has failed amid its rows, the driver leaves as many places
 * empty before the rows of the next. What else a client is called for has no `resolve`.
 */
export const dense = <Query extends object>(query: Query): Query => {
  if (!('resolve' in query)) return query;
  const resolve = query.resolve as (rows: unknown) => void;
  return Object.assign(query, {
    resolve: (rows: unknown) => {
      if (Array.isArray(rows) && rows.length > 0 && !(0 in rows)) {
        rows.splice(0, Number(Object.keys(rows)[0]));
      }
      resolve(rows);
    },
  });
};
