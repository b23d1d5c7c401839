import { sql } from 'drizzle-orm';
import { one, type Viewer } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { pearl } from '../domain.ts';
import { readMarks } from '../tables.ts';
import { Tracker } from '../tracker/type.ts';
import { TrackerComment } from '../tracker-comment.ts';

export const ReadMark = pearl.entity('ReadMark', readMarks);

ReadMark.implement({
  description:
    'Up to where you have read what is said about a tracker, or in one of its threads. Everybody sees their own; the audit trail says that there is one, and not of what.',
  called: ['read mark', 'read marks'],
  label: 'userId',
  groupBy: false,
  hidden: ['tracker_id', 'thread_id', 'last_comment_id'],
  visible: (viewer, mark) => sql`${mark.userId} = ${viewer?.id ?? null}::int`,
  columns: {
    id: 'The key of the mark.',
    userId: 'The key of the user who has read it.',
    trackerId: 'The key of the tracker.',
    threadId:
      'The key of the first comment of the thread, or of a reply in it that has replies; null for the tracker as a whole.',
    lastCommentId: 'The key of the last comment that was there.',
    ...pearl.stamps,
  },
  fields: () => ({
    tracker: one(Tracker, 'trackerId', 'The tracker that it is about.'),
    thread: one(TrackerComment, 'threadId', 'The comment whose thread it is.', { nullable: true }),
  }),
  read: { one: 'readMark', many: 'readMarks', allow: everyone },
});

type Asked = {
  readonly alias: string;
  readonly viewer: Viewer | null;
  readonly bind: (value: unknown) => string;
};

/** The comments of others on a tracker that came after what the viewer has marked. */
export const unreadCount = ({ alias, viewer, bind }: Asked): string => {
  const me = `${bind(viewer?.id ?? null)}::int`;
  return `(
    select count(*)::int from pearl.tracker_comments c
    where c.tracker_id = ${alias}.id and c.user_id <> ${me} and not exists (
      select from pearl.read_marks m
      where m.user_id = ${me} and m.tracker_id = ${alias}.id and m.last_comment_id >= c.id
        and (m.thread_id is null or m.thread_id in (c.id, c.parent_comment_id))))`;
};
