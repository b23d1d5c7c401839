import {
  among,
  assertVersion,
  BulkResult,
  builder,
  fieldsOf,
  isAny,
  type OnError,
  onError,
  type Row,
  type Tx,
  transacted,
  tryEach,
} from '../../kernel/index.ts';
import { admins } from './access.ts';
import { Side, TrackerStatus } from './enums.ts';
import { reportingEffortItemTrackers } from './tables.ts';
import { Tag } from './tag.ts';
import { Tracker } from './tracker.ts';
import { planned, rules, tag } from './tracker-command.ts';
import { assertActive, User } from './user.ts';
import {
  assign,
  edit,
  type Side as SideName,
  type Status,
  type Step,
  setStatus,
} from './workflow.ts';

type TrackerRow = Row<typeof reportingEffortItemTrackers>;
type Item = { readonly trackerId: number; readonly expectedVersion?: number | null };

/** Takes each row's step on its tracker, in their order, and writes what has become of the trackers at once. */
const stepEach = async <Some extends Item>(
  tx: Tx,
  items: readonly Some[],
  mode: OnError,
  step: (tracker: TrackerRow, item: Some) => Step,
) => {
  const found = await tx.lockAll(
    Tracker,
    items.map(({ trackerId }) => trackerId),
  );
  const trackers = new Map(found);
  const outcomes = tryEach(
    items,
    ({ trackerId }) => trackerId,
    mode,
    (item) => {
      const tracker = among(trackers, 'Tracker', item.trackerId);
      assertVersion(Tracker, tracker, item.expectedVersion);
      trackers.set(item.trackerId, { ...tracker, ...step(tracker, item) });
    },
  );
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

const changesBetween = (before: TrackerRow, after: TrackerRow): Step =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => value !== before[name as keyof TrackerRow]),
  );

// oxlint-disable-next-line typescript/no-explicit-any -- the builder of any input type
const itemFields = (t: any) => ({
  trackerId: t.id({ required: true, description: 'The key of the tracker.' }),
  expectedVersion: t.int({
    description: 'The version that you know; another one is refused (STALE).',
  }),
});

type Assignment = Item & { readonly role: SideName; readonly userId: number };

const AssignmentInput = builder.inputRef<Assignment>('AssignmentInput').implement({
  description: 'Whom to put on which side of which tracker.',
  fields: (t) =>
    ({
      ...itemFields(t),
      role: t.field({ type: Side, required: true, description: 'The side.' }),
      userId: t.id({ required: true, description: 'The key of the user to put there.' }),
    }) as never,
});

builder.mutationField('assignProgrammers', (t) =>
  t.field({
    type: BulkResult,
    allow: admins,
    description: 'What `assignProgrammer` does, for up to 5,000 rows at once.',
    args: {
      assignments: t.arg({
        type: [AssignmentInput],
        required: true,
        description: 'Who goes where. Rows about the same tracker count in their order.',
      }),
      onError: onError(t),
    },
    resolve: transacted(
      async (tx, args: { assignments: readonly Assignment[]; onError: OnError }) => {
        const userIds = args.assignments.map(({ userId }) => userId);
        const users = await tx.lockAll(User, userIds, 'share');
        return stepEach(tx, args.assignments, args.onError, (tracker, { role, userId }) => {
          assertActive(among(users, 'User', userId));
          return assign(tracker, role, userId);
        });
      },
    ) as never,
  }),
);

type StatusUpdate = Item & { readonly role: SideName; readonly status: Status };

const StatusInput = builder.inputRef<StatusUpdate>('TrackerStatusInput').implement({
  description: 'How far which side of which tracker is.',
  fields: (t) =>
    ({
      ...itemFields(t),
      role: t.field({ type: Side, required: true, description: 'The side.' }),
      status: t.field({ type: TrackerStatus, required: true, description: 'How far it is.' }),
    }) as never,
});

builder.mutationField('setTrackerStatuses', (t) =>
  t.field({
    type: BulkResult,
    allow: admins,
    description: 'What `setTrackerStatus` does, for up to 5,000 rows at once.',
    args: {
      updates: t.arg({
        type: [StatusInput],
        required: true,
        description: 'What is how far. Rows about the same tracker count in their order.',
      }),
      onError: onError(t),
    },
    resolve: transacted((tx, args: { updates: readonly StatusUpdate[]; onError: OnError }) =>
      stepEach(tx, args.updates, args.onError, (tracker, { role, status }) =>
        setStatus(tracker, role, status),
      ),
    ) as never,
  }),
);

type PlanUpdate = Item & Parameters<typeof edit>[1];

const PlanInput = builder.inputRef<PlanUpdate>('TrackerPlanInput').implement({
  description: 'What to change of which tracker: what is left out stays as it is.',
  fields: (t) => ({ ...itemFields(t), ...fieldsOf(t, Tracker.generic, planned, rules) }) as never,
});

builder.mutationField('updateTrackers', (t) =>
  t.field({
    type: BulkResult,
    allow: admins,
    description: 'What `updateTracker` does, for up to 5,000 rows at once.',
    args: {
      updates: t.arg({
        type: [PlanInput],
        required: true,
        description: 'What to change. Rows about the same tracker count in their order.',
      }),
      onError: onError(t),
    },
    resolve: transacted((tx, args: { updates: readonly PlanUpdate[]; onError: OnError }) =>
      stepEach(
        tx,
        args.updates,
        args.onError,
        (tracker, { dueDate, priority, qcLevel, inProduction }) =>
          edit(tracker, { dueDate, priority, qcLevel, inProduction }),
      ),
    ) as never,
  }),
);

builder.mutationField('tagTrackers', (t) =>
  t.field({
    type: BulkResult,
    allow: admins,
    description: 'What `tagTracker` does, for up to 5,000 trackers at once.',
    args: {
      trackerIds: t.arg.idList({ required: true, description: 'The keys of the trackers.' }),
      tagId: t.arg.id({ required: true, description: 'The key of the tag.' }),
      onError: onError(t),
    },
    resolve: transacted(
      async (tx, args: { trackerIds: readonly number[]; tagId: number; onError: OnError }) => {
        const [trackers] = await Promise.all([
          tx.lockAll(Tracker, args.trackerIds, 'key share'),
          tx.lock(Tag, args.tagId, { field: 'tagId', lock: 'key share' }),
        ]);
        const outcomes = tryEach(
          args.trackerIds,
          (id) => id,
          args.onError,
          (id) => {
            among(trackers, 'Tracker', id);
          },
        );
        if (isAny(outcomes)) {
          const done = outcomes.filter(({ ok }) => ok).map(({ id }) => id);
          await tag(tx, done, args.tagId);
        }
        return outcomes;
      },
    ) as never,
  }),
);
