import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { atEnd } from './cleanup.ts';
import type { Competitor } from './competitors.ts';
import { startAudience } from './dashboards.ts';
import type { Job, Measure } from './load.ts';
import { cpuOf } from './process.ts';
import { median } from './report.ts';
import { startWorker } from './worker.ts';
import { prepareWrites } from './writes.ts';

/*
 * What we do beside what we did: this checkout (or a second folder) and one of an earlier commit, each with its own server,
 * demo data and words (`npm run bench -- before ../earlier`, a `git worktree` after `npm ci`). They take short turns in pairs, since the machine
 * is never the same twice; and the CPU that each server takes for a request tells what the machine's other guests blur.
 */

const parts = ['database', 'competitors', 'queries', 'writes', 'dashboards', 'cleanup'] as const;
type House = typeof import('./database.ts') &
  typeof import('./competitors.ts') &
  typeof import('./queries.ts') &
  typeof import('./writes.ts') &
  typeof import('./dashboards.ts') &
  typeof import('./cleanup.ts');

const bench = import.meta.dirname;

const houseIn = async (folder: string): Promise<House> => {
  const files = parts.map((part) => import(join(folder, 'bench', `${part}.ts`)));
  const house: House = Object.assign({}, ...(await Promise.all(files)));
  atEnd(house.cleanUp);
  return house;
};

type Turn = { take: (seconds: number) => Promise<Measure>; end: () => unknown };
type Side = {
  readonly server: Competitor;
  readonly turns: ReadonlyMap<string, () => Promise<Turn>>;
};

const broadcasts = { '2000 of one effort': 1, '2000 of 200 efforts': 200 };
const subscribers = 2000;

const sideOf = async (house: House, connections: number): Promise<Side> => {
  const { url: database, ids } = await house.createDatabase(30_000);
  const board = await house.readBoard(database);
  const trackers = await prepareWrites(database);
  const server = await house.start('pearl', database);
  const { url, headers } = server;
  const loading = (job: Pick<Job, 'url' | 'headers' | 'bodies'>) => async (): Promise<Turn> => {
    const load = startWorker<Job, { measure: Measure }>('load.ts');
    return {
      take: async (seconds) => (await load({ ...job, connections, seconds })).measure,
      end: () => {},
    };
  };
  const telling = (count: number) => async (): Promise<Turn> => {
    const ask = startAudience();
    const efforts = board.efforts.slice(0, count);
    await ask(house.listening(server, efforts, subscribers));
    const body = house.planning(board.trackers.slice(0, count));
    await ask({ kind: 'settle', url, headers, body });
    return {
      take: async (seconds) =>
        (await ask({ kind: 'broadcast', url, headers, body, each: 1, seconds })).measure,
      end: () => ask({ kind: 'leave' }),
    };
  };
  const turns = new Map<string, () => Promise<Turn>>();
  for (const query of house.queries) {
    const bodies = ids.map((id) => server.body(query, id));
    turns.set(query.name, loading({ url, headers, bodies }));
  }
  turns.set('setTrackerStatus', loading(house.setsStatus(server, trackers, 0)));
  for (const [name, count] of Object.entries(broadcasts)) turns.set(name, telling(count));
  return { server, turns };
};

/** A turn, and the server's CPU for each thing done. */
const taken = async (turn: Turn, { server }: Side, seconds: number) => {
  const before = cpuOf(server);
  const { perSecond } = await turn.take(seconds);
  return { perSecond, cpu: (cpuOf(server) - before) / (perSecond * seconds) };
};

const read = () => {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(3),
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '12' },
      seconds: { type: 'string', default: '1' },
      connections: { type: 'string', default: '8' },
    },
  });
  const [folder, later = join(bench, '..')] = positionals;
  if (!folder) throw new Error('Say where the earlier checkout is: npm run bench -- before FOLDER');
  return {
    folders: [resolve(folder), resolve(later)] as const,
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    connections: Number(values.connections),
  };
};

const commitOf = (folder: string) =>
  execFileSync('git', ['-C', folder, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();

export const measureBefore = async () => {
  const { folders, rounds, seconds, connections } = read();
  const before = await sideOf(await houseIn(folders[0]), connections);
  const now = await sideOf(await houseIn(folders[1]), connections);
  const figures: string[][] = [];
  for (const [name, begin] of now.turns) {
    const old = await before.turns.get(name)?.();
    if (!old) continue;
    const own = await begin();
    const pairs: { speed: number; cpu: number; perSecond: number }[] = [];
    for (let round = -1; round < rounds; round++) {
      const isFirst = round % 2 === 0;
      const first = isFirst ? await taken(own, now, seconds) : undefined;
      const then = await taken(old, before, seconds);
      const us = first ?? (await taken(own, now, seconds));
      const { perSecond } = us;
      // the first pair warms them up
      if (round >= 0)
        pairs.push({ perSecond, speed: perSecond / then.perSecond, cpu: us.cpu / then.cpu });
    }
    await Promise.all([old.end(), own.end()]);
    const middle = (what: 'speed' | 'cpu' | 'perSecond') => median(pairs.map((pair) => pair[what]));
    const figure = `${middle('speed').toFixed(2)} × (${middle('perSecond').toFixed(0)} a second); CPU of the server × ${middle('cpu').toFixed(2)}`;
    figures.push([name, figure, 'at least 0.95 ×']);
    console.error(`${name}: ${figure}`);
  }
  return { figures, about: about(folders.map(commitOf), rounds, seconds, connections) };
};

const about = ([before, now]: string[], rounds: number, seconds: number, connections: number) =>
  `Requests (or deliveries to ${subscribers} subscribers) per second of ${now}, by those of ${before}: medians over ${rounds} pairs of turns
of ${seconds} s, with ${connections} connections. Each has its own server, database and demo data, and is asked in its own words.
`;
