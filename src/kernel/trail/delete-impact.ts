import { createHash } from 'node:crypto';
import { arrayOf } from '../read/query.ts';
import type { Key } from '../schema/key.ts';
import type { Table } from '../schema/table.ts';
import type { Tx } from '../write/tx.ts';
import type { Audited, AuditTrail } from './audit-trail.ts';
import {
  type Effect,
  effects,
  type Found,
  foreseeing,
  happening,
  type Parts,
} from './delete-impact-sql.ts';
import { type Labels, labelsOf, unlabelled } from './row-label.ts';

/** What happens to the rows of one type when a row is deleted. */
export type Impact = {
  readonly entityType: string;
  readonly effect: Effect;
  readonly count: number;
  readonly samples: readonly string[];
};

/** All that a delete of one row comes to. */
export type Consequences = {
  readonly impacts: readonly Impact[];
  /** Stands for exactly these rows: it changes when one comes or goes. */
  readonly token: string;
};

/** How many rows go by a delete, its own with them. */
export const removedBy = (consequences: Pick<Consequences, 'impacts'> | undefined): number =>
  (consequences?.impacts ?? [])
    .filter(({ effect }) => effect === 'REMOVED')
    .reduce((sum, { count }) => sum + count, 1);

/** What deleting each of these rows would do, in one statement, and what of it stands in the way of each. */
export const foresee = async (
  tx: Tx,
  trail: AuditTrail,
  table: Table,
  keys: readonly Key[],
  parts: Parts,
  uses: readonly Table[] = [],
): Promise<Map<Key, Consequences & { dependents: Impact[]; labels: Labels }>> => {
  const isOne = keys.length === 1;
  const text = foreseeing(trail, trail.of(table), parts, isOne);
  const found = await tx.query<Found>(text, [arrayOf(keys)]);
  const unlinked = uses.map((each) => trail.of(each).entity);
  const rows = found.map((each) =>
    unlinked.includes(each.entityType)
      ? { ...each, effect: 'REMOVED' as const, stands: false }
      : each,
  );
  // of many rows, only what stands in the way is ever named
  const named = isOne ? rows : rows.filter(({ stands }) => stands);
  const idsOf = new Map<string, Key[]>();
  for (const { entityType, ids } of named) {
    const known = idsOf.get(entityType);
    if (known) known.push(...ids);
    else idsOf.set(entityType, [...ids]);
  }
  const labels = await labelsOf(tx, trail, idsOf);
  const byRoot = Map.groupBy(rows, ({ root }) => String(root));
  return new Map(
    keys.map((key) => {
      const found = byRoot.get(String(key)) ?? [];
      const of = `${trail.of(table).entity} ${key}`;
      const dependents = dependentsIn(found, labels);
      return [key, { ...consequencesOf(trail, of, found, labels), dependents, labels }];
    }),
  );
};

/**
 * What the running command has really removed and detached beside these rows, and what of it stood in the way. Their
 * labels are those that were foreseen: the rows may be gone.
 */
export const happened = async (
  tx: Tx,
  trail: AuditTrail,
  root: Audited,
  keys: readonly Key[],
  parts: Parts,
  labels: Labels = unlabelled,
): Promise<Consequences & { dependents: Impact[]; auditLogIds: Map<Key, number> }> => {
  const rows = await tx.query<Found & { readonly record: number | null }>(
    happening(trail, root, parts),
    [arrayOf(keys)],
  );
  const own = rows.filter(({ record }) => record !== null);
  const found = rows.filter(({ record }) => record === null);
  const records = new Map(own.map(({ ids: [id], record }) => [String(id), record]));
  return {
    ...consequencesOf(trail, `${root.entity} ${keys.join()}`, found, labels),
    dependents: dependentsIn(found, labels),
    auditLogIds: new Map(keys.map((key) => [key, records.get(String(key)) ?? 0])),
  };
};

const consequencesOf = (
  trail: AuditTrail,
  of: string,
  found: readonly Found[],
  labels: Labels,
): Consequences => {
  const types = [...trail.tables.keys()];
  const rank = ({ effect, entityType }: Found) =>
    effects.indexOf(effect) * types.length + types.indexOf(entityType);
  const inOrder = found.toSorted((a, b) => rank(a) - rank(b));
  const rows = inOrder
    .filter(({ effect }) => effect !== 'BLOCKING')
    .map(({ entityType, effect, digest }) => `${entityType} ${effect} ${digest}`);
  return {
    impacts: inOrder.map((each) => impactOf(each, labels)),
    token: createHash('sha256')
      .update([of, ...rows].join('\n'))
      .digest('base64url')
      .slice(0, 22),
  };
};

/** What stands in the way of a delete: types of which some rows are no parts of what is deleted. */
const dependentsIn = (found: readonly Found[], labels: Labels): Impact[] =>
  found
    .filter(({ effect, stands }) => effect !== 'BLOCKING' && stands)
    .map((each) => impactOf(each, labels));

const impactOf = ({ entityType, effect, count, ids }: Found, labels: Labels): Impact => ({
  entityType,
  effect,
  count,
  samples: ids.flatMap((id) => labels(entityType, id) ?? []),
});
