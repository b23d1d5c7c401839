import type { Sql } from './database.ts';

/**
 * A client that takes a new one of its kind whenever its connection is lost. The driver would connect anew by itself, but
 * it may keep what the old connection had yet to send; then nothing is answered any more.
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
    apply: (_target, _this, args) => Reflect.apply(current(), undefined, args),
    get: (_target, name) => {
      if (name === 'end') return end;
      const value: unknown = Reflect.get(current(), name);
      return typeof value === 'function' ? value.bind(current()) : value;
    },
  });
};
