import { seedDemo } from '../../../src/domains/dx/demo/load.ts';
import { startApi } from '../../support/api.ts';
import { listen } from '../../support/live.ts';

export const password = 'a password of the tests';

/** A server with the demo of dx. People are called by what is before their @. */
export const startDx = async () => {
  const api = await startApi();
  await seedDemo(api.sql, { passwords: new Map([['piet@dx.example', password]]) });
  const sign = (name: string) => api.authority.sign(`${name}@dx.example`, { realm: 'dx' });
  const peer = { url: api.url, authority: { ...api.authority, sign } };
  return {
    ...api,
    run: async (name: string | null, query: string, variables: object = {}) => {
      const headers: Record<string, string> = name
        ? { authorization: `Bearer ${await sign(name)}` }
        : {};
      const response = await api.post({ query, variables }, headers);
      return response.json() as Promise<{
        data: Record<string, unknown> | null;
        errors?: { message: string; extensions: { code: string } }[];
      }>;
    },
    /** Follows a subscription. */
    follow: (name: string, query: string, variables: Record<string, unknown> = {}) =>
      listen(peer, name, { query, variables }),
  };
};
