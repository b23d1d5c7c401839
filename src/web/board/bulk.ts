import { signal } from '@preact/signals';
import { ask } from '../api/client.ts';
import { failureOf } from '../api/failure.ts';
import {
  AssignManyDocument,
  type BulkResultFragment,
  PlanManyDocument,
  SetManyStatusesDocument,
  TagManyDocument,
  type TrackerPlanInput,
} from '../gql/graphql.ts';
import type { Status } from '../ui/marks.tsx';
import { say, sayFailure } from '../ui/toast.tsx';
import type { Row, Side, Tracker } from './row.ts';
import type { Board } from './store.ts';

/** Rows of a bulk command that were refused, and why: all others have been changed. */
export type Report = {
  readonly done: number;
  readonly refused: readonly { readonly row: Row; readonly why: string }[];
};
export const report = signal<Report | undefined>(undefined);

/** The server takes so many at a time. */
const most = 5000;

type Tracked = Row & { readonly tracker: Tracker };
const isTracked = (row: Row): row is Tracked => row.tracker !== null;

/** What an administrator does to many items at once. What can be done is done; the rest is told with its reasons. */
export const bulk = (board: Board, chosen: readonly Row[]) => {
  const rows = chosen.filter(isTracked);
  const run = async (
    send: (part: readonly Tracked[]) => Promise<BulkResultFragment | null | undefined>,
  ) => {
    let done = 0;
    const refused: { row: Row; why: string }[] = [];
    try {
      for (let at = 0; at < rows.length; at += most) {
        const part = rows.slice(at, at + most);
        const result = await send(part);
        board.learn(result?.trackers ?? []);
        done += result?.done ?? 0;
        for (const { index, ok, message } of result?.outcomes ?? []) {
          const row = part[index];
          // beside its code it need not be named
          if (!ok && row) refused.push({ row, why: (message ?? '').replace(`${row.code}: `, '') });
        }
      }
      if (refused.length > 0) report.value = { done, refused };
      else say({ kind: 'good', text: `${done} ${done === 1 ? 'item' : 'items'} changed.` });
    } catch (error) {
      sayFailure(failureOf(error));
    }
  };
  const keyed = ({ tracker }: Tracked) => ({
    trackerId: tracker.id,
    expectedVersion: tracker.version,
  });
  return {
    assign: (role: Side, userId: string) =>
      run(async (part) => {
        const assignments = part.map((row) => ({ ...keyed(row), role, userId }));
        return (await ask(AssignManyDocument, { assignments })).assignProgrammers;
      }),
    setStatus: (role: Side, status: Status) =>
      run(async (part) => {
        const updates = part.map((row) => ({ ...keyed(row), role, status }));
        return (await ask(SetManyStatusesDocument, { updates })).setTrackerStatuses;
      }),
    plan: (changes: Pick<TrackerPlanInput, 'dueDate' | 'priority'>) =>
      run(async (part) => {
        const updates = part.map((row) => ({ ...keyed(row), ...changes }));
        return (await ask(PlanManyDocument, { updates })).updateTrackers;
      }),
    tag: (tag: string) =>
      run(async (part) => {
        const trackers = part.map(({ tracker }) => tracker.id);
        return (await ask(TagManyDocument, { trackers, tag })).tagTrackers;
      }),
  };
};
