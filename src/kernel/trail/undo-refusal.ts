import { GraphQLError } from 'graphql';
import postgres from 'postgres';
import { refusal, refusalsBy } from '../errors.ts';
import { shownType } from '../schema/entity-type.ts';
import { refusalOf } from '../write/constraint-errors.ts';
import { rephrased } from '../write/refusal-label.ts';
import { type Audited, type AuditTrail, bare } from './audit-trail.ts';

export const undoRules = {
  NOT_A_DELETE: 'Only the record of a delete can be undone.',
  BROUGHT_BACK: 'A deleted row is brought back once.',
  SECRET_GONE: 'A row with a secret cannot be brought back: the audit trail does not keep secrets.',
} as const;

export const invalid = refusalsBy(undoRules);

/** The row that is to come back: what it was. */
type Deleted = {
  readonly entityType: string;
  readonly before: { readonly [column: string]: unknown };
};

/** The table whose rule a statement for several has broken; `root` where the database does not say it. */
const tableOf = (error: unknown, trail: AuditTrail, root: Audited): Audited => {
  if (!(error instanceof postgres.PostgresError)) return root;
  const from = `"${error.schema_name}"."${error.table_name}"`;
  return [...trail.tables.values()].find((each) => each.from === from) ?? root;
};

/** Says which row is in the way, or missing. */
export const inTheWay = (
  error: unknown,
  trail: AuditTrail,
  root: Audited,
  record: Deleted,
): unknown => {
  const table = tableOf(error, trail, root);
  const refused = refusalOf(error, { table: table.table, verb: 'insert' });
  if (!(refused instanceof GraphQLError)) return refused;
  const { code, ...given } = refused.extensions;
  const { constraint, field } = given;
  const details = { ...given, entityType: shownType(table.entity) };
  if (typeof constraint === 'string' && constraint.endsWith('_pkey')) {
    return invalid(
      'BROUGHT_BACK',
      `This ${table.called[0]} is there: it has been brought back already.`,
      {
        ...details,
        field: 'auditLogId',
      },
    );
  }
  if (code === 'PARENT_MISSING') {
    const key = table.foreignKeys.find(({ columns: [own] }) => own?.name === field);
    const parent = key && trail.of(key.target).called[0];
    const [own] = key?.columns ?? [];
    const id = own && String(record.before[bare(own.sql)]);
    return refusal(
      'PARENT_MISSING',
      `The ${parent}${table.entity === record.entityType ? ` ${id}` : ''} that this ${table.called[0]} refers to is not there: bring it back first.`,
      details,
    );
  }
  const message = `One ${table.called[0]} cannot be brought back. ${refused.message}`;
  return rephrased(refused, refusal(code as 'CONFLICT', message, details));
};
