import { createHash } from 'node:crypto';
import type { Audited, AuditTrail } from './audited.ts';
import { arrayOf } from './statement.ts';
import { nameOf, type Table } from './table.ts';
import type { Tx } from './tx.ts';

/** What becomes of other rows when one is deleted. */
export const effects = ['REMOVED', 'DETACHED', 'BLOCKING'] as const;
export type Effect = (typeof effects)[number];

/** What happens to the rows of one type when a row is deleted. */
export type Impact = {
  readonly entityType: string;
  readonly effect: Effect;
  readonly count: number;
  readonly samples: readonly string[];
};

type Found = Impact & {
  root: number;
  dependents: number;
  standing: readonly string[] | null;
  digest: string;
};

/** All that a delete of one row comes to. */
export type Consequences = {
  readonly impacts: readonly Impact[];
  /** Stands for exactly these rows: it changes when one comes or goes. */
  readonly token: string;
};

/** Conditions, in SQL, under which a row is a part of the one that it belongs to: it does not stand in the way. */
export type Parts = { readonly [entity: string]: string };

const samplesShown = 5;

/** What deleting each of these rows would do, in one statement, and how many rows stand in the way of each. */
export const foresee = async (
  tx: Tx,
  trail: AuditTrail,
  table: Table,
  keys: readonly number[],
  parts: Parts,
): Promise<Map<number, Consequences & { dependents: Impact[] }>> => {
  const rows = await tx.query<Found>(foreseeing(trail, trail.of(table), parts), [arrayOf(keys)]);
  const byRoot = Map.groupBy(rows, ({ root }) => root);
  return new Map(
    keys.map((key) => {
      const found = byRoot.get(key) ?? [];
      const of = `${trail.of(table).entity} ${key}`;
      return [key, { ...consequencesOf(trail, of, found), dependents: dependentsIn(found) }];
    }),
  );
};

/** What the running command has really removed and detached beside these rows, and what of it stood in the way. */
export const happened = async (
  tx: Tx,
  trail: AuditTrail,
  root: Audited,
  keys: readonly number[],
  parts: Parts,
): Promise<Consequences & { dependents: Impact[]; auditLogIds: Map<number, number> }> => {
  const rows = await tx.query<Found & { own: { id: number; record: number }[] | null }>(
    happening(trail, root, parts),
    [arrayOf(keys)],
  );
  const [deleted] = rows.filter(({ own }) => own);
  const found = rows.filter(({ own }) => !own);
  return {
    ...consequencesOf(trail, `${root.entity} ${keys.join()}`, found),
    dependents: dependentsIn(found),
    auditLogIds: new Map((deleted?.own ?? []).map(({ id, record }) => [id, record])),
  };
};

/** Asks the trail, with the rows as they were when they went. */
const happening = (trail: AuditTrail, root: Audited, parts: Parts): string => {
  const log = nameOf(trail.log);
  const own = `entity_type = '${root.entity}' and action = 'DELETE' and entity_id = any($1::int[])`;
  const each = [...trail.tables.values()].map(
    (table) => `select entity_type as "entityType", entity_id as id, ${labelOf(table)} as label,
        case action when 'DELETE' then 'REMOVED' else 'DETACHED' end as effect,
        not (${parts[table.entity] ?? 'false'}) as stands
      from mine cross join lateral jsonb_populate_record(null::${table.from}, changes->'before') c
      where entity_type = '${table.entity}' and not (${own})`,
  );
  return `with mine as materialized (
      select id as record, entity_type, entity_id, action, changes from ${log}
      where xact_id = pg_current_xact_id() and "timestamp" = now() -- a dump brings the ids of other databases
        and part = coalesce(nullif(current_setting('app.part', true), ''), '0')::int
    )
    select null as own, "entityType", effect, ${summary}
    from (${each.join(' union all ')}) as found group by "entityType", effect
    union all
    select json_agg(json_build_object('id', entity_id, 'record', record)), null, null, 0, 0, null, null, null
    from mine where ${own}`;
};

