import type { Sql } from '../../src/database/connection.ts';
import type { Answer, Api } from '../support/api.ts';
import { type DeletableType, remove } from './deleting.ts';

/* Undoing deletes, and telling whether all is as it was. */

type Counted = { readonly entityType: string; readonly count: number };

export type Undone = {
  readonly entityType: string;
  readonly entityId: string;
  readonly restored: readonly Counted[];
  readonly reattached: readonly Counted[];
  readonly left: readonly Counted[];
};

const rows = '{ entityType count }';

/** Tries to bring back what a record of the audit trail says was deleted. */
export const undo = async (
  api: Api,
  auditLogId: string | number | undefined,
  who = 'admin',
): Promise<Answer<Undone | undefined>> => {
  const answer = await api.as(who).run<{ undoDelete: Undone } | null, unknown>(
    `mutation ($id: ID!) { undoDelete(auditLogId: $id) {
        entityType entityId restored ${rows} reattached ${rows} left ${rows}
      } }`,
    { id: auditLogId },
  );
  return { ...answer, data: answer.data?.undoDelete };
};

/** Deletes a row with all that depends on it; gives the record to undo. */
export const destroy = async (api: Api, type: DeletableType, id: number): Promise<string> => {
  const { data, errors } = await remove(api, type, id, 'cascade: true');
  if (!data) throw new Error(JSON.stringify(errors));
  return data.auditLogId;
};

/** Counts of rows by type. */
export const countsOf = (rows: readonly Counted[] | undefined): Record<string, number> =>
  Object.fromEntries((rows ?? []).map(({ entityType, count }) => [entityType, count]));

/** Tables whose rows are not, or not all, kept by the audit trail, or that follow from it. */
const apart = ['audit_logs', 'item_steps', 'sessions', 'user_passwords'];

/** Which of these rows may have been changed, if only to what they were: their version tells. */
export const detachable = ['reporting_effort_item_trackers', 'tracker_comments'];

/** All rows of all tables, to the last byte, as one number for each table. Some tables may be taken without stamps. */
export const snapshot = async (
  sql: Sql,
  unstamped: readonly string[] = [],
): Promise<Record<string, unknown>> => {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'pearl' order by 1`;
  const digests = tables
    .map(({ name }) => name)
    .filter((name) => !apart.includes(name))
    .map((name) => {
      const text = unstamped.includes(name)
        ? `(to_jsonb(t) - 'version' - 'updated_at')::text`
        : 't::text';
      return `select '${name}' as name, count(*)::int || ' ' || coalesce(md5(string_agg(${text}, ' ' order by id)), '') as digest from pearl.${name} t`;
    });
  const found = await sql.unsafe<{ name: string; digest: string }[]>(digests.join(' union all '));
  return Object.fromEntries(found.map(({ name, digest }) => [name, digest]));
};
