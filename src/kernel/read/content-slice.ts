import { conjunction } from './filter.ts';
import { exceeding, type Part } from './visible-slice.ts';

/*
 * An index of contents (GIN) brings rows in no order, and for a value that it does not know the planner takes one row in a
 * hundred to have it: in the order of the page it would read all rows to find a few. So few are found first and sorted then;
 * many are come upon soon in the order of the page. Which of the two runs is decided once for each statement.
 */

/** So many are found and sorted in some ten milliseconds; of more than that, a page is come upon soon in a table of millions. */
const few = 10_000;
/** Of what is found through other rows, which takes longer. */
const fewRelated = 1000;

export const isMany = 'hits.many';

/** How rows that hold something are found: what the statement begins with, hits.many, and the first rows of a page out of few. */
export type Hits = {
  readonly first: string;
  readonly hits: string;
  readonly slice: (page: Omit<Part, 'table'>, seen: readonly string[]) => string;
};

/** Finds them once for the whole statement, up to so many. */
const foundOnce = (table: string, conditions: readonly string[]): Hits => ({
  first: `with found as materialized (select t.* from ${table} where ${conjunction(conditions)} limit ${few + 1}) `,
  hits: `cross join (select count(*) > ${few} as many from found) hits`,
  slice: (page, seen) =>
    `from found t where ${conjunction([`not ${isMany}`, ...seen, ...page.conditions])} ${page.most}`,
});

/**
 * Counts them first: that other rows name them is read in an index alone. OFFSET 0 is an optimization fence: few are not
 * looked for in the order of the page.
 */
const countedFirst = (table: string, conditions: readonly string[]): Hits => ({
  first: '',
  hits: `cross join ${exceeding(`select from ${table} where ${conjunction(conditions)}`, fewRelated)} hits`,
  slice: (page, seen) =>
    `from (select t.* from ${table} where ${conjunction([...seen, ...conditions, ...page.conditions])} offset 0) t where not ${isMany} ${page.most}`,
});

export const hitsIn = (table: string, conditions: readonly string[], areRelated: boolean): Hits =>
  (areRelated ? countedFirst : foundOnce)(table, conditions);

/**
 * The same for a condition of a few rows on the contents of many others, which all the planner would read row by row: few
 * are found once, and hashed.
 */
export const amongFew = (isAmong: string, hits: string, otherwise: string): string =>
  `(case when ${exceeding(`select ${hits}`, few)} then ${otherwise} else (${isAmong}) is true end)`;
