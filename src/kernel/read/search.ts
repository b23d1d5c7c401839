import { createHash } from 'node:crypto';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { sizeOf, weightInPage } from './answer-size.ts';
import { selectionOf } from './look-ahead.ts';
import type { Page } from './page.ts';
import { cursorOf, type Sorted, wrongCursor } from './page-cursor.ts';
import { boundsOf, isDataException, pageValues } from './page-sql.ts';
import { prefetchPage } from './prefetch.ts';
import { run } from './query.ts';
import type { Keyed } from './relation.ts';
import { rowsBy } from './rows.ts';
import { isSoughtIn, keyIn, type Searched, searchSql, searchTerms } from './search-sql.ts';
import { finderOf, type Part, type Sought, snippetOf } from './search-text.ts';
import { loaderOfRows } from './to-one.ts';

/** What is shown of a column that holds what was looked for. */
export type Snippet = { readonly field: string; readonly parts: readonly Part[] };

type Edge = {
  readonly cursor: string;
  readonly node: object;
  readonly rank: number;
  readonly snippets: readonly Snippet[];
};

/** A page of what a search has found. */
export type Found = Omit<Page, 'edges'> & {
  readonly edges: readonly Edge[];
  readonly isCut: boolean;
};

type Hit = Sorted & {
  readonly $total: number;
  readonly $cut: boolean | null;
  readonly texts?: readonly (string | null)[];
};

export type SearchArgs = {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
};

/** Finds a page: one statement for what is on it, and one for each type of its rows. */
export const search = async (
  allowed: readonly Searched[],
  sought: Sought,
  args: SearchArgs,
  ctx: Context,
  info: GraphQLResolveInfo,
): Promise<Found> => {
  const searched = allowed.filter((each) => isSoughtIn(each, sought));
  const of = JSON.stringify([sought, searched.map(({ entity }) => entity.name)]);
  const terms = searchTerms(createHash('sha256').update(of).digest('base64url').slice(0, 12));
  const { limit, after } = boundsOf(args, terms);
  const texts = selectionOf(info)
    .under('edges')
    .some((edge) => edge.under('snippets').length > 0);
  const { text, params } = searchSql(searched, sought, ctx.viewer, { limit, after, terms, texts });
  const found =
    searched.length === 0
      ? []
      : await run<Hit>(ctx, text, params).catch((error: unknown) => {
          throw after && isDataException(error) ? wrongCursor('after') : error;
        });
  const hits = found.filter(({ id }) => id != null);
  const onPage = await withRows(searched, hits.slice(0, limit), ctx, info);
  const finder = finderOf(sought);
  const edges = onPage.map(({ hit, node, of: { columns } }) => ({
    cursor: cursorOf(hit, terms),
    node,
    rank: Number(hit['$0']) / 1000,
    snippets: columns.flatMap(([{ name }], at) => {
      const parts = snippetOf(hit.texts?.[at] ?? '', finder);
      return parts ? [{ field: name, parts }] : [];
    }),
  }));
  return {
    nodes: edges.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage: hits.length > limit,
      hasPreviousPage: Boolean(after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: found[0]?.$total ?? 0,
    isCut: found[0]?.$cut ?? false,
    size: onPage.reduce(
      (sum, { node, of: { entity } }) => sum + sizeOf(weightInPage(entity, info), node),
      pageValues + edges.flatMap(({ snippets }) => snippets).length * snippetValues,
    ),
  };
};

/** How much a snippet adds to an answer. */
const snippetValues = 12;

/** The rows that were found; what has gone since, or is not seen any more, is left out. */
const withRows = async (
  searched: readonly Searched[],
  hits: readonly Hit[],
  ctx: Context,
  info: GraphQLResolveInfo,
) => {
  const rows = new Map<Hit, object>();
  await Promise.all(
    [...Map.groupBy(hits, (hit) => Number(hit['$1']))].map(async ([type, those]) => {
      const of = searched[type];
      if (!of) return;
      const { entity } = of;
      const keys = those.map(({ id }) => keyIn(of, String(id)));
      const found = await loaderOfRows(rowsBy(entity, 'id'), ctx, info).loadAll(keys);
      await prefetchPage(
        entity,
        found.filter((row) => row !== null),
        ctx,
        info,
      );
      those.forEach((hit, at) => {
        const row = found[at] as Keyed | null;
        if (row) rows.set(hit, { ...row, __typename: entity.name });
      });
    }),
  );
  return hits.flatMap((hit) => {
    const [node, of] = [rows.get(hit), searched[Number(hit['$1'])]];
    return node && of ? [{ hit, node, of }] : [];
  });
};
