/** A process of its own that listens through many WebSockets, has changes made and measures when each arrives. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { WebSocket } from 'ws';
import type { Heard, Task } from './audience-task.ts';
import type { Measure } from './load.ts';
import { answerTasks } from './worker.ts';

type As<Kind extends Task['kind']> = Extract<Task, { kind: Kind }>;

const atOnce = 100;
const patienceMs = 60_000;

let sockets: WebSocket[] = [];
let hear: (socket: number, text: Buffer) => void = () => {};
let sample = '';

/** Every change is another one: what is posted has a place for a date that none has had before. */
let turn = Math.floor(Math.random() * 1_000_000);
const another = (body: string) => {
  turn += 1;
  return body.replaceAll('DATE', new Date(turn * 86_400_000).toISOString().slice(0, 10));
};

const listen = async ({ url, headers, query, efforts, subscribers }: As<'listen'>) => {
  const open = (index: number) =>
    new Promise<WebSocket>((resolve, reject) => {
      const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
        perMessageDeflate: false,
        skipUTF8Validation: true,
      });
      const say = (message: object) => socket.send(JSON.stringify(message));
      socket.on('open', () =>
        say({ type: 'connection_init', payload: { authorization: headers['authorization'] } }),
      );
      socket.on('error', reject);
      socket.on('close', (code) => reject(new Error(`Closed with ${code}`)));
      socket.once('message', () => {
        const effort = efforts[index % efforts.length];
        say({ id: '1', type: 'subscribe', payload: { query, variables: { effort } } });
        socket.on('message', (data) => hear(index, data as Buffer));
        resolve(socket);
      });
    });
  for (let from = 0; from < subscribers; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, subscribers - from) }, (_, at) => from + at);
    sockets.push(...(await Promise.all(some.map(open))));
  }
};

const post = async (url: string, headers: Record<string, string>, body: string) => {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok || text.includes('"errors":[{')) throw new Error(text.slice(0, 500));
};

const measured = (times: RecordableHistogram, count: number, began: number): Measure => ({
  perSecond: count / ((performance.now() - began) / 1000),
  p50: times.percentile(50) / 1000,
  p99: times.percentile(99) / 1000,
});

const microseconds = (since: number) => Math.max(1, Math.round((performance.now() - since) * 1000));

/** So many batches are on their way at any time: the next are made while one is sent. */
const batchesAhead = 3;

const broadcast = async ({
  url,
  headers,
  body,
  each,
  seconds,
}: As<'broadcast'>): Promise<Measure> => {
  const times = createHistogram();
  const starts: number[] = [];
  const heard = new Int32Array(sockets.length);
  const perBatch = each * sockets.length;
  let deliveries = 0;
  let awaited = { count: 0, resolve: () => {} };
  hear = (socket) => {
    const start = starts[Math.floor((heard[socket] as number) / each)];
    heard[socket] = (heard[socket] as number) + 1;
    if (start !== undefined) times.record(microseconds(start));
    deliveries += 1;
    if (deliveries === awaited.count) awaited.resolve();
  };
  const until = (count: number) =>
    deliveries >= count
      ? Promise.resolve()
      : Promise.race([
          new Promise<void>((resolve) => (awaited = { count, resolve })),
          wait(patienceMs, undefined, { ref: false }).then(() => {
            throw new Error(`${count - deliveries} of ${count} changes have not arrived.`);
          }),
        ]);
  const began = performance.now();
  const posts: Promise<void>[] = [];
  while (performance.now() - began < seconds * 1000) {
    starts.push(performance.now());
    posts.push(post(url, headers, another(body)));
    await until((starts.length - batchesAhead + 1) * perBatch);
  }
  await until(starts.length * perBatch);
  const measure = measured(times, deliveries, began);
  await Promise.all(posts);
  if (deliveries !== starts.length * perBatch) throw new Error('More has arrived than was sent.');
  return measure;
};

/** Whoever has heard nothing for so long has heard all there was: what comes later would be measured as the next change. */
const quietMs = 3_000;

