import { Failure } from './failure.ts';

type Answer = {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly [detail: string]: unknown };
  }[];
};

type Options = { readonly token?: string | undefined; readonly signal?: AbortSignal | undefined };

/** So long a request is sent again when the server does not answer. */
const patienceMs = 15_000;

/** A name of our own for a request: it is the key that lets the server do it once, however often it arrives. */
const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends a document; all errors are failures, also those of a part of the answer. Retries what the network has lost. */
export const post = async <Data>(
  query: string,
  variables: object,
  { token, signal }: Options = {},
): Promise<Data> => {
  const id = newId();
  const request: RequestInit = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'x-request-id': id,
      'idempotency-key': id,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: signal ?? null,
  };
  const end = performance.now() + patienceMs;
  for (let wait = 200; ; wait *= 2) {
    const isLast = performance.now() + wait > end;
    try {
      const response = await fetch('/graphql', request);
      if (response.status !== 503 || isLast) return answerOf(response, id) as Promise<Data>;
    } catch (error) {
      if (signal?.aborted) throw error;
      if (isLast) {
        throw new Failure(
          'OFFLINE',
          'It has not answered for a while: try again when the connection is back.',
          id,
        );
      }
    }
    await pause(wait);
  }
};

const answerOf = async (response: Response, id: string): Promise<unknown> => {
  const text = await response.text();
  let answer: Answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Failure('INTERNAL_SERVER_ERROR', `The server answered with ${response.status}.`, id);
  }
  const [error] = answer.errors ?? [];
  if (!error) return answer.data;
  const { code = 'INTERNAL_SERVER_ERROR', ...details } = error.extensions ?? {};
  throw new Failure(code, error.message, id, details);
};
