import postgres from 'postgres';
import { startEmbedded } from './embedded.ts';
import { lasting } from './lasting.ts';
import { makeWriters, soleWriter, type Writers } from './writers.ts';

export type Sql = postgres.Sql;

/** What runs statements: a connection, or a transaction on one. */
export type Connection = Pick<Sql, 'unsafe'>;

/** The one database of this process: a Postgres server, or the embedded one when no URL is given. */
export type Database = {
  sql: Sql;
  /** Connections one by one, for requests that keep to one of them (statement.ts). */
  lanes: readonly [Sql, ...Sql[]];
  /** Connections for commands: a transaction has one to itself, and no reader waits for it. */
  writers: Writers;
  /** A connection to hear other processes on; the embedded database has no other processes. */
  listener: Sql | undefined;
  embedded: boolean;
  close: () => Promise<void>;
};

type Settings = {
  databaseUrl?: string | undefined;
  dataDir: string;
  connections?: number;
  writers?: number;
  statementSeconds?: number;
};

// A string parameter is the text Postgres shall read, whatever the column's type; so '{1,2}' and '{"a":1}' pass as they are.
const types: Record<string, postgres.PostgresType> = {
  json: {
    to: 114,
    from: [114, 3802],
    serialize: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
    parse: JSON.parse,
  },
  moment: {
    to: 1184,
    from: [1184],
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
    // A Date would cut the microseconds off. The session's time zone is UTC, so the offset is always +00.
    parse: (text: string) =>
      text[10] === ' '
        ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z`
        : text.replace(' ', 'T').replace('+00', 'Z'),
  },
  day: {
    to: 1082,
    from: [1082, 1114],
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
    parse: (text: string) => text,
  },
};

export const openDatabase = async (settings: Settings): Promise<Database> => {
  const options: postgres.Options<typeof types> = {
    fetch_types: false,
    onnotice: () => {},
    connection: {
      application_name: 'pearl',
      TimeZone: 'UTC',
      // Lists of keys look dearer without their values, so Postgres would plan a statement anew for every request.
      plan_cache_mode: 'force_generic_plan',
      ...(settings.statementSeconds && { statement_timeout: settings.statementSeconds * 1000 }),
    },
    types,
  };
  if (settings.databaseUrl) {
    const { databaseUrl, connections = 10, writers = 1 } = settings;
    const connect = (onclose: () => void) =>
      postgres(databaseUrl, { ...options, max: 1, max_lifetime: null, onclose });
    const sql = lasting(connect);
    // what follows changes has a connection to itself: in a lane it would wait for a request's slow statements
    const lane = () => lasting(connect);
    const lanes = [lane(), ...Array.from({ length: connections - 1 }, lane)] as const;
    const writing = makeWriters(connect, writers);
    const listener = postgres(databaseUrl, { ...options, max: 1 });
    const close = async () => {
      await Promise.all([sql, ...lanes, listener].map((each) => each.end({ timeout: 5 })));
      await writing.close();
    };
    return { sql, lanes, writers: writing, listener, embedded: false, close };
  }
  const { socket, stop } = await startEmbedded(settings.dataDir);
  const sql = lasting((onclose) =>
    postgres({
      ...options,
      path: socket,
      user: 'postgres',
      database: 'postgres',
      max: 1, // all connections share one session, and a second one would answer for the first
      max_lifetime: null,
      onclose,
    }),
  );
  const housekeeping = setInterval(() => tidy(sql).catch(() => {}), 10 * 60_000).unref();
  const close = async () => {
    clearInterval(housekeeping);
    await sql.end({ timeout: 5 });
    await stop();
  };
  return {
    sql,
    lanes: [sql],
    writers: soleWriter(sql),
    listener: undefined,
    embedded: true,
    close,
  };
};

/** PGlite has neither autovacuum nor checkpointer: without this, plans stay blind and the log grows until the end. */
const tidy = async (sql: Sql) => {
  await sql`vacuum analyze`;
  await sql`checkpoint`;
};
