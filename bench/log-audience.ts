/** A process of its own that follows one log through many WebSockets, writes to it, and measures when each line arrives. */
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Measure } from './load.ts';
import { answerTasks } from './worker.ts';

export type LogTask = {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly analysisRunId: string;
  readonly watchers: number;
  /** How many lines come in one command, and how many in a second. */
  readonly linesAtOnce: number;
  readonly perSecond: number;
  readonly seconds: number;
};
export type LogHeard = {
  readonly measure: Measure;
  readonly lost: number;
  readonly doubled: number;
};

const patienceMs = 10_000;

const query = `subscription ($id: ID!) { dxLogChanged(analysisRunId: $id) {
  cursor action dxAnalysisActivityLog { line timestamp action status result fileName duration } } }`;
const append = `mutation ($id: ID!, $lines: [AppendDxLogLineInput!]!) { appendDxLogs(analysisRunId: $id, lines: $lines) }`;

/** A watcher, once it is told of a line that says where to begin. */
const watch = (
  { url, headers, analysisRunId }: LogTask,
  hear: (line: number) => void,
): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    const say = (message: object) => socket.send(JSON.stringify(message));
    socket.on('open', () =>
      say({ type: 'connection_init', payload: { authorization: headers['authorization'] } }),
    );
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`Closed with ${code}`)));
    socket.once('message', () => {
      say({ id: '1', type: 'subscribe', payload: { query, variables: { id: analysisRunId } } });
      socket.on('message', (data) => {
        const [, line] = /"action":"Line (\d+)"/.exec((data as Buffer).toString()) ?? [];
        if (line === undefined) return;
        hear(Number(line));
        resolve(socket);
      });
    });
  });

const run = async (task: LogTask): Promise<LogHeard> => {
  const { url, headers, analysisRunId, watchers, linesAtOnce, perSecond, seconds } = task;
  let last = 0;
  const sentAt = new Map<number, number>();
  const write = async (count: number) => {
    const lines = Array.from({ length: count }, (_, at) => ({
      action: `Line ${last + 1 + at}`,
      status: 'COMPLETE',
      fileName: 'src/main.ts',
    }));
    const now = performance.now();
    for (let at = 1; at <= count; at += 1) sentAt.set(last + at, now);
    last += count;
    const body = JSON.stringify({ query: append, variables: { id: analysisRunId, lines } });
    const response = await fetch(url, { method: 'POST', headers, body });
    const { data } = (await response.json()) as { data?: { appendDxLogs: number } | null };
    if (!data) throw new Error('A line was refused.');
  };
  await write(1); // what watchers are told of first

  const times = createHistogram();
  const heard = Array.from({ length: watchers }, () => new Map<number, number>());
  const sockets = await Promise.all(
    heard.map((lines) =>
      watch(task, (line) => {
        lines.set(line, (lines.get(line) ?? 0) + 1);
        const sent = sentAt.get(line);
        if (line > 1 && sent !== undefined)
          times.record(Math.max(1, Math.round((performance.now() - sent) * 1000)));
      }),
    ),
  );
  const began = performance.now();
  const commands = (perSecond * seconds) / linesAtOnce;
  const writing: Promise<void>[] = [];
  for (let at = 0; at < commands; at += 1) {
    const due = began + (at * linesAtOnce * 1000) / perSecond;
    if (due > performance.now()) await wait(due - performance.now());
    writing.push(write(linesAtOnce));
  }
  await Promise.all(writing);
  const isComplete = () => heard.every((lines) => lines.size === last);
  for (const end = performance.now() + patienceMs; !isComplete() && performance.now() < end; )
    await wait(20);
  const perSecondHeard = times.count / ((performance.now() - began) / 1000);
  for (const socket of sockets) {
    socket.removeAllListeners('close');
    socket.terminate();
  }
  return {
    measure: {
      perSecond: perSecondHeard,
      p50: times.percentile(50) / 1000,
      p99: times.percentile(99) / 1000,
    },
    lost: heard.reduce((sum, lines) => sum + last - lines.size, 0),
    doubled: heard.flatMap((lines) => [...lines.values()]).filter((count) => count > 1).length,
  };
};

answerTasks(run);
