import { type IncomingMessage, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Peer } from '../support/live.ts';
import { patience } from '../support/patience.ts';

/** One server-sent event; its data as JSON when they are. */
export type Event = {
  readonly type: string;
  readonly id: string | undefined;
  readonly data: unknown;
};

const eventOf = (text: string): Event | undefined => {
  const fields = new Map(
    text
      .split('\n')
      .filter((line) => line && !line.startsWith(':'))
      .map((line) => /^(\w+): ?(.*)$/.exec(line)?.slice(1, 3) as [string, string]),
  );
  if (fields.size === 0) return undefined; // a comment
  const data = fields.get('data') ?? '';
  const isJson = data.startsWith('{');
  return {
    type: fields.get('event') ?? 'message',
    id: fields.get('id'),
    data: isJson ? JSON.parse(data) : data,
  };
};

type Options = {
  readonly variables?: Record<string, unknown>;
  readonly lastEventId?: string | undefined;
  readonly accept?: string;
  readonly expiresIn?: string;
  readonly method?: 'GET' | 'POST';
  /** Whether to read what comes at once, or not before `read` is called. */
  readonly reads?: boolean;
};

/** A subscription as server-sent events. */
export const openEvents = async (
  { url, authority }: Peer,
  who: string | null,
  query: string,
  {
    variables,
    lastEventId,
    accept = 'text/event-stream',
    expiresIn = '12h',
    method = 'POST',
    reads = true,
  }: Options = {},
) => {
  const body = method === 'POST' ? JSON.stringify({ query, variables }) : '';
  const path = `/graphql${method === 'GET' ? `?query=${encodeURIComponent(query)}` : ''}`;
  const asking = request(`${url}${path}`, {
    method,
    agent: false,
    headers: {
      accept,
      ...(body && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
      ...(who && { authorization: `Bearer ${await authority.sign(who, { expiresIn })}` }),
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asking.on('response', resolve).on('error', reject).end(body);
  });
  asking.on('error', () => {});

  const events: Event[] = [];
  let [text, given] = ['', 0];
  let how: 'closed' | 'broken' | undefined;
  answer.setEncoding('utf8');
  answer.on('error', () => {});
  answer.on('close', () => (how = answer.complete ? 'closed' : 'broken'));
  const read = () =>
    answer.on('data', (chunk: string) => {
      const parts = (text + chunk).split('\n\n');
      text = parts.pop() ?? '';
      events.push(...parts.flatMap((part) => eventOf(part.replace(/^\n+/, '')) ?? []));
    });
  if (reads) read();

  const until = async (isThere: () => boolean, ms: number, what: string) => {
    for (const began = Date.now(); !isThere(); ) {
      if (Date.now() - began > ms) throw new Error(`${what}: not within ${ms} ms.`);
      await wait(5);
    }
  };
  return {
    status: answer.statusCode,
    headers: new Headers(answer.headers as Record<string, string>),
    read,
    next: async (ms = patience): Promise<Event> => {
      await until(() => events.length > given, ms, 'an event');
      given += 1;
      return events[given - 1] as Event;
    },
    /** What has come and nobody has asked for, after a while. */
    rest: async (ms = 150): Promise<Event[]> => {
      await wait(ms);
      const rest = events.slice(given);
      given = events.length;
      return rest;
    },
    /** How the server ends it, and what all it has told. */
    ended: async (ms = patience) => {
      await until(() => how !== undefined, ms, 'the end');
      return { how, events };
    },
    close: async () => {
      asking.destroy();
      await wait(10);
    },
  };
};
