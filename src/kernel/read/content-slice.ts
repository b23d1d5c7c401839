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

/** Finds the rows that hold what a filter looks for, or are related to such, once for the whole statement: up to so many. */
export const foundIn = (table: string, conditions: readonly string[], areRelated: boolean) => {
  const most = areRelated ? fewRelated : few;
  return {
    found: `with found as materialized (select t.* from ${table} where ${conjunction(conditions)} limit ${most + 1}) `,
    /** Whether there are more of them, as hits.many. */
    hits: `cross join (select count(*) > ${most} as many from found) hits`,
  };
};

export const isMany = 'hits.many';

/** The first rows of a page out of few. */
export const sliceOfFew = ({ conditions, most }: Omit<Part, 'table'>, seen: readonly string[]) =>
  `from found t where ${conjunction([`not ${isMany}`, ...seen, ...conditions])} ${most}`;

/**
 * The same for a condition of a few rows on the contents of many others, which all the planner would read row by row: few
 * are found once, and hashed.
 */
export const amongFew = (isAmong: string, hits: string, otherwise: string): string =>
  `(case when ${exceeding(`select ${hits}`, few)} then ${otherwise} else (${isAmong}) is true end)`;
