import { is, SQL } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { searchIndexName } from '../../database/columns.ts';
import { type Access, anyOf, assertAllowed, isAllowed } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import { upperCase } from '../schema/enum.ts';
import { answered } from './answer-limit.ts';
import { onePerRow, PageInfo, pageCost } from './connection.ts';
import { defaultPage, largestPage } from './page.ts';
import { type Found, type SearchArgs, type Snippet, search } from './search.ts';
import { mostRanked, type Searched, vectorOf } from './search-sql.ts';
import { type Part, soughtIn } from './search-text.ts';

/** A type that is searched, and by whom. */
export type Searchable = Searched & { readonly allow: Access };

type Searching = {
  readonly name: string;
  readonly record: { readonly title: string };
  readonly prefix: string;
  readonly queryName: (about: string) => string;
  readonly searchables: ReadonlyMap<string, Searchable>;
};

/** The field that searches all types of a domain that say what is searched in them. */
export const implementSearch = (domain: Searching): void => {
  const all = [...domain.searchables.values()].toReversed();
  if (all.length === 0) return;
  for (const each of all) assertIndexed(each);
  const Type = builder.enumType(`${domain.prefix}SearchType`, {
    description: `What can be searched in ${domain.record.title}.`,
    values: Object.fromEntries(
      all.map(({ entity }) => [
        upperCase(entity.name),
        { value: entity.name, description: `Rows of type ${entity.name}.` },
      ]),
    ),
  });
  const Connection = connectionOf(domain.prefix, all);
  const isOpen = all.some(({ allow }) => allow.guests);
  builder.queryField(domain.queryName('Search'), (t) =>
    t.field({
      type: Connection,
      allow: {
        ...anyOf(all.map(({ allow }) => allow)),
        realm: domain.name,
        ...(isOpen && { guests: true }),
      },
      complexity: pageCost as never,
      description: `Finds rows of several types that have all words of a text, each as the beginning of a word, whatever its case. What is called so comes first, then what has the words where they weigh most; of equals, the newest. Without a word that fits, it finds what is called so in the middle.`,
      args: {
        text: t.arg.string({
          required: true,
          description:
            'What to look for: up to 10 words, or a code such as `t14.1.1`. No character has a meaning of its own.',
        }),
        types: t.arg({
          type: [Type],
          required: false,
          description: 'Only these types; without it, all that you may read.',
        }),
        first: t.arg.int({
          required: false,
          description: `How many rows: ${defaultPage} by default, ${largestPage} at most.`,
        }),
        after: t.arg.string({
          required: false,
          description: 'Only rows after the one with this cursor, of a search for the same.',
        }),
      },
      resolve: async (_root, { text, types, ...args }, ctx, info) => {
        const wanted = all.filter(({ entity }) => types?.includes(entity.name) ?? true);
        if (types) for (const { allow } of wanted) assertAllowed(ctx, allow);
        const allowed = wanted.filter(({ allow }) => isAllowed(ctx, allow));
        const found = await search(allowed, soughtIn(text), args as SearchArgs, ctx, info);
        return answered(ctx, info, found.size, found) as never;
      },
    }),
  );
};

/** Without its index, a search would read all rows: the table has to declare it. */
const assertIndexed = (searched: Searchable): void => {
  const { entity } = searched;
  const { name, indexes } = getTableConfig(entity.table);
  const index = indexes.find(({ config }) => config.name === searchIndexName(name));
  const [made] = index?.config.columns ?? [];
  const expected = vectorOf(searched, ({ sql }) => sql.replaceAll('"', ''));
  const found = is(made, SQL)
    ? made.queryChunks.map((chunk) => String(Object(chunk).value)).join()
    : '';
  if (found === expected) return;
  throw new Error(
    `${entity.name} is searched, but its table is not indexed for that: declare searched(key, labels, others) with the columns that weigh A as labels, in the same order.`,
  );
};

const connectionOf = (prefix: string, all: readonly Searchable[]) => {
  const Row = builder.unionType(`${prefix}SearchResult`, {
    description: 'A row that a search has found.',
    types: all.map(({ entity }) => entity.ref) as never,
  });
  const Edge = builder.objectRef<Found['edges'][number]>(`${prefix}SearchEdge`).implement({
    description: 'A row that a search has found, with why and where.',
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'The position of this row, for `after`.' }),
      node: t.expose('node' as never, { type: Row as never, description: 'The row.' }),
      rank: t.exposeFloat('rank', {
        description:
          'How well it fits: from 2 when it is called exactly so, from 1 when what it is called begins so; less than that by where it has the words, and whether as whole ones.',
      }),
      snippets: t.expose('snippets', {
        type: [snippet()],
        complexity: { field: 1, multiplier: 2 },
        description: 'What its fields have of what was looked for.',
      }),
    }),
  });
  return builder.objectRef<Found>(`${prefix}SearchConnection`).implement({
    description: 'A page of the rows that a search has found, the best first.',
    fields: (t) => ({
      nodes: t.expose('nodes' as never, {
        type: [Row] as never,
        complexity: onePerRow,
        description: 'The rows of the page.',
      }),
      edges: t.expose('edges', {
        type: [Edge],
        complexity: onePerRow,
        description: 'The rows of the page, each with its cursor, its rank and what fits in it.',
      }),
      pageInfo: t.expose('pageInfo', { type: PageInfo, description: 'Where the page lies.' }),
      totalCount: t.expose('totalCount' as never, {
        type: 'Int' as never,
        description: `How many rows there are on all pages: ${mostRanked} at most.`,
      }),
      isCut: t.exposeBoolean('isCut', {
        description: `Whether more rows fit than the ${mostRanked} that are ranked. These are the newest of each type, and before others those that are called so.`,
      }),
    }),
  });
};

const snippets: { type?: ReturnType<typeof makeSnippet> } = {};

/** The type that the domains share; there is none where nothing is searched. */
const snippet = () => (snippets.type ??= makeSnippet());

const makeSnippet = () => {
  const PartType = builder.objectRef<Part>('SearchSnippetPart').implement({
    description: 'A part of a text.',
    fields: (t) => ({
      text: t.exposeString('text', { description: 'The part as it stands there: no HTML.' }),
      isMatch: t.exposeBoolean('isMatch', { description: 'Whether it is what was looked for.' }),
    }),
  });
  return builder.objectRef<Snippet>('SearchSnippet').implement({
    description: 'A field of a row around the first place where it has what was looked for.',
    fields: (t) => ({
      field: t.exposeString('field', { description: 'The name of the field.' }),
      parts: t.expose('parts', {
        type: [PartType],
        complexity: { field: 1, multiplier: 3 },
        description: 'Its text, in parts.',
      }),
    }),
  });
};
