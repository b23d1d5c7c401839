import type { Sql } from './connect.ts';
import { lost } from './connection-loss.ts';
import { Silence } from './silence-timeout.ts';

/** A client whose lost connection is replaced, and its connection for somebody alone. */
export type Lasting = Sql & { readonly hold: () => Promise<Held> };

export type Held = {
  readonly unsafe: Sql['unsafe'];
  /** Whether it is still the same connection. */
  readonly isSound: () => boolean;
  readonly release: () => void;
};

/**
 * A client that mends faults of the driver. It takes a new one of its kind whenever its connection is lost or says nothing
 * any more: the driver would connect anew by itself, but may keep what the old connection had yet to send; then nothing is
 * answered any more. And it closes the gaps in results (`dense`).
 */
export const lasting = (connect: (onClose: () => void) => Sql, silentMs?: number): Lasting => {
  type Client = { readonly sql: Sql; readonly silence: Silence; isWarm: boolean };
  let client: Client | undefined;
  let isEnding = false;

  const current = (): Client => {
    if (client) return client;
    const drop = () => {
      if (client !== fresh || isEnding) return;
      client = undefined;
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
      // reserve() never settles on a client that has not connected yet (postgres.js #751, #1219)
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
  const target = (() => {}) as unknown as Lasting;
  return new Proxy(target, {
    apply: (_target, _this, args) => {
      const { sql: own, silence } = current();
      return watched(dense(Reflect.apply(own, undefined, args)), silence);
    },
    get: (_target, name) => {
      if (name === 'end') return end;
      if (name === 'hold') return hold;
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

/**
 * Ends a client for good. For what waits in its queue the driver would connect anew, even after the end (postgres.js
 * #1195): it gets no socket any more.
 */
export const retire = async (sql: Sql, timeout = 0): Promise<void> => {
  const socket = () => {
    throw lost();
  };
  Object.assign(sql.options, { socket });
  await sql.end({ timeout }).catch(() => {});
};

/**
 * After a statement that has failed amid its rows, the driver leaves as many places empty before the rows of the next.
 * What else a client is called for is not resolved.
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
