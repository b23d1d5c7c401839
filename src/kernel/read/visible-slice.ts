import { conjunction } from './filter.ts';
import type { WayToSee } from './visibility.ts';

/** What a slice of a page has in common with all others: its table, called t, its key, its conditions, order and limit. */
export type Part = {
  readonly table: string;
  readonly key: string;
  readonly conditions: readonly string[];
  readonly most: string;
};

const fewKeys = 100;

/** Says as `many` whether a query finds more rows than so many: it is read no further. */
export const exceeding = (query: string, most: number): string =>
  `(select count(*) > ${most} as many from (${query} limit ${most + 1}) found)`;

export const sliceOf = ({ table, conditions, most }: Part, seen: readonly string[]): string =>
  `from ${table} where ${conjunction([...seen, ...conditions])} ${most}`;

/**
 * The first rows of a page way by way, each with its index: the planner cannot tell how few rows a condition with "or"
 * leaves, nor how few keys a query finds. What belongs to few keys is read key by key (a lateral join), what belongs to
 * many in the order of the page, where all that is passed over is read in the index alone (a deferred join); which of the
 * two runs is decided once for each statement (a one-time filter).
 */
export const slicesByWay = (ways: readonly WayToSee[], part: Part): readonly string[] =>
  ways.flatMap(({ condition, byKeys }, at) => {
    const others = ways.slice(0, at).map((before) => `${before.condition} is not true`);
    if (!byKeys) return [sliceOf(part, [condition, ...others])];
    const { column, keys } = byKeys();
    const few = `(select distinct key from (${keys}) found (key)) few`;
    const isMany = exceeding(keys, fewKeys);
    const ofKey = sliceOf(part, [`${column} = few.key`, ...others]);
    const inOrder = sliceOf(part, [condition, ...others]);
    return [
      `from ${few} cross join lateral (select t.* ${ofKey}) t where not ${isMany} ${part.most}`,
      `from ${part.table} where ${isMany} and ${part.key} = any(array(select ${part.key} ${inOrder})) ${part.most}`,
    ];
  });
