import { arrayOf, bind } from '../read/query.ts';
import type { Key } from '../schema/key.ts';
import { isAmong, nameOf, type Table } from '../schema/table.ts';
import { type Audited, type AuditTrail, bare, type ForeignKey } from './audit-trail.ts';
import { inKeyOrder, keyIn, owningKey, recorded, refers, withoutLarge } from './key-sql.ts';

/*
 * The statements that bring deleted rows back out of the audit trail. Their first parameters say which command deleted
 * them: the number and the time of its transaction, and its place in that.
 */

/** The rows that are back, by table. */
export type Restored = ReadonlyMap<Table, readonly Key[]>;

/** What a row cannot be without, and the trail does not keep, nobody can bring back. */
export const needsSecrets = ({ hidden, ignored, columns }: Audited): boolean =>
  [...columns.values()].some(({ sql, isGenerated, nullable }) => {
    const name = bare(sql);
    return !isGenerated && (ignored.includes(name) || (hidden.includes(name) && !nullable));
  });

/** All records of a command carry the number and the time of its transaction, and its place in that. */
const sameCommand = 'xact_id = $1::xid8 and "timestamp" = $2::timestamptz and part = $3::int';

/** A row as a record holds it, with its large values, which lie beside the trail. */
const whole = ({ log }: AuditTrail, { entity, large }: Audited, row: string): string =>
  large.length > 0
    ? `kernel.with_large('${nameOf(log)}', '${entity}', entity_id::text, ${row}, '${arrayOf(large)}')`
    : row;

/** That a foreign key names a row that is back. */
const namesRestored = (
  trail: AuditTrail,
  key: ForeignKey,
  row: string,
  restored: Restored,
  params: unknown[],
): string => {
  const { from, key: own } = trail.of(key.target);
  const ids = bind(params, arrayOf(restored.get(key.target) ?? []));
  return `exists (select from ${from} p where ${refers(key, recorded(row), 'p')} and ${isAmong(own, 'p', ids)})`;
};

/** Foreign keys with this rule that may name rows that are back. */
const keysInto = ({ foreignKeys }: Audited, restored: Restored, rule: ForeignKey['onDelete']) =>
  foreignKeys.filter(({ onDelete, target }) => onDelete === rule && restored.get(target)?.length);

/** The deleted rows of a table that belong to what has been restored so far: `gone`, with their values in `row`. */
export const goneFrom = (
  trail: AuditTrail,
  table: Audited,
  root: Key | null,
  restored: Restored,
  params: unknown[],
): string => {
  const log = nameOf(trail.log);
  const ways = keysInto(table, restored, 'cascade').map((key) =>
    namesRestored(trail, key, 'row', restored, params),
  );
  const isRoot = `id = ${bind(params, root)}::${trail.keyType}`;
  const own = table.foreignKeys.find(
    ({ onDelete, target }) => onDelete === 'cascade' && target === table.table,
  );
  const parent = own?.columns.map(({ sql }, at) => {
    const refersTo = bare(own.refersTo[at]?.sql ?? '');
    return `t.row->>'${bare(sql)}' = gone.row->>'${refersTo}'`;
  });
  const more = parent
    ? ` union select t.id, t.row from trail t join gone on ${parent.join(' and ')}`
    : '';
  return `with recursive trail(id, row) as (
      select distinct on (entity_id) entity_id, ${whole(trail, table, "changes->'before'")} from ${log}
      where ${sameCommand} and entity_type = '${table.entity}' and action = 'DELETE'
      order by entity_id, ${log}.id desc
    ), gone(id, row) as (
      select id, row from trail where ${[isRoot, ...ways].join(' or ')}${more}
    )`;
};

/** Brings rows back; what they say in some columns waits until the rows that these name are back, too. */
export const bringingBack = (
  gone: string,
  trail: AuditTrail,
  { from, columns, key }: Audited,
  waiting: readonly string[],
): string => {
  const own = [...columns.values()].filter(({ isGenerated }) => !isGenerated).map(({ sql }) => sql);
  const values = own.map((sql) => (waiting.includes(sql) ? 'null' : `r.${sql}`));
  return `${gone}
    insert into ${from} (${own.join(', ')}) overriding system value
    select ${values.join(', ')}
    from gone cross join lateral jsonb_populate_record(null::${from}, row) r
    order by ${inKeyOrder(trail, 'gone.id')} returning ${key.sql} as id`;
};

