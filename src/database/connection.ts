import type postgres from 'postgres';

/** The driver's client: it connects by itself, and again. */
export type Sql = postgres.Sql;

/** What runs statements: a client, a connection, a transaction on one, or the way of a request to whatever connection. */
export type Connection = {
  readonly unsafe: <Rows extends object[] = postgres.Row[]>(
    ...statement: Parameters<Sql['unsafe']>
  ) => Promise<postgres.RowList<Rows>>;
  /** Sends a statement that finds some rows by their keys, together with those of other requests. */
  readonly lookUp?: Connection['unsafe'];
};
