import { start } from './competitors.ts';
import { type Board, startAudience } from './dashboards.ts';
import type { Measure } from './load.ts';
import { cpuOf } from './process.ts';
import type { Results } from './report.ts';

type Options = { rounds: number; seconds: number };

const watchers = 1000;
const scopes = 20;
const perSecond = 50;

const numbers = `subscription ($effort: ID!) {
  reportingEffortNumbersChanged(reportingEffortId: $effort) {
    cursor reportingEffort {
      all: items { totalCount }
      done: items(filter: { tracker: { primaryStatus: { eq: COMPLETED } } }) { totalCount }
      critical: items(filter: { tracker: { priority: { eq: CRITICAL } } }) { totalCount }
    }
  }
}`;
const changes = `subscription ($effort: ID!) {
  trackerChanged(reportingEffortId: $effort) { cursor tracker { id priority } }
}`;
const mutation = `mutation ($id: ID!, $priority: Priority!) {
  updateTracker(id: $id, input: { priority: $priority }) { id }
}`;

/** How soon those hear who watch numbers, and what it takes: beside as many who are told of the changes themselves. */
export const measureNumbers = async (
  databaseUrl: string,
  board: Board,
  { rounds, seconds }: Options,
): Promise<Results> => {
  const efforts = board.efforts.slice(0, scopes);
  const bodies = ['CRITICAL', 'LOW'].flatMap((priority) =>
    efforts.flatMap((effort) => {
      const { id } = board.trackers.find((tracker) => tracker.effort === effort) ?? {};
      return { effort, body: JSON.stringify({ query: mutation, variables: { id, priority } }) };
    }),
  );
  const byWay = new Map<string, Measure[]>();
  const pearl = await start('pearl', databaseUrl);
  const { url, headers } = pearl;
  for (let round = 0; round < rounds; round++) {
    for (const [way, query] of Object.entries({ pearl: numbers, 'as changes': changes })) {
      const ask = startAudience();
      await ask({ kind: 'listen', url, headers, query, efforts, subscribers: watchers });
      const watch = { kind: 'watch', url, headers, changes: bodies, efforts, perSecond } as const;
      await ask({ ...watch, seconds: 1 });
      const [before, began] = [cpuOf(pearl), performance.now()];
      const { measure } = await ask({ ...watch, seconds });
      const cpu = (100 * (cpuOf(pearl) - before)) / ((performance.now() - began) / 1000);
      byWay.set(way, [...(byWay.get(way) ?? []), { ...measure, cpu }]);
      await ask({ kind: 'leave' });
    }
  }
  await pearl.stop();
  return new Map([[`${watchers} of ${scopes} efforts, ${perSecond} changes a second`, byWay]]);
};
