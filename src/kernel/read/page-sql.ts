import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { refusal } from '../errors.ts';
import type { Entity } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import { found } from './answer-limit.ts';
import { sizeOfAll, type Weight, weightInPage } from './answer-size.ts';
import { foundIn, isMany, sliceOfFew } from './content-slice.ts';
import { conjunction, type Filter, newScope } from './filter.ts';
import { filtersOf, whereIn } from './filter-sql.ts';
import { columnList, selectionOf } from './look-ahead.ts';
import { type Term, termsOf } from './order-by.ts';
import { mostOf, partsInOrder, wholeOf } from './order-slices.ts';
import { defaultPage, largestPage, type OrderBy, type Page, type PageArgs } from './page.ts';
import { cursorOf, type Sorted, sortValuesOf, wrongCursor } from './page-cursor.ts';
import { prefetchPage } from './prefetch.ts';
import { arrayOf, bind, manyRows, run } from './query.ts';
import type { Rows } from './rows.ts';
import { inTurn } from './time-slice.ts';
import { joinedTo } from './to-one-joins.ts';
import { anyWay, waysToSee } from './visibility.ts';
import { sliceOf, slicesByWay } from './visible-slice.ts';

/** Where the rows of a page come from: all of an entity's, or those that belong to a parent. */
type PageSource = {
  readonly entity: Entity;
  readonly rows?: Rows;
  readonly where?: Filter | undefined;
  readonly orderBy?: readonly OrderBy[] | undefined;
};

type Found = Sorted & { readonly $key: Key; readonly $total?: number };

/**
 * The pages of many parents in one statement. The count, when asked for, is a part of that statement: as a scan of its
 * own it costs the same, and the round trip is saved. What belongs to a row alone comes with it. Rows need no outer order:
 * the lateral part is run for one key after the other, and what it brings for a key comes in its order.
 */
export const pagesOf = (
  source: PageSource,
  args: PageArgs,
  ctx: Context,
  info: GraphQLResolveInfo,
) => {
  const { entity, rows: related, where, orderBy = entity.orderBy } = source;
  const wanted = selectionOf(info).page;
  const terms = termsOf(entity, args.orderBy?.length ? args.orderBy : orderBy);
  const { limit, backward, after, before } = boundsOf(args, terms);

  const params: unknown[] = related ? [null] : [];
  const scope = newScope(ctx.viewer, params);
  const link = related ? [`${related.key('t')} = k.key`, ...related.seen('t', scope)] : [];
  const table = related ? related.from('t') : `${entity.from} t`;
  const target = { entity, alias: 't', scope };
  const rows = related
    ? [...link, ...whereIn(related, 't', scope, where, args.filter)]
    : filtersOf(target, [where, args.filter]);
  const ways = related ? undefined : waysToSee(target);
  const seen = ways ? [anyWay(ways)] : [];

  const selected = ['k.key as "$key"'];
  const from = [related ? `unnest($1::${related.cast}[]) as k(key)` : '(values (0)) as k(key)'];
  if (wanted.total) {
    selected.push('c.total as "$total"');
    from.push(
      `cross join lateral (select count(*)::int as total from ${table} where ${conjunction([...seen, ...rows])}) c`,
    );
  }
  const joined = wanted.rows
    ? joinedTo(entity, params, ctx, info, ({ isOwn }) => isOwn)
    : undefined;
  const isDivided = joined && !related && scope.lookups > 0 && !entity.shape.isFew;
  const divided = isDivided && foundIn(table, rows, scope.relations > 0);
  if (joined) {
    const sortValues = () =>
      terms.flatMap(({ field, sql }, at) =>
        field === 'id' ? [] : [`(${sql('t', scope)})::text as "$${at}"`],
      );
    const columns = [
      ...columnList(entity, info, 't'),
      ...joined.columns,
      ...(wanted.cursors ? sortValues() : []),
    ];
    selected.push('r.*');
    const size = `limit ${bind(params, limit + 1)}`;
    const page = { terms, alias: 't', scope, backward, after, before, limit: size };
    const part = { table, key: entity.column('id').of('t'), conditions: rows };
    const inOne = (conditions: readonly string[]) => wholeOf(page, { ...part, conditions });
    const inOrder = (conditions: readonly string[]) =>
      partsInOrder(page, { ...part, conditions }).flatMap(({ part, whole }) =>
        (ways?.length ? slicesByWay(ways, part) : [sliceOf(part, seen)]).map(whole),
      );
    if (divided) from.push(divided.hits);
    const slices = divided
      ? [sliceOfFew(inOne([]), seen), ...inOrder([isMany, ...rows])]
      : related
        ? [sliceOf(inOne(rows), seen)]
        : inOrder(rows);
    // only what is on the page is worth a join
    const source =
      joined.joins || slices.length > 1
        ? `from (${slices.map((each) => `(select t.* ${each})`).join(' union all ')}) t${joined.joins} ${mostOf(page)}`
        : slices[0];
    from.push(`left join lateral (select ${columns.join(', ')} ${source}) r on true`);
  }
  // more would be refused, but only after they have come
  const text = `${divided ? divided.found : ''}select ${selected.join(', ')} from ${from.join(' ')} limit ${ctx.maxRows + 1}`;

  // in its usual order, the short page of a row is read from an index as one row is
  const isUsual = related && !where && !args.filter && !args.orderBy?.length && !wanted.total;
  const flags = {
    limit,
    backward,
    isAfter: Boolean(after),
    isBefore: Boolean(before),
    cursors: wanted.cursors,
    edges: wanted.edges,
    terms,
    weight: weightInPage(entity, info),
  };
  return async (keys: readonly Key[]): Promise<Page[]> => {
    const given = related ? [arrayOf(keys), ...params.slice(1)] : params;
    if (from.length === 1) return keys.map(() => pageOf([], flags)); // only `__typename` is asked for
    const isLookUp = isUsual && keys.length * limit <= manyRows;
    const all = await run<Found>(ctx, text, given, true, isLookUp).catch((error: unknown) => {
      const field = after ? 'after' : 'before';
      throw (after || before) && isDataException(error) ? wrongCursor(field) : error;
    });
    const byKey = new Map<Key, Found[]>();
    for (const row of all) {
      const group = byKey.get(row.$key);
      if (group) group.push(row);
      else byKey.set(row.$key, [row]);
    }
    const pages: Page[] = [];
    let made = 0;
    for (const key of keys) {
      const rows = byKey.get(key) ?? [];
      pages.push(pageOf(rows, flags));
      made += rows.length;
      if (made < rowsAtOnce) continue;
      await inTurn(ctx.spent, made, null);
      made = 0;
    }
    found(
      ctx,
      info,
      pages.reduce((sum, { size }) => sum + size, 0),
    );
    const nodes = pages.flatMap((page) => page.nodes);
    joined?.leave(nodes);
    await prefetchPage(entity, nodes, ctx, info);
    return pages;
  };
};

