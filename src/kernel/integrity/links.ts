import { getTableConfig } from 'drizzle-orm/pg-core';
import type { Link } from '../../database/integrity/orphan.ts';
import { literal } from '../../database/literal.ts';
import { columnOf, nameOf, type Table } from '../schema/table.ts';
import { type Audited, type AuditTrail, bare } from '../trail/audit-trail.ts';

const place = (table: Table) => {
  const { schema = 'public', name } = getTableConfig(table);
  return { schema, table: name };
};

const target = ({ table, key }: Pick<Audited, 'table' | 'key'>) => ({
  targetSchema: place(table).schema,
  targetTable: place(table).table,
  targetColumns: (key.parts ?? [key]).map(({ sql }) => bare(sql)),
});

/** What names rows of a domain though no foreign key sees to it: declared links, and the records of the trail. */
export const linksOf = (trail: AuditTrail): Link[] =>
  [...trail.tables.values()].flatMap((audited) => [
    ...polymorphic(trail, audited),
    recorded(trail, audited),
  ]);

const polymorphic = (trail: AuditTrail, { table, links }: Audited): Link[] =>
  links.flatMap(({ column, by, names }) => {
    const named = columnOf(table, column);
    return Object.entries(names).map(([value, to]) => ({
      ...place(table),
      ...target(trail.of(to)),
      name: `${place(table).table}.${bare(named.sql)}.${value}`,
      columns: [bare(named.sql)],
      where: `${columnOf(table, by).of('c')} = ${literal(value)}`,
    }));
  });

/** The last record of a row says that it is gone, or it is there: else it has vanished past the trail. */
const recorded = ({ log }: AuditTrail, audited: Audited): Link => ({
  ...place(log),
  ...target(audited),
  name: `${place(log).table}.entity_id.${audited.entity}`,
  columns: ['entity_id'],
  where: `c.entity_type = '${audited.entity}' and c.action <> 'DELETE' and not exists (select from ${nameOf(log)} l
    where l.entity_type = c.entity_type and l.entity_id = c.entity_id and l.id > c.id)`,
  on: audited.key.parts
    ? `${audited.key.of('p')} = c.entity_id`
    : `${audited.key.of('p')}::text = c.entity_id::text`,
});
