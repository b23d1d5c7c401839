import { entity, one, root } from '../../kernel/index.ts';
import { admins } from './access.ts';
import { auditLogs } from './tables.ts';
import { User } from './user.ts';

export const AuditLog = entity('AuditLog', auditLogs);

AuditLog.implement({
  description: 'One change of one row: who made it, when, and what it changed.',
  columns: {
    id: 'The key of the record.',
    entityType: 'The type of the changed row, as this API names it.',
    entityId: 'The key of the changed row.',
    action: 'What happened to the row.',
    userId: 'The key of the user who did it; null when it was not done through PEARL.',
    changes: 'The row before and after, and the names of the fields that differ.',
    timestamp: 'When it happened.',
  },
  orderBy: [{ field: 'id', direction: 'DESC' }],
  fields: () => ({
    user: one(User, 'userId', 'Who did it.', { nullable: true }),
  }),
  // The history of the work is for everybody, that of the people for administrators.
  visibleTo: (viewer) => (viewer?.role === 'ADMIN' ? undefined : { entityType: { ne: 'User' } }),
});

root(AuditLog, { many: 'auditLogs', allow: admins });

/** The part of the audit trail that is the history of one row, the latest first. */
export const historyOf = (entityType: string) => ({
  where: { entityType: { eq: entityType } },
  orderBy: [{ field: 'id', direction: 'DESC' }] as const,
});
