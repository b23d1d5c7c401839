import type { Context } from './context.ts';
import { conjunction, type Filter, newScope } from './read/filter.ts';
import { whereOf } from './read/filter-sql.ts';
import { orderSql, termsOf } from './read/order-by.ts';
import { run } from './read/query.ts';
import type { Entity } from './schema/entity.ts';
import type { Row, Table } from './schema/table.ts';
import { notedAll } from './trail/watch.ts';
import { listOf } from './write/statement.ts';

/** Asks for a field of a domain's own: by a statement, or for all rows of a type that the viewer may see, in their order. */
export function query<Found>(
  ctx: Context,
  text: string,
  params: readonly unknown[],
): Promise<Found[]>;
export function query<T extends Table>(
  ctx: Context,
  of: Entity<T>,
  filter: Filter,
): Promise<Row<T>[]>;
export function query(
  ctx: Context,
  asked: string | Entity,
  given: readonly unknown[] | Filter,
): Promise<object[]> {
  return typeof asked === 'string'
    ? run(ctx, asked, given as readonly unknown[])
    : rowsOf(ctx, asked, given as Filter);
}

const rowsOf = async (ctx: Context, entity: Entity, filter: Filter): Promise<object[]> => {
  const params: unknown[] = [];
  const scope = newScope(ctx.viewer, params);
  const where = conjunction(whereOf(entity, 't', scope, filter));
  const order = orderSql({ terms: termsOf(entity, entity.orderBy), alias: 't', scope }, false);
  // more would be refused, but only after they have come
  const text = `select ${listOf(entity.columns, 't')} from ${entity.from} t where ${where} order by ${order} limit ${ctx.maxRows + 1}`;
  const rows = await run<object>(ctx, text, params);
  await notedAll(entity, rows, ctx);
  return rows;
};
