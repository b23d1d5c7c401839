import { arrayOf, bind } from '../read/query.ts';
import type { Key } from '../schema/key.ts';
import { isAmong, nameOf, type Table } from '../schema/table.ts';
import { type Audited, type AuditTrail, bare, type ForeignKey } from './audit-trail.ts';
import { reachedFrom } from './delete-impact-sql.ts';
import { inKeyOrder, keyIn, owningKey, recorded, refers } from './key-sql.ts';

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
export const whole = ({ log }: AuditTrail, { entity, large }: Audited, row: string): string =>
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

/** Rows of one type, by their keys. */
export type Back = { readonly entityType: string; readonly ids: readonly Key[] | null };

/** The rows of a table that the command deleted, with their values in `row`. */
const deletedOf = (trail: AuditTrail, table: Audited): string => {
  const log = nameOf(trail.log);
  return `select distinct on (entity_id) entity_id, ${whole(trail, table, "changes->'before'")} from ${log}
      where ${sameCommand} and entity_type = '${table.entity}' and action = 'DELETE'
      order by entity_id, ${log}.id desc`;
};

/** That a foreign key names one of the rows in `gone`. In brackets it is looked up by hash: no plan knows how many they are. */
const namesGone = ({ columns, refersTo }: ForeignKey, gone: string): string => {
  const own = columns.map((column) => recorded('row')(column));
  const named = refersTo.map((column) => recorded('row')(column));
  return `((${own.join(', ')}) in (select ${named.join(', ')} from ${gone})) is true`;
};

/** The rows whose parents are in the same table and gone as well. */
const belowItself = ({ foreignKeys, table }: Audited, trail: string, gone: string): string => {
  const own = foreignKeys.find(
    ({ onDelete, target }) => onDelete === 'cascade' && target === table,
  );
  if (!own) return '';
  const isParent = own.columns.map(
    ({ sql }, at) => `t.row->>'${bare(sql)}' = p.row->>'${bare(own.refersTo[at]?.sql ?? '')}'`,
  );
  return ` union select t.id, t.row from ${trail} t join ${gone} p on ${isParent.join(' and ')}`;
};

const inserting = (
  trail: AuditTrail,
  { from, columns, key }: Audited,
  gone: string,
  after: string | undefined,
): string => {
  const own = [...columns.values()].filter(({ isGenerated }) => !isGenerated).map(({ sql }) => sql);
  return `insert into ${from} (${own.join(', ')}) overriding system value
      select ${own.map((sql) => `r.${sql}`).join(', ')}
      from ${gone} gone cross join lateral jsonb_populate_record(null::${from}, row) r
      ${after ? `where (select count(*) from ${after}) >= 0` : ''}
      order by ${inKeyOrder(trail, 'gone.id')} returning ${key.sql} as id`;
};

/**
 * Data-modifying CTEs: brings a row back, and what was deleted with it, parents first: each insert waits for the one before,
 * since triggers look at what is there. Foreign keys are checked at the end, so circular ones need no second turn. Answers
 * with the rows of each table; those that need secrets are found only, and what hangs on them is not.
 */
export const bringingBack = (trail: AuditTrail, root: Audited, key: Key, params: unknown[]) => {
  const ctes: string[] = [];
  const answers: string[] = [];
  const goneOf = new Map<Table, string>();
  let after: string | undefined;
  for (const [at, table] of reachedFrom(trail, root).entries()) {
    const [deleted, gone, back] = [`deleted${at}`, `gone${at}`, `back${at}`];
    const ways = table.foreignKeys.flatMap((each) => {
      const parents = each.onDelete === 'cascade' && goneOf.get(each.target);
      return parents ? namesGone(each, parents) : [];
    });
    if (table === root) ways.push(`id = ${bind(params, key)}::${trail.keyType}`);
    if (ways.length === 0) continue;
    ctes.push(
      `${deleted}(id, row) as (${deletedOf(trail, table)})`,
      `${gone}(id, row) as (select id, row from ${deleted} where ${ways.join(' or ')}${belowItself(table, deleted, gone)})`,
    );
    const isFound = needsSecrets(table);
    answers.push(
      `select '${table.entity}' as "entityType", (select json_agg(id) from ${isFound ? gone : back}) as ids`,
    );
    if (isFound) continue;
    ctes.push(`${back} as (${inserting(trail, table, gone, after)})`);
    goneOf.set(table.table, gone);
    after = back;
  }
  return `with recursive ${ctes.join(', ')} ${answers.join(' union all ')}`;
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
  return `with deleted(id, row) as (${deletedOf(trail, table)}), lost as (
      select id, row from deleted where ${names.join(' or ')}
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
    select '${table.entity}' as "entityType", (select count(*)::int from lost) as all, (select count(*)::int from back) as back`;
};

/** Of the rows of one type that a delete took something from: how many they were, and how many have it again. */
export type Reattached = {
  readonly entityType: string;
  readonly all: number;
  readonly back: number;
};

const detachedFrom = (trail: AuditTrail, restored: Restored): Audited[] =>
  [...trail.tables.values()].filter((table) => keysInto(table, restored, 'set null').length > 0);

/** Whether there are rows that a delete can have taken something from. */
export const reattaches = (trail: AuditTrail, restored: Restored): boolean =>
  detachedFrom(trail, restored).length > 0;

/** Gives rows that had stayed what the delete took from them, unless they have been changed since; of all tables at once. */
export const reattaching = (trail: AuditTrail, restored: Restored, params: unknown[]): string => {
  const tables = detachedFrom(trail, restored);
  const ctes = tables.map((table, at) => reattachingTo(trail, table, restored, params, at));
  const counts = tables.map(
    ({ entity }, at) => `select '${entity}' as "entityType",
      (select count(*)::int from lost${at}) as all, (select count(*)::int from back${at}) as back`,
  );
  return `with ${ctes.join(', ')} ${counts.join(' union all ')}`;
};

const reattachingTo = (
  trail: AuditTrail,
  table: Audited,
  restored: Restored,
  params: unknown[],
  at: number,
): string => {
  const columns = [...table.columns.values()]
    .filter(
      ({ name, isGenerated }) => !isGenerated && !['id', 'version', 'updatedAt'].includes(name),
    )
    .map(({ sql }) => sql);
  const taken = `(select jsonb_object_agg(field, changes->'before'->field) from jsonb_array_elements_text(changes->'changed_fields') field)`;
  const ways = keysInto(table, restored, 'set null').map((key) => {
    const isTaken = key.columns.map(({ sql }) => `changes->'after'->>'${bare(sql)}' is null`);
    const before = namesRestored(trail, key, "(changes->'before')", restored, params);
    return `(${[...isTaken, before].join(' and ')})`;
  });
  const [lost, back] = [`lost${at}`, `back${at}`];
  return `${lost} as (
      select entity_id as id, (changes->'after'->>'version')::int as version, ${whole(trail, table, taken)} as row
      from ${nameOf(trail.log)}
      where ${sameCommand} and entity_type = '${table.entity}' and action = 'UPDATE' and (${ways.join(' or ')})
    ), ${back} as (
      update ${table.from} c
      set (${columns.join(', ')}) = (select ${columns.map((each) => `r.${each}`).join(', ')} from jsonb_populate_record(c, ${lost}.row) r)
      from ${lost} where ${keyIn(trail, table, 'c')} = ${lost}.id and c.version = ${lost}.version
      returning 1
    )`;
};
