/*
 * Compares our server with PostGraphile and with what hand-written SQL can reach, on a database of its own with the demo
 * data: `npm run bench`. Competitors take turns, in another order each round, since the machine is never the same twice.
 *
 *   reads writes live numbers  only these             each writes its section of RESULTS.md
 *   small                      small requests, beside other GraphQL servers
 *   clinic genji               what it costs there to see a part of what there is
 *   search growth              how long one waits for it, and for any list, at two sizes: they seed for minutes
 *   crawl dx                   their commands beside bare statements, and a log that many follow
 *   integrity or import alone  what operators wait for; files that come in and go out
 *   cold alone                 a start, an idle server, documents that it sees first
 *   deletes alone              a large study goes and comes back: --items 100000 --rounds 2
 *   before ../earlier          this checkout beside one of an earlier commit: --rounds 12 --seconds 1
 *                                                     unless some of it is left out:
 *   --only dashboard,threads   these queries          --against limit   these competitors beside ours
 *   --rounds 3  --seconds 4  --connections 8
 */
import { parseArgs } from 'node:util';
import { measureArrival } from './arrival.ts';
import { measureBefore } from './before.ts';
import { sameAnswers } from './check.ts';
import { cleanUp } from './cleanup.ts';
import { aboutCold, measureCold } from './cold.ts';
import { type Competitor, type Rival, rivals, start } from './competitors.ts';
import { compareCrawl } from './crawl.ts';
import { readBoard } from './dashboards.ts';
import { createDatabase, postgresVersion } from './database.ts';
import { aboutDeletes, measureDeletes } from './deletes.ts';
import { measureDx } from './dx.ts';
import { measureGrowth } from './growth.ts';
import { aboutImport, measureImport } from './import.ts';
import { measureIntegrity } from './integrity.ts';
import { compareLeads, measureBurndown } from './leads.ts';
import { compareBroadcasts } from './live.ts';
import type { Job, Measure } from './load.ts';
import { measureNumbers } from './numbers.ts';
import { queries } from './queries.ts';
import { compareClinic, compareGenji } from './realms.ts';
import { type Results, record, recordFigures, type Section, table } from './report.ts';
import { measureSearch } from './search.ts';
import { compareSmall } from './small.ts';
import { startWorker } from './worker.ts';
import { prepareWrites, writes } from './writes.ts';

type Options = {
  only: string[];
  against: Rival[];
  rounds: number;
  seconds: number;
  connections: number;
};

const warmUpSeconds = 1;

const startLoad = () => {
  const ask = startWorker<Job, { measure: Measure }>('load.ts');
  return async (job: Job) => (await ask(job)).measure;
};

/** One row changed: by our command, and by nothing but the statement for it. */
const compareWrites = async ({ rounds, seconds, connections }: Options): Promise<Results> => {
  const database = await createDatabase();
  const pearl = await start('pearl', database.url);
  const ids = await prepareWrites(database.url);
  const byHand = await start('limit', database.url);
  const jobs = new Map(
    Object.entries(writes(pearl, byHand, database.url, ids)).map(([name, job]) => [
      name,
      { ...job, connections },
    ]),
  );
  const load = startLoad();
  const measures = new Map([...jobs.keys()].map((name) => [name, [] as Measure[]]));
  const order = [...jobs];
  for (let round = 0; round < rounds; round++) {
    for (const [name, job] of order) {
      await load({ ...job, seconds: warmUpSeconds });
      measures.get(name)?.push(await load({ ...job, seconds }));
    }
    order.push(...order.splice(0, 1));
  }
  console.error('setTrackerStatus is measured.');
  return new Map([['setTrackerStatus', measures]]);
};

const compareReads = async ({ only, against, rounds, seconds, connections }: Options) => {
  const database = await createDatabase();
  const competitors: Competitor[] = [];
  for (const name of ['pearl', ...against] as const) {
    competitors.push(await start(name, database.url));
  }
  const load = startLoad();
  const { ids } = database;
  const results: Results = new Map();

  for (const query of queries.filter(({ name }) => only.includes(name))) {
    const some = query.byEffort ? ids.filter((_, place) => place % 18 === 0) : [0];
    const able = competitors.filter(({ name }) => name !== 'postgraphile' || query.postgraphile);
    for (const id of some) await sameAnswers(able, query, id);
    const measures = new Map(able.map(({ name }) => [name, [] as Measure[]]));
    results.set(query.name, measures);
    const order = [...able];
    for (let round = 0; round < rounds; round++) {
      for (const { name, url, headers, body } of order) {
        const job = { url, headers, connections, bodies: ids.map((id) => body(query, id)) };
        await load({ ...job, seconds: warmUpSeconds });
        measures.get(name)?.push(await load({ ...job, seconds }));
      }
      order.push(...order.splice(0, 1));
    }
    console.error(`${query.name} is measured.`);
  }

  return results;
};

