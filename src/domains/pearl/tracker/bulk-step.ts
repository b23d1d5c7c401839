import {
  among,
  assertVersion,
  type Given,
  isAny,
  type OnError,
  type Row,
  soundOf,
  type Tx,
  tryEach,
} from '../../../kernel/index.ts';
import { reportingEffortItemTrackers } from '../tables.ts';
import { Tracker } from './type.ts';
import type { Step } from './workflow.ts';

export type TrackerRow = Row<typeof reportingEffortItemTrackers>;
export type Item = { readonly trackerId: number; readonly expectedVersion?: number | null };

const trackerOf = ({ trackerId }: Item) => trackerId;

/** What the rows of a bulk command do to their trackers. */
type Steps<Some> = {
  readonly step: (tracker: TrackerRow, item: Some) => Step;
  /** What must hold once all rows about a tracker are done, or else after each of them. */
  readonly assertEnd?: (tracker: TrackerRow, item: Some) => void;
};

/** Takes each row's step on its tracker, in their order, and writes what has become of the trackers at once. */
export const stepEach = async <Some extends Item>(
  tx: Tx,
  items: Given<Some>,
  mode: OnError,
  stepsFor: (trackers: ReadonlyMap<number, TrackerRow>) => Promise<Steps<Some>> | Steps<Some>,
) => {
  const sound = soundOf(items);
  const found = await tx.lockAll(Tracker, sound.map(trackerOf));
  const trackers = new Map(found);
  const { step, assertEnd } = await stepsFor(found);
  const stepped = (tracker: TrackerRow, item: Some): TrackerRow => {
    assertVersion(Tracker, tracker, item.expectedVersion);
    return { ...tracker, ...step(tracker, item) };
  };
  const endsWell = new Set(assertEnd && wellEnding(found, sound, stepped, assertEnd));
  const outcomes = tryEach(items, trackerOf, mode, (item) => {
    const next = stepped(among(trackers, 'Tracker', item.trackerId, 'trackerId'), item);
    if (!endsWell.has(item.trackerId)) assertEnd?.(next, item);
    trackers.set(item.trackerId, next);
  });
  if (isAny(outcomes)) {
    const changed = [...found].map(
      ([id, tracker]) => [tracker, trackers.get(id) as TrackerRow] as const,
    );
    await tx.update(
      reportingEffortItemTrackers,
      changed.map(([before, after]) => [before, changesBetween(before, after)]),
    );
  }
  return outcomes;
};

/** The trackers whose rows, as many as can be done, end well together: two people can change places by two rows. */
const wellEnding = <Some extends Item>(
  trackers: ReadonlyMap<number, TrackerRow>,
  items: readonly Some[],
  stepped: (tracker: TrackerRow, item: Some) => TrackerRow,
  assertEnd: (tracker: TrackerRow, item: Some) => void,
): number[] =>
  [...Map.groupBy(items, trackerOf)].flatMap(([id, own]) => {
    const tracker = trackers.get(id);
    if (!tracker) return [];
    let end = tracker;
    tryEach(own, trackerOf, 'SKIP', (item) => {
      end = stepped(end, item);
    });
    const ends = tryEach(own.slice(-1), trackerOf, 'SKIP', (item) => assertEnd(end, item));
    return isAny(ends) ? [id] : [];
  });

const changesBetween = (before: TrackerRow, after: TrackerRow): Step =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => value !== before[name as keyof TrackerRow]),
  );
