import { getTableColumns, sql } from 'drizzle-orm';
import { peopleTypes } from '../accounts/people.ts';
import { page } from '../read/connection.ts';
import { withValue } from '../read/loader.ts';
import type { Keyed } from '../read/relation.ts';
import { one } from '../read/to-one.ts';
import { builder } from '../schema/builder.ts';
import type { Domain } from '../schema/domain.ts';
import type { Field } from '../schema/entity.ts';
import { EntityType } from '../schema/entity-type.ts';
import { computed } from '../schema/field.ts';
import { type Changes, changesOf, hasPrivate, shownChanges } from './private-values.ts';
import { isWatched, watching } from './watch.ts';

type Values = { readonly [column: string]: unknown };
type Record = { readonly [column: string]: unknown };

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

const fieldsOf = (values: Values | null | undefined) =>
  values &&
  Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value]));

const AuditAction = builder.enumType('AuditAction', {
  description: 'What happened to a row.',
  values: {
    CREATE: { value: 'CREATE', description: 'It was made.' },
    UPDATE: { value: 'UPDATE', description: 'It was changed.' },
    DELETE: { value: 'DELETE', description: 'It was deleted.' },
  },
});

const latestFirst = [{ field: 'id', direction: 'DESC' }] as const;

const aboutChanges = 'The row before and after, and the names of the fields that differ.';

/** Whether somebody may read a record but not all that it says, or not without a trace. */
const isGuarded = (domain: Domain) => hasPrivate(domain.trail) || isWatched(domain);

/** A part of what a record says to the viewer. */
const told = (
  domain: Domain,
  description: string,
  part: (changes: Changes | null) => unknown,
): Field<Record> => ({
  build: (t) =>
    t.field({
      type: 'JSON',
      nullable: true,
      description,
      extensions: {
        needs: isGuarded(domain) ? ['changes', 'entityType', 'entityId'] : ['changes'],
      },
      resolve: (row, _args, ctx) =>
        withValue(watching(domain, row as Record, ctx), () =>
          withValue(shownChanges(domain.trail, row as Record, ctx), part),
        ) as never,
    }),
  seenBy: [...domain.entities.values()].filter(({ shape }) => shape.recalled),
});

/** The type of a domain's audit trail, and the list of all of it. */
export const implementAuditLog = (domain: Domain): void => {
  const { record, auditLog, person } = domain;
  const hasSecrets = isGuarded(domain);
  const people = Object.values(peopleTypes(domain)).filter((each) => each !== undefined);
  auditLog.implement({
    description: 'One change of one row: who made it, when, and what it changed.',
    columns: {
      id: 'The key of the record.',
      entityType: 'The type of the changed row.',
      entityId: 'The key of the changed row.',
      action: 'What happened to the row.',
      userId: `The key of the user who did it; null when it was not done through ${record.title}.`,
      // a filter would tell what is private
      ...(!hasSecrets && { changes: aboutChanges }),
      timestamp: 'When it happened.',
      username: 'The name of the user who did it; it stays when the user is deleted.',
    },
    enums: { entityType: EntityType, action: AuditAction },
    values: { entityType: () => [...domain.trail.tables.keys()] },
    orderBy: latestFirst,
    fields: () => ({
      ...(hasSecrets && { changes: told(domain, aboutChanges, (changes) => changes) }),
      before: told(
        domain,
        'The row before the change, with the field names of this API; null when this change made it.',
        (changes) => fieldsOf(changes?.before),
      ),
      after: told(
        domain,
        'The row after the change, with the field names of this API; null when this change deleted it.',
        (changes) => fieldsOf(changes?.after),
      ),
      changedFields: computed<Record, string>(
        ['String'],
        ['changes'],
        'For an update: the fields that differ, with the names of this API.',
        (row) => (changesOf(row)?.changed_fields ?? []).map(camelCase),
      ),
      user: one(person, 'userId', 'Who did it.', { nullable: true }) as Field<Record>,
    }),
    read: { many: domain.queryName('AuditLogs'), allow: record.trail.allow },
    // The history of the work is for everybody, that of the people for those who read the whole trail.
    visible: (viewer, row) => {
      if (!viewer) return sql`false`;
      return record.trail.allow.lets(viewer)
        ? undefined
        : sql`${getTableColumns(row)['entityType']} not in ${people}`;
    },
  });
  exportAll(domain);
};

/** The whole trail as a file. */
const exportAll = (domain: Domain): void =>
  domain.exported('audit', {
    rows: domain.queryName('AuditLogs'),
    select: 'id timestamp username action entityType entityId changedFields before after',
    columns: {
      id: 'id',
      timestamp: 'timestamp',
      username: 'username',
      action: 'action',
      entity_type: 'entityType',
      entity_id: 'entityId',
      changed_fields: 'changedFields',
      before: 'before',
      after: 'after',
    },
  });

/** The part of a domain's audit trail that is the history of one row, the latest first. */
export const history = ({ auditLog }: Domain, entityType: string): Field<Keyed> =>
  page(auditLog, 'entityId', 'What happened to it, latest first.', {
    where: { entityType: { eq: entityType } },
    orderBy: latestFirst,
  });
