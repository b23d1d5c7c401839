import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { buildSchema, getNamedType, isObjectType } from 'graphql';
import { WebSocket } from 'ws';
import { follow } from '../../examples/live-client.ts';
import type { Api } from './api.ts';
import { caughtUp } from './caught-up.ts';
import { patience } from './patience.ts';
import { ask } from './servers.ts';

/* Subscriptions: as messages on a bare socket, and as a client follows them. */

/** Whom to connect to: a server of `startApi`, or any other. */
export type Peer = Pick<Api, 'url' | 'authority'>;

export type Payload = {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; extensions: Record<string, unknown> }[];
  readonly [more: string]: unknown;
};

export type Message = {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
};

type Opening = { readonly protocol?: string; readonly path?: string; readonly origin?: string };

export type Socket = Awaited<ReturnType<typeof openSocket>>;

const inTime = async <Value>(value: Promise<Value>, ms: number, what: string): Promise<Value> => {
  const ending = new AbortController();
  const late = wait(ms, undefined, { signal: ending.signal }).then(() => {
    throw new Error(`${what}: nothing within ${ms} ms.`);
  });
  return Promise.race([value, late]).finally(() => {
    late.catch(() => {});
    ending.abort();
  });
};

const messageOf = (text: string): Message => {
  try {
    return JSON.parse(text);
  } catch {
    return { type: 'no JSON', payload: text };
  }
};

/** A socket on which nothing has been said. */
export const openSocket = async (
  { url }: Pick<Peer, 'url'>,
  { protocol = 'graphql-transport-ws', path = '/graphql', origin }: Opening = {},
) => {
  const address = `${url.replace('http', 'ws')}${path}`;
  const socket = new WebSocket(address, protocol ? [protocol] : [], origin ? { origin } : {});
  const unread: Message[] = [];
  let arrived = () => {};
  socket.on('message', (data) => {
    unread.push(messageOf((data as Buffer).toString()));
    arrived();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: String(reason) });
      arrived();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve).once('error', reject);
  });
  socket.on('error', () => {});

  const next = async (): Promise<Message> => {
    while (unread.length === 0) {
      if (socket.readyState === socket.CLOSED) throw new Error('The socket is closed.');
      await new Promise<void>((resolve) => (arrived = resolve));
    }
    return unread.shift() as Message;
  };
  return {
    socket,
    send: (...messages: (object | string)[]) => {
      for (const each of messages)
        socket.send(typeof each === 'string' ? each : JSON.stringify(each));
    },
    /** The next message, once it is there. */
    next: (ms = patience) => inTime(next(), ms, 'a message'),
    /** How the server closes it. */
    closed: (ms = patience) => inTime(closed, ms, 'a close'),
    /** What has come and nobody has read, after a while. */
    rest: async (ms = 150) => {
      await wait(ms);
      return unread.splice(0);
    },
  };
};

export const init = async (peer: Peer, who: string, expiresIn = '12h') => ({
  type: 'connection_init',
  payload: { authorization: `Bearer ${await peer.authority.sign(who, { expiresIn })}` },
});

export const subscribe = (id: string, query: string, variables?: object) => ({
  type: 'subscribe',
  id,
  payload: { query, ...(variables && { variables }) },
});

/** A socket on which somebody is known. */
export const connect = async (peer: Peer, who: string, expiresIn?: string): Promise<Socket> => {
  const socket = await openSocket(peer);
  socket.send(await init(peer, who, expiresIn));
  const answer = await socket.next();
  if (answer.type !== 'connection_ack') throw new Error(`Not let in: ${JSON.stringify(answer)}`);
  return socket;
};

/** One change as it is told, with the row in whichever field it is. */
export type Told = {
  readonly cursor: string;
  readonly action: string;
  readonly entityType: string;
  readonly id: string;
  readonly deletedNodeId: string | null;
  readonly changedFields: readonly string[];
  readonly at: string;
  readonly actor: { readonly username: string } | null;
  readonly [entity: string]: unknown;
};

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
export const subscriptions = schema.getSubscriptionType()?.getFields() ?? {};

/** The fields of a payload that hold rows. */
export const entitiesOf = (name: string): string[] => {
  const payload = subscriptions[name] && getNamedType(subscriptions[name].type);
  if (!isObjectType(payload)) throw new Error(`There is no subscription ${name}.`);
  return Object.values(payload.getFields())
    .filter((field) => field.name !== 'actor' && isObjectType(getNamedType(field.type)))
    .map((field) => field.name);
};

/** The document of a subscription with a variable for each of its arguments. */
export const documentOf = (name: string, selection?: string): string => {
  const args = subscriptions[name]?.args ?? [];
  const rows = entitiesOf(name).map((entity) => `${entity} { id version }`);
  const all = `cursor action entityType id: entityId deletedNodeId changedFields at actor { username } ${rows.join(' ')}`;
  return `subscription (${args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ')}) {
    ${name}(${args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')}) { ${selection ?? all} }
  }`;
};

/** The place in the stream of changes after all that there is by now: what programs do is read a little later. */
export const cursorOf = (api: Peer & Pick<Api, 'sql'>): Promise<string> =>
  caughtUp(api.sql, async () => {
    const { changeCursor } = await ask<{ changeCursor: string }>(api, '{ changeCursor }', 'viewer');
    return changeCursor;
  });

type Following = {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly since?: string | undefined;
  readonly webSocketImpl?: unknown;
  /** Called with each change, before it counts as dealt with. */
  readonly each?: (told: Told) => unknown;
};

export type Listener = ReturnType<typeof listen>;

/** Follows a subscription with the client that we show to others, and keeps what it is told. */
export const listen = (
  peer: Peer,
  who: string,
  { query, variables = {}, since, webSocketImpl = WebSocket, each }: Following,
) => {
  const told: Told[] = [];
  const ending = new AbortController();
  let [arrived, failure] = [() => {}, undefined as unknown];
  const run = async () => {
    const changes = follow<Told>({
      url: `${peer.url.replace('http', 'ws')}/graphql`,
      token: () => peer.authority.sign(who),
      query,
      variables,
      since,
      webSocketImpl,
      signal: ending.signal,
    });
    for await (const change of changes) {
      told.push(change);
      arrived();
      await each?.(change);
    }
  };
  const running = run().catch((error: unknown) => {
    failure = error;
    arrived();
  });
  const reach = async (count: number) => {
    while (told.length < count && !failure) {
      await new Promise<void>((resolve) => (arrived = resolve));
    }
    if (told.length < count) throw failure;
  };
  return {
    told,
    /** Comes back when it has been told of so many changes. */
    until: async (count: number) => {
      await inTime(reach(count), patience, `${count} changes`).catch((error: unknown) => {
        throw new Error(`It has been told of ${told.length} changes, not of ${count}.`, {
          cause: error,
        });
      });
      return told;
    },
    /** Why it gave up. */
    refused: async (): Promise<unknown> => {
      await inTime(running, patience, 'a refusal');
      return failure;
    },
    stop: async () => {
      ending.abort();
      await running;
    },
  };
};
