import { entity, one, page, root } from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { stamps } from './stamps.ts';
import { trackerComments } from './tables.ts';
import { Tracker } from './tracker/type.ts';
import { User } from './user.ts';

export const TrackerComment = entity('TrackerComment', trackerComments);

TrackerComment.implement({
  description: 'A comment on a tracker, or a reply to one. A comment with its replies is a thread.',
  columns: {
    id: 'The key of the comment.',
    trackerId: 'The key of its tracker.',
    userId: 'The key of its author.',
    commentText: 'What it says.',
    commentType: 'What it is.',
    isResolved: 'Whether it has been dealt with.',
    parentCommentId: 'The key of the comment that it replies to; null for the first of a thread.',
    resolvedById: 'The key of the user who resolved it.',
    resolvedAt: 'When it was resolved.',
    ...stamps,
  },
  fields: () => ({
    tracker: one(Tracker, 'trackerId', 'The tracker that it is about.'),
    user: one(User, 'userId', 'Its author.'),
    resolvedBy: one(User, 'resolvedById', 'Who resolved it.', { nullable: true }),
    parent: one(TrackerComment, 'parentCommentId', 'The comment that it replies to.', {
      nullable: true,
    }),
    replies: page(TrackerComment, 'parentCommentId', 'The replies to it, oldest first.'),
  }),
});

root(TrackerComment, { one: 'trackerComment', many: 'trackerComments', allow: everyone });
