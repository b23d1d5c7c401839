import { mutation, refusal, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { pearl } from '../domain.ts';
import { invalid } from '../rule.ts';
import { Tracker } from '../tracker/type.ts';
import { TrackerComment } from '../tracker-comment.ts';

/* Who comments holds the tracker, so that nobody marks what is not there yet: its key could be smaller than the last one. */

const ifLater = `on conflict (user_id, tracker_id, thread_key) do update set last_comment_id = excluded.last_comment_id
  where read_marks.last_comment_id < excluded.last_comment_id`;

/** The whole tracker: marks of its threads say nothing more. */
const markTracker = (tx: Tx, trackerId: number) =>
  tx.query(
    `with gone as (
       delete from pearl.read_marks where user_id = $1 and tracker_id = $2 and thread_id is not null
     )
     insert into pearl.read_marks (user_id, tracker_id, last_comment_id)
     select $1::int, $2::int, max(id) from pearl.tracker_comments where tracker_id = $2 having max(id) is not null
     ${ifLater}`,
    [pearl.idOf(tx.viewer), trackerId],
  );

const markThread = (tx: Tx, trackerId: number, threadId: number) =>
  tx.query(
    `with recursive thread as (
       select id, parent_comment_id from pearl.tracker_comments where id = $3
       union all
       select c.id, c.parent_comment_id from pearl.tracker_comments c join thread on c.parent_comment_id = thread.id
     )
     insert into pearl.read_marks (user_id, tracker_id, thread_id, last_comment_id)
     select $1::int, $2::int, id, (select max(id) from thread) from thread
     where id = $3 or id in (select parent_comment_id from thread)
     ${ifLater}`,
    [pearl.idOf(tx.viewer), trackerId, threadId],
  );

mutation(
  'markRead',
  {
    description:
      'Marks what is said about a tracker, or in one of its threads, as read by you up to now. Name one of them.',
    allow: everyone,
    args: (arg) => ({
      trackerId: arg.id('The key of the tracker.', { of: Tracker, optional: true }),
      threadId: arg.id('The key of the first comment of the thread.', {
        of: TrackerComment,
        optional: true,
      }),
    }),
    answers: Tracker,
  },
  async (tx, { trackerId, threadId }) => {
    if (threadId != null && trackerId == null) {
      const thread = await tx.lock(TrackerComment, threadId, { lock: 'key share' });
      if (thread.parentCommentId !== null)
        throw invalid('NOT_A_THREAD', 'This is a reply: mark the first comment of its thread.');
      const tracker = await tx.lock(Tracker, thread.trackerId, { lock: 'update' });
      await markThread(tx, tracker.id, threadId);
      return tracker;
    }
    if (trackerId == null || threadId != null)
      throw refusal('BAD_USER_INPUT', 'Name a tracker or a thread: one of them.', {
        field: trackerId == null ? 'trackerId' : 'threadId',
      });
    const tracker = await tx.lock(Tracker, trackerId, { lock: 'update' });
    await markTracker(tx, trackerId);
    return tracker;
  },
);
