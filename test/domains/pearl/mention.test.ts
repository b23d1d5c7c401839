import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { namesIn } from '../../../src/domains/pearl/reading/mention.ts';
import { type Api, startApi } from '../../support/api.ts';
import { cursorOf, type Listener, listen } from '../../support/live.ts';
import { performed } from '../../support/perform.ts';
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

type Mentions = {
  myMentions: {
    nodes: { comment: { id: string; commentText: string }; user: { username: string } }[];
  };
};
const mentionsOf = async (who: string) => {
  const document =
    '{ myMentions(first: 1000) { nodes { comment { id commentText } user { username } } } }';
  const { data } = await succeeded(api.as(who).run<Mentions, never>(document));
  return data.myMentions.nodes;
};
const mentionedIn = async (who: string, id: string) =>
  (await mentionsOf(who)).some(({ comment }) => comment.id === id);

describe('a mention', () => {
  test.each([
    ['Ask @mira.', [['mira.', 'mira']]],
    ['@Mira, @jonas', [['Mira'], ['jonas']]],
    ['(@a.b@c.example)', [['a.b@c.example']]],
    ['mail to mira@clinic.example', []],
    ['@', []],
    ['@..', [['..', '.']]],
    ['no one', []],
  ])('in %j may mean %j', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  test('is for whoever is named, in any case, and for nobody else', async () => {
    const id = await say('analyst', `Dear @VIEWER. Look, and ask @${at.username}; not @nobody.`);
    expect(await mentionedIn('viewer', id)).toBe(true);
    expect(await mentionedIn(at.username, id)).toBe(true);
    expect(await mentionedIn('admin', id)).toBe(false);
    const rows = await api.sql`select user_id from pearl.mentions where comment_id = ${id}`;
    expect(rows).toHaveLength(2);
    expect((await mentionsOf('viewer')).every(({ user }) => user.username === 'viewer')).toBe(true);
  });

  test('is not for its author, nor for somebody who has left', async () => {
    await api.sql`update pearl.users set is_active = false where id = ${at.user}`;
    const id = await say('viewer', `@viewer @${at.username} @admin @admin`);
    const rows = await api.sql`
      select username from pearl.mentions m join pearl.users u on u.id = m.user_id where comment_id = ${id}`;
    expect(rows).toEqual([{ username: 'admin' }]);
  });

  test('follows what the comment says, goes with it, and comes back with it', async () => {
    const id = await say('analyst', 'For @viewer and @admin.');
    await performed(api, 'analyst', 'editComment', { id, commentText: 'For @viewer alone.' });
    expect([await mentionedIn('viewer', id), await mentionedIn('admin', id)]).toEqual([
      true,
      false,
    ]);
    const { auditLogId } = await performed<{ auditLogId: string }>(
      api,
      'admin',
      'deleteComment',
      { id },
      '{ auditLogId }',
    );
    expect(await mentionedIn('viewer', id)).toBe(false);
    await performed(api, 'admin', 'undoDelete', { auditLogId }, '{ entityId }');
    expect(await mentionedIn('viewer', id)).toBe(true);
    await performed(api, 'analyst', 'editComment', { id, commentText: 'For nobody.' });
    expect(await mentionedIn('viewer', id)).toBe(false);
  });

  test('may be why an item is returned', async () => {
    await api.sql`update pearl.reporting_effort_item_trackers set primary_status = 'COMPLETED' where id = ${at.busyTracker}`;
    await performed(api, 'analyst', 'returnToPrimary', {
      trackerId: at.busyTracker,
      reason: '@viewer has found a mistake.',
    });
    const [latest] = await mentionsOf('viewer');
    expect(latest?.comment.commentText).toBe('@viewer has found a mistake.');
  });
});

describe('what one has to read is told live', () => {
  const watch = async (who: string) =>
    listen(api, who, {
      since: await cursorOf(api),
      query: `subscription { myReadingChanged {
        cursor action entityType mention { comment { commentText } } readMark { trackerId lastCommentId } } }`,
    });
  const inWords = ({ told }: Listener) =>
    told.map(({ action, entityType }) => `${action} ${entityType}`);

  test('to whom it concerns, and to nobody else', async () => {
    const [viewer, admin] = [await watch('viewer'), await watch('admin')];
    const both = await say('analyst', 'To begin with: @viewer @admin.');
    await Promise.all([viewer.until(1), admin.until(1)]);
    await mark('viewer', { trackerId: at.busyTracker });
    await viewer.until(2);
    await say('analyst', '@viewer, again.');
    await viewer.until(3);
    await mark('viewer', { trackerId: at.busyTracker });
    await viewer.until(4);
    await performed(api, 'admin', 'deleteComment', { id: both });
    await Promise.all([viewer.until(5), admin.until(2)]);
    expect(inWords(viewer)).toEqual([
      'CREATED MENTION',
      'CREATED READ_MARK',
      'CREATED MENTION',
      'UPDATED READ_MARK',
      'DELETED MENTION',
    ]);
    expect(inWords(admin)).toEqual(['CREATED MENTION', 'DELETED MENTION']);
    expect(viewer.told[3]?.['readMark']).toMatchObject({ trackerId: String(at.busyTracker) });
    await Promise.all([viewer.stop(), admin.stop()]);
  });

  test('as a number of a tracker, to each their own', async () => {
    const query = `subscription ($id: ID!) { trackerChanged(trackerId: $id) { cursor changedFields tracker { unreadCount } } }`;
    const variables = { id: String(at.busyTracker) };
    await mark('viewer', { trackerId: at.busyTracker });
    const since = await cursorOf(api);
    const viewer = listen(api, 'viewer', { query, variables, since });
    const admin = listen(api, 'admin', { query, variables, since });
    await api.sql`update pearl.reporting_effort_item_trackers set priority = 'HIGH' where id = ${at.busyTracker}`;
    await Promise.all([viewer.until(1), admin.until(1)]);
    await say('analyst', 'New.');
    await Promise.all([viewer.until(2), admin.until(2)]);
    expect(viewer.told[1]).toMatchObject({ tracker: { unreadCount: 1 } });
    expect(admin.told[1]).toMatchObject({ tracker: { unreadCount: 4 } });
    expect(viewer.told[1]?.changedFields).toContain('unreadCount');
    await Promise.all([viewer.stop(), admin.stop()]);
  });
});
