import { computed, condition, count, history, one, page, through } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { pearl } from '../domain.ts';
import { Side } from '../enums.ts';
import { ReadMark, unreadCount } from '../reading/read-mark.ts';
import { ReportingEffortItem } from '../reporting-effort-item/type.ts';
import { reportingEffortItemTrackers, trackerTags } from '../tables.ts';
import { Tag } from '../tag.ts';
import { openThread, TrackerComment, unresolved } from '../tracker-comment.ts';
import { User } from '../user.ts';
import {
  awaitingCheck,
  complete,
  dueSoon,
  dueThisWeek,
  overdue,
  wasReturned,
} from './completion.ts';
import { StatusSince, statusSince } from './status-since.ts';

export const Tracker = pearl.entity('Tracker', reportingEffortItemTrackers);

const completion = ['primaryStatus', 'qcStatus', 'qcProgrammerId'] as const;

Tracker.implement({
  description: 'Who programs and who checks one item, and the status of both.',
  called: ['tracker', 'trackers'],
  label: ['reportingEffortItemId', 'primaryProgrammerId', 'qcProgrammerId'],
  columns: {
    id: 'The key of the tracker.',
    reportingEffortItemId: 'The key of its item.',
    primaryProgrammerId: 'The key of the user who programs the item.',
    qcProgrammerId: 'The key of the user who checks it.',
    primaryStatus: 'The status of the programming.',
    qcStatus: 'The status of the check.',
    dueDate: 'The day by which the item is due.',
    priority: 'How urgent it is. Sorts by urgency, not by the alphabet.',
    qcLevel: 'How thorough the check has to be; 1 is the most thorough.',
    inProduction: 'Whether it has gone to production; only once it is checked.',
    primaryCompletedById: 'The key of the user who completed the programming.',
    primaryCompletedAt:
      'When the programming was completed; null while it is not, or if nobody knows any more.',
    qcCompletedAt:
      'When the check was completed; null while it is not, or if nobody knows any more.',
    returnedAt: 'When it was last returned to its programmer; null if it never was.',
    ...pearl.stamps,
  },
  sortBeyond: () => ({
    itemCode: {
      key: 'reportingEffortItemId',
      to: ReportingEffortItem.generic,
      field: 'itemCode',
      description: 'The code of its item, sorted naturally.',
    },
    reportingEffort: {
      key: 'reportingEffortItemId',
      to: ReportingEffortItem.generic,
      field: 'reportingEffortId',
      description: 'The key of the effort that its item belongs to.',
    },
    primaryProgrammer: {
      key: 'primaryProgrammerId',
      to: User.generic,
      field: 'username',
      description: 'The user name of who programs the item.',
    },
    qcProgrammer: {
      key: 'qcProgrammerId',
      to: User.generic,
      field: 'username',
      description: 'The user name of who checks it.',
    },
  }),
  fields: () => ({
    item: one(ReportingEffortItem, 'reportingEffortItemId', 'The item that is tracked.'),
    primaryProgrammer: one(User, 'primaryProgrammerId', 'Who programs the item.', {
      nullable: true,
    }),
    qcProgrammer: one(
      User,
      'qcProgrammerId',
      'The user who checks the item, never the one who programs it.',
      { nullable: true },
    ),
    primaryCompletedBy: one(
      User,
      'primaryCompletedById',
      'The user who completed the programming, and who therefore does not check the item, even after somebody else has taken over.',
      { nullable: true },
    ),
    comments: page(TrackerComment, 'trackerId', 'All comments and replies, oldest first.'),
    tags: through(Tag, trackerTags, 'trackerId', 'tagId', 'The tags put on it.'),
    history: history(pearl, 'Tracker'),
    commentCount: count(TrackerComment, 'trackerId', 'How many comments and replies it has.'),
    unresolvedCommentCount: count(
      TrackerComment,
      'trackerId',
      'How many of its comments and replies are not resolved.',
      unresolved,
    ),
    openThreadCount: count(
      TrackerComment,
      'trackerId',
      'How many of its threads are not resolved: the number for a badge.',
      openThread,
    ),
    unreadCount: computed.sql(
      Tracker,
      {
        type: 'Int',
        description:
          'How many of its comments and replies you have not read yet (`markRead`): those of others that came after what you have marked.',
        seenBy: [ReadMark],
      },
      unreadCount,
    ),
    isComplete: condition(
      completion,
      'Whether it is done: programmed, and checked if somebody is to check it.',
      complete,
    ),
    isOverdue: condition(
      [...completion, 'dueDate'],
      'Whether its due date has passed (in UTC) and it is not done.',
      overdue,
    ),
    isDueSoon: condition(
      [...completion, 'dueDate'],
      'Whether it is due within seven days, today (in UTC) included, and not done.',
      dueSoon,
    ),
    isDueThisWeek: condition(
      [...completion, 'dueDate'],
      'Whether it is due from today to Sunday (in UTC), and not done.',
      dueThisWeek,
    ),
    isAwaitingCheck: condition(
      completion,
      'Whether it is programmed, but not yet checked by whoever is to check it.',
      awaitingCheck,
    ),
    statusSince: computed.sql(
      Tracker,
      {
        type: StatusSince,
        nullable: true,
        description:
          'The status of one side and since when it has been so, by the audit trail; null if that tells nothing of the tracker.',
        args: (arg) => ({ side: arg(Side, 'The programming, or the check.') }),
      },
      (row) => statusSince(row),
    ),
    returnCount: count(
      pearl.auditLog,
      'entityId',
      'How often it was returned to its programmer, as far back as the audit trail reaches (`statusSince` says from which day on). A completion that was undone before the check is no return.',
      wasReturned,
    ),
  }),
  read: { one: 'tracker', many: 'trackers', allow: everyone },
});
