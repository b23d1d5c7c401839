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

/** Asks the server as whoever is signed in, or tells it to do something. */
export const ask = async <Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
  { signal }: Asking = {},
): Promise<Data> => {
  const of = realm.value;
  const token = await freshToken(of);
  const send = (shown: string) =>
    post<Data>(document.toString(), variables, { token: shown, signal });
  return send(token).catch(async (error: unknown) => {
    if (!(error instanceof Failure) || error.code !== 'UNAUTHENTICATED') throw error;
    return send(await freshToken(of, token));
  });
};

/** The one field of a subscription. */
type Told<Data> = Exclude<Data[Exclude<keyof Data, '__typename'>], undefined>;

/** What is followed in one domain shares a connection. */
const connections = new Map<string, Connection>();
const connectionOf = (of: string): Connection => {
  const known = connections.get(of) ?? {};
  connections.set(of, known);
  return known;
};

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
  const run = async () => {
    const changes = follow<Told<Data> & { cursor: string }>({
      url: `${window.location.origin.replace('http', 'ws')}/graphql`,
      token: () =>
        freshToken(of).catch((error: unknown) => {
          const { code, message } = failureOf(error);
          throw code === 'UNAUTHENTICATED' ? new Refused(message, code) : error;
        }),
      query: document.toString(),
      variables: Object.fromEntries(Object.entries(variables)),
      since,
      onState: states,
      connection: connectionOf(of),
      signal: stopping.signal,
    });
    for await (const change of changes) {
      onChange();
      take(change);
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
