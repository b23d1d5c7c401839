import { start } from './competitors.ts';
import { type Board, listening, planning, startAudience } from './dashboards.ts';
import type { Job, Measure } from './load.ts';
import type { Results } from './report.ts';
import { startWorker } from './worker.ts';
import { setsStatus } from './writes.ts';

type Options = { rounds: number; seconds: number; connections: number };

const subscribers = 500;
const efforts = 10;
const perSecond = 100;
const heardBy = subscribers / efforts;

const plainSql =
  'update pearl.reporting_effort_item_trackers set due_date = $1::date where id = $2::int';

/** How long changes take to arrive, and what writing costs while somebody listens. */
export const measureArrival = async (
  databaseUrl: string,
  board: Board,
  ids: readonly number[],
  options: Options,
): Promise<Results> => {
  const pearl = await start('pearl', databaseUrl);
  const some = board.efforts.slice(0, efforts);
  const ask = startAudience();
  const listen = listening(pearl, some, subscribers);
  await ask(listen);
  const { url, headers } = pearl;
  const theirs = board.trackers.filter(({ effort }) => some.includes(effort));
  await ask({ kind: 'settle', url, headers, body: planning(theirs.slice(0, efforts)) });

  const rate = { heardBy, perSecond, seconds: options.seconds, headers };
  const byMutation = theirs.map((tracker) => ({ id: tracker.id, body: planning([tracker]) }));
  const bySql = theirs.map(({ id }) => ({ id, body: JSON.stringify(['DATE', id]) }));
  const results: Results = new Map();
  const add = (name: string, who: string, measure: Measure) => {
    const own = results.get(name) ?? new Map<string, Measure[]>();
    results.set(name, own.set(who, [...(own.get(who) ?? []), measure]));
  };
  for (let round = 0; round < options.rounds; round++) {
    const mutations = await ask({ kind: 'steady', ...rate, url, changes: byMutation });
    add('arrival of a mutation', 'pearl', mutations.measure);
    const statement = { url: databaseUrl, statement: plainSql, changes: bySql };
    const statements = await ask({ kind: 'steady', ...rate, ...statement });
    add('arrival of plain SQL', 'pearl', statements.measure);
  }

  const load = startWorker<Job, { measure: Measure }>('load.ts');
  const job = { ...setsStatus(pearl, ids, 0), connections: options.connections };
  const write = async (who: string) => {
    await load({ ...job, seconds: 1 });
    const { measure } = await load({ ...job, seconds: options.seconds });
    add(`setTrackerStatus, ${subscribers} listening`, who, measure);
  };
  await ask({ kind: 'ignore' });
  const turns = [
    () => write('pearl'),
    async () => {
      await ask({ kind: 'leave' });
      await write('nobody listens');
      await ask(listen);
    },
  ];
  for (let round = 0; round < options.rounds; round++) {
    for (const turn of turns) await turn();
    turns.reverse();
  }
  return results;
};