/** Lets rows that are back name those that came back after them. */
export const pointingAgain = (
  trail: AuditTrail,
  table: Audited,
  waiting: readonly string[],
  restored: Restored,
  params: unknown[],
): string => {
  const ids = bind(params, arrayOf(restored.get(table.table) ?? []));
  const isSet = waiting.map((sql) => `row->>'${bare(sql)}' is not null`).join(' or ');
  return `with trail(id, row) as (
      select distinct on (entity_id) entity_id, ${withoutLarge(table, "changes->'before'")} from ${nameOf(trail.log)}
      where ${sameCommand} and entity_type = '${table.entity}' and action = 'DELETE'
      order by entity_id, id desc
    )
    update ${table.from} c set ${waiting.map((sql) => `${sql} = r.${sql}`).join(', ')}
    from trail cross join lateral jsonb_populate_record(null::${table.from}, row) r
    where ${keyIn(trail, table, 'c')} = trail.id and ${isAmong(table.key, 'c', ids)} and (${isSet})`;
};

/** Lets rows use again what is back, unless they use something else since: the delete's record is the last that they know. */
export const relinking = (
  trail: AuditTrail,
  table: Audited,
  record: number,
  restored: Restored,
  params: unknown[],
): string => {
  const log = nameOf(trail.log);
  const own = [...table.columns.values()]
    .filter(({ isGenerated }) => !isGenerated)
    .map(({ sql }) => sql);
  const owning = owningKey(table);
  const names = keysInto(table, restored, 'restrict').map((key) =>
    namesRestored(trail, key, 'row', restored, params),
  );
  const owns = refers(owning, recorded('lost.row'), 'o');
  return `with trail(id, row) as (
      select distinct on (entity_id) entity_id, ${whole(trail, table, "changes->'before'")} from ${log}
      where ${sameCommand} and entity_type = '${table.entity}' and action = 'DELETE'
      order by entity_id, ${log}.id desc
    ), lost as (
      select id, row from trail where ${names.join(' or ')}
    ), o as (
      update ${trail.of(owning.target).from} o set "version" = o."version" + 1
      where exists (select from lost where ${owns}) and not exists (
        select from ${table.from} u join ${log} r on r.entity_type = '${table.entity}' and r.entity_id = ${keyIn(trail, table, 'u')}
        where ${refers(owning, (column) => column.of('u'), 'o')} and r.id > ${bind(params, record)}::int)
      returning o.*
    ), back as (
      insert into ${table.from} (${own.join(', ')}) overriding system value
      select ${own.map((sql) => `r.${sql}`).join(', ')}
      from lost cross join lateral jsonb_populate_record(null::${table.from}, row) r
      where exists (select from o where ${owns})
      returning 1
    )
    select (select count(*)::int from lost) as all, (select count(*)::int from back) as back`;
};

/** Gives rows that had stayed what the delete took from them, unless they have been changed since. */
export const reattaching = (
  trail: AuditTrail,
  table: Audited,
  restored: Restored,
  params: unknown[],
): string => {
  const columns = [...table.columns.values()]
    .filter(
      ({ name, isGenerated }) => !isGenerated && !['id', 'version', 'updatedAt'].includes(name),
    )
    .map(({ sql }) => sql);
  const lost = keysInto(table, restored, 'set null').map((key) => {
    const isTaken = key.columns.map(({ sql }) => `changes->'after'->>'${bare(sql)}' is null`);
    const before = namesRestored(trail, key, "(changes->'before')", restored, params);
    return `(${[...isTaken, before].join(' and ')})`;
  });
  const taken = `(select jsonb_object_agg(field, changes->'before'->field) from jsonb_array_elements_text(changes->'changed_fields') field)`;
  return `with lost as (
      select entity_id as id, (changes->'after'->>'version')::int as version, ${whole(trail, table, taken)} as row
      from ${nameOf(trail.log)}
      where ${sameCommand} and entity_type = '${table.entity}' and action = 'UPDATE' and (${lost.join(' or ')})
    ), back as (
      update ${table.from} c
      set (${columns.join(', ')}) = (select ${columns.map((each) => `r.${each}`).join(', ')} from jsonb_populate_record(c, lost.row) r)
      from lost where ${keyIn(trail, table, 'c')} = lost.id and c.version = lost.version
      returning 1
    )
    select (select count(*)::int from lost) as all, (select count(*)::int from back) as back`;
};
