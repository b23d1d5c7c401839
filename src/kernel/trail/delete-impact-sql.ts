import type { Key } from '../schema/key.ts';
import { isAmong, nameOf, type Table } from '../schema/table.ts';
import { type Audited, type AuditTrail, bare, type ForeignKey } from './audit-trail.ts';
import { inKeyOrder, namesKey, refers, withoutLarge } from './key-sql.ts';

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

/** The condition of rows that are parts in any case. */
const always = 'true';
const samplesShown = 5;

/** Asks the trail what the running command has done, with the rows as they were when they went, in one pass. */
export const happening = (trail: AuditTrail, root: Audited, parts: Parts): string => {
  const tables = [...trail.tables.values()];
  const byType = (otherwise: boolean, valueOf: (table: Audited) => string | undefined) => {
    const cases = tables.flatMap((table) => {
      const value = valueOf(table);
      return value ? `when '${table.entity}' then ${value}` : [];
    });
    return cases.length > 0
      ? `case entity_type ${cases.join(' ')} else ${otherwise} end`
      : otherwise;
  };
  const stands = byType(true, (table) => {
    const part = parts[table.entity];
    if (!part || part === always) return part && 'false';
    const before = withoutLarge(table, "changes->'before'");
    return `(select not (${part}) from jsonb_populate_record(null::${table.from}, ${before}) c)`;
  });
  const own = `entity_type = '${root.entity}' and action = 'DELETE' and entity_id = any($1::${trail.keyType}[])`;
  return `select null as root, entity_type as "entityType", effect, record, ${sums(trail, inGroups(trail))}
    from (
      select entity_type, entity_id as id, case action when 'DELETE' then 'REMOVED' else 'DETACHED' end as effect,
        case when ${own} then id end as record, ${stands} as stands
      from ${nameOf(trail.log)}
      where xact_id = pg_current_xact_id() and "timestamp" = now() -- a dump brings the ids of other databases
        and part = coalesce(nullif(current_setting('app.part', true), ''), '0')::int
        and case action when 'DELETE' then true
          when 'UPDATE' then ${byType(false, isDetached)}
          else false end -- a trigger may have made rows that tell of it
      offset 0 -- what is sorted needs no images of rows
    ) mine
    group by entity_type, effect, record`;
};

/** What a row of `Found` says of rows: how many they are, the keys of the first of them, and a digest of all, in whatever order. */
const sums = ({ keyType }: AuditTrail, first: string): string => {
  const hash = keyType === 'text' ? 'hashtextextended' : 'hashint8extended';
  return `count(*)::int as count, bool_or(stands) as stands,
    count(*) || ' ' || sum(${hash}(id, 0)) as digest, to_json(${first}) as ids`;
};

/** The first keys of every group: sorts them all. */
const inGroups = (trail: AuditTrail): string =>
  `(array_agg(id order by ${inKeyOrder(trail, 'id')}))[1:${samplesShown}]`;

const statements = new WeakMap<Audited, Map<string, string>>();

/** What deleting rows would do; for one row, without a sort. */
export const foreseeing = (
  trail: AuditTrail,
  root: Audited,
  parts: Parts,
  isOne: boolean,
): string => {
  const known = statements.get(root) ?? new Map<string, string>();
  statements.set(root, known);
  const name = JSON.stringify([parts, isOne]);
  const text = known.get(name) ?? makeForeseeing(trail, root, parts, isOne);
  known.set(name, text);
  return text;
};

/**
 * CTEs: for each table that the cascade reaches, its doomed rows, each with the row at the root, and for other rows that refer
 * to these; then how many they are. Only what a table's own rows add to it is recursive.
 */
