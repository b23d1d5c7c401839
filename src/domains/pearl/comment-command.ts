import {
  assertVersion,
  builder,
  command,
  expectedVersion,
  type Row,
  refusal,
  type Tx,
} from '../../kernel/index.ts';
import { analysts, everyone } from './access.ts';
import { CommentType } from './enums.ts';
import { invalid } from './rule.ts';
import { trackerComments } from './tables.ts';
import { Tracker } from './tracker/type.ts';
import { TrackerComment } from './tracker-comment.ts';

type Comment = Row<typeof trackerComments>;

const text = { rule: { max: 10_000, lines: true } };

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

builder.mutationField('addComment', (t) =>
  t.field({
    type: TrackerComment.ref,
    allow: everyone,
    description:
      'Adds a comment to a tracker, or a reply to a comment. The author is the user who sends the request.',
    args: {
      trackerId: t.arg.id({ required: true, description: 'The key of the tracker.' }),
      commentText: t.arg.string({
        required: true,
        description: 'What to say.',
        extensions: text,
      }),
      commentType: t.arg({
        type: CommentType,
        required: true,
        defaultValue: 'GENERAL',
        description: 'What it is.',
      }),
      parentCommentId: t.arg.id({
        description: 'The comment to reply to. A thread that is resolved is closed.',
      }),
    },
    resolve: command(
      TrackerComment,
      async (
        tx,
        {
          trackerId,
          commentText,
          commentType,
          parentCommentId,
        }: {
          trackerId: number;
          commentText: string;
          commentType: Comment['commentType'];
          parentCommentId?: number | null;
        },
      ) => {
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
        } else {
          await tx.lock(Tracker, trackerId, { field: 'trackerId', lock: 'key share' });
        }
        const [comment] = await tx.insert(trackerComments, [
          {
            trackerId,
            userId: tx.viewer.id,
            commentText,
            commentType,
            parentCommentId: parentCommentId ?? null,
          },
        ]);
        return comment as Comment;
      },
    ) as never,
  }),
);

/** Refuses to let what was said in a resolved thread be unsaid. */
export const assertOpen = ({ isResolved }: Pick<Comment, 'isResolved'>): void => {
  if (!isResolved) return;
  throw invalid('THREAD_CLOSED', 'This thread is resolved: reopen it to change what it says.');
};

builder.mutationField('editComment', (t) =>
  t.field({
    type: TrackerComment.ref,
    allow: everyone,
    description: 'Changes the text of a comment. Only its author and administrators may do this.',
    args: {
      id: t.arg.id({ required: true, description: 'The key of the comment.' }),
      commentText: t.arg.string({
        description: 'What it says now.',
        extensions: { rule: { ...text.rule, notNull: true } },
      }),
      commentType: t.arg({
        type: CommentType,
        description: 'What it is now.',
        extensions: { rule: { notNull: true } },
      }),
      expectedVersion: expectedVersion(t),
    },
    resolve: command(
      TrackerComment,
      async (
        tx,
        {
          id,
          commentText,
          commentType,
          expectedVersion,
        }: {
          id: number;
          commentText?: string;
          commentType?: Comment['commentType'];
          expectedVersion?: number | null;
        },
      ) => {
        const comment = await tx.lock(TrackerComment, id);
        if (comment.userId !== tx.viewer.id && tx.viewer.role !== 'ADMIN') {
          throw refusal('FORBIDDEN', 'Only its author and administrators may edit a comment.');
        }
        assertVersion(TrackerComment, comment, expectedVersion);
        assertOpen(comment);
        return tx.updateOne(trackerComments, comment, { commentText, commentType });
      },
    ) as never,
  }),
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
    ? { isResolved, resolvedById: tx.viewer.id, resolvedAt: new Date().toISOString() }
    : { isResolved, resolvedById: null, resolvedAt: null };
  const changes = [...comments.values()]
    .filter((each) => each.isResolved !== isResolved)
    .map((each) => [each, mark] as const);
  const updated = await tx.update(trackerComments, changes);
  return updated.find((each) => each.id === id) ?? comment;
};

builder.mutationField('resolveComment', (t) =>
  t.field({
    type: TrackerComment.ref,
    allow: analysts,
    description:
      'Resolves a thread, the replies included, and closes it. If it is resolved, nothing changes.',
    args: {
      id: t.arg.id({ required: true, description: 'The key of the first comment of the thread.' }),
    },
    resolve: command(TrackerComment, (tx, { id }: { id: number }) => settle(tx, id, true)) as never,
  }),
);

builder.mutationField('unresolveComment', (t) =>
  t.field({
    type: TrackerComment.ref,
    allow: analysts,
    description: 'Reopens a thread, the replies included. If it is open, nothing changes.',
    args: {
      id: t.arg.id({ required: true, description: 'The key of the first comment of the thread.' }),
    },
    resolve: command(TrackerComment, (tx, { id }: { id: number }) =>
      settle(tx, id, false),
    ) as never,
  }),
);
