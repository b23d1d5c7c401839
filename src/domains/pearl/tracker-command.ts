import {
  builder,
  changeBy,
  changesOf,
  command,
  expectedVersion,
  type Row,
  type StepArgs,
  step,
  type Tx,
} from '../../kernel/index.ts';
import { analysts } from './access.ts';
import { Side, TrackerStatus } from './enums.ts';
import { reportingEffortItemTrackers, trackerComments, trackerTags } from './tables.ts';
import { Tag } from './tag.ts';
import { Tracker } from './tracker.ts';
import { User } from './user.ts';
import {
  assign,
  edit,
  returnToPrimary,
  type Side as Sides,
  type Status,
  type Step,
  setStatus,
  unassign,
} from './workflow.ts';

/** What can be changed of a tracker besides its people and their states. */
export const planned = ['dueDate', 'priority', 'qcLevel', 'inProduction'] as const;
export const rules = { qcLevel: { min: 1, max: 3 } };

const TrackerChanges = changesOf(Tracker, planned, undefined, { rules });

changeBy(Tracker, analysts, TrackerChanges, edit);

type TrackerRow = Row<typeof reportingEffortItemTrackers>;

const save = (tx: Tx, tracker: TrackerRow, step: Step) =>
  tx.updateOne(reportingEffortItemTrackers, tracker, step);

// oxlint-disable-next-line typescript/no-explicit-any -- the argument builder of any field
const common = (t: any) => ({
  trackerId: t.arg.id({ required: true, description: 'The key of the tracker.' }) as never,
  expectedVersion: expectedVersion(t),
});

type Common = StepArgs & { readonly trackerId: number };

const lock = (tx: Tx, { trackerId, expectedVersion }: Common) =>
  tx.lock(Tracker, trackerId, { field: 'trackerId', expectedVersion });

builder.mutationField('assignProgrammer', (t) =>
  t.field({
    type: Tracker.ref,
    allow: analysts,
    description:
      'Puts somebody on a side of a tracker, in place of whoever is there. The programming begins by that; the check does once there is something to check.',
    args: {
      ...common(t),
      role: t.arg({ type: Side, required: true, description: 'The side.' }),
      userId: t.arg.id({ required: true, description: 'The key of the user to put there.' }),
    },
    resolve: command(Tracker, async (tx, args: Common & { role: Sides; userId: number }) => {
      const [tracker, worker] = await Promise.all([
        lock(tx, args),
        tx.lock(User, args.userId, { field: 'userId', lock: 'share' }),
      ]);
      return save(tx, tracker, assign(tracker, args.role, worker));
    }) as never,
  }),
);

builder.mutationField('unassignProgrammer', (t) =>
  t.field({
    type: Tracker.ref,
    allow: analysts,
    description:
      'Takes whoever is there off a side of a tracker. Work that was going on is not started then; work that is done stays done.',
    args: {
      ...common(t),
      role: t.arg({ type: Side, required: true, description: 'The side.' }),
    },
    resolve: step(Tracker, 'trackerId', (tracker, args: Common & { role: Sides }) =>
      unassign(tracker, args.role),
    ) as never,
  }),
);

builder.mutationField('setTrackerStatus', (t) =>
  t.field({
    type: Tracker.ref,
    allow: analysts,
    description: 'Says how far a side of a tracker is.',
    args: {
      ...common(t),
      role: t.arg({ type: Side, required: true, description: 'The side.' }),
      status: t.arg({ type: TrackerStatus, required: true, description: 'How far it is.' }),
    },
    resolve: step(Tracker, 'trackerId', (tracker, args: Common & { role: Sides; status: Status }) =>
      setStatus(tracker, args.role, args.status),
    ) as never,
  }),
);

builder.mutationField('returnToPrimary', (t) =>
  t.field({
    type: Tracker.ref,
    allow: analysts,
    description:
      'Sends an item that did not pass its check back to be programmed: the reason becomes a comment, an issue; the check is not started then, the programming is in progress, and the item is out of production.',
    args: {
      ...common(t),
      reason: t.arg.string({
        required: true,
        description: 'What is wrong with it.',
        extensions: { rule: { max: 10_000, lines: true } },
      }),
    },
    resolve: command(Tracker, async (tx, args: Common & { reason: string }) => {
      const tracker = await lock(tx, args);
      const step = returnToPrimary(tracker);
      const comment = {
        trackerId: tracker.id,
        userId: tx.viewer.id,
        commentText: args.reason,
        commentType: 'ISSUE',
      } as const;
      const [updated] = await Promise.all([
        save(tx, tracker, step),
        tx.insert(trackerComments, [comment]),
      ]);
      return updated;
    }) as never,
  }),
);

type Tagging = Common & { tagId: number };

// oxlint-disable-next-line typescript/no-explicit-any -- the argument builder of any field
const tagging = (t: any) => ({
  ...common(t),
  tagId: t.arg.id({ required: true, description: 'The key of the tag.' }) as never,
});

builder.mutationField('tagTracker', (t) =>
  t.field({
    type: Tracker.ref,
    allow: analysts,
    description: 'Puts a tag on a tracker. One that is there already stays.',
    args: tagging(t),
    resolve: command(Tracker, async (tx, args: Tagging) => {
      const [tracker] = await Promise.all([
        lock(tx, args),
        tx.lock(Tag, args.tagId, { field: 'tagId', lock: 'key share' }),
      ]);
      await tag(tx, [args.trackerId], args.tagId);
      return tracker;
    }) as never,
  }),
);

builder.mutationField('untagTracker', (t) =>
  t.field({
    type: Tracker.ref,
    allow: analysts,
    description: 'Takes a tag off a tracker. One that is not there is off already.',
    args: tagging(t),
    resolve: command(Tracker, async (tx, args: Tagging) => {
      const tracker = await lock(tx, args);
      await tx.remove(trackerTags, { trackerId: [args.trackerId], tagId: [args.tagId] });
      return tracker;
    }) as never,
  }),
);

/** Puts a tag on trackers that are locked, where it is not yet. */
export const tag = (tx: Tx, trackerIds: readonly number[], tagId: number) => {
  const rows = trackerIds.map((trackerId) => ({ trackerId, tagId }));
  return tx.insertMissing(trackerTags, rows);
};
