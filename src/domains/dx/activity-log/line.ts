import { refusal } from '../../../kernel/index.ts';
import type { configActivityStatuses } from '../tables.ts';

/** How a step of either kind of log went. */
export const lineStatuses = ['pending', 'in_progress', 'complete', 'error'] as const;
export type LineStatus = (typeof lineStatuses)[number];

/** The log of a config set has words of its own for the same. */
export const configStatusOf = {
  pending: 'started',
  in_progress: 'started',
  complete: 'completed',
  error: 'failed',
} as const satisfies Record<LineStatus, (typeof configActivityStatuses)[number]>;

type Log = { readonly kind: 'analysis' | 'config'; readonly id: string };

type Parent = {
  readonly analysisRunId?: string | null | undefined;
  readonly configSetId?: string | null | undefined;
};

/** Whose log it is about: of exactly one run or config set. */
export const parentOf = ({ analysisRunId, configSetId }: Parent): Log => {
  if (analysisRunId && !configSetId) return { kind: 'analysis', id: analysisRunId };
  if (configSetId && !analysisRunId) return { kind: 'config', id: configSetId };
  throw refusal(
    'BAD_USER_INPUT',
    'Name the run (analysisRunId) or the config set (configSetId) that the log belongs to: one of the two.',
    { field: 'analysisRunId' },
  );
};
