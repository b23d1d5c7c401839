import type { Row } from '../../../kernel/index.ts';
import type { projects } from '../tables.ts';

type Project = Row<typeof projects>;
type State = Pick<Project, 'status'>;
export type Step = Partial<Project>;

/** Where a project keeps the highest version that it has ever given to an analysis, or to a config set. */
export type Counter = 'lastAnalysisVersion' | 'lastConfigVersion';

/** Hands out the next versions: none comes twice, also after the row that had it is deleted. */
export const handOut = <Order extends { readonly projectId: string }>(
  projects: readonly Project[],
  counter: Counter,
  orders: readonly Order[],
) => {
  const last = new Map(projects.map((project) => [project.id, project[counter]]));
  const rows = orders.map((order) => {
    const versionNumber = (last.get(order.projectId) ?? 0) + 1;
    last.set(order.projectId, versionNumber);
    return { ...order, versionNumber };
  });
  const steps = projects.map(
    (project) => [project, { [counter]: last.get(project.id) ?? 0 }] as const,
  );
  return { rows, steps };
};

/** An analysis is complete: the project points to it, and speaks the language that it found. */
export const analyzed = (runId: string, language: string | null | undefined): Step => ({
  latestAnalysisId: runId,
  ...(language && { language }),
});

/** A config set is complete: the project points to it, and can be deployed. */
export const configured = ({ status }: State, setId: string): Step => ({
  latestConfigSetId: setId,
  ...(status === 'imported' && { status: 'configured' }),
});

/** A deployment runs. */
export const deployed = (deployUrl: string | null, now: string): Step => ({
  status: 'deployed',
  lastDeployedAt: now,
  ...(deployUrl !== null && { deployUrl }),
});