/** Until every subscriber hears: a protocol that does not say when a subscription has begun leaves no other way. */
const settle = async ({ url, headers, body }: As<'settle'>) => {
  const heard = new Set<number>();
  let last = 0;
  hear = (socket, text) => {
    heard.add(socket);
    sample = text.toString();
    last = performance.now();
  };
  for (let tries = 0; heard.size < sockets.length; tries += 1) {
    if (tries === 30) throw new Error(`Only ${heard.size} of ${sockets.length} hear anything.`);
    heard.clear();
    await post(url, headers, another(body));
    last = performance.now();
    while (performance.now() - last < quietMs) await wait(100);
  }
};

const steady = async ({ changes, heardBy, perSecond, seconds, ...by }: As<'steady'>) => {
  const sql = by.statement ? postgres(by.url, { max: 2 }) : undefined;
  const times = createHistogram();
  const startedAt = new Map<string, number>();
  const total = perSecond * seconds;
  const done = Promise.withResolvers<void>();
  let deliveries = 0;
  hear = (_socket, text) => {
    const [, id = ''] = /"entityId":"(\d+)","changedFields"/.exec(text.toString()) ?? [];
    const start = startedAt.get(id);
    if (start === undefined) return;
    times.record(microseconds(start));
    deliveries += 1;
    if (deliveries === total * heardBy) done.resolve();
  };
  const change = (body: string) =>
    sql && by.statement
      ? sql.unsafe(by.statement, JSON.parse(body), { prepare: true }).execute()
      : post(by.url, by.headers, body);
  const began = performance.now();
  const made: Promise<unknown>[] = [];
  for (let at = 0; at < total; at += 1) {
    const due = began + (at * 1000) / perSecond;
    if (due > performance.now()) await wait(due - performance.now());
    const { id, body } = changes[at % changes.length] as (typeof changes)[0];
    startedAt.set(id, performance.now());
    made.push(change(another(body)));
  }
  const patience = wait(10_000, undefined, { ref: false }).then(() => {
    throw new Error(`${total * heardBy - deliveries} changes have not arrived.`);
  });
  await Promise.all([...made, Promise.race([done.promise, patience])]);
  await sql?.end();
  return measured(times, deliveries, began);
};

const watch = async ({ url, headers, changes, efforts, perSecond, seconds }: As<'watch'>) => {
  const times = createHistogram();
  /** When the last change of an effort was sent that nobody has heard of, for each socket. */
  const sentAt = new Map<string, number>();
  const heardAt = new Float64Array(sockets.length);
  let deliveries = 0;
  let last = performance.now();
  hear = (socket) => {
    const sent = sentAt.get(efforts[socket % efforts.length] ?? '');
    last = performance.now();
    if (sent === undefined || heardAt[socket] === sent) return;
    heardAt[socket] = sent;
    times.record(microseconds(sent));
    deliveries += 1;
  };
  const began = performance.now();
  const made: Promise<unknown>[] = [];
  for (let at = 0; at < perSecond * seconds; at += 1) {
    const due = began + (at * 1000) / perSecond;
    if (due > performance.now()) await wait(due - performance.now());
    const { effort, body } = changes[at % changes.length] as (typeof changes)[0];
    sentAt.set(effort, performance.now());
    made.push(post(url, headers, body));
  }
  await Promise.all(made);
  const measure = measured(times, deliveries, began);
  while (performance.now() - last < 1000) await wait(100);
  return measure;
};

const leave = () => {
  for (const socket of sockets) {
    socket.removeAllListeners('close');
    socket.terminate();
  }
  sockets = [];
};

const act = async (task: Task): Promise<Partial<Heard>> => {
  switch (task.kind) {
    case 'broadcast':
      return { measure: await broadcast(task) };
    case 'steady':
      return { measure: await steady(task) };
    case 'watch':
      return { measure: await watch(task) };
    case 'settle':
      await settle(task);
      return { sample };
    case 'listen':
      await listen(task);
      return {};
    case 'ignore':
      hear = () => {};
      return {};
    case 'leave':
      leave();
      return {};
  }
};

answerTasks(act);
