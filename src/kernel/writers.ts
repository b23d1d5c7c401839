import type { Connection, Sql } from './database.ts';
import { dense } from './lasting.ts';

/** A connection that somebody has to himself for a while. */
export type Checkout = {
  readonly sql: Connection;
  /** Whether it is still the connection that it was: not once it has been lost, even if there is a new one by now. */
  readonly isSound: () => boolean;
  readonly release: () => void;
};

export type Writers = {
  readonly checkout: () => Promise<Checkout>;
  readonly close: () => Promise<void>;
};

type Writer = { readonly sql: Sql; isSound: boolean };

/** Connections for transactions. A lost one is replaced: what was begun on it must not go on upon another. */
export const makeWriters = (connect: (onClose: () => void) => Sql, most: number): Writers => {
  const idle: Writer[] = [];
  const all = new Set<Writer>();
  const waiting: ((writer: Writer) => void)[] = [];

  const open = (): Writer => {
    const writer: Writer = { sql: connect(() => (writer.isSound = false)), isSound: true };
    all.add(writer);
    return writer;
  };
  const discard = (writer: Writer): void => {
    all.delete(writer);
    void writer.sql.end({ timeout: 0 }).catch(() => {});
  };
  const take = (): Writer | undefined => {
    for (;;) {
      const writer = idle.pop();
      if (!writer) return all.size < most ? open() : undefined;
      if (writer.isSound) return writer;
      discard(writer);
    }
  };
  const release = (writer: Writer): void => {
    if (!writer.isSound) discard(writer);
    const next = waiting.shift();
    if (next) next(writer.isSound ? writer : open());
    else if (writer.isSound) idle.push(writer);
  };

  return {
    checkout: async () => {
      const writer = take() ?? (await new Promise<Writer>((resolve) => waiting.push(resolve)));
      return {
        sql: { unsafe: guarded(writer) },
        isSound: () => writer.isSound,
        release: () => release(writer),
      };
    },
    close: async () => {
      await Promise.all([...all].map(({ sql }) => sql.end({ timeout: 5 })));
    },
  };
};

const guarded =
  (writer: Writer): Sql['unsafe'] =>
  (...statement) => {
    if (!writer.isSound) throw lost();
    return writer.sql.unsafe(...statement);
  };

const lost = () =>
  Object.assign(new Error('The connection to the database was lost.'), {
    code: 'CONNECTION_CLOSED',
  });

/** Whether an error means that the connection is gone, and nothing about the statement. */
export const isLoss = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(CONNECTION_|ECONN|EPIPE|57P0)/.test(String(error.code));

/** The embedded database has one connection: whoever writes has it to himself. */
export const soleWriter = (sql: Sql): Writers => ({
  checkout: async () => {
    const reserved = await sql.reserve();
    const unsafe: Sql['unsafe'] = (...statement) => dense(reserved.unsafe(...statement));
    return { sql: { unsafe }, isSound: () => true, release: () => reserved.release() };
  },
  close: async () => {},
});
