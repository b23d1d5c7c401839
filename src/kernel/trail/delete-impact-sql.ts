import type { Key } from '../schema/key.ts';
import { isAmong, nameOf, type Table } from '../schema/table.ts';
import { type Audited, type AuditTrail, bare, type ForeignKey } from './audit-trail.ts';
import { inKeyOrder, keyIn, namesKey, refers, withoutLarge } from './key-sql.ts';

/* The statements that find out what a delete would do, or has done. */

/** What becomes of other rows when one is deleted. */
export const effects = ['REMOVED', 'DETACHED', 'BLOCKING'] as const;
export type Effect = (typeof effects)[number];

/** What happens to the rows of one type: how many, and the keys of the first of them. */
export type Found = {
  readonly entityType: string;
  readonly effect: Effect;
  readonly count: number;
  root: Key;
  /** The keys of the first of them. */
  ids: readonly Key[];
  /** Whether some of them are no parts of the row. */
  stands: boolean;
  digest: string;
};

/** Conditions, in SQL, under which a row is a part of the one that it belongs to: it does not stand in the way. */
export type Parts = { readonly [entity: string]: string };

const samplesShown = 5;

/** Asks the trail what the running command has done, with the rows as they were when they went. */
export const happening = (trail: AuditTrail, root: Audited, parts: Parts): string => {
  const log = nameOf(trail.log);
  const own = `mine.entity_type = '${root.entity}' and mine.action = 'DELETE' and mine.entity_id = any($1::${trail.keyType}[])`;
  const each = [...trail.tables.values()].map(
    (table) => `select null::text as root, mine.entity_type as "entityType", mine.entity_id as id,
        case mine.action when 'DELETE' then 'REMOVED' else 'DETACHED' end as effect,
        not (${parts[table.entity] ?? 'false'}) as stands
      from mine cross join lateral jsonb_populate_record(null::${table.from}, ${withoutLarge(table, "mine.changes->'before'")}) c
      where mine.entity_type = '${table.entity}' and not (${own}) and ${isGone(table)}`,
  );
  return `with mine as materialized (
      select id as record, entity_type, entity_id, action, changes from ${log}
      where xact_id = pg_current_xact_id() and "timestamp" = now() -- a dump brings the ids of other databases
        and part = coalesce(nullif(current_setting('app.part', true), ''), '0')::int
        and action <> 'CREATE' -- a trigger may have made rows that tell of it
    )
    select null as own, summed.* from (${summed(trail, each.join(' union all '))}) summed
    union all
    select json_agg(json_build_object('id', entity_id, 'record', record)), null, null, null, 0, null, null, null
    from mine where ${own}`;
};

/** The rows of a type and effect: how many, the keys of the first of them, and a digest of all. */
const summed = (trail: AuditTrail, rows: string): string => {
  const order = inKeyOrder(trail, 'id');
  return `select root, "entityType", effect, count(*)::int as count, bool_or(stands) as stands,
     md5(string_agg(id::text, ',' order by ${order})) as digest, to_json((array_agg(id order by ${order}))[1:${samplesShown}]) as ids
   from (${rows}) as found group by root, "entityType", effect`;
};

const statements = new WeakMap<Audited, Map<string, string>>();

export const foreseeing = (trail: AuditTrail, root: Audited, parts: Parts): string => {
  const known = statements.get(root) ?? new Map<string, string>();
  statements.set(root, known);
  const name = JSON.stringify(parts);
  const text = known.get(name) ?? makeForeseeing(trail, root, parts);
  known.set(name, text);
  return text;
};

/**
 * Recursive CTEs: for each table that the cascade reaches, a query of its doomed rows, each with the row at the root; then what they
 * are, and which other rows refer to them.
 */
const makeForeseeing = (trail: AuditTrail, root: Audited, parts: Parts): string => {
  const doomed = reachedFrom(trail, root);
  const place = (table: Table) => `d${doomed.findIndex((each) => each.table === table)}`;
  const keys = [...trail.tables.values()].flatMap(({ foreignKeys }) => foreignKeys);
  const into = (table: Audited) => keys.filter((key) => key.target === table.table);
  const isDoomed = (table: Audited) => doomed.includes(table);

  const joined = (key: ForeignKey) => {
    const doomedRow = place(key.target);
    if (namesKey(key)) return `join ${doomedRow} p on ${key.columns[0]?.of('c')} = p.id`;
    const target = trail.of(key.target);
    return `join ${target.from} t on ${refers(key, (column) => column.of('c'), 't')} join ${doomedRow} p on p.id = ${target.key.of('t')}`;
  };
  const queries = doomed.map((table) => {
    const ways = table.foreignKeys
      .filter(
        (key) => key.onDelete === 'cascade' && doomed.some((each) => each.table === key.target),
      )
      .sort((a, b) => Number(a.target === table.table) - Number(b.target === table.table)) // itself comes last
      .map((key) => `select ${table.key.of('c')}, p.root from ${table.from} c ${joined(key)}`);
    const own = table.key.of('c');
    const first =
      table === root
        ? [`select ${own}, ${own} from ${table.from} c where ${isAmong(table.key, 'c', '$1')}`]
        : [];
    return `${place(table.table)}(id, root) as (${[...first, ...ways].join(' union ')})`;
  });

  const rowsOf = (table: Audited, effect: Effect, from: string, condition: string) =>
    `select p.root, '${table.entity}' as "entityType", '${effect}' as effect, ${keyIn(trail, table, 'c')} as id,
       not (${parts[table.entity] ?? 'false'}) as stands
     from ${table.from} c ${from} where ${condition}`;
  const removed = doomed.map((table) =>
    rowsOf(
      table,
      'REMOVED',
      `join ${place(table.table)} p on p.id = ${table.key.of('c')}`,
      table === root ? `${table.key.of('c')} <> p.root` : 'true',
    ),
  );
  const left = doomed.flatMap((target) =>
    into(target)
      .filter((key) => key.onDelete !== 'cascade')
      .map((key) => {
        const { of: table, onDelete } = key;
        const effect = onDelete === 'set null' ? 'DETACHED' : 'BLOCKING';
        const stays = isDoomed(table)
          ? `not exists (select from ${place(table.table)} d where d.id = ${table.key.of('c')})`
          : 'true';
        return rowsOf(table, effect, joined(key), stays);
      }),
  );
  return `with recursive ${queries.join(', ')} ${summed(trail, [...removed, ...left].join(' union '))}`;
};

/** The tables that a cascade from this one reaches, each after those that lead to it. */
export const reachedFrom = (trail: AuditTrail, root: Audited): Audited[] => {
  const reached: Audited[] = [];
  const seen = new Set<Audited>();
  const visit = (table: Audited): void => {
    if (seen.has(table)) return;
    seen.add(table);
    for (const child of trail.tables.values()) {
      if (child.foreignKeys.some((key) => key.target === table.table && key.onDelete === 'cascade'))
        visit(child);
    }
    reached.unshift(table);
  };
  visit(root);
  return reached;
};

/** That a record is of a row which went or was detached, and not of what a trigger has changed besides. */
const isGone = ({ foreignKeys }: Audited): string => {
  const detaching = foreignKeys.filter(({ onDelete }) => onDelete === 'set null');
  const columns = detaching.flatMap((key) => key.columns.map(({ sql }) => `'${bare(sql)}'`));
  return `(mine.action = 'DELETE' or mine.changes->'changed_fields' ?| array[${columns.join()}]::text[])`;
};
