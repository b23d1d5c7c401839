import { computed, EntityType, one } from '../../kernel/index.ts';
import { admins } from './access.ts';
import { pearl } from './domain.ts';
import { auditLogs } from './tables.ts';
import { User } from './user.ts';

export const AuditLog = pearl.entity('AuditLog', auditLogs);

type Values = { readonly [column: string]: unknown };
type Changes = {
  readonly before: Values | null;
  readonly after: Values | null;
  readonly changed_fields: readonly string[];
};

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

const fieldsOf = (values: Values | null | undefined) =>
  values &&
  Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value]));

AuditLog.implement({
  description: 'One change of one row: who made it, when, and what it changed.',
  columns: {
    id: 'The key of the record.',
    entityType: 'The type of the changed row.',
    entityId: 'The key of the changed row.',
    action: 'What happened to the row.',
    userId: 'The key of the user who did it; null when it was not done through PEARL.',
    changes: 'The row before and after, and the names of the fields that differ.',
    timestamp: 'When it happened.',
    username: 'The name of the user who did it; it stays when the user is deleted.',
  },
  enums: { entityType: EntityType },
  orderBy: [{ field: 'id', direction: 'DESC' }],
  fields: () => ({
    before: computed(
      'JSON',
      ['changes'],
      'The row before the change, with the field names of this API; null when this change made it.',
      ({ changes }) => fieldsOf((changes as Changes | null)?.before),
      { nullable: true },
    ),
    after: computed(
      'JSON',
      ['changes'],
      'The row after the change, with the field names of this API; null when this change deleted it.',
      ({ changes }) => fieldsOf((changes as Changes | null)?.after),
      { nullable: true },
    ),
    changedFields: computed(
      ['String'],
      ['changes'],
      'For an update: the fields that differ, with the names of this API.',
      ({ changes }) => ((changes as Changes | null)?.changed_fields ?? []).map(camelCase),
    ),
    user: one(User, 'userId', 'Who did it.', { nullable: true }),
  }),
  // The history of the work is for everybody, that of the people for administrators.
  read: { many: 'auditLogs', allow: admins },
  visibleTo: (viewer) =>
    viewer?.role === 'ADMIN'
      ? undefined
      : { entityType: { notIn: ['User', 'UserPassword', 'Session'] } },
});

/** The part of the audit trail that is the history of one row, the latest first. */
export const historyOf = (entityType: string) => ({
  where: { entityType: { eq: entityType } },
  orderBy: [{ field: 'id', direction: 'DESC' }] as const,
});
