/*
 * Follows changes over whatever happens to the connection or the server: every change once, in order. Copy it; it needs
 * nothing but `graphql-ws`. As a program it prints what happens to the trackers of an effort:
 *
 *   node examples/live-client.ts ws://127.0.0.1:4000/graphql "$(npm run -s token -- viewer)" 1
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';

type Change = { readonly cursor: string };

type Following = {
  readonly url: string;
  /** Asked for with every connection: tokens expire. */
  readonly token: () => string | Promise<string>;
  /** A subscription of one field that takes `$since` and selects its `cursor`. */
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** The cursor to go on after, of `changeCursor` or of the last change that was dealt with. */
  readonly since?: string | undefined;
  /** Where the platform has no WebSocket of its own. */
  readonly webSocketImpl?: ClientOptions['webSocketImpl'];
  readonly signal?: AbortSignal;
};

/** What no new connection mends. */
export class Refused extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** Yields every change after `since`. A change counts as dealt with when the next one is asked for. */
export async function* follow<Told extends Change>(
  options: Following,
): AsyncGenerator<Told, void, undefined> {
  const { query, variables, signal } = options;
  let { since } = options;
  for (let tries = 0; !signal?.aborted; tries += 1) {
    const client = connect(options);
    const stop = () => void client.dispose();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const results = client.iterate<Record<string, Told>>({
        query,
        variables: { ...variables, since },
      });
      for await (const { data, errors } of results) {
        const [error] = errors ?? [];
        if (error) throw reasonOf(error);
        const [told] = Object.values(data ?? {});
        if (!told) continue;
        yield told;
        since = told.cursor; // not before it is dealt with
        tries = 0;
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
      const reason = isList(error) ? reasonOf(error[0]) : undefined;
      if (reason instanceof Refused) throw reason;
      if (isFatal(error)) throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
      await client.dispose();
    }
    const pause = Math.min(100 * 2 ** tries, 10_000) * (0.5 + Math.random());
    await wait(pause, undefined, signal && { signal }).catch(() => {});
  }
}

/** One connection: what it has brought is known only to the loop above, so it must not come back by itself. */
const connect = ({ url, token, webSocketImpl }: Following): Client => {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const client: Client = createClient({
    url,
    webSocketImpl,
    retryAttempts: 0,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
    // a connection can die without a word: one that does not answer is given up
    keepAlive: 12_000,
    on: {
      ping: (isReceived) => {
        if (!isReceived) silence = setTimeout(() => client.terminate(), 5_000);
      },
      pong: () => clearTimeout(silence),
      closed: () => clearTimeout(silence),
    },
  });
  return client;
};

type Reason = { readonly message: string; readonly extensions?: { readonly code?: unknown } };
type Errors = readonly [Reason, ...Reason[]];

/** A fault of the server's may pass, and so may those of the account; what is refused stays so. */
const passing = ['INTERNAL_SERVER_ERROR', 'UNAUTHENTICATED'];
const reasonOf = ({ message, extensions }: Reason): Error => {
  const code = String(extensions?.code);
  return passing.includes(code) ? new Error(message) : new Refused(message, code);
};

const isList = (error: unknown): error is Errors => Array.isArray(error);

/** Closed for a reason that will be the same the next time: a wrong protocol, no token. */
const fatal = [4400, 4401, 4406, 4409, 4429, 4500];
const isFatal = (error: unknown) =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  fatal.includes(Number(error.code));

const program = async ([url = '', token = '', reportingEffortId = '1']: string[]) => {
  const changes = follow<Change & { action: string; id: string; changedFields: string[] }>({
    url,
    token: () => token,
    query: `subscription ($reportingEffortId: ID, $since: String) {
      trackerChanged(reportingEffortId: $reportingEffortId, since: $since) { cursor action id: entityId changedFields }
    }`,
    variables: { reportingEffortId },
  });
  for await (const { action, id, changedFields } of changes) {
    console.log(`${action} tracker ${id}: ${changedFields.join(', ')}`);
  }
};

if (process.argv[1] === import.meta.filename) await program(process.argv.slice(2));
