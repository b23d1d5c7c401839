import { setTimeout as wait } from 'node:timers/promises';
import { seedDemo } from '../../../src/domains/dx/demo/load.ts';
import { decode } from '../../../src/live/change-cursor.ts';
import { startApi } from '../../support/api.ts';
import { listen } from '../../support/live.ts';

export const password = 'a password of the tests';

/** A server with the demo of dx. People are called by what is before their @. */
export const startDx = async () => {
  const api = await startApi({ DOMAINS: 'pearl,dx' });
  await seedDemo(api.sql, { passwords: new Map([['piet@dx.example', password]]) });
  const sign = (name: string) => api.authority.sign(`${name}@dx.example`, { realm: 'dx' });
  const peer = { url: api.url, authority: { ...api.authority, sign } };
  const run = async (name: string | null, query: string, variables: object = {}) => {
    const headers: Record<string, string> = name
      ? { authorization: `Bearer ${await sign(name)}` }
      : {};
    const response = await api.post({ query, variables }, headers);
    return response.json() as Promise<{
      data: Record<string, unknown> | null;
      errors?: { message: string; extensions: { code: string } }[];
    }>;
  };
  return {
    ...api,
    run,
    /** The place in the stream of changes after all that there is by now. */
    cursor: async (name: string): Promise<string> => {
      const [own] = await api.sql<{ xid: string }[]>`select pg_current_xact_id()::text as xid`;
      for (;;) {
        const { data } = await run(name, '{ changeCursor }');
        const changeCursor = String((data ?? {})['changeCursor']);
        const { upTo } = decode(changeCursor);
        const [seen] = await api.sql`
          select where pg_visible_in_snapshot(${own?.xid ?? ''}::xid8, ${upTo}::pg_snapshot)`;
        if (seen) return changeCursor;
        await wait(10);
      }
    },
    /** Follows a subscription. */
    follow: (
      name: string,
      query: string,
      { since, ...variables }: { readonly since?: string; readonly [name: string]: unknown } = {},
    ) => listen(peer, name, { query, variables, ...(since && { since }) }),
  };
};
