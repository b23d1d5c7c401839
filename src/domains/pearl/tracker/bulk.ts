import { type ArgBuilder, bulk, columns, input } from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { Side, TrackerStatus } from '../enums.ts';
import { Tag } from '../tag.ts';
import { User } from '../user.ts';
import { planned, rules, tag } from './commands.ts';
import { Tracker } from './type.ts';
import { assertSeparate, edit, put, setStatusBy } from './workflow.ts';

const aTracker = (arg: ArgBuilder) => ({
  trackerId: arg.id('The key of the tracker.'),
  expectedVersion: arg.version('this row is refused'),
});

const Assignment = input('AssignmentInput', {
  description: 'The assignment of a user to one side of a tracker.',
  fields: (arg) => ({
    ...aTracker(arg),
    role: arg(Side, 'The side.'),
    userId: arg.id('The key of the user to assign.'),
  }),
});

bulk(
  'assignProgrammers',
  {
    description: 'What `assignProgrammer` does, for up to 5,000 rows at once.',
    allow: admins,
    on: Tracker,
    items: 'assignments',
    key: 'trackerId',
    args: (arg) => ({
      assignments: arg(
        Assignment,
        'The assignments. Several rows for the same tracker are applied in their order; two rows can let two people change places.',
        { list: true },
      ),
    }),
  },
  async (tx, { assignments }) => {
    const userIds = assignments.map(({ userId }) => userId);
    const users = await tx.lockAll(User, userIds, 'share');
    return {
      each: (tracker, { role, userId }) => put(tracker, role, users.named(userId, 'userId')),
      end: (tracker, { userId }) => assertSeparate(tracker, users.named(userId, 'userId')),
    };
  },
);

const StatusUpdate = input('TrackerStatusInput', {
  description: 'The new status of one side of a tracker.',
  fields: (arg) => ({
    ...aTracker(arg),
    role: arg(Side, 'The side.'),
    status: arg(TrackerStatus, 'How far it is.'),
  }),
});

bulk(
  'setTrackerStatuses',
  {
    description: 'What `setTrackerStatus` does, for up to 5,000 rows at once.',
    allow: admins,
    on: Tracker,
    items: 'updates',
    key: 'trackerId',
    args: (arg) => ({
      updates: arg(
        StatusUpdate,
        'The new statuses. Several rows for the same tracker are applied in their order.',
        { list: true },
      ),
    }),
  },
  async (tx, _args, trackers) => {
    const workerIds = [...trackers.values()].flatMap(({ primaryProgrammerId, qcProgrammerId }) =>
      [primaryProgrammerId, qcProgrammerId].filter((id) => id !== null),
    );
    const workers = await tx.lockAll(User, workerIds, 'none');
    return {
      each: (tracker, { role, status }) => setStatusBy(workers, tracker, role, status),
    };
  },
);

const PlanUpdate = input('TrackerPlanInput', {
  description: 'The changes of one tracker. A field that is left out stays as it is.',
  fields: (arg) => ({ ...aTracker(arg), ...columns(Tracker, planned, { rules }) }),
});

bulk(
  'updateTrackers',
  {
    description: 'What `updateTracker` does, for up to 5,000 rows at once.',
    allow: admins,
    on: Tracker,
    items: 'updates',
    key: 'trackerId',
    args: (arg) => ({
      updates: arg(
        PlanUpdate,
        'The changes. Several rows for the same tracker are applied in their order.',
        { list: true },
      ),
    }),
  },
  async () => ({
    each: (tracker, { trackerId: _id, expectedVersion: _version, ...changes }) =>
      edit(tracker, changes),
  }),
);

bulk(
  'tagTrackers',
  {
    description: 'What `tagTracker` does, for up to 5,000 trackers at once.',
    allow: admins,
    on: Tracker,
    lock: 'key share',
    items: 'trackerIds',
    args: (arg) => ({
      trackerIds: arg.id('The keys of the trackers.', { list: true }),
      tagId: arg.id('The key of the tag.', { of: Tag }),
    }),
  },
  async (tx, { tagId }) => {
    await tx.lock(Tag, tagId, { lock: 'key share' });
    return { finish: (trackerIds) => tag(tx, trackerIds, tagId) };
  },
);
