import type { Filter } from '../../../kernel/index.ts';

const today = () => new Date().toISOString().slice(0, 10);

/** Done: programmed, and checked if somebody is to check it. */
export const complete: Filter = {
  primaryStatus: { eq: 'COMPLETED' },
  or: [{ qcStatus: { eq: 'COMPLETED' } }, { qcProgrammerId: { isNull: true } }],
};

/** Due before today (UTC) and not done. */
export const overdue: Filter = { dueDate: { lt: today }, not: complete };
