import postgres from 'postgres';
import type { Sql } from './connection.ts';
import { retire } from './driver-faults.ts';
import { startEmbedded } from './embedded.ts';
import { FairQueue } from './fair-queue.ts';
import { lendSession, lentSession } from './lent-session.ts';
import type { Member } from './pipeline.ts';
import { makePool, type Pool } from './pool.ts';
import { reconnecting } from './reconnecting.ts';
import { sharedPools } from './shared-pool.ts';
import { textsIn } from './text-array.ts';

/** The one database of this process: a Postgres server, or the embedded one when no URL is given. */
export type Database = {
  sql: Sql;
  /** How often the connection of `sql` was lost: another database may answer on the next. */
  losses: () => number;
  /** Finds accounts, answers probes and cancels statements. No request waits for another one there. */
  accounts: Sql;
  /** Connections for reading. */
  lanes: Pool;
  /** Connections for what all requests look up by keys, if there can be any. */
  lookUps: Pool | undefined;
  /** Connections to tell subscribers of changes with: they wait for no query. */
  deliveries: Pool;
  /** Connections for subscribers who are told what has happened before: it may be long, and any number may wait. */
  replays: Pool;
  /** Connections for exports: each keeps one for as long as its client reads. */
  exports: Pool;
  /** Connections for commands: a transaction has one to itself, and no reader waits for it. */
  writers: Pool;
  /** Connections for what is about sessions: whoever signs in waits for nobody who works. */
  sessions: Pool;
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
  mostWaiting?: number;
  /** Whether a server that has the embedded database open may share it: an operator's program runs beside one. */
  shared?: boolean;
};

/** Postgres ends a statement itself, and says so: who is silent for longer than that is gone. */
const graceSeconds = 5;
const sessionWriters = 3;
const liveConnections = 2;
const exportConnections = 3;
const lookUpConnections = 3;
const lookUpsTogether = 64;
/** So many requests of a user may share a connection: what is sent at a time goes in one packet. */
const readersTogether = 16;

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
    from: [1082],
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
    parse: (text: string) => text,
  },
  // without a zone it is a moment in UTC
  momentInUtc: {
    to: 1114,
    from: [1114],
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
    parse: (text: string) => (text[10] === ' ' ? `${text.replace(' ', 'T')}Z` : text),
  },
  texts: {
    to: 1009,
    from: [1009, 1015],
    serialize: (value) => value,
    parse: textsIn,
  },
};

export const openDatabase = async (settings: Settings): Promise<Database> => {
  const { statementSeconds = 0, mostWaiting = 1000 } = settings;
  const silentMs = statementSeconds > 0 ? (statementSeconds + graceSeconds) * 1000 : undefined;
  const options: postgres.Options<typeof types> = {
    fetch_types: false,
    onnotice: () => {},
    connect_timeout: 10,
    connection: {
      application_name: 'pearl',
      TimeZone: 'UTC',
      // Lists of keys look dearer without their values, so Postgres would plan a statement anew for every request.
      plan_cache_mode: 'force_generic_plan',
      // What is planned for any value looks dear enough to be compiled (JIT), which takes seconds and saves none of them.
      jit: 'off',
      // For the same reason it would start workers, which takes 50 ms; and who has a connection has one process of Postgres.
      max_parallel_workers_per_gather: '0',
      ...(silentMs && {
        statement_timeout: statementSeconds * 1000,
        // a transaction whose client has gone without a word keeps its locks for so long
        idle_in_transaction_session_timeout: silentMs,
      }),
    },
    types,
  };
  if (settings.databaseUrl) {
    const { databaseUrl, connections = 10, writers = 1 } = settings;
    const connect = (onclose: () => void) =>
      postgres(databaseUrl, { ...options, max: 1, max_lifetime: null, onclose });
    // what follows changes has a connection to itself: in a lane it would wait for a request's slow statements
    const sql = reconnecting(connect, silentMs);
    const accounts = reconnecting(connect, silentMs);
    const cancel = (pid: number) =>
      accounts.unsafe('select pg_cancel_backend($1)', [pid], { prepare: true });
    const idle = new Set<Member>();
    const pool = (places: number, more = {}) => {
      const queue = new FairQueue({ places, mostWaiting, ...more });
      return makePool({ connect, queue, cancel, silentMs, idle });
    };
    const pools = {
      lanes: pool(connections, { mostTogether: readersTogether }),
      lookUps: pool(lookUpConnections, { mostTogether: lookUpsTogether }),
      exports: pool(exportConnections),
      writers: pool(writers),
      sessions: pool(sessionWriters),
      deliveries: pool(liveConnections, { mostTogether: readersTogether }),
      replays: pool(liveConnections, { mostWaiting: Number.POSITIVE_INFINITY }),
    };
    const listener = postgres(databaseUrl, { ...options, max: 1 });
    const close = async () => {
      await Promise.all(Object.values(pools).map((each) => each.close()));
      const others = [sql, accounts].map((each) => each.end({ timeout: 1 }));
      await Promise.all([...others, retire(listener)]);
    };
    return { sql, losses: sql.losses, accounts, ...pools, listener, embedded: false, close };
  }
  const lent = settings.shared ? await lentSession(settings.dataDir) : undefined;
  const { socket, stop, reopen } = lent
    ? { socket: lent, stop: async () => {}, reopen: async () => {} }
    : await startEmbedded(settings.dataDir);
  const connect = (onclose: () => void) =>
    postgres({
      ...options,
      path: socket,
      user: 'postgres',
      database: 'postgres',
      max: 1, // all connections share one session, and a second one would answer for the first
      max_lifetime: null,
      onclose,
    });
  const sql = reconnecting(connect);
  const pools = sharedPools(sql, mostWaiting);
  const endLending = lent ? async () => {} : await lendSession(socket, () => sql.hold(), reopen);
  const housekeeping = setInterval(() => tidy(sql).catch(() => {}), 10 * 60_000).unref();
  const close = async () => {
    clearInterval(housekeeping);
    await endLending();
    await Promise.all(Object.values(pools).map((each) => each.close()));
    await sql.end({ timeout: 5 });
    await stop();
  };
  return {
    sql,
    losses: sql.losses,
    accounts: sql,
    ...pools,
    lookUps: undefined,
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
