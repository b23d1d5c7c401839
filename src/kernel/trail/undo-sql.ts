import { arrayOf, bind } from '../read/query.ts';
import type { Table } from '../schema/table.ts';
import type { Audited } from './audit-trail.ts';

/*
 * The statements that bring deleted rows back out of the audit trail. Their first parameters say which command deleted
 * them: the number and the time of its transaction, and its place in that.
 */

/** What the trail does not keep, nobody can bring back. */
export const holdsSecrets = ({ hidden, ignored, columns }: Audited): boolean =>
  hidden.length > 0 ||
  [...columns.values()].some(({ sql, isGenerated }) => !isGenerated && ignored.includes(bare(sql)));

export const bare = (name: string) => name.replaceAll('"', '');

/** All records of a command carry the number and the time of its transaction, and its place in that. */
const sameCommand = 'xact_id = $1::xid8 and "timestamp" = $2::timestamptz and part = $3::int';

/** The deleted rows of a table that belong to what has been restored so far: `gone`, with their values in `row`. */
export const goneFrom = (
  log: string,
  table: Audited,
  root: number | null,
  restored: ReadonlyMap<Table, readonly number[]>,
  params: unknown[],
): string => {
  const refersTo = (column: string, ids: readonly number[]) =>
    `(row->>'${bare(column)}')::int = any(${bind(params, arrayOf(ids))}::int[])`;
  const keys = table.foreignKeys.filter(({ onDelete }) => onDelete === 'cascade');
  const ways = keys.flatMap(({ column, target }) => {
    const ids = restored.get(target);
    return ids?.length ? [refersTo(column.sql, ids)] : [];
  });
  const own = keys.find(({ target }) => target === table.table);
  const isRoot = `id = ${bind(params, root)}::int`;
  const more = own
    ? ` union select t.id, t.row from trail t join gone on (t.row->>'${bare(own.column.sql)}')::int = gone.id`
    : '';
  return `with recursive trail(id, row) as (
      select distinct on (entity_id) entity_id, changes->'before' from ${log}
      where ${sameCommand} and entity_type = '${table.entity}' and action = 'DELETE'
      order by entity_id, ${log}.id desc
    ), gone(id, row) as (
      select id, row from trail where ${[isRoot, ...ways].join(' or ')}${more}
    )`;
};

export const bringingBack = (gone: string, table: Audited): string => {
  const columns = [...table.columns.values()].filter(({ isGenerated }) => !isGenerated);
  return `${gone}
    insert into ${table.from} (${columns.map(({ sql }) => sql).join(', ')})
    select ${columns.map(({ sql }) => `r.${sql}`).join(', ')}
    from gone cross join lateral jsonb_populate_record(null::${table.from}, row) r order by r."id" returning id`;
};

/** Gives rows that had stayed what the delete took from them, unless they have been changed since. */
export const reattaching = (
  log: string,
  table: Audited,
  restored: ReadonlyMap<Table, readonly number[]>,
  params: unknown[],
): string => {
  const columns = [...table.columns.values()]
    .filter(
      ({ name, isGenerated }) => !isGenerated && !['id', 'version', 'updatedAt'].includes(name),
    )
    .map(({ sql }) => sql);
  const lost = table.foreignKeys
    .filter(({ onDelete, target }) => onDelete === 'set null' && restored.get(target)?.length)
    .map(({ column, target }) => {
      const ids = bind(params, arrayOf(restored.get(target) ?? []));
      const name = bare(column.sql);
      return `((changes->'before'->>'${name}')::int = any(${ids}::int[]) and changes->'after'->>'${name}' is null)`;
    });
  return `with lost as (
      select entity_id as id, (changes->'after'->>'version')::int as version,
        (select jsonb_object_agg(field, changes->'before'->field) from jsonb_array_elements_text(changes->'changed_fields') field) as row
      from ${log}
      where ${sameCommand} and entity_type = '${table.entity}' and action = 'UPDATE' and (${lost.join(' or ')})
    ), back as (
      update ${table.from} c
      set (${columns.join(', ')}) = (select ${columns.map((each) => `r.${each}`).join(', ')} from jsonb_populate_record(c, lost.row) r)
      from lost where c.id = lost.id and c.version = lost.version
      returning c.id
    )
    select (select count(*)::int from lost) as all, (select count(*)::int from back) as back`;
};
