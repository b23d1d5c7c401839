/** A process of its own that sends requests for a number of seconds, so that measuring does not slow what it measures. */
import { Agent, request } from 'node:http';
import { createHistogram } from 'node:perf_hooks';
import postgres from 'postgres';
import { answerTasks } from './worker.ts';

export type Job = {
  /** A server that takes bodies over HTTP, or a Postgres that takes them as parameters of a statement. */
  url: string;
  headers: Record<string, string>;
  statement?: string;
  bodies: string[];
  /** Whose the requests are, in turn. */
  tokens?: readonly string[];
  connections: number;
  seconds: number;
};
export type Measure = {
  perSecond: number;
  p50?: number;
  p99?: number;
  kilobytes?: number;
  /** How much of one core the server took, in per cent. */
  cpu?: number;
};

/** How long each right answer is. The first one is read whole; afterwards only an error could have another length. */
const lengths = new Map<string, number>();

const check = (key: string, status: number | undefined, chunks: Buffer[], length: number) => {
  if (status === 200 && lengths.get(key) === length) return;
  const text = Buffer.concat(chunks).toString();
  if (status !== 200 || lengths.has(key) || JSON.parse(text).errors) {
    throw new Error(`A wrong answer with status ${status}: ${text.slice(0, 500)}`);
  }
  lengths.set(key, length);
};

let nth = 0;

const send = (agent: Agent, { url, headers: all, tokens }: Job, body: string) =>
  new Promise<void>((resolve, reject) => {
    const token = tokens?.[nth++ % tokens.length];
    const headers = token ? { ...all, authorization: `Bearer ${token}` } : all;
    const sent = request(url, { method: 'POST', agent, headers, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(
            check(url + headers['authorization'] + body, response.statusCode, chunks, length),
          );
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('No answer within 30 seconds.')));
    sent.on('error', reject);
    sent.end(body);
  });

type Client = { send: (body: string) => Promise<unknown>; close: () => unknown };

const overHttp = (job: Job): Client => {
  const agent = new Agent({ keepAlive: true, maxSockets: job.connections });
  return { send: (body) => send(agent, job, body), close: () => agent.destroy() };
};

const overSql = (statement: string, { url, connections }: Job): Client => {
  const sql = postgres(url, { max: connections });
  return {
    send: async (body) => {
      const { count } = await sql.unsafe(statement, JSON.parse(body), { prepare: true });
      if (count !== 1) throw new Error(`The statement changed ${count} rows.`);
    },
    close: () => sql.end(),
  };
};

/** How far through its bodies each job has come: the next run goes on there, since a write is not the same twice. */
const places = new Map<string, number>();

const next = ({ url, statement = '', bodies }: Job): string => {
  const key = `${url} ${statement}`;
  const place = places.get(key) ?? 0;
  places.set(key, place + 1);
  return bodies[place % bodies.length] ?? '';
};

const run = async (job: Job): Promise<Measure> => {
  const client = job.statement ? overSql(job.statement, job) : overHttp(job);
  const times = createHistogram();
  const began = performance.now();
  const end = began + job.seconds * 1000;
  const connection = async () => {
    while (performance.now() < end) {
      const started = performance.now();
      await client.send(next(job));
      times.record(Math.max(1, Math.round((performance.now() - started) * 1000)));
    }
  };
  try {
    await Promise.all(Array.from({ length: job.connections }, connection));
    const seconds = (performance.now() - began) / 1000;
    return {
      perSecond: times.count / seconds,
      p50: times.percentile(50) / 1000,
      p99: times.percentile(99) / 1000,
    };
  } finally {
    await client.close();
  }
};

answerTasks(async (job: Job) => ({ measure: await run(job) }));
