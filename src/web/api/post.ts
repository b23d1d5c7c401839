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
export const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Sent = Options & {
  readonly id: string;
  readonly type: string;
  readonly body: string | Blob;
};

/** Sends what is answered as the API answers; all errors are failures, also those of a part. Retries what the network has lost. */
export const send = async (
  path: string,
  { id, type, body, token, signal }: Sent,
): Promise<unknown> => {
  const request: RequestInit = {
    method: 'POST',
    headers: {
      'content-type': type,
      accept: 'application/json',
      'x-request-id': id,
      'idempotency-key': id,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body,
    signal: signal ?? null,
  };
  const end = performance.now() + patienceMs;
  for (let wait = 200; ; wait *= 2) {
    const isLast = performance.now() + wait > end;
    try {
      const response = await fetch(path, request);
      if (response.status !== 503 || isLast) return answerOf(response, id);
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

/** Sends a document. */
export const post = <Data>(query: string, variables: object, options: Options = {}) =>
  send('/graphql', {
    ...options,
    id: newId(),
    type: 'application/json',
    body: JSON.stringify({ query, variables }),
  }) as Promise<Data>;

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
