import { isDeepStrictEqual } from 'node:util';
import { type Competitor, start } from './competitors.ts';
import { type Board, listening, planning, startAudience, type Tracker } from './dashboards.ts';
import type { Measure } from './load.ts';
import { kilobytesOf } from './process.ts';
import type { Results } from './report.ts';

type Options = { rounds: number; seconds: number };

const names = ['pearl', 'bare ws', 'yoga', 'yoga, in memory'] as const;

/** How many listen to how many efforts, in turn, and how many changes each of them is told of at a time. */
const scenarios = [
  { subscribers: 2000, efforts: 1, changes: 1 },
  { subscribers: 2000, efforts: 1, changes: 5 },
  { subscribers: 2000, efforts: 200, changes: 1 },
  { subscribers: 5000, efforts: 1, changes: 1 },
  { subscribers: 5000, efforts: 1, changes: 5 },
  { subscribers: 5000, efforts: 200, changes: 1 },
];

/**
 * Tells many dashboards of changes: our server, Yoga with graphql-ws as their documentation puts them together, and a
 * bare broadcast of the same bytes by `ws`.
 */
export const compareBroadcasts = async (
  databaseUrl: string,
  board: Board,
  options: Options,
): Promise<Results> => {
  const results: Results = new Map();
  for (const { subscribers, efforts, changes } of scenarios) {
    const name = `${subscribers} of ${efforts === 1 ? 'one effort' : `${efforts} efforts`}, ${changes} at a time`;
    const some = board.efforts.slice(0, efforts);
    const there = board.trackers.filter(({ effort }) => some.includes(effort));
    const changed = there.slice(0, efforts * changes);
    results.set(name, await compare(databaseUrl, some, changed, subscribers, options));
    console.error(`${name}: measured.`);
  }
  return results;
};

const compare = async (
  databaseUrl: string,
  efforts: readonly string[],
  changed: readonly Tracker[],
  subscribers: number,
  { rounds, seconds }: Options,
) => {
  const each = changed.length / efforts.length;
  const measures = new Map<string, Measure[]>();
  const runs: (() => Promise<void>)[] = [];
  const ends: (() => unknown)[] = [];
  let sample = '';
  for (const name of names) {
    const competitor = await start(name, databaseUrl);
    const { url, headers, stop } = competitor;
    const before = kilobytesOf(competitor);
    const ask = startAudience();
    await ask(listening(competitor, efforts, subscribers));
    const body = bodyFor(competitor, changed, sample);
    const settled = await ask({ kind: 'settle', url, headers, body });
    sample ||= settled.sample;
    assertAlike(sample, settled.sample);
    const kilobytes = (kilobytesOf(competitor) - before) / subscribers;
    const own: Measure[] = [];
    measures.set(name, own);
    runs.push(async () => {
      const { measure } = await ask({ kind: 'broadcast', url, headers, body, each, seconds });
      own.push({ ...measure, kilobytes });
    });
    ends.push(async () => {
      await ask({ kind: 'leave' });
      await stop();
    });
  }
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) await run();
    runs.push(...runs.splice(0, 1));
  }
  for (const end of ends) await end();
  return measures;
};

const bodyFor = ({ name }: Competitor, changed: readonly Tracker[], sample: string): string =>
  name === 'pearl' ? planning(changed) : JSON.stringify({ changes: changed, sample });

/** Whether subscribers get to see the same, in as many words. */
const assertAlike = (ours: string, theirs: string) => {
  const shown = (text: string) => {
    const { tracker, ...change } = JSON.parse(text).payload.data.trackerChanged;
    return [...Object.keys(change), ...Object.keys(tracker)];
  };
  const isAsLong = Math.abs(ours.length - theirs.length) < ours.length / 5;
  if (!isAsLong || !isDeepStrictEqual(shown(ours), shown(theirs))) {
    throw new Error(`They are not told the same:\n${ours}\n${theirs}`);
  }
};
