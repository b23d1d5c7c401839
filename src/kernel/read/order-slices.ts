import { conjunction } from './filter.ts';
import { beyondSql, fromSql, orderSql, type Sorted } from './order-by.ts';
import type { Part } from './visible-slice.ts';

/*
 * An index brings rows in an order and in its opposite, but what is missing lies at one end of it, where an order that we
 * offer has it last either way. So rows with a value and rows without are read apart, each from where the page begins
 * (keyset), at any depth. And rows in the order of others, as trackers in that of their items' codes, are read from these: for
 * each in its order (a lateral join) the first rows that name it.
 */

type Values = readonly (string | null)[];

/** A page of all rows, which are called t: its order, and from where to where it goes. */
type Paged = Sorted & {
  readonly backward: boolean;
  readonly after: Values | undefined;
  readonly before: Values | undefined;
  readonly limit: string;
};

/** A part of a page; `whole` makes a slice of it one of the page. */
type OrderPart = { readonly part: Part; readonly whole: (slice: string) => string };
type Unordered = Omit<Part, 'most'>;

/** The parts of a page that indexes bring in its order. */
export const partsInOrder = (page: Paged, part: Unordered): readonly OrderPart[] => {
  const { terms, alias, scope, after, before } = page;
  const [head, ...rest] = terms;
  if (!head?.nullable) return [partOf(page, part)];
  const value = head.other?.key.of(alias) ?? head.sql(alias, scope);
  const isMissing = (values: Values | undefined) => values?.[0] === null;
  const filled = {
    ...page,
    terms: [{ ...head, nullable: false }, ...rest],
    after: isMissing(after) ? undefined : after,
    before: isMissing(before) ? undefined : before,
  };
  const missing = {
    ...page,
    terms: rest,
    after: isMissing(after) ? after?.slice(1) : undefined,
    before: isMissing(before) ? before?.slice(1) : undefined,
  };
  const those = (condition: string, isBeyond: boolean) => ({
    ...part,
    conditions: [isBeyond ? 'false' : condition, ...part.conditions],
  });
  return [
    partOf(filled, those(`${value} is not null`, isMissing(after))),
    ...partsInOrder(missing, those(`${value} is null`, before !== undefined && !isMissing(before))),
  ];
};

/** A page in one part. */
export const wholeOf = (page: Paged, part: Unordered): Part => ({
  ...part,
  conditions: [...part.conditions, ...endsOf(page, beyondSql)],
  most: mostOf(page),
});

const partOf = (page: Paged, part: Unordered): OrderPart => {
  const { terms, alias, scope } = page;
  const [head, ...rest] = terms;
  if (!head?.other) return { part: wholeOf(page, part), whole: (slice) => slice };
  const { from, id, key, sql } = head.other;
  const other = `${alias}_by`;
  const named = { ...page, terms: [{ ...head, sql: () => sql(other, scope) }, ...rest] };
  const conditions = [...part.conditions, `${key.of(alias)} = ${id.of(other)}`];
  return {
    part: { ...wholeOf(named, { ...part, conditions }), most: mostOf({ ...page, terms: rest }) },
    whole: (slice) =>
      `from ${from} ${other} cross join lateral (select ${alias}.* ${slice}) ${alias}
       where ${conjunction(endsOf(named, fromSql))} ${mostOf(named)}`,
  };
};

/** The order of a page, and how many of its rows are read. */
export const mostOf = (page: Paged) => `order by ${orderSql(page, page.backward)} ${page.limit}`;

/** From where and to where a page goes. */
const endsOf = (page: Paged, write: typeof beyondSql): string[] =>
  [
    page.after && write(page, false, page.after),
    page.before && write(page, true, page.before),
  ].filter((end) => end !== undefined);
