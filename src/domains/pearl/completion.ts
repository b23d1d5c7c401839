import type { Row } from '../../kernel/index.ts';
import type { reportingEffortItemTrackers } from './tables.ts';

type Tracker = Row<typeof reportingEffortItemTrackers>;

/** Done: programmed, and checked if somebody is to check it. */
export const isComplete = ({
  primaryStatus,
  qcStatus,
  qcProgrammerId,
}: Pick<Tracker, 'primaryStatus' | 'qcStatus' | 'qcProgrammerId'>): boolean =>
  primaryStatus === 'COMPLETED' && (qcStatus === 'COMPLETED' || qcProgrammerId === null);

/** Due before today (UTC) and not done. */
export const isOverdue = (
  tracker: Parameters<typeof isComplete>[0] & Pick<Tracker, 'dueDate'>,
  today = new Date().toISOString().slice(0, 10),
): boolean => tracker.dueDate !== null && tracker.dueDate < today && !isComplete(tracker);
