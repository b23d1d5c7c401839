import type { Filter } from '../kernel/read/filter.ts';
import { predicateOf } from '../kernel/read/predicate.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import { bare } from '../kernel/trail/audit-trail.ts';
import type { Values } from './feed.ts';

/** A condition on a row, for what a record of the trail holds of it: that has the names that SQL has. */
export const holdsOf = ({ columns }: Entity, filter: Filter): ((row: Values) => boolean) => {
  const holds = predicateOf(filter);
  const named = [...columns.values()].map(({ name, sql }) => [name, bare(sql)] as const);
  return (row) =>
    holds(Object.fromEntries(named.map(([name, column]) => [name, row[column] ?? null])));
};
