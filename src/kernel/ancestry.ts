import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from './context.ts';
import type { Entity } from './entity.ts';
import { conjunction, newScope, whereOf } from './filter.ts';
import { inOrder, loaderOf } from './loader.ts';
import { planOf } from './plan.ts';
import { prefetch } from './prefetch.ts';
import { byId } from './relation.ts';
import { columnList, neededColumns } from './select.ts';
import { arrayOf, run } from './statement.ts';

type Found = { readonly [column: string]: unknown };
type Joined = { readonly target: Entity; readonly alias: string };

/** How far up the rows are fetched along with the row that names them. */
const generations = 4;

/** A root field's row, with what the document goes on to ask of it. */
export const rowOf = async (
  entity: Entity,
  key: number,
  ctx: Context,
  info: GraphQLResolveInfo,
): Promise<object | null> => {
  const row = await rowAndAncestors(entity, ctx, info).load(key);
  if (row) await prefetch(entity, [row], info.fieldNodes, ctx, info);
  return row;
};

/**
 * The loader of a root field's row. Where the document goes on to the rows that this row names, and those that they name,
 * they are joined, since they cost no round trip then, and left with their own loaders, where their fields look for them.
 */
const rowAndAncestors = (entity: Entity, ctx: Context, info: GraphQLResolveInfo) =>
  loaderOf<object | null>(ctx, entity, 'root', () => {
    const params: unknown[] = [null];
    const scope = newScope(ctx.viewer, params);
    const where = ['t."id" = any($1::int[])', ...whereOf(entity, 't', scope)];
    const select = columnList(entity, info, 't');
    const from = [`${entity.from} t`];
    const joined: Joined[] = [];

    const join = (of: Entity, outer: string, generation: number): void => {
      const selected = planOf(info).fields.get(of.name);
      for (const [name, { toOne }] of of.fields) {
        if (!toOne || !selected?.has(name) || generation > generations) continue;
        const { target, key } = toOne;
        const alias = `p${joined.push({ target, alias: `p${joined.length}` }) - 1}`;
        const on = [
          `${alias}."id" = ${outer}.${of.column(key).sql}`,
          ...whereOf(target, alias, scope),
        ];
        from.push(`left join ${target.from} ${alias} on ${conjunction(on)}`);
        select.push(...columnList(target, info, alias, `${alias}.`));
        join(target, alias, generation + 1);
      }
    };
    join(entity, 't', 1);

    const text = `select ${select.join(', ')} from ${from.join(' ')} where ${conjunction(where)}`;
    return async (keys) => {
      const rows = await run<Found>(ctx, text, [arrayOf(keys), ...params.slice(1)]);
      for (const row of rows) byId(entity, ctx, info).prime(row['id'] as number, row as never);
      for (const { target, alias } of joined) {
        const names = neededColumns(target, info);
        for (const row of rows) {
          const id = row[`${alias}.id`];
          if (typeof id !== 'number') continue;
          const parent = Object.fromEntries(names.map((name) => [name, row[`${alias}.${name}`]]));
          byId(target, ctx, info).prime(id, parent as never);
        }
      }
      return inOrder(keys, rows, (row) => row['id'], null);
    };
  });
