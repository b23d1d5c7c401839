import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { Entity, Field } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import { type ColumnName, columnsOf, partsOf, type Table } from '../schema/table.ts';
import { conjunction, newScope } from './filter.ts';
import { whereOf } from './filter-sql.ts';
import { type Find, loaderOf } from './loader.ts';
import { columnList } from './look-ahead.ts';
import { arrayOf, run } from './query.ts';
import { type Keyed, relation } from './relation.ts';
import { type Rows, rowsBeyond } from './rows.ts';
import { shownAll } from './to-one.ts';

/** The rows on the far side of a link table, all of them: for lists that are short by their nature. */
export const through = <T extends Table, L extends Table>(
  target: Entity<T>,
  link: L,
  near: ColumnName<L>,
  far: ColumnName<L>,
  description: string,
  orderBy: ColumnName<L> = 'id' as ColumnName<L>,
): Field<Keyed> => {
  const rows = rowsBeyond(target.generic, link, near, far);
  const columns = columnsOf(link);
  const key = columns.get('id');
  const order = [columns.get(orderBy), ...(key ? partsOf(key) : [])]
    .flatMap((column) => (column ? partsOf(column) : []))
    .map((column) => column.of('lt'))
    .join(', ');
  const own = {};
  return relation<'id', readonly object[]>({
    rows,
    key: 'id',
    description,
    loader: (_args, ctx, info) => loaderOf(ctx, own, null, () => listsOf(rows, order, ctx, info)),
    field: () => ({ type: [target.ref], complexity: { field: 1, multiplier: 10 } }),
    show: (list, ctx, info) => shownAll(target.generic, ctx, info, list),
    leadsTo: (list) => list,
    filtered: { many: true },
  });
};

const listsOf = (
  { entity, from, key, isAmong, seen }: Rows,
  order: string,
  ctx: Context,
  info: GraphQLResolveInfo,
): Find<readonly object[]> => {
  const params: unknown[] = [null];
  const near = key('t');
  const scope = newScope(ctx.viewer, params);
  const where = [isAmong('t', '$1'), ...seen('t', scope), ...whereOf(entity, 't', scope)];
  const select = [`${near} as "$key"`, ...columnList(entity, info, 't')];
  const text = `select ${select.join(', ')} from ${from('t')} where ${conjunction(where)} order by ${near}, ${order}`;
  return async (keys) => {
    const rows = await run<{ $key: Key }>(ctx, text, [arrayOf(keys), ...params.slice(1)]);
    const lists = new Map<Key, object[]>(keys.map((key) => [key, []]));
    for (const row of rows) lists.get(row.$key)?.push(row);
    return [...lists.values()];
  };
};
