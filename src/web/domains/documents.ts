import type { Document } from '../api/client.ts';
import { textOf } from '../ui/text.ts';
import type { Field, Listing } from './description.ts';

/* Documents made from the description of a type. */

export type Shown = { readonly id: string; readonly [field: string]: unknown };

export type Rows = {
  readonly changeCursor: string;
  readonly rows: {
    readonly totalCount: number;
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
    readonly nodes: readonly Shown[];
  };
};

export type One = { readonly changeCursor: string; readonly row: Shown | null };

const isDull = ({ name }: Field) => ['id', 'nodeId', 'version'].includes(name);

/** What a list shows of a row: short values, and what it belongs to. */
export const columnsOf = ({ fields }: Listing): readonly Field[] =>
  fields
    .filter(
      (field) =>
        !isDull(field) &&
        ['text', 'number', 'flag', 'choice', 'day', 'moment', 'one'].includes(field.kind),
    )
    .filter(({ name, kind }) => !(kind === 'text' && name.endsWith('Id')))
    .filter(({ name }) => !['createdAt', 'updatedAt'].includes(name))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 9);

const rank = ({ kind, name }: Field) =>
  /^(name|title|label|username|fullName|email|filename|fileName|packageName|itemCode)$/.test(name)
    ? 0
    : ({ choice: 1, one: 2 }[kind as string] ?? 3);

/** All that is shown of one row. */
export const factsOf = ({ fields }: Listing): readonly Field[] =>
  fields.filter((field) => !isDull(field) && !(field.kind === 'text' && field.name.endsWith('Id')));

export const nameIn = (listing: Listing | undefined, row: Shown): string =>
  textOf((listing?.name && row[listing.name]) || row.id);

type Listings = readonly Listing[];
const listingOf = (all: Listings, type: string | undefined) =>
  all.find((each) => each.type === type);

const selected = (all: Listings, field: Field): string => {
  const to = listingOf(all, field.of);
  const named = `id ${to?.name ?? ''}`;
  if (field.kind === 'one' || field.kind === 'rows') return to ? `${field.name} { ${named} }` : '';
  if (field.kind === 'many')
    return to ? `${field.name}(first: 20) { totalCount nodes { ${named} } }` : '';
  return field.name;
};

const select = (all: Listings, fields: readonly Field[]) =>
  ['id', ...fields.map((field) => selected(all, field))].join(' ');

export const listDocument = (all: Listings, listing: Listing): Document<Rows, object> => ({
  toString:
    () => `query List($first: Int, $filter: ${listing.filterType}, $orderBy: [${listing.orderType}!]) {
    changeCursor
    rows: ${listing.list}(first: $first, filter: $filter, orderBy: $orderBy) {
      totalCount pageInfo { endCursor hasNextPage }
      nodes { ${select(all, columnsOf(listing))} }
    }
  }`,
});

export const oneDocument = (all: Listings, listing: Listing): Document<One, object> => ({
  toString: () => `query One($id: ID!) {
    changeCursor
    row: ${listing.one}(id: $id) { ${select(all, factsOf(listing))} }
  }`,
});

export const toldDocuments = ({ told }: Listing): [Document<unknown, never>, object][] =>
  told.map((name) => [
    { toString: () => `subscription Told($since: String) { ${name}(since: $since) { cursor } }` },
    {},
  ]);
