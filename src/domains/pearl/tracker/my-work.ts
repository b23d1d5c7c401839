import { overview } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { pearl } from '../domain.ts';
import { Side } from '../enums.ts';
import { TrackerComment } from '../tracker-comment.ts';
import { Tracker } from './type.ts';

const yes = { eq: true };

overview('myWork', {
  description:
    'What you program and check, at a glance. `myWorkChanged` tells what happens to it, from a `changeCursor` on.',
  allow: everyone,
  of: Tracker,
  args: (arg) => ({
    side: arg(Side, 'Only what you do on this side; without it, on both.', { optional: true }),
  }),
  where: (viewer, { side }) => {
    const me = { eq: pearl.idOf(viewer) };
    const sides = { PRIMARY: { primaryProgrammerId: me }, QC: { qcProgrammerId: me } };
    return side ? sides[side] : { or: Object.values(sides) };
  },
  counts: {
    totalCount: { description: 'How many trackers they are.', where: {} },
    openCount: {
      description: 'How many are not done (`isComplete`).',
      where: { isComplete: { eq: false } },
    },
    overdueCount: { description: 'How many are overdue (`isOverdue`).', where: { isOverdue: yes } },
    dueSoonCount: {
      description: 'How many are due within seven days (`isDueSoon`).',
      where: { isDueSoon: yes },
    },
    awaitingCheckCount: {
      description: 'How many are programmed and wait for their check (`isAwaitingCheck`).',
      where: { isAwaitingCheck: yes },
    },
    returnedCount: {
      description:
        'How many were returned to their programmer (`returnedAt`) and are not completed now.',
      where: { primaryStatus: { ne: 'COMPLETED' }, returnedAt: { isNull: false } },
    },
  },
  pages: {
    trackers: { of: Tracker, description: 'The trackers themselves.', where: (own) => own },
    unresolvedComments: {
      of: TrackerComment,
      description: 'The comments and replies on them that are not resolved.',
      where: (own) => ({ isResolved: { eq: false }, tracker: own }),
    },
  },
});
