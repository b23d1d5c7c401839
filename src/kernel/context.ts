import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import type { Connection } from '../database/connection.ts';
import type { Lease } from '../database/lease.ts';
import type { Pool } from '../database/pool.ts';
import { tooLarge } from './errors.ts';
import type { Worker } from './read/time-slice.ts';
import type { Key } from './schema/key.ts';
import type { LongCommands } from './write/long-command.ts';

/** Who asks: an account of one realm, found anew for every request. */
export type Viewer = {
  readonly realm: string;
  readonly id: Key;
  readonly username: string;
  readonly role: string;
  /** What they may do, where permissions say it: found with them. */
  readonly permissions?: readonly string[];
  /** The session that lets them in, if it is one of ours. */
  readonly sessionId?: number | null;
  /** The API key that lets them in, if it is one. */
  readonly keyId?: Key | null;
};

/** Whom a token names, and until when. */
export type Claims = {
  readonly realm: string;
  readonly username: string;
  readonly expiresAt: number;
  /** Whose the name was when the token was made, if that is known: it may be another one's by now. */
  readonly userId: Key | null;
  /** The session that the token belongs to and ends with, if it is one of ours. */
  readonly sessionId: number | null;
  /** The API key that was shown, if it was one. */
  readonly keyId?: Key | null;
};

/** What every resolver gets. Made anew for every execution, so that no loader outlives what it has read. */
export type Context = {
  readonly viewer: Viewer | null;
  /** What the viewer has shown to be let in. */
  readonly claims: Claims | undefined;
  /** Why what somebody has shown lets nobody in. */
  readonly turnedAway: GraphQLError | undefined;
  /** The connection that the request keeps to. */
  readonly sql: Connection;
  /** The connections that commands take theirs from. */
  readonly writers: Writers;
  /** Where a command about sessions reads and writes. */
  readonly sessions: Pick<Context, 'sql' | 'writers'> | undefined;
  /** For whom statements wait: a user, or an address for nobody. */
  readonly owner: string;
  /** Says when the request is given up. */
  readonly signal: AbortSignal | undefined;
  /** How long a statement of its transaction may take, if that is longer than others' may. */
  readonly statementMs: number | undefined;
  /** The transaction that `sql` is in, if any. */
  readonly open: Open | undefined;
  /** Makes and reads the tokens of this server. */
  readonly tokens: Tokens | undefined;
  /** The commands of this server that take long. */
  readonly commands: LongCommands | undefined;
  /** To be told how far the command is that runs. */
  readonly tell: (done: number, total?: number) => void;
  /** To be called when something has been committed: whoever waits for changes looks then. */
  readonly wrote: () => void;
  /** Tells whoever runs the server. */
  readonly warn: (details: object, message: string) => void;
  /** The cursor that a client which reconnects by itself has got last. */
  readonly lastEventId: string | undefined;
  /** How far the change feed had come when the request began, as a cursor; nobody follows changes without one. */
  readonly changeCursor: (() => string) | undefined;
  /** The realms that are open to those who have not signed in. */
  readonly guests: readonly string[];
  /** The network address that the request comes from. */
  readonly address: string;
  readonly maxRows: number;
  readonly maxCost: number;
  readonly maxValues: number;
  /** Ends the execution, since its answer gets too large at this place. */
  readonly giveUp: (path: GraphQLResolveInfo['path']) => Promise<never>;
  readonly loaders: Map<unknown, Map<unknown, AnyLoader>>;
  /** The rows that refusals of the request tell of, by their nodeIds: no part of its answer says which. */
  readonly refusedOver: Set<string>;
  readonly spent: Spent;
};

/** What a request has taken so far: from the database, and for its answer. */
type Spent = Worker & {
  statements: number;
  ms: number;
  rows: number;
  found: number;
  values: number;
};

/** When a token begins and ends: tokens of the same claims and times are the same. */
export type Lifetime = { readonly issuedAt: Date; readonly expiresAt: Date };

export type Tokens = {
  /** A token that lets its bearer in as this user, while the session lasts. */
  readonly access: (
    user: Pick<Viewer, 'realm' | 'id' | 'username'> & { readonly sessionId: number | null },
    lifetime: Lifetime,
  ) => Promise<string>;
  /** A token that only prolongs a session. */
  readonly refresh: (session: Session, lifetime: Lifetime) => Promise<string>;
  /** The session that a refresh token of ours names, if it has not expired. */
  readonly sessionOf: (token: string) => Promise<Session | undefined>;
};

/** A session of a realm, and how often it has been prolonged. */
export type Session = { readonly realm: string; readonly id: number; readonly turn: number };

/** What a request knows of one relation, and how it learns more: in one statement for all who ask at a time. */
export type Loader<Value> = {
  /** The value of a key: at once if it has been loaded, so that whole lists can be answered without a promise. */
  readonly load: (key: Key) => Value | Promise<Value>;
  readonly loadAll: (keys: readonly Key[]) => Promise<Value[]>;
  readonly prime: (key: Key, value: Value) => void;
};

/** A transaction that is open, and how many parts it has had. */
export type Open = {
  readonly lease: Lease;
  parts: number;
  /** Whether the savepoint "answer" is set: nothing has been written since. */
  isAnswering: boolean;
  /** How often it has been gone back to. */
  returns: number;
  /** What is being read since. */
  readonly reads: Set<Promise<unknown>>;
};

// oxlint-disable-next-line typescript/no-explicit-any -- each loader's own types are known where it is made and used
export type AnyLoader = Loader<any>;

export type Limits = { maxRows: number; maxCost: number; maxValues: number };

export type Writers = Pick<Pool, 'checkout'>;

/** A context without writers of its own reads. */
const noWriters: Writers = {
  checkout: () => Promise.reject(new Error('There are no connections for writing.')),
};

export type Means = Pick<
  Context,
  | 'claims'
  | 'turnedAway'
  | 'writers'
  | 'sessions'
  | 'owner'
  | 'signal'
  | 'tokens'
  | 'address'
  | 'commands'
  | 'wrote'
  | 'warn'
  | 'lastEventId'
  | 'changeCursor'
  | 'guests'
>;

export const newContext = (
  sql: Connection,
  viewer: Viewer | null,
  limits: Limits,
  means: Partial<Means> = {},
): Context => ({
  viewer,
  claims: undefined,
  turnedAway: undefined,
  sql,
  writers: noWriters,
  sessions: undefined,
  owner: '',
  signal: undefined,
  tokens: undefined,
  address: '',
  commands: undefined,
  wrote: () => {},
  warn: () => {},
  lastEventId: undefined,
  changeCursor: undefined,
  guests: [],
  ...means,
  tell: () => {},
  statementMs: undefined,
  open: undefined,
  maxRows: limits.maxRows,
  maxCost: limits.maxCost,
  maxValues: limits.maxValues,
  giveUp: () => Promise.reject(tooLarge(limits.maxValues)),
  loaders: new Map(),
  refusedOver: new Set(),
  spent: {
    owner: means.owner ?? '',
    statements: 0,
    ms: 0,
    rows: 0,
    found: 0,
    values: 0,
    turn: 0,
    done: 0,
  },
});
