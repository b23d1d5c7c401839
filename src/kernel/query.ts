import type { Context } from './context.ts';
import { conjunction, type Filter, newScope } from './read/filter.ts';
import { whereOf } from './read/filter-sql.ts';
import { orderSql, termsOf } from './read/order-by.ts';
import { run } from './read/query.ts';
import type { Entity } from './schema/entity.ts';
import type { Row, Table } from './schema/table.ts';
import { notedAll } from './trail/watch.ts';
import { listOf } from './write/statement.ts';

/** Writes as a condition, in a statement of a domain's own: that the viewer may see a row, and that a filter holds for it. */
type Meaning = <T extends Table>(of: Entity<T>, alias: string, filter?: Filter) => string;
type Text = string | ((is: Meaning) => string);

/** Asks for a field of a domain's own: by a statement, or for all rows of a type that the viewer may see, in their order. */
export function query<Found>(
  ctx: Context,
  text: Text,
  params: readonly unknown[],
): Promise<Found[]>;
export function query<T extends Table>(
  ctx: Context,
  of: Entity<T>,
  filter: Filter,
): Promise<Row<T>[]>;
export function query(
  ctx: Context,
  asked: Text | Entity,
  given: readonly unknown[] | Filter,
): Promise<object[]> {
  if (typeof asked === 'string') return run(ctx, asked, given as readonly unknown[]);
  return typeof asked === 'function'
    ? written(ctx, asked, [...(given as readonly unknown[])])
    : rowsOf(ctx, asked, given as Filter);
}

/** A statement whose conditions are filters: their values follow its own parameters. */
const written = (ctx: Context, write: (is: Meaning) => string, params: unknown[]) => {
  const scope = newScope(ctx.viewer, params);
  const text = write(({ generic }, alias, filter) =>
    conjunction(whereOf(generic, alias, scope, filter)),
  );
  return run<object>(ctx, text, params);
};

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
