import { expect } from 'vitest';
import { ask, db } from './shelf.ts';

export const emptyShelf = async () => {
  await db.sql`delete from shelf.remarks`;
  await db.sql`delete from shelf.books`;
};

const documentOf = `query ($text: String!, $types: [ToySearchType!], $first: Int, $after: String) {
  toySearch(text: $text, types: $types, first: $first, after: $after) {
    totalCount isCut pageInfo { hasNextPage endCursor }
    edges { rank cursor snippets { field parts { text isMatch } } node { __typename ... on ToyBook { id code } ... on ToyRemark { id } ... on ToyDiary { id } } }
  }
}`;

export const search = async (text: string, more: object = {}, viewer = {}) => {
  const { data, code, statements } = await ask(documentOf, { text, ...more }, viewer);
  return { code, statements, ...data?.toySearch };
};

export type Edge = { rank: number; node: { __typename: string; id: string; code?: string } };
export const shown = ({ rank, node: { __typename: type, id: key } }: Edge) => ({ type, key, rank });

/** All pages. */
export const searchAll = async (text: string, first: number, id: number) => {
  const found: ReturnType<typeof shown>[] = [];
  for (let after: string | null = null; ; ) {
    const page = await search(text, { first, after }, { id });
    expect(page.code).toBeUndefined();
    found.push(...page.edges.map(shown));
    if (!page.pageInfo.hasNextPage) return { found, total: page.totalCount, isCut: page.isCut };
    after = page.pageInfo.endCursor;
  }
};
