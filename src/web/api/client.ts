import { type Connection, follow, Refused, type State } from '../../../examples/live-client.ts';
import { realm } from '../route.ts';
import { connectionStates } from './connection.ts';
import { Failure, failureOf } from './failure.ts';
import { post } from './post.ts';
import { freshToken } from './session.ts';

/** A document with its types, as codegen makes it. */
export type Document<Data, Variables> = {
  toString(): string;
  __apiType?: (variables: Variables) => Data;
};

type Asking = { readonly signal?: AbortSignal | undefined };

/** Does something with a token that is good, and once more with the next one if it was refused. */
export const asWhoIsIn = async <Result>(
  act: (token: string) => Promise<Result>,
): Promise<Result> => {
  const of = realm.value;
  const token = await freshToken(of);
  return act(token).catch(async (error: unknown) => {
    if (!(error instanceof Failure) || error.code !== 'UNAUTHENTICATED') throw error;
    return act(await freshToken(of, token));
  });
};

/** Asks the server as whoever is signed in, or tells it to do something. */
export const ask = <Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
  { signal }: Asking = {},
): Promise<Data> =>
  asWhoIsIn((token) => post<Data>(document.toString(), variables, { token, signal }));

/** The one field of a subscription. */
type Told<Data> = Exclude<Data[Exclude<keyof Data, '__typename'>], undefined>;

/** What is followed in one domain shares a connection, and the token that it was opened with. */
type Shared = { readonly connection: Connection; token?: string };

const shared = new Map<string, Shared>();
const sharedIn = (of: string): Shared => {
  const known = shared.get(of) ?? { connection: {} };
  shared.set(of, known);
  return known;
};

const isAboutToken = ({ code }: Refused) => code === 'UNAUTHENTICATED' || code === '4403';

export type Hearing<Data> = {
  /** The place in the stream of changes after which to begin. */
  readonly since: string | undefined;
  readonly take: (change: Told<Data>) => void;
  /** It is over: with CURSOR_EXPIRED what is shown has to be asked for again. */
  readonly refused?: (failure: Failure) => void;
};

/** Follows a subscription over whatever happens to the connection, until it is stopped. */
export const hear = <Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
  { since, take, refused }: Hearing<Data>,
): (() => void) => {
  const stopping = new AbortController();
  const of = realm.value;
  const { onState, onChange, over } = connectionStates();
  const states = (state: State) => !stopping.signal.aborted && onState(state);
  const open = sharedIn(of);
  const token = async () => {
    try {
      return (open.token = await freshToken(of));
    } catch (error) {
      const { code, message } = failureOf(error);
      throw code === 'UNAUTHENTICATED' ? new Refused(message, code) : error;
    }
  };
  let after = since;
  const run = async (): Promise<void> => {
    const changes = follow<Told<Data> & { cursor: string }>({
      url: `${window.location.origin.replace('http', 'ws')}/graphql`,
      token,
      query: document.toString(),
      variables: Object.fromEntries(Object.entries(variables)),
      since: after,
      onState: states,
      connection: open.connection,
      signal: stopping.signal,
    });
    try {
      for await (const change of changes) {
        onChange();
        take(change);
        after = change.cursor;
      }
    } catch (error) {
      if (stopping.signal.aborted || !isAboutToken(error as Refused)) throw error;
      await freshToken(of, open.token); // or else the session is over
      await run();
    }
  };
  void run()
    .catch((error: unknown) => {
      const { code, message } = error as Refused;
      refused?.(new Failure(code, message, ''));
    })
    .finally(over);
  return () => {
    over();
    stopping.abort();
  };
};