/** What subscribers get, how soon, and at what price. */
const compareLive = async (options: Options): Promise<Results[]> => {
  const { url } = await createDatabase(30_000);
  const board = await readBoard(url);
  const ids = await prepareWrites(url);
  const broadcasts = await compareBroadcasts(url, board, options);
  return [broadcasts, await measureArrival(url, board, ids, options)];
};

const compareNumbers = async (options: Options): Promise<Results[]> => {
  const { url } = await createDatabase(30_000);
  const watched = await measureNumbers(url, await readBoard(url), options);
  const load = startLoad();
  return [watched, await compareLeads(load, options), await measureBurndown(load, options)];
};

const sections: Record<Section, (options: Options) => Promise<(Results | string)[]>> = {
  reads: async (options) => [await compareReads(options)],
  small: async (options) => [await compareSmall(startLoad(), options)],
  writes: async (options) => [await compareWrites(options)],
  live: compareLive,
  numbers: compareNumbers,
  clinic: async (options) => [await compareClinic(startLoad(), options)],
  genji: async (options) => [await compareGenji(startLoad(), options)],
  crawl: async (options) => [await compareCrawl(startLoad(), options)],
  dx: measureDx,
  search: measureSearch,
  growth: measureGrowth,
};
const names = Object.keys(sections) as Section[];

const measure = async (chosen: readonly Section[], options: Options) => {
  for (const name of chosen) {
    const measured = await sections[name](options);
    const tables = measured.map((each) => (typeof each === 'string' ? each : table(each)));
    console.log(tables.join('\n\n'));
    const { only, against } = options;
    const isWhole = only.length === queries.length && against.length === rivals.length;
    if (isWhole) record(name, tables, await postgresVersion(), options);
    await cleanUp();
  }
};

const isOneOf = <Name extends string>(known: readonly Name[], name: string): name is Name =>
  (known as readonly string[]).includes(name);

/** Names separated by commas; all there are when none is given. */
const list = <Name extends string>(given: string | undefined, known: readonly Name[]): Name[] =>
  given?.split(',').map((name) => {
    if (!isOneOf(known, name)) throw new Error(`There is no ${name}, only ${known.join(', ')}.`);
    return name;
  }) ?? [...known];

const whole = (given: string) => {
  if (!/^[1-9]\d*$/.test(given)) throw new Error(`${given} is not a whole number above zero.`);
  return Number(given);
};

const read = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      against: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      connections: { type: 'string', default: '8' },
    },
  });
  const chosen = positionals.length > 0 ? positionals.join() : undefined;
  const options = {
    only: list(
      values.only,
      queries.map(({ name }) => name),
    ),
    against: list(values.against, rivals),
    rounds: whole(values.rounds),
    seconds: whole(values.seconds),
    connections: whole(values.connections),
  };
  return { chosen: list(chosen, names), options };
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cleanUp().then(() => process.exit(130)));
}
try {
  if (process.argv[2] === 'integrity') await measureIntegrity();
  else if (process.argv[2] === 'import') {
    const figures = await measureImport();
    console.log(recordFigures('import', figures, aboutImport, await postgresVersion()));
  } else if (process.argv[2] === 'deletes') {
    const figures = await measureDeletes();
    console.log(recordFigures('deletes', figures, aboutDeletes, await postgresVersion()));
  } else if (process.argv[2] === 'cold') {
    console.log(recordFigures('cold', await measureCold(), aboutCold, await postgresVersion()));
  } else if (process.argv[2] === 'before') {
    const { figures, about } = await measureBefore();
    console.log(recordFigures('before', figures, about, await postgresVersion()));
  } else {
    const { chosen, options } = read();
    await measure(chosen, options);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
