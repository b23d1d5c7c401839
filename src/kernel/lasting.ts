import type { Sql } from './database.ts';

/**
 * A client that mends two faults of the driver. It takes a new one of its kind whenever its connection is lost: the driver
 * would connect anew by itself, but may keep what the old connection had yet to send; then nothing is answered any more.
 * And it closes the gaps in results (`dense`).
 */
export const lasting = (connect: (onClose: () => void) => Sql): Sql => {
  let client: Sql | undefined;
  let isEnding = false;
  const current = (): Sql => {
    if (client) return client;
    const fresh = connect(() => {
      if (client !== fresh || isEnding) return;
      client = undefined;
      void fresh.end({ timeout: 0 }).catch(() => {}); // what waits for an answer learns that there is none
    });
    client = fresh;
    if (isEnding) void fresh.end(); // it refuses whatever comes now
    return fresh;
  };
  const end: Sql['end'] = async (options) => {
    isEnding = true;
    await client?.end(options);
  };
  const target = (() => {}) as unknown as Sql;
  return new Proxy(target, {
    apply: (_target, _this, args) => dense(Reflect.apply(current(), undefined, args)),
    get: (_target, name) => {
      if (name === 'end') return end;
      if (name === 'unsafe')
        return (...args: Parameters<Sql['unsafe']>) => dense(current().unsafe(...args));
      const value: unknown = Reflect.get(current(), name);
      return typeof value === 'function' ? value.bind(current()) : value;
    },
  });
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
