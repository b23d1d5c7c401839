import type { Sql } from './connection.ts';
import { dense, retire } from './driver-faults.ts';
import { Silence } from './silence-timeout.ts';

/** A client that reconnects, and its connection for somebody alone. */
export type Reconnecting = Sql & {
  readonly hold: () => Promise<Held>;
  /** How often a connection was lost. */
  readonly losses: () => number;
};

export type Held = {
  readonly unsafe: Sql['unsafe'];
  /** Whether it is still the same connection. */
  readonly isSound: () => boolean;
  readonly release: () => void;
};

/**
 * Reconnects: takes a new client whenever the connection of the last one is lost or says nothing any more. The driver would
 * reconnect by itself, but may keep what the old connection had yet to send; then nothing is answered any more.
 */
export const reconnecting = (
  connect: (onClose: () => void) => Sql,
  silentMs?: number,
): Reconnecting => {
  type Client = { readonly sql: Sql; readonly silence: Silence; isWarm: boolean };
  let client: Client | undefined;
  let isEnding = false;
  let lost = 0;

  const current = (): Client => {
    if (client) return client;
    const drop = () => {
      if (client !== fresh || isEnding) return;
      client = undefined;
      lost += 1;
      void retire(fresh.sql); // what waits for an answer learns that there is none
    };
    const silence = new Silence(silentMs, drop);
    const fresh: Client = { sql: connect(drop), silence, isWarm: false };
    client = fresh;
    if (isEnding) void retire(fresh.sql); // it refuses whatever comes now
    return fresh;
  };
  const end: Sql['end'] = async ({ timeout = 5 } = {}) => {
    isEnding = true;
    if (client) await retire(client.sql, timeout);
  };
  const hold = async (): Promise<Held> => {
    for (;;) {
      const own = current();
      // reserve() on a cold client never settles (postgres.js #751, #1219)
      if (!own.isWarm) await own.sql`select 1`;
      own.isWarm = true;
      if (own !== client) continue;
      const isSound = () => own === client;
      const reserved = await own.sql.reserve();
      return {
        unsafe: (...statement) => reserved.unsafe(...statement),
        isSound,
        release: () => isSound() && reserved.release(),
      };
    }
  };
  const target = (() => {}) as unknown as Reconnecting;
  return new Proxy(target, {
    apply: (_target, _this, args) => {
      const { sql: own, silence } = current();
      return watched(dense(Reflect.apply(own, undefined, args)), silence);
    },
    get: (_target, name) => {
      if (name === 'end') return end;
      if (name === 'hold') return hold;
      if (name === 'losses') return () => lost;
      if (name === 'unsafe') {
        return (...args: Parameters<Sql['unsafe']>) => {
          const { sql: own, silence } = current();
          return watched(dense(own.unsafe(...args)), silence);
        };
      }
      const own = current().sql;
      const value: unknown = Reflect.get(own, name);
      return typeof value === 'function' ? value.bind(own) : value;
    },
  });
};

/** Tells of a query when it is sent, which is later than it is made, and when it is answered. */
const watched = <Query extends object>(query: Query, silence: Silence): Query => {
  if (!('handler' in query && 'resolve' in query && 'reject' in query)) return query;
  type Step = (value: unknown) => void;
  const { handler, resolve, reject } = query as Record<'handler' | 'resolve' | 'reject', Step>;
  let isOwed = false;
  const heard = () => {
    if (isOwed) silence.heard();
    isOwed = false;
  };
  return Object.assign(query, {
    handler: (value: unknown) => {
      silence.sent();
      isOwed = true;
      handler(value);
    },
    resolve: (value: unknown) => {
      heard();
      resolve(value);
    },
    reject: (value: unknown) => {
      heard();
      reject(value);
    },
  });
};
