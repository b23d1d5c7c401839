import { afterAll, beforeAll, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { jsonOf, listOf } from '../support/json.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
let tracker: string;
beforeAll(async () => {
  api = await startApi();
  tracker = await busiest();
});
afterAll(() => api.stop());

/** The tracker with the longest talk, in which one reply gets a reply of its own. */
const busiest = async () => {
  const [found] = await api.sql`
    with reply as (
      select id, tracker_id, user_id from pearl.tracker_comments where parent_comment_id is not null
      order by (select count(*) from pearl.tracker_comments c where c.tracker_id = tracker_comments.tracker_id) desc, id
      limit 1
    )
    insert into pearl.tracker_comments (tracker_id, user_id, parent_comment_id, comment_text, comment_type)
    select tracker_id, user_id, id, 'A reply to a reply', 'RESPONSE' from reply returning tracker_id::text as id`;
  return String(found?.['id']);
};

const CommentDialog = graphql(`
  query CommentDialog($tracker: ID!) {
    tracker(id: $tracker) {
      commentCount
      unresolvedCommentCount
      openThreadCount
      item { itemCode }
      threads: comments(
        first: 100
        filter: { parentCommentId: { isNull: true } }
        orderBy: [{ field: CREATED_AT, direction: DESC }]
      ) {
        totalCount
        nodes {
          ...Comment
          replies(first: 100) {
            nodes {
              ...Comment
              replies(first: 50) { nodes { ...Comment } }
            }
          }
        }
      }
    }
  }

  fragment Comment on TrackerComment {
    id
    commentText
    commentType
    isResolved
    resolvedAt
    createdAt
    user { username }
    resolvedBy { username }
  }
`);

const moment = (column: string) => `replace(to_json(${column}) #>> '{}', '+00:00', 'Z')`;
const comment = (c: string, more = '') => `json_build_object('id', ${c}.id::text,
  'commentText', ${c}.comment_text, 'commentType', ${c}.comment_type, 'isResolved', ${c}.is_resolved,
  'resolvedAt', ${moment(`${c}.resolved_at`)}, 'createdAt', ${moment(`${c}.created_at`)},
  'user', (select json_build_object('username', username) from pearl.users where id = ${c}.user_id),
  'resolvedBy', (select json_build_object('username', username) from pearl.users where id = ${c}.resolved_by_id)${more})`;
const replies = (of: string, c: string, more = '') =>
  `, 'replies', json_build_object('nodes', ${listOf(comment(c, more), `pearl.tracker_comments ${c} where ${c}.parent_comment_id = ${of}.id`, `${c}.id`)})`;

test('the dialog shows the threads of a tracker, the newest first, with authors and resolvers', async () => {
  const { data, statements } = await succeeded(api.as('viewer').run(CommentDialog, { tracker }));

  const own = (condition: string) =>
    `(select count(*) from pearl.tracker_comments where tracker_id = ${tracker} and ${condition})`;
  const threads = `pearl.tracker_comments a where a.tracker_id = ${tracker} and a.parent_comment_id is null`;
  expect(data.tracker).toEqual(
    await jsonOf(
      api.sql,
      `json_build_object(
        'commentCount', ${own('true')},
        'unresolvedCommentCount', ${own('not is_resolved')},
        'openThreadCount', ${own('not is_resolved and parent_comment_id is null')},
        'item', (select json_build_object('itemCode', item_code) from pearl.reporting_effort_items i
          join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id where t.id = ${tracker}),
        'threads', json_build_object(
          'totalCount', ${own('parent_comment_id is null')},
          'nodes', ${listOf(comment('a', replies('a', 'b', replies('b', 'c'))), threads, 'a.created_at desc, a.id desc')}))`,
    ),
  );
  const all = data.tracker?.threads.nodes ?? [];
  expect(all.length).toBeGreaterThan(1);
  const replyOfReply = all
    .flatMap((each) => each.replies.nodes)
    .flatMap((each) => each.replies.nodes);
  expect(replyOfReply.map((each) => each.commentText)).toContain('A reply to a reply');
  // tracker with item, counts, threads, replies, their replies; and people, once or for each of the three
  expect(statements).toBeGreaterThanOrEqual(6);
  expect(statements).toBeLessThanOrEqual(8);
});
