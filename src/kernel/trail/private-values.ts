import type { Context, Loader } from '../context.ts';
import { loaderOf } from '../read/loader.ts';
import { arrayOf, run } from '../read/query.ts';
import { recalledTo, visibleTo } from '../read/visibility.ts';
import type { Key } from '../schema/key.ts';
import { isAmong, nameOf } from '../schema/table.ts';
import type { Audited, AuditTrail } from './audit-trail.ts';
import { whole } from './undo-sql.ts';

type Values = { readonly [column: string]: unknown };

export type Changes = {
  readonly before: Values | null;
  readonly after: Values | null;
  readonly changed_fields: readonly string[];
};

type Record = { readonly [column: string]: unknown };

export const changesOf = (record: Record) => record['changes'] as Changes | null;

/** Whether some columns in the trail are shown only to those who may see the row. */
export const hasPrivate = ({ tables }: AuditTrail): boolean =>
  [...tables.values()].some((table) => table.private.length > 0);

/** What a record says, without what is private where the viewer may not see the row, or what it said; nobody can if it is gone. */
export const shownChanges = (
  trail: AuditTrail,
  record: Record,
  ctx: Context,
): Changes | null | Promise<Changes | null> => {
  const changes = changesOf(record);
  const type = String(record['entityType']);
  const table = trail.tables.get(type);
  if (!changes || !table?.private.length) return changes;
  const isRecalled = recalledRows(table, ctx).load(trail.keyOf(type, record['entityId']));
  return Promise.resolve(isRecalled).then((is) => (is ? changes : withoutPrivate(table, changes)));
};

const withoutPrivate = (table: Audited, { before, after, changed_fields }: Changes): Changes => {
  const shown = (values: Values | null) =>
    values &&
    Object.fromEntries(Object.entries(values).filter(([name]) => !table.private.includes(name)));
  return { before: shown(before), after: shown(after), changed_fields };
};

/** In one statement for all that are asked for together. */
const recalledRows = (table: Audited, ctx: Context): Loader<boolean> =>
  loaderOf<boolean>(
    ctx,
    table.table,
    'recalled',
    () => (keys) => areSeen(ctx, table, keys, recalledTo),
  );

/** Whether the viewer may see each of these rows, or what they said before. */
export const areSeen = async (
  ctx: Context,
  audited: Audited,
  keys: readonly Key[],
  to = visibleTo,
): Promise<boolean[]> => {
  const { from, key } = audited;
  const params: unknown[] = [arrayOf(keys)];
  const condition = to(ctx.viewer, audited.table, 't', params);
  if (!condition) return keys.map(() => true);
  const found = await run<{ id: Key }>(
    ctx,
    `select ${key.of('t')} as id from ${from} t where ${isAmong(key, 't', '$1')} and ${condition}`,
    params,
  );
  const seen = new Set(found.map(({ id }) => id));
  return keys.map((each) => seen.has(each));
};

/** Whether the viewer may see a deleted row as its record has kept it. */
export const wasSeen = async (
  ctx: Context,
  trail: AuditTrail,
  audited: Audited,
  recordId: number,
): Promise<boolean> => {
  const params: unknown[] = [recordId];
  const condition = visibleTo(ctx.viewer, audited.table, 't', params);
  if (!condition) return true;
  const found = await run(
    ctx,
    `select from (select ${whole(trail, audited, "changes->'before'")} as row from ${nameOf(trail.log)} where id = $1) gone
     cross join lateral jsonb_populate_record(null::${audited.from}, gone.row) t where ${condition}`,
    params,
  );
  return found.length > 0;
};
