import type { Sql } from '../../src/database/connection.ts';
import type { Told } from '../support/live.ts';

type Recorded = { readonly id: string; readonly at: string; readonly fields: readonly string[] };

/** The changes of tasks, as the trail has them. */
export const recorded = async (sql: Sql): Promise<Recorded[]> => {
  const rows = await sql<Recorded[]>`
    select entity_id::text as id, "timestamp" as at, changes->'changed_fields' as fields from yard.audit_logs
    where entity_type = 'YardTask' and action = 'UPDATE' order by audit_logs.id`;
  return rows.map((row) => ({
    ...row,
    fields: row.fields.map((field) => field.replace('_id', 'Id')),
  }));
};

const isAlone = (fields: readonly string[]) => fields.includes('title');

const same = (one: readonly string[], other: readonly string[]) =>
  new Set(one).symmetricDifference(new Set(other)).size === 0;

/** What is wrong with what was told of rows: nothing, when all is well. */
export const complaints = (told: readonly Told[], rows: readonly Recorded[]): string[] => {
  const wrong: string[] = [];
  const left = new Map<string, Recorded[]>();
  for (const row of rows) left.set(row.id, [...(left.get(row.id) ?? []), row]);
  for (const { id, at, changedFields } of told) {
    const own = left.get(id) ?? [];
    // of several in one millisecond the last: what is told together ends with it
    const last = own.findLastIndex(
      (row) => row.at === at && isAlone(row.fields) === isAlone(changedFields),
    );
    const row = own[last];
    if (!row) {
      wrong.push(`${id} at ${at} is told twice, or has not happened`);
      continue;
    }
    const gone = isAlone(row.fields)
      ? [row]
      : own.slice(0, last + 1).filter((each) => !isAlone(each.fields));
    left.set(
      id,
      own.filter((each) => !gone.includes(each)),
    );
    const fields = gone.flatMap((each) => each.fields);
    if (!same(fields, changedFields))
      wrong.push(`${id} at ${at}: ${changedFields.join()} for ${fields.join()}`);
  }
  for (const [id, own] of left) if (own.length > 0) wrong.push(`${id}: ${own.length} are lost`);
  return wrong;
};
