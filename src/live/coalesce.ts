import { largest, type Marks, type Position } from './change-cursor.ts';
import type { Told, Topic } from './topic.ts';

/** What has been told before, and up to where: records of one reading, or of the readings of one interval. */
export type Batch = {
  readonly begin: Position;
  /** Of the records that the end sees and the beginning does not, those after the first one through the second. */
  readonly records: readonly [after: number, through: number];
  readonly end: Position;
};

/**
 * Coalesced: what happens to a row is told once, where it happens last. The cursor of one says of which batch it is: whoever
 * comes back with it is told the rows of that batch that come after it, each with all that happened to it.
 */
export const coalesced = (
  { of: { coalesce } }: Topic,
  told: readonly Told[],
  { begin, records, end }: Batch,
): Told[] => {
  const unless = coalesce?.unless;
  const groups = Map.groupBy(told, (each) =>
    each.end === 'untold' || unless?.(each.change) ? each : `${each.entityType} ${each.id}`,
  );
  const merged = [...groups.values()].map(mergeOf).sort(byPlace);
  const { epoch, before } = begin;
  return merged.map((each, at) => {
    if (at === merged.length - 1) return { ...each, position: end };
    const { id: record, position } = each.change;
    const { proof, isHalf } = position;
    const place = { epoch, before, upTo: end.upTo, record, proof, ...(isHalf && { isHalf }) };
    return { ...each, position: { ...place, batch: records } };
  });
};

/** Whether something comes after the cursor that was told last: of the same batch, or of the same record. */
export const isBeyond = (told: Told, position: Position): boolean =>
  !(position.batch || position.isHalf) || placeOf(told) > placeIn(position.record, position);

/** What ends everything comes last, whatever has got a later record by then. */
const placeOf = ({ end, change }: Told): number =>
  end ? largest : placeIn(change.id, change.position);

const placeIn = (record: number, { isHalf }: Marks): number => (isHalf ? record - 0.5 : record);

const byPlace = (one: Told, other: Told) => placeOf(one) - placeOf(other);

const mergeOf = (group: readonly Told[]): Told => {
  const last = group.reduce((one, other) => (placeOf(other) >= placeOf(one) ? other : one));
  if (group.length === 1 || last.action === 'DELETED') return last;
  const isNew = group.some(({ action }) => action === 'CREATED');
  return {
    ...last,
    action: isNew ? 'CREATED' : 'UPDATED',
    changedFields: [...new Set(group.flatMap(({ changedFields }) => changedFields))],
  };
};
