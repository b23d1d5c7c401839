import { type SQL, sql } from 'drizzle-orm';
import { alias as aliased, getTableConfig, PgDialect } from 'drizzle-orm/pg-core';
import type { Viewer } from '../context.ts';
import { type Entity, entityOf, type Target } from '../schema/entity.ts';
import { nameOf, type Table } from '../schema/table.ts';
import { newScope, type Scope } from './filter.ts';
import type { Way } from './visible.ts';

/**
 * Row-level security: the condition under which the viewer may see a row, if not all. It is no part of what a client asks
 * for, so it costs nothing of what a filter may hold.
 */
export const visibleSql = (target: Target, above: readonly Entity[] = []): string | undefined => {
  const ways = waysToSee(target, above);
  return ways && anyWay(ways);
};

/** The same of a table's rows, in a statement of its own; undefined as well where they are no entity's. */
export const visibleTo = (
  viewer: Viewer | null,
  table: Table,
  alias: string,
  params: unknown[],
): string | undefined => {
  const entity = entityOf(table);
  return entity && visibleSql({ entity, alias, scope: newScope(viewer, params) });
};

/** The condition under which the viewer may read what a row said before: without one of its own, that under which they see it. */
export const recalledTo: typeof visibleTo = (viewer, table, alias, params) => {
  const { recalled } = entityOf(table)?.shape ?? {};
  if (!recalled) return visibleTo(viewer, table, alias, params);
  const condition = recalled(viewer, aliased(table, alias));
  return condition && `(${bound(condition, params)})`;
};

export type WayToSee = {
  readonly condition: string;
  /** The column whose keys decide it, and the query that finds them; parameters are taken in where it is called. */
  readonly byKeys?: () => { readonly column: string; readonly keys: string };
};

/** The conditions of which each is enough. */
export const waysToSee = (
  target: Target,
  above: readonly Entity[] = [],
): readonly WayToSee[] | undefined => {
  const { entity, alias, scope } = target;
  const { visible } = entity.shape;
  if (!visible) return undefined;
  if (typeof visible === 'function') {
    const ways = visible(scope.viewer, aliased(entity.table, alias));
    return ways && [ways].flat().map((way) => wayOf(way, scope.params));
  }
  if (above.includes(entity)) {
    throw new Error(
      `${entity.name} is seen as a row that is seen as it is: there is no end to it.`,
    );
  }
  const column = entity.column(visible.asRowOf);
  const parent = parentOf(entity, visible.asRowOf);
  const inner = `${alias}v`;
  const condition = visibleSql({ entity: parent, alias: inner, scope }, [...above, entity]);
  const named = `${inner}.${column.refersTo?.sql} = ${column.of(alias)}`;
  return condition
    ? [
        {
          condition: `exists (select from ${parent.from} ${inner} where ${named} and ${condition})`,
        },
      ]
    : undefined;
};

export const anyWay = (ways: readonly WayToSee[]): string =>
  ways.length > 0 ? `(${ways.map(({ condition }) => condition).join(' or ')})` : 'false';

const wayOf = (way: Way, params: unknown[]): WayToSee => {
  if (!('keys' in way)) return { condition: `(${bound(way, params)})` };
  return {
    condition: `(${bound(way.seen, params)})`,
    byKeys: () => ({ column: bound(sql`${way.column}`, params), keys: bound(way.keys, params) }),
  };
};

/**
 * Whether the rows that name a row by this key are seen as that row is: who has come from it need not be asked again. So it
 * is where one foreign key names it together with the row that both are seen as: notes are about whom their session is.
 */
export const isSeenAs = (entity: Entity, key: string): boolean => {
  const asRowOf = keyOfSeen(entity);
  return asRowOf !== undefined && (key === asRowOf || namesBoth(entity, key, asRowOf));
};

const keyOfSeen = ({ shape: { visible } }: Entity): string | undefined =>
  typeof visible === 'object' ? visible.asRowOf : undefined;

const namesBoth = (entity: Entity, key: string, asRowOf: string): boolean =>
  getTableConfig(entity.table).foreignKeys.some((each) => {
    const { columns, foreignColumns, foreignTable } = each.reference();
    const above = entityOf(foreignTable);
    const same = above && keyOfSeen(above);
    if (!same || parentOf(above, same) !== parentOf(entity, asRowOf)) return false;
    const names = (own: string, others: string) => {
      const { sql, nullable } = entity.column(own);
      const at = columns.findIndex(({ name }) => `"${name}"` === sql);
      return !nullable && `"${foreignColumns[at]?.name}"` === above.column(others).sql;
    };
    return names(key, 'id') && names(asRowOf, same);
  });

/** The entity of the row that a foreign key names. */
const parentOf = (entity: Entity, key: string): Entity => {
  const { table } = entity.column(key).refersTo ?? {};
  const parent = table && entityOf(table);
  if (!parent) throw new Error(`${entity.name}: ${key} names no row of an entity.`);
  return parent;
};

/** The same for a table that leads to rows: who may not see the link does not see where it leads. */
export const visibleLink = (link: Table, alias: string, scope: Scope): string[] => {
  const entity = entityOf(link);
  const condition = entity && visibleSql({ entity, alias, scope });
  return condition ? [condition] : [];
};

/** What of a viewer all those have in common who may do the same. */
const shared: ReadonlySet<PropertyKey> = new Set(['realm', 'role', 'permissions']);

/** Whether two of the same role may see different rows, or what these said before: then a condition looks at more of the viewer than at the role. */
export const isPersonal = (entity: Entity, viewer: Viewer): boolean => {
  const { visible, recalled, watched } = entity.shape;
  if (watched) return true; // each of them looks by themselves
  let isAsked = false;
  const asking = new Proxy(viewer, {
    get: (target, name) => {
      isAsked ||= !shared.has(name);
      return Reflect.get(target, name);
    },
  });
  const row = aliased(entity.table, 't');
  recalled?.(asking, row);
  if (typeof visible === 'function') visible(asking, row);
  const above = typeof visible === 'object' && parentOf(entity, visible.asRowOf);
  return isAsked || (above && isPersonal(above, viewer));
};

/** A condition as text, its values taken into the parameters of a statement. */
const bound = (condition: SQL, params: unknown[]): string => {
  const dialect = new PgDialect();
  dialect.escapeParam = (at) => `$${params.length + at + 1}`;
  const query = dialect.sqlToQuery(condition);
  params.push(...query.params);
  return query.sql;
};

/** The values of a foreign key, in a parameter, that name rows which the viewer may see; undefined: all do that exist. */
export const visibleKeysSql = (
  { table, sql }: { readonly table: Table; readonly sql: string },
  cast: string,
  scope: Scope,
): string | undefined => {
  const entity = entityOf(table);
  const condition = entity && visibleSql({ entity, alias: 't', scope });
  return condition
    ? `select t.${sql} as key from ${nameOf(table)} t where t.${sql} = any($1::${cast}[]) and ${condition}`
    : undefined;
};
