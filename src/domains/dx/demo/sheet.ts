import type * as tables from '../tables.ts';

type New<T extends { $inferInsert: object }> = T['$inferInsert'];

/** The rows of each table, in the order in which they can be made. */
export const noRows = () => ({
  users: new Array<New<typeof tables.users>>(),
  projects: new Array<New<typeof tables.projects>>(),
  analysisRuns: new Array<New<typeof tables.analysisRuns>>(),
  analysisActivityLogs: new Array<New<typeof tables.analysisActivityLogs>>(),
  configSets: new Array<New<typeof tables.configSets>>(),
  configActivityLogs: new Array<New<typeof tables.configActivityLogs>>(),
  configFiles: new Array<New<typeof tables.configFiles>>(),
  configOptimizations: new Array<New<typeof tables.configOptimizations>>(),
  buildRuns: new Array<New<typeof tables.buildRuns>>(),
  deployments: new Array<New<typeof tables.deployments>>(),
});

const hour = 3_600_000;

/** Rows that are being made up, at times that are counted back from `now`. Keys look as made ones do, the same every time. */
export const newSheet = (now: string) => {
  let last = 0;
  return {
    rows: noRows(),
    next: (): string => {
      last += 1;
      return `d0000000-0000-4000-8000-${last.toString(16).padStart(12, '0')}`;
    },
    at: (hoursAgo: number, seconds = 0) =>
      new Date(Date.parse(now) - hoursAgo * hour + seconds * 1000).toISOString(),
  };
};

export type Sheet = ReturnType<typeof newSheet>;

export const stamped = (moment: string) => ({ createdAt: moment, updatedAt: moment });

/** A project, and what all that is tried with it has in common. */
export type Software = {
  readonly projectId: string;
  readonly userId: string;
  readonly name: string;
  readonly language: string;
  readonly port: number;
};

export const ownOf = ({ projectId, userId }: Software) => ({ projectId, userId });