const makeForeseeing = (trail: AuditTrail, root: Audited, parts: Parts, isOne: boolean): string => {
  const doomed = reachedFrom(trail, root);
  const place = (table: Table) => `d${doomed.findIndex((each) => each.table === table)}`;
  const isDoomed = (target: Table) => doomed.some(({ table }) => table === target);
  const ctes: string[] = [];
  const found: string[] = [];

  /** The doomed rows that a row `c` names, and that it does. */
  const namedBy = (key: ForeignKey, as = 'p', doomedRow = place(key.target)): [string, string] => {
    if (namesKey(key)) return [`${doomedRow} ${as}`, `${key.columns[0]?.of('c')} = ${as}.id`];
    const { from, key: own } = trail.of(key.target);
    const named = refers(key, (column) => column.of('c'), 't');
    return [`(${from} t join ${doomedRow} ${as} on ${as}.id = ${own.of('t')})`, named];
  };
  const joined = (...key: Parameters<typeof namedBy>) => `join ${namedBy(...key).join(' on ')}`;
  const rowsOf = (table: Audited, from: string, at = 'p.root') =>
    `select ${table.key.of('c')}, ${at}, not (${parts[table.entity] ?? 'false'}) from ${table.from} c ${from}`;
  const define = (name: string, ways: readonly string[]) =>
    ctes.push(`${name}(id, root, stands) as (${ways.join(' union ')})`);
  const sum = (name: string, table: Audited, effect: Effect) => {
    const id = trail.keyType === table.key.sqlType ? 'id' : `id::${trail.keyType}`;
    const rows = `(select ${id} as id, root, stands from ${name} where ${table === root ? 'id <> root' : 'true'}) o`;
    const first = isOne
      ? `array(select id from ${rows} order by ${inKeyOrder(trail, 'id')} limit ${samplesShown})`
      : inGroups(trail);
    found.push(
      `select root, '${table.entity}' as "entityType", '${effect}' as effect, ${sums(trail, first)} from ${rows} group by root`,
    );
  };

  for (const table of doomed) {
    const own = table.key.of('c');
    const at = place(table.table);
    const cascades = table.foreignKeys.filter(({ onDelete }) => onDelete === 'cascade');
    const itself = cascades.find(({ target }) => target === table.table);
    const keys = cascades.filter((key) => key !== itself && isDoomed(key.target));
    const ways = keys.map((key) => rowsOf(table, joined(key)));
    if (table === root) ways.unshift(rowsOf(table, `where ${isAmong(table.key, 'c', '$1')}`, own));
    if (itself) {
      const [above, below] = [`${at}_above`, `${at}_below`];
      const isNew = keys.map((key) => {
        const [from, isNamed] = namedBy(key, 'q');
        const sameRoot = isOne ? '' : ' and q.root = p.root';
        return `not exists (select from ${from} where ${isNamed}${sameRoot})`;
      });
      if (table === root) isNew.push(`${own} <> p.root`);
      define(above, ways);
      define(
        below,
        [above, below].map((parent) =>
          rowsOf(table, `${joined(itself, 'p', parent)} where ${isNew.join(' and ')}`),
        ),
      );
      ctes.push(
        `${at} as not materialized (select * from ${above} union all select * from ${below})`,
      );
    } else {
      define(at, ways);
    }
    sum(at, table, 'REMOVED');
  }
  for (const table of trail.tables.values()) {
    const stays = isDoomed(table.table)
      ? `where not exists (select from ${place(table.table)} d where d.id = ${table.key.of('c')})`
      : '';
    const keys = table.foreignKeys.filter(
      ({ onDelete, target }) => onDelete !== 'cascade' && isDoomed(target),
    );
    const byEffect = Map.groupBy(keys, ({ onDelete }) =>
      onDelete === 'set null' ? 'DETACHED' : 'BLOCKING',
    );
    for (const [effect, each] of byEffect) {
      const at = `left${found.length}`;
      define(
        at,
        each.map((key) => rowsOf(table, `${joined(key)} ${stays}`)),
      );
      sum(at, table, effect);
    }
  }
  return `with recursive ${ctes.join(', ')} ${found.join(' union all ')}`;
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

/** That a record tells of a row which was detached, and not of what a trigger has changed besides. */
const isDetached = ({ foreignKeys }: Audited): string | undefined => {
  const detaching = foreignKeys.filter(({ onDelete }) => onDelete === 'set null');
  const columns = detaching.flatMap((key) => key.columns.map(({ sql }) => `'${bare(sql)}'`));
  return columns.length > 0 ? `changes->'changed_fields' ?| array[${columns.join()}]` : undefined;
};
