import type { Sql } from '../../../src/database/connection.ts';
import type { Status } from '../../../src/domains/pearl/tracker/workflow.ts';

/* A history of items, as a trail that is written at times of one's own, and what it says by a plain walk through it. */

type Tracker = {
  readonly primary_status: Status;
  readonly qc_status: Status;
  readonly qc_programmer_id: number | null;
};
export type Happening = {
  readonly at: string;
  readonly item: number;
  readonly type: 'ReportingEffortItem' | 'Tracker';
  readonly before: Tracker | null;
  readonly after: Tracker | null;
  readonly isReturn?: boolean;
};

const statuses = ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'] as const;
const untouched: Tracker = {
  primary_status: 'NOT_STARTED',
  qc_status: 'NOT_STARTED',
  qc_programmer_id: null,
};

/** Numbers that look random, the same ones each time. */
const numbersFrom = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
};

export const dayAt = (day: number) =>
  new Date(Date.UTC(2026, 0, 5) + day * 86_400_000).toISOString().slice(0, 10);

/** What may happen to a tracker next: any step that the rules would let be. */
const next = (was: Tracker, random: (below: number) => number): Tracker => {
  const change = random(4);
  if (change === 0) return { ...was, qc_programmer_id: was.qc_programmer_id === null ? 5 : null };
  if (change === 1 && was.primary_status === 'COMPLETED')
    return { ...was, qc_status: statuses[random(3)] ?? 'NOT_STARTED' };
  const primary = statuses[random(3)] ?? 'NOT_STARTED';
  const qc = primary === 'COMPLETED' ? was.qc_status : 'NOT_STARTED';
  return { ...was, primary_status: primary, qc_status: qc };
};

/** In the order of time: items are made, worked on, some of them deleted, and some of these brought back. */
export const makeHistory = (seed: number, items: readonly number[], days: number): Happening[] => {
  const random = numbersFrom(seed);
  const all = items.flatMap((item) => {
    let minute = random(days * 700);
    let tracker = untouched;
    const later = () => {
      minute += 1 + random(days * 90);
      return `${dayAt(Math.floor(minute / 1440))}T${new Date(minute * 60_000).toISOString().slice(11, 19)}Z`;
    };
    const whole = (at: string, before: Tracker | null, after: Tracker | null): Happening[] => {
      const made: Happening[] = [
        { at, item, type: 'ReportingEffortItem', before, after },
        { at, item, type: 'Tracker', before, after },
      ];
      return after ? made : made.toReversed();
    };
    const happenings = whole(later(), null, tracker);
    for (let step = random(9); step > 0; step--) {
      if (random(12) === 0) {
        happenings.push(...whole(later(), tracker, null));
        if (random(2) === 0) return happenings;
        happenings.push(...whole(later(), null, tracker));
      }
      const after = next(tracker, random);
      const isReturn =
        tracker.primary_status === 'COMPLETED' &&
        after.primary_status !== 'COMPLETED' &&
        (tracker.qc_status !== 'NOT_STARTED' || random(2) === 0);
      happenings.push({ at: later(), item, type: 'Tracker', before: tracker, after, isReturn });
      tracker = after;
    }
    return happenings;
  });
  return all.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
};

/** Writes it into the trail, a record at a time as it comes. */
export const writeHistory = async (
  sql: Sql,
  history: readonly Happening[],
  effortOf: (item: number) => number,
): Promise<void> => {
  const rowOf = ({ type, item }: Happening, tracker: Tracker | null, at: string) => {
    if (!tracker) return null;
    const made = history.find((each) => each.item === item)?.at ?? at;
    return type === 'Tracker'
      ? { ...tracker, reporting_effort_item_id: item, created_at: made }
      : { reporting_effort_id: effortOf(item), created_at: made };
  };
  for (const each of history) {
    const { at, type, item, before, after, isReturn } = each;
    const fields = Object.entries(after ?? {}).flatMap(([name, value]) =>
      before && before[name as keyof Tracker] !== value ? [name] : [],
    );
    const changes = {
      before: rowOf(each, before, at),
      after: rowOf(each, after, at),
      changed_fields: before && after ? [...fields, ...(isReturn ? ['returned_at'] : [])] : [],
    };
    const action = before ? (after ? 'UPDATE' : 'DELETE') : 'CREATE';
    await sql`insert into pearl.audit_logs (entity_type, entity_id, action, changes, "timestamp")
      values (${type}, ${item}, ${action}, ${JSON.stringify(changes)}::text::jsonb, ${at})`;
  }
};

const isDone = ({ primary_status, qc_status, qc_programmer_id }: Tracker) =>
  primary_status === 'COMPLETED' && (qc_status === 'COMPLETED' || qc_programmer_id === null);

/** How far the items were at the end of a day, by a walk from the beginning. */
export const stateAfter = (history: readonly Happening[], day: string) => {
  const items = new Map<number, boolean>();
  const [added, removed] = [
    [true, false],
    [false, true],
  ].map(([made]) =>
    history.filter(
      ({ at, type, before, after }) =>
        type === 'ReportingEffortItem' &&
        at.slice(0, 10) === day &&
        (made ? before === null : after === null),
    ),
  );
  for (const { at, item, after } of history) {
    if (at.slice(0, 10) > day) break;
    if (after) items.set(item, isDone(after));
    else items.delete(item);
  }
  const done = [...items.values()].filter(Boolean).length;
  return {
    day,
    openCount: items.size - done,
    doneCount: done,
    addedCount: added?.length ?? 0,
    removedCount: removed?.length ?? 0,
  };
};

export type Stay = { days: number | null };

/** How long each status of a side lasted: for every stay its days, or null while it lasts. */
export const staysIn = (
  history: readonly Happening[],
  side: 'primary_status' | 'qc_status',
): Map<Status, (number | null)[]> => {
  const stays = new Map<Status, (number | null)[]>();
  const own = history.filter(({ type }) => type === 'Tracker');
  for (const those of Map.groupBy(own, ({ item }) => item).values()) {
    let begun: { status: Status; at: string; isWhole: boolean } | undefined;
    let hadBeen = false;
    const end = (at: string | null) => {
      if (!begun) return;
      const days = at === null ? null : (Date.parse(at) - Date.parse(begun.at)) / 86_400_000;
      if (begun.isWhole || days === null)
        stays.set(begun.status, [...(stays.get(begun.status) ?? []), days]);
      begun = undefined;
    };
    for (const { at, before, after } of those) {
      if (after?.[side] === begun?.status) continue;
      end(at);
      if (!after) continue;
      // what comes back had been so before
      begun = { status: after[side], at, isWhole: before !== null || !hadBeen };
      hadBeen = true;
    }
    end(null);
  }
  return stays;
};
