/*
 * Follows changes over whatever happens to the connection or the server: every change once, in order. Copy it into a page
 * or a program; it needs nothing but `graphql-ws`. follow-trackers.ts shows its use.
 */
import { type Client, type ClientOptions, createClient } from 'graphql-ws';

type Change = { readonly cursor: string };

/**
 * `connecting`: at first, and after every interruption. `catching up`: what was missed comes first. `live`: nothing more of
 * that has come for a second. `refused`: the end; an error says why.
 */
export type State = 'connecting' | 'catching up' | 'live' | 'refused';

type Following = {
  readonly url: string;
  /** Asked for a token before every connection, since tokens expire. Three that are refused in a row are the end. */
  readonly token: () => string | Promise<string>;
  /** A subscription of one field that takes `$since` and selects its `cursor`. */
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** The cursor to go on after, of `changeCursor` or of the last change that was dealt with. */
  readonly since?: string | undefined;
  readonly onState?: (state: State) => void;
  /** Give `{}`, the same to several followings of one person, and they share a WebSocket. */
  readonly connection?: Connection;
  /** Where the platform has no WebSocket of its own. */
  readonly webSocketImpl?: ClientOptions['webSocketImpl'];
  readonly signal?: AbortSignal;
};

type Open = { readonly client: Client; readonly connected: Promise<void> };

/** A WebSocket, made when something is followed on it, and closed when nothing is. */
export type Connection = { open?: Promise<Open> | undefined };

/** What no new connection mends; `token` may throw it too. Its code is that of the error, or of the close. */
export class Refused extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Yields every change after `since`, until nothing follows any more. A change counts as dealt with when the next one is
 * asked for.
 */
export async function* follow<Told extends Change>(
  options: Following,
): AsyncGenerator<Told, void, undefined> {
  const { query, variables, signal, connection = {} } = options;
  let { since } = options;
  const progress = progressOf(options);
  for (let tries = 0; !signal?.aborted; tries += 1) {
    progress.connecting();
    let isOver = false;
    let stop = () => {};
    try {
      const { client, connected } = await opened(options, connection);
      if (signal?.aborted) break;
      void connected.then(() => isOver || progress.connected());
      const results = client.iterate<Record<string, Told>>({
        query,
        variables: { ...variables, since },
      });
      stop = () => void results.return?.();
      signal?.addEventListener('abort', stop, { once: true });
      for await (const { data, errors } of results) {
        if (errors) throw saidIn(errors);
        const [told] = Object.values(data ?? {});
        if (!told) continue;
        progress.told();
        yield told;
        progress.waiting();
        since = told.cursor; // not before it is dealt with
        tries = 0;
      }
      return; // complete: nothing follows any more
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal && progress.isEnd(refusal)) throw refusal;
    } finally {
      isOver = true;
      progress.over();
      signal?.removeEventListener('abort', stop);
    }
    await pause(Math.min(100 * 2 ** tries, 10_000) * (0.5 + Math.random()), signal);
  }
}

const opened = (options: Following, connection: Connection): Promise<Open> => {
  const close = () => {
    if (connection.open === open) connection.open = undefined;
  };
  const open: Promise<Open> =
    connection.open ??
    Promise.resolve(options.token()).then((token) => connect(options, token, close));
  connection.open = open;
  open.catch(close);
  return open;
};

/** One connection: what it has brought is known only to the loop above, so it must not come back by itself. */
const connect = ({ url, webSocketImpl }: Following, token: string, close: () => void): Open => {
  let silence: ReturnType<typeof setTimeout> | undefined;
  let ready = () => {};
  const connected = new Promise<void>((resolve) => (ready = resolve));
  const client: Client = createClient({
    url,
    webSocketImpl,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
    // a connection can die without a word: one that does not answer is given up
    keepAlive: 12_000,
    on: {
      connected: ready,
      ping: (isReceived) => {
        if (!isReceived) silence = setTimeout(() => client.terminate(), 5_000);
      },
      pong: () => clearTimeout(silence),
      closed: () => {
        clearTimeout(silence);
        close();
      },
    },
  });
  return { client, connected };
};

const quietMs = 1000;
const mostRefusals = 3;

/** Tells the states, and whether a refusal is the end. */
const progressOf = ({ onState }: Following) => {
  let state: State | undefined;
  let refusals = 0;
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const turn = (to: State) => {
    if (to !== state) onState?.((state = to));
  };
  const waiting = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      refusals = 0;
      turn('live');
    }, quietMs);
  };
  const isFinal = ({ code }: Refused) => {
    const isAboutToken = code === 'UNAUTHENTICATED' || code === '4403';
    if (isAboutToken) return state !== 'live' && ++refusals === mostRefusals;
    return /^\d+$/.test(code) ? fatal.includes(Number(code)) : !passing.includes(code);
  };
  return {
    connecting: () => turn('connecting'),
    connected: () => {
      turn('catching up');
      waiting();
    },
    told: () => {
      clearTimeout(quiet);
      refusals = 0;
    },
    waiting,
    over: () => clearTimeout(quiet),
    isEnd: (refusal: Refused): boolean => {
      const isEnd = isFinal(refusal);
      if (isEnd) turn('refused');
      return isEnd;
    },
  };
};

/** A fault of the server's may pass. */
const passing = ['INTERNAL_SERVER_ERROR', 'UNAVAILABLE'];
/** Closed for a reason that will be the same the next time: a wrong protocol, no token. */
const fatal = [4400, 4401, 4406, 4409, 4429, 4500];

type Fault = { readonly message: string; readonly extensions?: { readonly code?: unknown } };

const saidIn = ([fault]: readonly Fault[]): Refused =>
  new Refused(String(fault?.message), String(fault?.extensions?.code));

/** What the server has said, in errors or as it closed the connection; nothing if the network failed. */
const refusalOf = (error: unknown): Refused | undefined => {
  if (error instanceof Refused) return error;
  if (Array.isArray(error)) return saidIn(error);
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  return typeof code === 'number' ? new Refused(String(reason), String(code)) : undefined;
};

const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