const consequencesOf = (trail: AuditTrail, of: string, found: readonly Found[]): Consequences => {
  const types = [...trail.tables.keys()];
  const rank = ({ effect, entityType }: Impact) =>
    effects.indexOf(effect) * types.length + types.indexOf(entityType);
  const inOrder = found.toSorted((a, b) => rank(a) - rank(b));
  const rows = inOrder
    .filter(({ effect }) => effect !== 'BLOCKING')
    .map(({ entityType, effect, digest }) => `${entityType} ${effect} ${digest}`);
  return {
    impacts: inOrder.map(impactOf),
    token: createHash('sha256')
      .update([of, ...rows].join('\n'))
      .digest('base64url')
      .slice(0, 22),
  };
};

/** What stands in the way of a delete. */
const dependentsIn = (found: readonly Found[]): Impact[] =>
  found
    .filter(({ effect, dependents }) => effect !== 'BLOCKING' && dependents > 0)
    .map((each) => impactOf({ ...each, count: each.dependents, samples: each.standing ?? [] }));

const impactOf = ({ entityType, effect, count, samples }: Impact): Impact => ({
  entityType,
  effect,
  count,
  samples,
});

/** The rows of a type and effect as counts, the names of the first of them, and a digest of their keys. */
const first = (condition: string) =>
  `to_json((array_agg(label order by id)${condition})[1:${samplesShown}])`;
const summary = `count(*)::int as count, count(*) filter (where stands)::int as dependents,
  ${first('')} as samples, ${first(' filter (where stands)')} as standing,
  md5(string_agg(id::text, ',' order by id)) as digest`;

const labelOf = ({ label }: Audited): string =>
  label ? `left(c.${label.sql}, 100)` : `'#' || c."id"`;

const statements = new WeakMap<Audited, Map<string, string>>();

const foreseeing = (trail: AuditTrail, root: Audited, parts: Parts): string => {
  const known = statements.get(root) ?? new Map<string, string>();
  statements.set(root, known);
  const name = JSON.stringify(parts);
  const text = known.get(name) ?? makeForeseeing(trail, root, parts);
  known.set(name, text);
  return text;
};

/**
 * For each table that the cascade reaches, a query of its doomed rows, each with the row at the root; then what they
 * are, and which other rows refer to them.
 */
const makeForeseeing = (trail: AuditTrail, root: Audited, parts: Parts): string => {
  const doomed = reachedFrom(trail, root);
  const place = (table: Table) => `d${doomed.findIndex((each) => each.table === table)}`;
  const keys = [...trail.tables.values()].flatMap(({ foreignKeys }) => foreignKeys);
  const into = (table: Audited) => keys.filter((key) => key.target === table.table);
  const isDoomed = (table: Audited) => doomed.includes(table);

  const queries = doomed.map((table) => {
    const ways = table.foreignKeys
      .filter(
        (key) => key.onDelete === 'cascade' && doomed.some((each) => each.table === key.target),
      )
      .sort((a, b) => Number(a.target === table.table) - Number(b.target === table.table)) // itself comes last
      .map(
        (key) =>
          `select c.id, p.root from ${table.from} c join ${place(key.target)} p on c.${key.column.sql} = p.id`,
      );
    const first =
      table === root ? [`select id, id from ${table.from} where id = any($1::int[])`] : [];
    return `${place(table.table)}(id, root) as (${[...first, ...ways].join(' union ')})`;
  });

  const rowsOf = (table: Audited, effect: Effect, from: string, condition: string) =>
    `select p.root, '${table.entity}' as "entityType", '${effect}' as effect, c.id,
       ${labelOf(table)} as label,
       not (${parts[table.entity] ?? 'false'}) as stands
     from ${table.from} c ${from} where ${condition}`;
  const removed = doomed.map((table) =>
    rowsOf(
      table,
      'REMOVED',
      `join ${place(table.table)} p on p.id = c.id`,
      table === root ? 'c.id <> p.root' : 'true',
    ),
  );
  const left = doomed.flatMap((target) =>
    into(target)
      .filter((key) => key.onDelete !== 'cascade')
      .map(({ of: table, column, onDelete }) => {
        const effect = onDelete === 'set null' ? 'DETACHED' : 'BLOCKING';
        const from = `join ${place(target.table)} p on c.${column.sql} = p.id`;
        const stays = isDoomed(table)
          ? `not exists (select from ${place(table.table)} d where d.id = c.id)`
          : 'true';
        return rowsOf(table, effect, from, stays);
      }),
  );
  return `with recursive ${queries.join(', ')}
    select root, "entityType", effect, ${summary}
    from (${[...removed, ...left].join(' union ')}) as found group by root, "entityType", effect`;
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
