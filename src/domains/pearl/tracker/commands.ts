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
} from '../../../kernel/index.ts';
import { analysts } from '../access.ts';
import { Side, TrackerStatus } from '../enums.ts';
import { reportingEffortItemTrackers, trackerComments, trackerTags } from '../tables.ts';
import { Tag } from '../tag.ts';
import { User } from '../user.ts';
import { Tracker } from './type.ts';
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
      'Assigns a user to one side of a tracker, in place of the current one. The programming starts with that; the check starts if the programming is completed.',
    args: {
      ...common(t),
      role: t.arg({ type: Side, required: true, description: 'The side.' }),
      userId: t.arg.id({ required: true, description: 'The key of the user to assign.' }),
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
      'Removes the user from one side of a tracker. Work in progress goes back to NOT_STARTED; completed work stays completed.',
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
    description:
      'Sets the status of one side of a tracker: the programming (PRIMARY) or the check (QC).',
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
      'Sends an item that failed its check back to programming. The reason is added as a comment (ISSUE), the check goes back to NOT_STARTED, the programming to IN_PROGRESS, and the item is taken out of production.',
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
    description: 'Puts a tag on a tracker. If it already has the tag, nothing changes.',
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
    description: 'Takes a tag off a tracker. If it does not have the tag, nothing changes.',
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
