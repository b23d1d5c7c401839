import type { RunningServer } from '../../src/server/server.ts';
import { connect, type Message, type Peer, subscribe } from '../support/live.ts';

/* Commands that are followed by their ids. */

export type Told = {
  readonly state: string;
  readonly done: number | null;
  readonly total: number | null;
};
export type Answer = {
  readonly data?: unknown;
  readonly errors?: { extensions: { code: string } }[];
};
export type Last = Told & { readonly answer: Answer | null };

const fields = 'state done total answer';

/** Follows a command: gives each event as it comes, and the last one once the stream is complete. */
export const follow = async (peer: Peer, id: string, who = 'admin') => {
  const socket = await connect(peer, who);
  const query = `subscription ($id: String!) { progress(id: $id) { ${fields} } }`;
  socket.send(subscribe('1', query, { id }));
  const eventOf = ({ type, payload }: Message): Last | string =>
    type === 'next' ? (payload as { data: { progress: Last } }).data.progress : type;
  const next = async () => eventOf(await socket.next());
  const until = async (state: string) => {
    const events: (Last | string)[] = [];
    for (;;) {
      const event = await next();
      events.push(event);
      if (typeof event === 'string' || event.state === state) return events;
    }
  };
  return {
    next,
    until,
    /** Says that it wants to be told no more. */
    complete: () => socket.send({ type: 'complete', id: '1' }),
    close: () => socket.socket.terminate(),
  };
};

export const send = async (
  { url, authority }: Peer,
  id: string | undefined,
  query: string,
  { who = 'admin', signal = null }: { who?: string; signal?: AbortSignal | null } = {},
): Promise<Answer> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await authority.sign(who)}`,
      ...(id !== undefined && { 'idempotency-key': id }),
    },
    body: JSON.stringify({ query }),
    signal,
  });
  return response.json();
};

export const codesOf = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions.code);

export const cancel = (peer: Peer, id: string, who = 'admin') =>
  send(peer, undefined, `mutation { cancel(id: "${id}") { ${fields} } }`, { who });

export const deleteStudy = `mutation { deleteStudy(id: "1", cascade: true) { entityId auditLogId } }`;

export const studiesThere = async ({ database: { sql } }: RunningServer) => {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int from pearl.studies where id = 1`;
  return row.count;
};
export const deletesRecorded = async ({ database: { sql } }: RunningServer) => {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int from pearl.audit_logs where entity_type = 'Study' and action = 'DELETE'`;
  return row.count;
};
