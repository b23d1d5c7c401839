import type { DestinationStream } from 'pino';
import { type DomainName, domains } from '../../src/domains/index.ts';
import { type Answer, startApi } from './api.ts';
import { caughtUp } from './caught-up.ts';
import { openSocket, subscribe } from './live.ts';

/* A server with the demo data of a domain beside PEARL. Its people are known by what they sign in with. */

// oxlint-disable-next-line typescript/no-explicit-any -- what a test asks for is what it looks at
export type Data = any;

/** The day on which the demo data of the tests were made. */
export const today = new Date().toISOString().slice(0, 10);

export type RealmApi = Awaited<ReturnType<typeof startRealm>>;

export const startRealm = async (
  realm: DomainName,
  environment: Record<string, string> = {},
  logTo?: DestinationStream,
) => {
  const api = await startApi({ DOMAINS: `pearl,${realm}`, ...environment }, logTo);
  const { domain, demo } = domains[realm];
  const { seedDemo } = await demo.load();
  await seedDemo(api.sql, { today } as object);

  const headersOf = async (who: string | null): Promise<Record<string, string>> =>
    who ? { authorization: `Bearer ${await api.authority.sign(who, { realm })}` } : {};

  /** Asks as somebody, or as nobody. */
  const ask = async (who: string | null, query: string, variables = {}): Promise<Answer<Data>> => {
    const response = await api.post({ query, variables }, await headersOf(who));
    return { status: response.status, headers: response.headers, ...(await response.json()) };
  };

  /** Waits until the server has read of all that was seeded: it looks people up anew by that. */
  const haveCaughtUp = () =>
    caughtUp(
      api.sql,
      async () => (await ask(demo.people[0], '{ changeCursor }')).data.changeCursor,
    );
  await haveCaughtUp();

  return {
    ...api,
    domain,
    ask,
    caughtUp: haveCaughtUp,
    /** What somebody gets who is refused nothing. */
    get: async (who: string, query: string, variables = {}): Promise<Data> => {
      const { data, errors } = await ask(who, query, variables);
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
    /** The code with which somebody is refused, or the rule; "done" if not. */
    codeOf: async (who: string | null, query: string, variables = {}): Promise<string> => {
      const { errors = [] } = await ask(who, query, variables);
      const [first] = errors;
      if (!first) return 'done';
      const { code, rule } = first.extensions;
      return typeof rule === 'string' ? rule : code;
    },
    /** A socket of somebody, on which this has been subscribed to. */
    follow: async (who: string, query: string) => {
      const socket = await openSocket(api);
      const payload = await headersOf(who);
      socket.send({ type: 'connection_init', payload });
      await socket.next();
      socket.send(subscribe('1', query));
      return socket;
    },
  };
};
