/** A day of now on (UTC), by how far it is. */
export const dayIn = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

export const today = () => dayIn(0);
/** The Sunday of this week. */
const sunday = () => dayIn((7 - new Date().getUTCDay()) % 7);

/** Done: programmed, and checked if somebody is to check it. */
export const complete = {
  primaryStatus: { eq: 'COMPLETED' },
  or: [{ qcStatus: { eq: 'COMPLETED' } }, { qcProgrammerId: { isNull: true } }],
};

/** Due before today (UTC) and not done. */
export const overdue = { dueDate: { lt: today }, not: complete };

/** Due from today to the Sunday of this week (UTC) and not done. */
export const dueThisWeek = { dueDate: { gte: today, lte: sunday }, not: complete };

/** Begun and not done. */
export const begun = {
  primaryStatus: { in: ['IN_PROGRESS', 'COMPLETED'] },
  not: complete,
};

/** Programmed and not done: the check is what it waits for. */
export const awaitingCheck = { primaryStatus: { eq: 'COMPLETED' }, not: complete };

/** Due within seven days, today (UTC) included, and not done. */
export const dueSoon = { dueDate: { gte: today, lte: () => dayIn(7) }, not: complete };

/**
 * A record of the trail: an item went back to its programmer. Whoever undoes a completion before its check returns
 * nothing. Records that are older than `returned_at` tell a return by the check that ended with it.
 */
export const wasReturned = {
  entityType: { eq: 'Tracker' },
  action: { eq: 'UPDATE' },
  or: [
    { changes: { contains: { changed_fields: ['returned_at'] } } },
    {
      changes: {
        contains: {
          changed_fields: ['primary_status', 'qc_status'],
          before: { primary_status: 'COMPLETED' },
        },
      },
      not: { changes: { contains: { after: { returned_at: null } } } },
    },
  ],
};
