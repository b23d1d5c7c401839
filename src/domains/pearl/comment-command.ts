import { mutation, type Row, refusal, type Tx } from '../../kernel/index.ts';
import { analysts, everyone } from './access.ts';
import { pearl } from './domain.ts';
import { CommentType } from './enums.ts';
import { mention } from './reading/mention.ts';
import { invalid } from './rule.ts';
import { trackerComments } from './tables.ts';
import { Tracker } from './tracker/type.ts';
import { assertOpen, TrackerComment, threadOf } from './tracker-comment.ts';

type Comment = Row<typeof trackerComments>;

const text = { max: 10_000, lines: true };
const ofComment = { of: TrackerComment };

mutation(
  'addComment',
  {
    description:
      'Adds a comment to a tracker, or a reply to a comment. The author is the user who sends the request.',
    allow: everyone,
    args: (arg) => ({
      trackerId: arg.id('The key of the tracker.', { of: Tracker }),
      commentText: arg.text('What to say.', text),
      commentType: arg(CommentType, 'What it is.', { default: 'GENERAL' }),
      parentCommentId: arg.id('The comment to reply to. A thread that is resolved is closed.', {
        ...ofComment,
        optional: true,
      }),
    }),
    answers: TrackerComment,
  },
  async (tx, { trackerId, parentCommentId, ...said }) => {
    await tx.lock(Tracker, trackerId, { lock: 'key share' });
    if (parentCommentId) {
      const first = await threadOf(tx, parentCommentId, 'parentCommentId');
      if (first.trackerId !== trackerId) {
        throw refusal('BAD_USER_INPUT', 'A reply belongs to the tracker of its comment.', {
          field: 'parentCommentId',
        });
      }
      if (first.isResolved) {
        throw invalid('THREAD_CLOSED', 'This thread is resolved: reopen it to reply.');
      }
    }
    const comment = await tx.insertOne(trackerComments, {
      ...said,
      trackerId,
      userId: pearl.idOf(tx.viewer),
      parentCommentId: parentCommentId ?? null,
    });
    await mention(tx, comment);
    return comment;
  },
);

mutation(
  'editComment',
  {
    description: 'Changes the text of a comment. Only its author and administrators may do this.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the comment.', ofComment),
      commentText: arg.text('What it says now.', { ...text, optional: true, notNull: true }),
      commentType: arg(CommentType, 'What it is now.', { optional: true, notNull: true }),
      expectedVersion: arg.version(),
    }),
    answers: TrackerComment,
  },
  async (tx, { id, expectedVersion, ...said }) => {
    const comment = await tx.lock(TrackerComment, id, { expectedVersion });
    if (comment.userId !== tx.viewer.id && tx.viewer.role !== 'ADMIN') {
      throw refusal('FORBIDDEN', 'Only its author and administrators may edit a comment.');
    }
    assertOpen(comment);
    const edited = await tx.updateOne(trackerComments, comment, said);
    await mention(tx, edited, comment.commentText);
    return edited;
  },
);

/** Resolves or reopens a thread: its first comment and all that came of it. */
const settle = async (tx: Tx, id: number, isResolved: boolean): Promise<Comment> => {
  const comment = await tx.lock(TrackerComment, id);
  if (comment.parentCommentId !== null) {
    throw invalid('NOT_A_THREAD', 'This is a reply: resolve the first comment of its thread.');
  }
  const thread = await tx.query<{ id: number }>(
    `with recursive thread as (
       select id from pearl.tracker_comments where id = $1
       union all
       select c.id from pearl.tracker_comments c join thread on c.parent_comment_id = thread.id
     ) select id from thread`,
    [id],
  );
  const comments = await tx.lockAll(
    TrackerComment,
    thread.map((each) => each.id),
  );
  const mark = isResolved
    ? { isResolved, resolvedById: pearl.idOf(tx.viewer), resolvedAt: new Date().toISOString() }
    : { isResolved, resolvedById: null, resolvedAt: null };
  const changes = [...comments.values()]
    .filter((each) => each.isResolved !== isResolved)
    .map((each) => [each, mark] as const);
  const updated = await tx.update(trackerComments, changes);
  return updated.find((each) => each.id === id) ?? comment;
};

mutation(
  'resolveComment',
  {
    description:
      'Resolves a thread, the replies included, and closes it. If it is resolved, nothing changes.',
    allow: analysts,
    args: (arg) => ({ id: arg.id('The key of the first comment of the thread.', ofComment) }),
    answers: TrackerComment,
  },
  (tx, { id }) => settle(tx, id, true),
);

mutation(
  'unresolveComment',
  {
    description: 'Reopens a thread, the replies included. If it is open, nothing changes.',
    allow: analysts,
    args: (arg) => ({ id: arg.id('The key of the first comment of the thread.', ofComment) }),
    answers: TrackerComment,
  },
  (tx, { id }) => settle(tx, id, false),
);
