/* A process of its own: what one VIEWER, or nobody, can send to take the server from everybody. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';

export type Attack = Target &
  ({ kind: 'viewer'; only?: string | undefined } | { kind: 'sign-ins'; perSecond: number });

type Target = {
  readonly url: string;
  readonly token: string;
  /** A cursor with a long trail behind it. */
  readonly since: string;
  readonly effort: number;
  readonly trackers: readonly number[];
};

/** How often what was answered how. */
export type Counts = Record<string, number>;

const counts: Counts = {};
const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1);
const ending = new AbortController();

/** Sends a document and hangs up after so long, or waits for the answer. */
const send = async (
  { url, token }: Target,
  what: string,
  body: object,
  { hangUpMs = 120_000, headers = {} } = {},
) => {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.any([ending.signal, AbortSignal.timeout(hangUpMs)]),
    });
    const { errors } = await response.json();
    count(`${what}: ${errors?.[0]?.extensions?.code ?? response.status}`);
  } catch (error) {
    count(
      `${what}: ${error instanceof Error && error.name === 'TimeoutError' ? 'hung up' : 'no answer'}`,
    );
    await wait(10);
  }
};

const userOf = (target: Target) =>
  `trackerComments(first: 1000, filter: { tracker: { item: { reportingEffortId: { eq: ${target.effort} } } } })`;

/** The kilobyte whose answer is millions of objects, at page sizes from the largest down to what is allowed. */
const multiplied = (target: Target, page: number) => {
  const aliases = Array.from(
    { length: 9 },
    (_, at) =>
      `a${at}: comments(first: ${page}) { nodes { id commentText commentType createdAt updatedAt } }`,
  );
  return { query: `{ ${userOf(target)} { nodes { id user { id ${aliases.join(' ')} } } } }` };
};

const pattern = (length: number, at: number) =>
  `${at} ${'%_a'.repeat(length / 3)}`.slice(0, length);

const bySubstring = (patterns: number, length: number) => ({
  query: `query ($filter: ReportingEffortItemFilter) {
    a: reportingEffortItems(filter: $filter) { totalCount }
    b: reportingEffortItems(filter: $filter, first: 1000) { totalCount nodes { id } }
    c: reportingEffortItems(filter: $filter, last: 1000) { totalCount nodes { id } }
  }`,
  variables: {
    filter: {
      or: Array.from({ length: patterns }, (_, at) => ({
        itemDescription: { contains: pattern(length, at) },
      })),
    },
  },
});

const byList = (texts: number) => ({
  query: `query ($codes: [String!]) { reportingEffortItems(filter: { itemCode: { notIn: $codes } }) { totalCount } }`,
  variables: { codes: Array.from({ length: texts }, (_, at) => `c${at}`) },
});

const heavyChange = (target: Target) => ({
  query: `mutation ($id: ID!) { addComment(trackerId: $id, commentText: "heavy") {
    tracker { item { reportingEffort { items(first: 1000) { nodes {
      id tracker { comments(first: 50) { nodes { id user { username } } } }
    } } } } }
  } }`,
  variables: { id: target.trackers[0] },
});

/** Follows the trail from its beginning, hangs up after some seconds, and comes again. */
const replay = async ({ url, token, since }: Target, turn: number) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const ended = new Promise<void>((resolve) => {
    socket.on('close', (code) => {
      count(`replay: closed with ${code}`);
      resolve();
    });
    socket.on('error', () => {});
  });
  const say = (message: object) => socket.send(JSON.stringify(message));
  socket.on('open', () =>
    say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }),
  );
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse((data as Buffer).toString());
    if (type === 'error') count(`replay: ${payload?.[0]?.extensions?.code}`);
    if (type !== 'connection_ack') return;
    // each another document, so that none is shared
    const query = `subscription ($since: String) { a${turn}: trackerChanged(since: $since) { cursor tracker { id item { itemCode } } } }`;
    say({ type: 'subscribe', id: '1', payload: { query, variables: { since } } });
  });
  const hangUp = setTimeout(() => socket.terminate(), 1000 + (turn % 7) * 1000);
  ending.signal.addEventListener('abort', () => socket.terminate(), { once: true });
  await ended;
  clearTimeout(hangUp);
  await wait(10);
};

/** Opens streams and keeps them. */
const stream = async ({ url, token, effort }: Target) => {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({
        query: `subscription { trackerChanged(reportingEffortId: ${effort}) { cursor } }`,
      }),
      signal: ending.signal,
    });
    count(`stream: ${response.status}`);
    if (response.status === 200) for await (const _part of response.body ?? []);
  } catch {
    count('stream: no answer');
  }
  await wait(10);
};

let attempt = 0;
const signIn = (target: Target, what: string, username: string) =>
  send({ ...target, token: '' }, what, {
    query:
      'mutation ($name: String!) { signIn(username: $name, password: "a wrong password") { accessToken } }',
    variables: { name: username },
  });

const nested = (depth: number) => ({
  query: 'query ($filter: StudyFilter) { studies(filter: $filter) { totalCount } }',
  variables: { filter: JSON.parse(`${'{"not":'.repeat(depth)}{}${'}'.repeat(depth)}`) },
});

/** Fifty connections, each with one thing to do over and over; or those of them that are chosen. */
const byViewer = (target: Target, only: string | undefined): (() => Promise<unknown>)[] => {
  let turn = 0;
  const all: [times: number, what: string, act: () => Promise<unknown>][] = [
    [12, 'replay', () => replay(target, (turn += 1))],
    [6, 'patterns', () => send(target, '98 patterns', bySubstring(98, 9000), { hangUpMs: 1000 })],
    [6, 'short', () => send(target, '8 short patterns', bySubstring(8, 30), { hangUpMs: 1000 })],
    [4, 'list', () => send(target, 'a list of 90,000', byList(90_000), { hangUpMs: 2000 })],
    [
      6,
      'change',
      () =>
        send(target, 'a heavy change', heavyChange(target), {
          headers: { 'idempotency-key': randomUUID() },
        }),
    ],
    ...[1000, 300, 100, 30, 10].map((page): (typeof all)[number] => [
      1,
      'multiplied',
      () => send(target, `9 × ${page}`, multiplied(target, page)),
    ]),
    [8, 'stream', () => stream(target)],
    [
      2,
      'password',
      () => signIn(target, 'wrong password', ['analyst', 'admin'][(attempt += 1) % 2] ?? ''),
    ],
    [1, 'nested', () => send(target, 'nested', nested(1000))],
  ];
  return all
    .filter(([, what]) => !only || only.split(',').includes(what))
    .flatMap(([times, , act]) => Array.from({ length: times }, () => act));
};

const loop = async (act: () => Promise<unknown>) => {
  while (!ending.signal.aborted) await act();
};

const steadily = async (perSecond: number, act: () => Promise<unknown>) => {
  while (!ending.signal.aborted) {
    void act();
    await wait(1000 / perSecond);
  }
};

process.on('disconnect', () => process.exit());
process.on('message', (message: Attack | 'stop') => {
  if (message === 'stop') {
    ending.abort();
    process.send?.(counts);
  } else {
    process.send?.('started');
    if (message.kind === 'viewer')
      for (const act of byViewer(message, message.only)) void loop(act);
    else
      void steadily(message.perSecond, () =>
        signIn(message, 'sign-in', `nobody-${(attempt += 1)}`),
      );
  }
});
