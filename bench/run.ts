/*
 * Compares our server with PostGraphile and with what hand-written SQL can reach, on a database of its own with the demo
 * data: `npm run bench`. Competitors take turns, in another order each round, since the machine is never the same twice.
 *
 *   reads | writes             only these             a run of all writes RESULTS.md
 *   --only dashboard,threads   these queries          --against limit   these competitors beside ours
 *   --rounds 3  --seconds 4  --connections 8
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sameAnswers } from './check.ts';
import { atEnd, cleanUp } from './cleanup.ts';
import { type Competitor, type Rival, rivals, start } from './competitors.ts';
import { createDatabase } from './database.ts';
import type { Job, Measure } from './load.ts';
import { queries } from './queries.ts';
import { page, type Results, table } from './report.ts';
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
  const child = fork(join(import.meta.dirname, 'load.ts'));
  atEnd(() => child.kill());
  const ended = once(child, 'exit').then(() => [{ error: 'The load has ended.' }]);
  return async (job: Job): Promise<Measure> => {
    child.send(job);
    const [{ measure, error }] = await Promise.race([once(child, 'message'), ended]);
    if (error) throw new Error(error);
    return measure;
  };
};

/** One row changed: by our command, and by nothing but the statement for it. */
const compareWrites = async ({ rounds, seconds, connections }: Options): Promise<Results> => {
  const database = await createDatabase(
    process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  );
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
  const database = await createDatabase(
    process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  );
  const competitors: Competitor[] = [];
  for (const name of ['pearl', ...against] as const) {
    competitors.push(await start(name, database.url));
  }
  const load = startLoad();
  const { ids } = database.facts;
  const results: Results = new Map();

  for (const query of queries.filter(({ name }) => only.includes(name))) {
    const some = query.byEffort ? ids.filter((_, place) => place % 18 === 0) : [0];
    for (const id of some) await sameAnswers(competitors, query, id);
    const measures = new Map(competitors.map(({ name }) => [name, [] as Measure[]]));
    results.set(query.name, measures);
    const order = [...competitors];
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

  return { results, facts: database.facts };
};

const compareAll = async (options: Options) => {
  const { results, facts } = await compareReads(options);
  for (const [name, measures] of await compareWrites(options)) results.set(name, measures);
  console.log(table(results));
  const { only, against } = options;
  if (only.length === queries.length && against.length === rivals.length) {
    writeFileSync(join(import.meta.dirname, 'RESULTS.md'), page(results, facts, options));
  }
};

const commands = new Map<string, (options: Options) => Promise<void>>([
  ['all', compareAll],
  ['reads', async (options) => console.log(table((await compareReads(options)).results))],
  ['writes', async (options) => console.log(table(await compareWrites(options)))],
]);

const isOneOf = <Name extends string>(known: Name[], name: string): name is Name =>
  (known as string[]).includes(name);

/** Names separated by commas; all there are when none is given. */
const list = <Name extends string>(given: string | undefined, known: Name[]): Name[] =>
  given?.split(',').map((name) => {
    if (!isOneOf(known, name)) throw new Error(`There is no ${name}, only ${known.join(', ')}.`);
    return name;
  }) ?? known;

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
  const [command = 'all'] = positionals;
  const run = commands.get(command);
  if (!run) throw new Error(`There is no ${command}.`);
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
  return { run, options };
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cleanUp().then(() => process.exit(130)));
}
try {
  const { run, options } = read();
  await run(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
