import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Who uses the server meanwhile, and what for. */
export type Others = {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly effort: { readonly id: number; readonly trackers: readonly number[] };
};

export type Noticed = {
  readonly me: { p50: number; p99: number; failed: number; count: number };
  readonly delivery: { p50: number; p99: number; lost: number; count: number };
  readonly unready: number;
};

const mePerSecond = 20;
const changesPerSecond = 10;
const listeners = 50;
/** Who has no answer by then is counted as having waited so long. */
const patienceMs = 60_000;

const post = async (url: string, token: string, query: string, variables = {}) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(patienceMs),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};

const since = (began: number) => Math.max(1, Math.round((performance.now() - began) * 1000));
const quantiles = (times: RecordableHistogram) => ({
  p50: times.count && times.percentile(50) / 1000,
  p99: times.count && times.percentile(99) / 1000,
});

/** Does something so often a second, whether or not the one before has come to its end; resolves when all have. */
const steadily = async (
  perSecond: number,
  seconds: number,
  act: (turn: number) => Promise<unknown>,
) => {
  const began = performance.now();
  const running: Promise<unknown>[] = [];
  for (let turn = 0; turn < perSecond * seconds; turn += 1) {
    const due = began + (turn * 1000) / perSecond - performance.now();
    if (due > 0) await wait(due);
    running.push(act(turn));
  }
  await Promise.all(running);
};

/** Follows an effort on a socket, and says which change has arrived. */
const listen = ({ url, effort }: Others, token: string, hear: (key: string) => void) =>
  new Promise<WebSocket>((resolve, reject) => {
    const seen = new Set<string>(); // a comment of the attacker's tells of the tracker again
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const say = (message: object) => socket.send(JSON.stringify(message));
    socket.on('open', () =>
      say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }),
    );
    socket.on('error', reject);
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse((data as Buffer).toString());
      if (type === 'connection_ack') {
        const query = `subscription { trackerChanged(reportingEffortId: ${effort.id}) { tracker { id dueDate } } }`;
        say({ type: 'subscribe', id: '1', payload: { query } });
        resolve(socket);
      } else if (type === 'ping') say({ type: 'pong' });
      else if (type === 'next') {
        const { tracker } = payload.data.trackerChanged;
        const key = `${tracker.id} ${tracker.dueDate}`;
        if (!seen.has(key)) hear(key);
        seen.add(key);
      }
    });
  });

let day = 0;
/** A date that no tracker has had yet. */
const anotherDay = () =>
  new Date(Date.UTC(2040, 0, 1) + (day += 1) * 86_400_000).toISOString().slice(0, 10);

const plan = `mutation ($id: ID!, $day: Date!) { updateTracker(id: $id, input: { dueDate: $day }) { id } }`;

/** Uses the server as others do while it is attacked: asks, changes, listens and probes. */
export const watch = async (others: Others, seconds: number): Promise<Noticed> => {
  const { url, tokens, effort } = others;
  const tokenOf = (turn: number) => tokens[turn % tokens.length] ?? '';
  const asked = createHistogram();
  const delivered = createHistogram();
  const startedAt = new Map<string, number>();
  let [failed, unready, heard] = [0, 0, 0];
  const hear = (key: string) => {
    const began = startedAt.get(key);
    if (began === undefined) return; // the attacker's
    heard += 1;
    delivered.record(since(began));
  };
  const sockets: WebSocket[] = [];
  for (let at = 0; at < listeners; at += 1) sockets.push(await listen(others, tokenOf(at), hear));

  const me = async (turn: number) => {
    const began = performance.now();
    await post(url, tokenOf(turn), '{ me { username } }').catch(() => (failed += 1));
    asked.record(since(began));
  };
  const change = async (turn: number) => {
    const [id, due] = [effort.trackers[turn % effort.trackers.length], anotherDay()];
    startedAt.set(`${id} ${due}`, performance.now());
    await post(url, tokenOf(turn), plan, { id, day: due }).catch(({ message }: Error) => {
      startedAt.delete(`${id} ${due}`);
      failed += 1;
      console.log(`A change by another one failed: ${message}`);
    });
  };
  const probe = async () => {
    const answer = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5000) }).catch(
      () => {},
    );
    if (answer?.status !== 200) unready += 1;
  };
  await Promise.all([
    steadily(mePerSecond, seconds, me),
    steadily(changesPerSecond, seconds, change),
    steadily(2, seconds, probe),
  ]);
  const all = startedAt.size * listeners;
  for (const end = performance.now() + 30_000; heard < all && performance.now() < end; )
    await wait(50);
  for (const socket of sockets) socket.terminate();
  return {
    me: { ...quantiles(asked), failed, count: asked.count },
    delivery: { ...quantiles(delivered), lost: all - heard, count: all },
    unready,
  };
};
