import { sql } from 'drizzle-orm';
import { one, type Row, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { pearl } from '../domain.ts';
import { mentions, type trackerComments } from '../tables.ts';
import { TrackerComment } from '../tracker-comment.ts';
import { User } from '../user.ts';

export const Mention = pearl.entity('Mention', mentions);

Mention.implement({
  description: 'That you are mentioned in a comment, as `@username`. Everybody sees their own.',
  called: ['mention', 'mentions'],
  label: ['commentId', 'userId'],
  groupBy: false,
  visible: (viewer, mention) => sql`${mention.userId} = ${viewer?.id ?? null}::int`,
  columns: {
    id: 'The key of the mention.',
    commentId: 'The key of the comment.',
    userId: 'The key of the user who is mentioned.',
    ...pearl.stamps,
  },
  orderBy: [{ field: 'id', direction: 'DESC' }],
  fields: () => ({
    comment: one(TrackerComment, 'commentId', 'The comment that mentions you.'),
    user: one(User, 'userId', 'Who is mentioned.'),
  }),
  read: { one: 'mention', many: 'myMentions', allow: everyone },
});

/** The names that a text may mention, each with those it may be meant as: a full stop after a name is no part of it. */
export const namesIn = (text: string): string[][] =>
  [...text.matchAll(/(?<![\w.@+-])@([\w.@+-]{1,100})(?![\p{L}\p{N}\w.@+-])/gu)].map(
    ([, name = '']) => {
      const end = name.search(/[.@+-]+$/);
      if (end < 0) return [name];
      return Array.from({ length: name.length - end + 1 }, (_, cut) =>
        name.slice(0, name.length - cut),
      ).filter((each) => each !== '');
    },
  );

type Comment = Pick<Row<typeof trackerComments>, 'id' | 'userId' | 'commentText'>;

/** Mentions those whom a comment names, and nobody else any more; whoever has left, and its author, it does not mention. */
export const mention = async (
  tx: Tx,
  { id, userId, commentText }: Comment,
  before = '',
): Promise<void> => {
  if (commentText === before) return;
  const names = namesIn(commentText);
  if (names.length === 0 && namesIn(before).length === 0) return;
  const meant = names.flatMap((same, nth) => same.map((name) => ({ nth, name })));
  await tx.query(
    `with named as (
       select distinct on (nth) u.id from unnest($2::int[], $3::text[]) with ordinality as given (nth, name, place)
       join pearl.users u on kernel.normal_label(u.username) = lower(name)
       where u.is_active and u.id <> $4 order by nth, place
     ), gone as (
       delete from pearl.mentions where comment_id = $1 and user_id not in (select id from named)
     )
     insert into pearl.mentions (comment_id, user_id) select distinct $1::int, id from named
     on conflict do nothing`,
    [
      id,
      `{${meant.map(({ nth }) => nth).join()}}`,
      `{${meant.map(({ name }) => `"${name}"`).join()}}`,
      userId,
    ],
  );
};