type Flags = {
  readonly limit: number;
  readonly backward: boolean;
  readonly isAfter: boolean;
  readonly isBefore: boolean;
  readonly cursors: boolean;
  readonly edges: boolean;
  readonly terms: readonly Term[];
  readonly weight: Weight;
};

const rowsAtOnce = 1000;

/** The values of a page beside its rows. */
export const pageValues = 8;

const pageOf = (
  found: readonly Found[],
  { limit, backward, isAfter, isBefore, cursors, edges, terms, weight }: Flags,
): Page => {
  const totalCount = found[0]?.$total ?? 0;
  const rows = found[0] && found[0].id != null ? found : [];
  const more = rows.length > limit;
  const nodes = more ? rows.slice(0, limit) : rows;
  const inOrder = backward ? nodes.toReversed() : nodes;
  const cursorAt = (at: number) => {
    const node = cursors ? inOrder.at(at) : undefined;
    return node ? cursorOf(node, terms) : null;
  };
  return {
    size: pageValues + sizeOfAll(weight, nodes),
    nodes: inOrder,
    edges: edges ? inOrder.map((node) => ({ node, cursor: cursorOf(node, terms) })) : undefined,
    totalCount,
    pageInfo: {
      hasNextPage: isBefore || (more && !backward),
      hasPreviousPage: isAfter || (more && backward),
      startCursor: cursorAt(0),
      endCursor: cursorAt(-1),
    },
  };
};

export const boundsOf = (args: PageArgs, terms: readonly Term[]) => {
  const { first, last, after, before } = args;
  if (first != null && last != null) {
    throw refusal('BAD_USER_INPUT', 'Ask for the first or for the last rows, not for both.', {
      field: 'last',
    });
  }
  for (const [name, size] of Object.entries({ first, last })) {
    if (size != null && (size < 0 || size > largestPage)) {
      throw refusal(
        'BAD_USER_INPUT',
        `"${name}" must be between 0 and ${largestPage}, not ${size}.`,
        { field: name },
      );
    }
  }
  return {
    limit: first ?? last ?? defaultPage,
    backward: last != null,
    after: after == null ? undefined : sortValuesOf(after, terms, 'after'),
    before: before == null ? undefined : sortValuesOf(before, terms, 'before'),
  };
};

/** SQLSTATE class 22: a value that its type cannot hold. */
export const isDataException = (error: unknown) =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('22');
