import type { Filter } from './filter.ts';

export const defaultPage = 50;
export const largestPage = 1000;

export type OrderBy = { readonly field: string; readonly direction: 'ASC' | 'DESC' };

export type PageArgs = {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
  readonly filter?: Filter | null | undefined;
  readonly orderBy?: readonly OrderBy[] | null | undefined;
};

/** One page, in the shape of the connection types: they need no resolvers. */
export type Page<Row = object> = {
  readonly nodes: readonly Row[];
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[] | undefined;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number | undefined;
  /** How many values it adds to an answer. */
  readonly size: number;
};
