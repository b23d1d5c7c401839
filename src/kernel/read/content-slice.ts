import { conjunction } from './filter.ts';
import { exceeding, type Part } from './visible-slice.ts';

/*
 * An index of contents (GIN) brings rows in no order, and for a value that it does not know the planner takes one row in a
 * hundred to have it: in the order of the page it would read all rows to find a few. So few are found first and sorted then;
 * many are come upon soon in the order of the page. Which of the two runs is decided once for each statement.
 */

const few = 1000;

/** Whether many rows hold what a filter looks for, as hits.many. */
export const hitsIn = (table: string, conditions: readonly string[]): string =>
  `cross join ${exceeding(`select from ${table} where ${conjunction(conditions)}`, few)} hits`;

export const isMany = 'hits.many';

/** The first rows of a page out of few. OFFSET 0 is an optimization fence: they are not looked for in the order of the page. */
export const sliceOfFew = ({ table, conditions, most }: Part, seen: readonly string[]): string =>
  `from (select t.* from ${table} where ${conjunction([...seen, ...conditions])} offset 0) t where not ${isMany} ${most}`;

/**
 * The same for a condition of a few rows on the contents of many others, which all the planner would read row by row: few
 * are found once, and hashed.
 */
export const amongFew = (isAmong: string, hits: string, otherwise: string): string =>
  `(case when ${exceeding(`select ${hits}`, few)} then ${otherwise} else (${isAmong}) is true end)`;
