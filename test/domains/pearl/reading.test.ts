import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { perform, performed } from '../../support/perform.ts';
import { type Plant, plant } from '../../support/plant.ts';
import { succeeded } from '../../support/succeeded.ts';

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  at = await plant(api.sql);
});

const unreadOf = async (who: string, trackerId: number) => {
  const { data } = await succeeded(
    api
      .as(who)
      .run<{ tracker: { unreadCount: number } }, object>(
        'query ($id: ID!) { tracker(id: $id) { unreadCount } }',
        { id: String(trackerId) },
      ),
  );
  return data.tracker.unreadCount;
};
const say = async (who: string, commentText: string, parentCommentId?: number | string) => {
  const args = {
    trackerId: at.busyTracker,
    commentText,
    ...(parentCommentId && { parentCommentId }),
  };
  return (await performed<{ id: string }>(api, who, 'addComment', args)).id;
};
const mark = (who: string, args: object) =>
  performed<{ unreadCount: number }>(api, who, 'markRead', args, '{ id unreadCount }');

describe('what is unread of a tracker', () => {
  test('is what others have said since one has marked it', async () => {
    // the three planted comments are the analyst's own
    expect(await unreadOf('analyst', at.busyTracker)).toBe(0);
    expect(await unreadOf('viewer', at.busyTracker)).toBe(3);
    expect(await mark('viewer', { trackerId: at.busyTracker })).toMatchObject({ unreadCount: 0 });
    await say('admin', 'Look at this.');
    await say('viewer', 'I do.');
    expect(await unreadOf('viewer', at.busyTracker)).toBe(1);
    expect(await unreadOf('analyst', at.busyTracker)).toBe(2);
    expect(await unreadOf('viewer', at.idleTracker)).toBe(0);
    expect(await mark('viewer', { trackerId: at.busyTracker })).toMatchObject({ unreadCount: 0 });
    expect(await unreadOf('analyst', at.busyTracker)).toBe(2);
  });

  test('is read by threads as well, replies to replies included', async () => {
    const nested = await say('analyst', 'A reply to the reply.', at.reply);
    expect(await unreadOf('viewer', at.busyTracker)).toBe(4);
    expect(await mark('viewer', { threadId: at.thread })).toMatchObject({ unreadCount: 1 });
    await say('analyst', 'One more.', nested);
    await say('analyst', 'And one more.', at.thread);
    expect(await unreadOf('viewer', at.busyTracker)).toBe(3);
    expect(await mark('viewer', { threadId: at.thread })).toMatchObject({ unreadCount: 1 });
    expect(await mark('viewer', { threadId: at.settled })).toMatchObject({ unreadCount: 0 });
    await mark('viewer', { trackerId: at.busyTracker });
    const { data } = await succeeded(
      api
        .as('viewer')
        .run<{ readMarks: { nodes: object[] } }, never>(
          '{ readMarks(first: 1000) { nodes { trackerId threadId lastCommentId } } }',
        ),
    );
    const own = data.readMarks.nodes.filter(
      (each) => 'trackerId' in each && each.trackerId === String(at.busyTracker),
    );
    expect(own).toMatchObject([{ threadId: null }]);
  });

  test('is counted for a page of trackers in one statement', async () => {
    const count = async (first: number) => {
      const document = `{ trackers(first: ${first}) { nodes { id unreadCount } } }`;
      const { data, statements } = await succeeded(
        api
          .as('viewer')
          .run<{ trackers: { nodes: { id: string; unreadCount: number }[] } }, never>(document),
      );
      return { nodes: data.trackers.nodes, statements };
    };
    const many = await count(1000);
    expect([(await count(1)).statements, many.statements]).toEqual([2, 2]);
    const expected = await api.sql<{ id: string; count: number }[]>`
      select tracker_id::text as id, count(*)::int from pearl.tracker_comments
      where user_id <> 3 group by 1`;
    const counts = new Map(expected.map(({ id, count: each }) => [id, each]));
    const marked = new Set(
      (await api.sql`select tracker_id::text as id from pearl.read_marks`).map(({ id }) => id),
    );
    const unmarked = many.nodes.filter(({ id }) => !marked.has(id));
    expect(unmarked).toEqual(unmarked.map(({ id }) => ({ id, unreadCount: counts.get(id) ?? 0 })));
    expect(many.nodes.some(({ unreadCount }) => unreadCount > 0)).toBe(true);
  });

  test('and its marks go with it, and with whoever has made them', async () => {
    await mark('viewer', { trackerId: at.busyTracker });
    await mark('admin', { threadId: at.thread });
    const marks = async () =>
      (await api.sql`select id from pearl.read_marks where tracker_id = ${at.busyTracker}`).length;
    expect(await marks()).toBe(2);
    const { auditLogId } = await performed<{ auditLogId: string }>(
      api,
      'admin',
      'deleteComment',
      { id: at.thread, cascade: true },
      '{ auditLogId }',
    );
    expect(await marks()).toBe(1);
    await performed(api, 'admin', 'undoDelete', { auditLogId }, '{ entityId }');
    await performed(api, 'admin', 'deleteReportingEffortItem', { id: at.busy, cascade: true });
    expect(await marks()).toBe(0);
  });

  test.each([
    ['both', () => ({ trackerId: at.busyTracker, threadId: at.thread }), 'BAD_USER_INPUT'],
    ['neither', () => ({}), 'BAD_USER_INPUT'],
    ['what is not there', () => ({ trackerId: 999_999 }), 'NOT_FOUND'],
    ['a reply', () => ({ threadId: at.reply }), 'INVALID_STATE'],
  ])('is not marked by %s', async (_what, args, code) => {
    expect(await perform(api, 'viewer', 'markRead', args())).toMatchObject({ code });
  });

  test('is marked once by many at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () =>
        perform(api, 'viewer', 'markRead', { trackerId: at.busyTracker }),
      ),
    );
    expect(all.map(({ code }) => code)).toEqual(Array(8).fill(undefined));
    expect(await unreadOf('viewer', at.busyTracker)).toBe(0);
  });
});

describe('a mark is nobody else’s', () => {
  test('in lists, by its node, and in the trail', async () => {
    await mark('viewer', { trackerId: at.busyTracker });
    const marks = '{ readMarks { nodes { id nodeId userId } } }';
    type Marks = { readMarks: { nodes: { id: string; nodeId: string; userId: string }[] } };
    const own = (await succeeded(api.as('viewer').run<Marks, never>(marks))).data.readMarks.nodes;
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(({ userId }) => userId)).size).toBe(1);
    const others = (await succeeded(api.as('admin').run<Marks, never>(marks))).data.readMarks.nodes;
    expect(others.map(({ id }) => id)).not.toContain(own[0]?.id);
    const { data } = await api
      .as('admin')
      .run<{ node: unknown }, object>('query ($id: ID!) { node(nodeId: $id) { nodeId } }', {
        id: own[0]?.nodeId,
      });
    expect(data.node).toBeNull();
    const [record] = await api.sql`
      select changes from pearl.audit_logs where entity_type = 'ReadMark' order by id desc limit 1`;
    expect(Object.keys(Object(record?.['changes']).after)).not.toContain('tracker_id');
  });
});
