import { columns, input, mutation, optimistic, type Tx } from '../../../kernel/index.ts';
import { analysts } from '../access.ts';
import { pearl } from '../domain.ts';
import { Side, TrackerStatus } from '../enums.ts';
import { mention } from '../reading/mention.ts';
import { reportingEffortItemTrackers, trackerComments, trackerTags } from '../tables.ts';
import { Tag } from '../tag.ts';
import { User } from '../user.ts';
import { Tracker } from './type.ts';
import { assign, edit, returnToPrimary, setStatus, unassign } from './workflow.ts';

/** What can be changed of a tracker besides its people and their states. */
export const planned = ['dueDate', 'priority', 'qcLevel', 'inProduction'] as const;
export const rules = { qcLevel: { min: 1, max: 3 } };

const ofTracker = { of: Tracker };
const ofTag = { of: Tag };

const TrackerChanges = input('UpdateTrackerInput', {
  description: 'The changes of a Tracker. A field that is left out stays as it is.',
  fields: () => columns(Tracker, planned, { rules }),
});

optimistic(
  'updateTracker',
  {
    description: 'Changes a Tracker.',
    allow: analysts,
    on: Tracker,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the row to change.', ofTracker),
      input: arg(TrackerChanges, 'What to change.'),
    }),
  },
  (tracker, { input: changes }) => edit(tracker, changes),
);

mutation(
  'assignProgrammer',
  {
    description:
      'Assigns a user to one side of a tracker, in place of the current one. The programming starts with that; the check starts if the programming is completed.',
    allow: analysts,
    args: (arg) => ({
      trackerId: arg.id('The key of the tracker.', ofTracker),
      role: arg(Side, 'The side.'),
      userId: arg.id('The key of the user to assign.', { of: User }),
      expectedVersion: arg.version(),
    }),
    answers: Tracker,
  },
  async (tx, { trackerId, role, userId, expectedVersion }) => {
    const [tracker, worker] = await Promise.all([
      tx.lock(Tracker, trackerId, { expectedVersion }),
      tx.lock(User, userId, { lock: 'share' }),
    ]);
    return tx.updateOne(reportingEffortItemTrackers, tracker, assign(tracker, role, worker));
  },
);

optimistic(
  'unassignProgrammer',
  {
    description:
      'Removes the user from one side of a tracker. Work in progress goes back to NOT_STARTED; completed work stays completed.',
    allow: analysts,
    on: Tracker,
    key: 'trackerId',
    args: (arg) => ({
      trackerId: arg.id('The key of the tracker.', ofTracker),
      role: arg(Side, 'The side.'),
    }),
  },
  (tracker, { role }) => unassign(tracker, role),
);

optimistic(
  'setTrackerStatus',
  {
    description:
      'Sets the status of one side of a tracker: the programming (PRIMARY) or the check (QC).',
    allow: analysts,
    on: Tracker,
    key: 'trackerId',
    args: (arg) => ({
      trackerId: arg.id('The key of the tracker.', ofTracker),
      role: arg(Side, 'The side.'),
      status: arg(TrackerStatus, 'How far it is.'),
    }),
  },
  (tracker, { role, status }) => setStatus(tracker, role, status),
);

mutation(
  'returnToPrimary',
  {
    description:
      'Sends an item that failed its check back to programming. The reason is added as a comment (ISSUE), the check goes back to NOT_STARTED, the programming to IN_PROGRESS, and the item is taken out of production.',
    allow: analysts,
    args: (arg) => ({
      trackerId: arg.id('The key of the tracker.', ofTracker),
      reason: arg.text('What is wrong with it.', { max: 10_000, lines: true }),
      expectedVersion: arg.version(),
    }),
    answers: Tracker,
  },
  async (tx, { trackerId, reason, expectedVersion }) => {
    const tracker = await tx.lock(Tracker, trackerId, { expectedVersion });
    const step = returnToPrimary(tracker);
    const [updated, comment] = await Promise.all([
      tx.updateOne(reportingEffortItemTrackers, tracker, step),
      tx.insertOne(trackerComments, {
        trackerId,
        userId: pearl.idOf(tx.viewer),
        commentText: reason,
        commentType: 'ISSUE',
      }),
    ]);
    await mention(tx, comment);
    return updated;
  },
);

mutation(
  'tagTracker',
  {
    description: 'Puts a tag on a tracker. If it already has the tag, nothing changes.',
    allow: analysts,
    args: (arg) => ({
      trackerId: arg.id('The key of the tracker.', ofTracker),
      tagId: arg.id('The key of the tag.', ofTag),
      expectedVersion: arg.version(),
    }),
    answers: Tracker,
  },
  async (tx, { trackerId, tagId, expectedVersion }) => {
    const [tracker] = await Promise.all([
      tx.lock(Tracker, trackerId, { expectedVersion }),
      tx.lock(Tag, tagId, { lock: 'key share' }),
    ]);
    await tag(tx, [trackerId], tagId);
    return tracker;
  },
);

mutation(
  'untagTracker',
  {
    description: 'Takes a tag off a tracker. If it does not have the tag, nothing changes.',
    allow: analysts,
    args: (arg) => ({
      trackerId: arg.id('The key of the tracker.', ofTracker),
      tagId: arg.id('The key of the tag.', ofTag),
      expectedVersion: arg.version(),
    }),
    answers: Tracker,
  },
  async (tx, { trackerId, tagId, expectedVersion }) => {
    const tracker = await tx.lock(Tracker, trackerId, { expectedVersion });
    await tx.remove(trackerTags, { trackerId: [trackerId], tagId: [tagId] });
    return tracker;
  },
);

/** Puts a tag on trackers that are locked, where it is not yet. */
export const tag = (tx: Tx, trackerIds: readonly number[], tagId: number) => {
  const rows = trackerIds.map((trackerId) => ({ trackerId, tagId }));
  return tx.insertMissing(trackerTags, rows);
};
