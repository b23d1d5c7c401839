import { setTimeout as wait } from 'node:timers/promises';
import { seedDemo } from '../../../src/domains/genji/demo/load.ts';
import { decode } from '../../../src/live/change-cursor.ts';
import { type Answer, startApi } from '../../support/api.ts';

/* A server with the demo data of Genji. The people of the demo are known by their user names. */

// oxlint-disable-next-line typescript/no-explicit-any -- what a test asks for is what it looks at
export type Data = any;

/** The day on which the demo data of the tests were made. */
export const today = new Date().toISOString().slice(0, 10);

export type Genji = Awaited<ReturnType<typeof startGenji>>;

export const startGenji = async () => {
  const api = await startApi({ DOMAINS: 'pearl,genji' });
  await seedDemo(api.sql, { today });

  /** Asks as somebody, or as nobody. */
  const ask = async (who: string | null, query: string, variables = {}): Promise<Answer<Data>> => {
    const token = who && (await api.authority.sign(who, { realm: 'genji' }));
    const response = await api.post(
      { query, variables },
      token ? { authorization: `Bearer ${token}` } : {},
    );
    return { status: response.status, headers: response.headers, ...(await response.json()) };
  };

  /** Waits until the server has read of all that was seeded: it looks people up anew by that. */
  const caughtUp = async (): Promise<void> => {
    const [own] = await api.sql<{ xid: string }[]>`select pg_current_xact_id()::text as xid`;
    for (;;) {
      const { data } = await ask('admin', '{ changeCursor }');
      const { upTo } = decode(data.changeCursor);
      const [seen] = await api.sql`
        select where pg_visible_in_snapshot(${own?.xid ?? ''}::xid8, ${upTo}::pg_snapshot)`;
      if (seen) return;
      await wait(10);
    }
  };
  await caughtUp();

  return {
    ...api,
    ask,
    /** What somebody gets who is refused nothing. */
    get: async (who: string, query: string, variables = {}): Promise<Data> => {
      const { data, errors } = await ask(who, query, variables);
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
    /** The code with which somebody is refused, and the rule or the field; "done" if not. */
    codeOf: async (who: string | null, query: string, variables = {}): Promise<string> => {
      const { errors = [] } = await ask(who, query, variables);
      const [first] = errors;
      if (!first) return 'done';
      const { code, rule } = first.extensions;
      return typeof rule === 'string' ? rule : code;
    },
  };
};
