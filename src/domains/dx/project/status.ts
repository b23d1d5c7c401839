import type { Row } from '../../../kernel/index.ts';
import type { projects } from '../tables.ts';

type Project = Row<typeof projects>;
type State = Pick<Project, 'status' | 'lastAnalysisVersion' | 'lastConfigVersion'>;
export type Step = Partial<Project>;

/** Hands out the version of the next analysis: none comes twice, also after the run that had it is deleted. */
export const nextAnalysis = ({ lastAnalysisVersion }: State) => {
  const versionNumber = lastAnalysisVersion + 1;
  return { versionNumber, step: { lastAnalysisVersion: versionNumber } };
};

/** The same for the next config set. */
export const nextConfigSet = ({ lastConfigVersion }: State) => {
  const versionNumber = lastConfigVersion + 1;
  return { versionNumber, step: { lastConfigVersion: versionNumber } };
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
