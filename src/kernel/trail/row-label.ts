import { arrayOf, bind } from '../read/query.ts';
import { visibleTo } from '../read/visibility.ts';
import type { Key } from '../schema/key.ts';
import { type Column, isAmong } from '../schema/table.ts';
import type { Tx } from '../write/tx.ts';
import type { Audited, AuditTrail } from './audit-trail.ts';
import { refers } from './key-sql.ts';

/** What people know rows by: their labels, by type and key. Rows that the viewer may not see have none. */
export type Labels = (entityType: string, id: Key) => string | undefined;

/** Finds the labels of a few rows, of all types in one statement. */
export const labelsOf = async (
  tx: Tx,
  trail: AuditTrail,
  idsOf: ReadonlyMap<string, readonly Key[]>,
): Promise<Labels> => {
  const params: unknown[] = [];
  const queries = [...trail.tables.values()].flatMap((table) => {
    const ids = idsOf.get(table.entity);
    if (!ids?.length) return [];
    const seen = visibleTo(tx.viewer, table.table, 'c', params);
    return `select '${table.entity}' as type, ${table.key.of('c')}::text as id, ${labelOf(trail, table, 'c')} as label, ${seen ?? 'true'} as "isSeen"
      from ${table.from} c where ${isAmong(table.key, 'c', bind(params, arrayOf(ids)))}`;
  });
  if (queries.length === 0) return unlabelled;
  const rows = await tx.query<Labelled>(queries.join(' union all '), params);
  const found = new Map(rows.map((row) => [`${row.type} ${row.id}`, row]));
  return (type, id) => {
    const { label, isSeen = true } = found.get(`${type} ${id}`) ?? {};
    return isSeen ? (label ?? unlabelled(type, id)) : undefined;
  };
};

type Labelled = { type: string; id: string; label: string | null; isSeen: boolean };

export const unlabelled: Labels = (_type, id) => `#${id}`;

/** The label of a row as SQL: the first of its columns, and the others in brackets. */
const labelOf = (trail: AuditTrail, audited: Audited, row: string): string => {
  const [first, ...rest] = audited.label.map((column) => partOf(trail, audited, column, row));
  if (!first) return 'null';
  if (rest.length === 0) return first;
  return `${first} || coalesce(' (' || nullif(concat_ws(', ', ${rest.join(', ')}), '') || ')', '')`;
};

/** The same in short: the first of its columns alone. */
export const shortLabelOf = (trail: AuditTrail, audited: Audited, row: string): string => {
  const [first] = audited.label;
  return first ? partOf(trail, audited, first, row) : 'null';
};

const partOf = (
  trail: AuditTrail,
  { foreignKeys }: Audited,
  column: Column,
  row: string,
): string => {
  const key = foreignKeys.find(({ columns }) => columns[0] === column);
  if (!key) return `left(${row}.${column.sql}::text, 100)`;
  const target = trail.of(key.target);
  const inner = `${row}x`;
  return `(select ${labelOf(trail, target, inner)} from ${target.from} ${inner} where ${refers(key, (own) => own.of(row), inner)})`;
};
