import { connect } from 'node:net';
import { server } from './homes.ts';

export type Refused = {
  status: number;
  headers: Headers;
  text: string;
  data?: unknown;
  errors?: { message: string; extensions: { code: string; [key: string]: unknown } }[];
};

/** The settings of a server on a Postgres that nobody has configured; the embedded home has to be told. */
export const unconfigured: Record<string, string> = server
  ? { INTROSPECTION: '', SQL_REPORT: '' }
  : { INTROSPECTION: 'off', SQL_REPORT: 'admin', GRAPHIQL: 'off' };

/** Any request, and its answer with what it says as JSON. */
export const send = async (url: string, init: RequestInit = {}): Promise<Refused> => {
  const answer = await fetch(url, init);
  const { status, headers } = answer;
  const text = await answer.text();
  const isJson = headers.get('content-type')?.includes('json');
  return { ...(isJson && JSON.parse(text)), status, headers, text };
};

/** What a server answers on a connection to these bytes, until it or we hang up. */
export const raw = (url: string, bytes: string, patience = 300): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(patience, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
