import {
  type ArgBuilder,
  among,
  builder,
  bulk,
  bulkChange,
  bulkCost,
  columns,
  doneOf,
  type Given,
  input,
  isAny,
  type OnError,
  onError,
  soundOf,
  transacted,
  tryEach,
} from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { Side, TrackerStatus } from '../enums.ts';
import { Tag } from '../tag.ts';
import { User } from '../user.ts';
import { type Item, stepEach, type TrackerRow } from './bulk-step.ts';
import { planned, rules, tag } from './commands.ts';
import { Tracker } from './type.ts';
import {
  assertSeparate,
  assertWorks,
  edit,
  put,
  type Side as SideName,
  type Status,
  setStatus,
  workerOf,
} from './workflow.ts';

const TrackerBulkResult = bulkChange(Tracker.generic, 'trackers');

const row = (arg: ArgBuilder) => ({
  trackerId: arg.id('The key of the tracker.'),
  expectedVersion: arg.int(
    'The version that you know. If the row has a newer version, this row is refused (STALE).',
    { optional: true },
  ),
});

type Assignment = Item & { readonly role: SideName; readonly userId: number };

const AssignmentInput = input('AssignmentInput', {
  description: 'The assignment of a user to one side of a tracker.',
  fields: (arg) => ({
    ...row(arg),
    role: arg(Side, 'The side.'),
    userId: arg.id('The key of the user to assign.'),
  }),
});

builder.mutationField('assignProgrammers', (t) =>
  t.field({
    type: TrackerBulkResult,
    allow: admins,
    complexity: bulkCost,
    description: 'What `assignProgrammer` does, for up to 5,000 rows at once.',
    args: {
      assignments: t.arg({
        type: [AssignmentInput],
        required: true,
        description:
          'The assignments. Several rows for the same tracker are applied in their order; two rows can let two people change places.',
        extensions: bulk,
      }),
      onError: onError(t),
    },
    resolve: transacted(async (tx, args: { assignments: Given<Assignment>; onError: OnError }) => {
      const userIds = soundOf(args.assignments).map(({ userId }) => userId);
      const users = await tx.lockAll(User, userIds, 'share');
      const workerIn = ({ userId }: Assignment) => among(users, 'User', userId, 'userId');
      return stepEach(tx, args.assignments, args.onError, () => ({
        step: (tracker, item) => put(tracker, item.role, workerIn(item)),
        assertEnd: (tracker, item) => assertSeparate(tracker, workerIn(item)),
      }));
    }) as never,
  }),
);

type StatusUpdate = Item & { readonly role: SideName; readonly status: Status };

const StatusInput = input('TrackerStatusInput', {
  description: 'The new status of one side of a tracker.',
  fields: (arg) => ({
    ...row(arg),
    role: arg(Side, 'The side.'),
    status: arg(TrackerStatus, 'How far it is.'),
  }),
});

builder.mutationField('setTrackerStatuses', (t) =>
  t.field({
    type: TrackerBulkResult,
    allow: admins,
    complexity: bulkCost,
    description: 'What `setTrackerStatus` does, for up to 5,000 rows at once.',
    args: {
      updates: t.arg({
        type: [StatusInput],
        required: true,
        description:
          'The new statuses. Several rows for the same tracker are applied in their order.',
        extensions: bulk,
      }),
      onError: onError(t),
    },
    resolve: transacted((tx, args: { updates: Given<StatusUpdate>; onError: OnError }) =>
      stepEach(tx, args.updates, args.onError, async (trackers) => {
        const workers = await tx.lockAll(User, workersOf(trackers), 'none');
        return {
          step: (tracker, { role, status }) => {
            const step = setStatus(tracker, role, status);
            const worker = status === 'COMPLETED' && workers.get(workerOf(tracker, role) ?? 0);
            if (worker && Object.keys(step).length > 0) assertWorks(worker);
            return step;
          },
        };
      }),
    ) as never,
  }),
);

const workersOf = (trackers: ReadonlyMap<number, TrackerRow>): number[] =>
  [...trackers.values()].flatMap(({ primaryProgrammerId, qcProgrammerId }) =>
    [primaryProgrammerId, qcProgrammerId].filter((id) => id !== null),
  );

type PlanUpdate = Item & Parameters<typeof edit>[1];

const PlanInput = input('TrackerPlanInput', {
  description: 'The changes of one tracker. A field that is left out stays as it is.',
  fields: (arg) => ({ ...row(arg), ...columns(Tracker, planned, { rules }) }),
});

builder.mutationField('updateTrackers', (t) =>
  t.field({
    type: TrackerBulkResult,
    allow: admins,
    complexity: bulkCost,
    description: 'What `updateTracker` does, for up to 5,000 rows at once.',
    args: {
      updates: t.arg({
        type: [PlanInput],
        required: true,
        description: 'The changes. Several rows for the same tracker are applied in their order.',
        extensions: bulk,
      }),
      onError: onError(t),
    },
    resolve: transacted((tx, args: { updates: Given<PlanUpdate>; onError: OnError }) =>
      stepEach(tx, args.updates, args.onError, () => ({
        step: (tracker, { dueDate, priority, qcLevel, inProduction }) =>
          edit(tracker, { dueDate, priority, qcLevel, inProduction }),
      })),
    ) as never,
  }),
);

builder.mutationField('tagTrackers', (t) =>
  t.field({
    type: TrackerBulkResult,
    allow: admins,
    complexity: bulkCost,
    description: 'What `tagTracker` does, for up to 5,000 trackers at once.',
    args: {
      trackerIds: t.arg.idList({
        required: true,
        description: 'The keys of the trackers.',
        extensions: bulk,
      }),
      tagId: t.arg.id({ required: true, description: 'The key of the tag.' }),
      onError: onError(t),
    },
    resolve: transacted(
      async (tx, args: { trackerIds: Given<number>; tagId: number; onError: OnError }) => {
        const [trackers] = await Promise.all([
          tx.lockAll(Tracker, soundOf(args.trackerIds), 'key share'),
          tx.lock(Tag, args.tagId, { field: 'tagId', lock: 'key share' }),
        ]);
        const outcomes = tryEach(
          args.trackerIds,
          (id) => id,
          args.onError,
          (id) => {
            among(trackers, 'Tracker', id, 'trackerIds');
          },
        );
        if (isAny(outcomes)) {
          await tag(tx, doneOf(outcomes), args.tagId);
        }
        return outcomes;
      },
    ) as never,
  }),
);
