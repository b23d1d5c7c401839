import type postgres from 'postgres';

/** The driver's client: it connects by itself, and again. */
export type Sql = postgres.Sql;

/** What runs statements: a client, a connection, or a transaction on one. */
export type Connection = Pick<Sql, 'unsafe'>;

/** What runs the statements of a request, on whatever connection. */
export type Runner = {
  readonly unsafe: (
    ...statement: Parameters<Sql['unsafe']>
  ) => Promise<postgres.RowList<postgres.Row[]>>;
};
