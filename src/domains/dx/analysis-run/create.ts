import type { Tx } from '../../../kernel/index.ts';
import { me } from '../me.ts';
import { projectsOf } from '../project/named.ts';
import { handOut } from '../project/status.ts';
import { analysisRuns, projects } from '../tables.ts';
import { retry } from './machine.ts';

type Order = {
  readonly projectId: string;
  readonly aiModel: string | null;
  readonly aiProvider: string | null;
  readonly retryOfId: string | null;
};

/** Makes the next analyses of projects, in a bounded number of statements. */
export const createRuns = async (tx: Tx, orders: readonly Order[]) => {
  if (orders.length === 0) return [];
  const named = await projectsOf(tx, orders);
  const { rows, steps } = handOut(named, 'lastAnalysisVersion', orders);
  const [runs] = await Promise.all([
    tx.insert(
      analysisRuns,
      rows.map((row) => ({ ...row, userId: me(tx) })),
    ),
    tx.update(projects, steps),
  ]);
  return runs;
};

/** Tries failed runs again. */
export const retryRuns = (tx: Tx, failed: readonly Parameters<typeof retry>[0][]) =>
  createRuns(tx, failed.map(retry));
