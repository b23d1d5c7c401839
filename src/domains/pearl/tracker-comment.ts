import { one, page, type Row, refusal, type Tx } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { pearl } from './domain.ts';
import { commentParts } from './parts.ts';
import { invalid } from './rule.ts';
import { trackerComments } from './tables.ts';
import { Tracker } from './tracker/type.ts';
import { User } from './user.ts';

export const TrackerComment = pearl.entity('TrackerComment', trackerComments);

type Comment = Row<typeof trackerComments>;

export const unresolved = { isResolved: { eq: false } };
/** The first comment of a thread that is not resolved. */
export const openThread = { ...unresolved, parentCommentId: { isNull: true } };

/** The first comment of the thread that a comment belongs to, locked: who replies waits for who resolves. */
export const threadOf = async (tx: Tx, id: number, field: string): Promise<Comment> => {
  const [first] = await tx.query<{ id: number }>(
    `with recursive up as (
       select id, parent_comment_id from pearl.tracker_comments where id = $1
       union all
       select c.id, c.parent_comment_id from pearl.tracker_comments c join up on c.id = up.parent_comment_id
     ) select id from up where parent_comment_id is null`,
    [id],
  );
  if (!first)
    throw refusal('NOT_FOUND', `There is no TrackerComment with the id ${id}.`, { field });
  return tx.lock(TrackerComment, first.id, { field });
};

/** Refuses to let what was said in a resolved thread be unsaid. */
export const assertOpen = ({ isResolved }: Pick<Comment, 'isResolved'>): void => {
  if (!isResolved) return;
  throw invalid('THREAD_CLOSED', 'This thread is resolved: reopen it to change what it says.');
};

/** A thread is open as a whole or resolved as a whole, also when replies come back to it. */
export const keepThreadsWhole = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  const replies = await tx.query<{ id: number; isResolved: boolean }>(
    `select id, is_resolved as "isResolved" from pearl.tracker_comments
     where id = any($1::int[]) and parent_comment_id is not null
       and (parent_comment_id in (select unnest($1::int[]))) is not true -- looked up by hash`,
    [`{${ids.join()}}`],
  );
  for (const { id, isResolved } of replies) {
    const first = await threadOf(tx, id, 'auditLogId');
    if (first.isResolved === isResolved) continue;
    const [has, how] = first.isResolved ? ['resolved', 'reopen'] : ['reopened', 'resolve'];
    throw invalid('ONE_THREAD', `Its thread has been ${has} since: ${how} it first.`, {
      field: 'auditLogId',
    });
  }
};

TrackerComment.implement({
  description: 'A comment on a tracker, or a reply to one. A comment with its replies is a thread.',
  called: ['comment', 'comments'],
  label: 'commentText',
  groupBy: [],
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
    ...pearl.stamps,
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
  read: { one: 'trackerComment', many: 'trackerComments', allow: everyone },
  search: { commentText: 'C' },
  delete: {
    allow: admins,
    command: 'deleteComment',
    parts: commentParts,
    guard: ({ viewer }, comment) => {
      if (comment.userId === viewer.id) assertOpen(comment);
    },
    guardUndo: keepThreadsWhole,
  },
});
