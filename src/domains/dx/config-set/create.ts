import type { Tx, Values } from '../../../kernel/index.ts';
import { me } from '../me.ts';
import { projectsOf } from '../project/named.ts';
import { handOut } from '../project/status.ts';
import { configSets, projects } from '../tables.ts';
import { type Analysis, retry } from './machine.ts';

type Order = Values<typeof configSets> & { readonly projectId: string };

/** Makes the next config sets of projects, in a bounded number of statements. All orders name the same columns. */
export const createSets = async (tx: Tx, orders: readonly Order[]) => {
  if (orders.length === 0) return [];
  const named = await projectsOf(tx, orders);
  const { rows, steps } = handOut(named, 'lastConfigVersion', orders);
  const [sets] = await Promise.all([
    tx.insert(
      configSets,
      rows.map((row) => ({ ...row, userId: me(tx) })),
    ),
    tx.update(projects, steps),
  ]);
  return sets;
};

/** The latest complete analysis of each project, which cannot be deleted meanwhile. */
export const latestAnalyses = async (tx: Tx, projectIds: readonly string[]) => {
  const found = await tx.query<Analysis>(
    `select id, project_id as "projectId", status from dx.analysis_runs r
     where status = 'complete' and project_id in (select jsonb_array_elements_text($1::jsonb)) and not exists (
       select from dx.analysis_runs l
       where l.project_id = r.project_id and l.status = 'complete' and l.version_number > r.version_number
     ) for key share`,
    [JSON.stringify(projectIds)],
  );
  return new Map(found.map((analysis) => [analysis.projectId, analysis]));
};

type Failed = Parameters<typeof retry>[0];

/** Tries failed config sets again, each from the latest complete analysis of its project. */
export const retrySets = async (tx: Tx, failed: readonly Failed[]) => {
  const analyses = await latestAnalyses(
    tx,
    failed.map(({ projectId }) => projectId),
  );
  return createSets(
    tx,
    failed.map((set) => retry(set, analyses.get(set.projectId))),
  );
};
