import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { Entity, Single } from '../schema/entity.ts';
import { conjunction, newScope } from './filter.ts';
import { whereOf } from './filter-sql.ts';
import { columnList, neededColumns, planOf } from './look-ahead.ts';

type Found = { readonly [column: string]: unknown };

/** Rows that a statement brings along with its own: they cost no round trip then. */
type Joined = {
  readonly columns: readonly string[];
  readonly joins: string;
  /** Leaves them with their own loaders, where the fields that lead to them look. */
  readonly leave: (rows: readonly object[]) => void;
};

/** How many rows a statement goes on to from each of its own. */
const mostJoins = 8;

/** Joins the rows to which the document goes on from those of `t`, by relations to a single row that are worth it. */
export const joinedTo = (
  entity: Entity,
  params: unknown[],
  ctx: Context,
  info: GraphQLResolveInfo,
  isWorthIt: (relation: Single) => boolean,
): Joined => {
  const columns: string[] = [];
  const joins: string[] = [];
  const parts: { single: Single; key: string; names: readonly string[]; cells: string[] }[] = [];

  const visit = (of: Entity, outer: string, prefix: string, above: readonly Entity[]): void => {
    const selected = planOf(info).fields.get(of.name);
    for (const [name, { single, leadsTo: to, paths }] of of.fields) {
      const path = single && selected?.has(name) && isWorthIt(single) && paths?.(name, of)[name];
      if (!path || !to || parts.length === mostJoins) continue;
      const alias = `p${parts.length}`;
      // a scope of its own: what a filter may ask for is counted there
      const scope = newScope(ctx.viewer, params);
      const { from, on } = path.join(outer, alias, scope);
      const names = neededColumns(to, info);
      const cells = names.map((column) => `${alias}.${column}`);
      parts.push({ single, key: prefix + single.key, names, cells });
      const where = [on, ...whereOf(to, alias, scope)];
      // one by one: the planner does not see how few rows a page has, and would rather read the whole table
      joins.push(
        ` left join lateral (select ${alias}.* from ${from} where ${conjunction(where)} limit 1) ${alias} on true`,
      );
      columns.push(...columnList(to, info, alias, `${alias}.`));
      // the plan tells types apart, not places: round a circle it would never end
      if (!above.includes(to)) visit(to, alias, `${alias}.`, [...above, to]);
    }
  };
  visit(entity, 't', '', [entity]);

  const leave = (rows: readonly object[]): void => {
    for (const { single, key, names, cells } of parts) {
      const loader = single.loader(ctx, info);
      for (const row of rows as readonly Found[]) {
        const value = row[key];
        if (typeof value === 'number' || typeof value === 'string')
          loader.prime(value, partOf(row, names, cells));
      }
    }
  };
  return { columns, joins: joins.join(''), leave };
};

/** A joined row by itself: its key comes first, and there is none where that is missing. */
const partOf = (row: Found, names: readonly string[], cells: readonly string[]): object | null => {
  if (row[cells[0] as string] == null) return null;
  const part: { [column: string]: unknown } = {};
  for (let at = 0; at < names.length; at++) part[names[at] as string] = row[cells[at] as string];
  return part;
};
