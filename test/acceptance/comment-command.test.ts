import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { mutations, perform, performed } from '../support/perform.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.sql`delete from pearl.tracker_comments`;
});
afterAll(() => api.stop());

/** Every test talks about a tracker of its own. */
let trackerId = '0';
beforeEach(() => {
  trackerId = String(Number(trackerId) + 1);
});

const columns = `{ id version trackerId commentText commentType isResolved resolvedAt parentCommentId
  user { username } resolvedBy { username } tracker { commentCount unresolvedCommentCount openThreadCount } }`;

type Comment = {
  id: string;
  version: number;
  commentText: string;
  isResolved: boolean;
  resolvedAt: string | null;
  [column: string]: unknown;
};

const add = (username: string, commentText: string, parentCommentId: string | null = null) =>
  performed<Comment>(
    api,
    username,
    'addComment',
    { trackerId, commentText, parentCommentId },
    columns,
  );

const done = (username: string, name: string, args: object) =>
  performed<Comment>(api, username, name, args, columns);

/** A comment with a reply that has a reply. */
const addThread = async () => {
  const first = await add('analyst', 'first');
  const reply = await add('viewer', 'reply', first.id);
  const deep = await add('admin', 'deep', reply.id);
  return { first, reply, deep, all: [first.id, reply.id, deep.id] };
};

const stored = () => api.sql<Record<string, unknown>[]>`
  select id::text, comment_text, is_resolved, resolved_by_id, resolved_at is not null as "when", version, user_id
  from pearl.tracker_comments where tracker_id = ${trackerId} order by id`;

test('whoever may read may comment, and is the author', async () => {
  const comment = await add('viewer', '  Which population?\n\n\tSafety? ');
  expect(comment).toMatchObject({
    trackerId,
    commentText: 'Which population?\n\n\tSafety?',
    commentType: 'GENERAL',
    isResolved: false,
    parentCommentId: null,
    user: { username: 'viewer' },
    resolvedBy: null,
    tracker: { commentCount: 1, unresolvedCommentCount: 1, openThreadCount: 1 },
    version: 1,
  });
  const issue = { trackerId, commentText: 'Wrong', commentType: 'ISSUE' };
  expect(await done('analyst', 'addComment', issue)).toMatchObject({
    commentType: 'ISSUE',
    user: { username: 'analyst' },
  });
});

test('nobody can speak for somebody else', () => {
  expect(mutations['addComment']?.args.map(({ name }) => name).sort()).toEqual([
    'commentText',
    'commentType',
    'parentCommentId',
    'trackerId',
  ]);
  expect(mutations['editComment']?.args.map(({ name }) => name)).not.toContain('userId');
});

test('a reply may be replied to, however deep', async () => {
  const { first, reply, deep } = await addThread();
  expect(reply['parentCommentId']).toBe(first.id);
  expect(deep).toMatchObject({
    parentCommentId: reply.id,
    tracker: { commentCount: 3, unresolvedCommentCount: 3, openThreadCount: 1 },
  });
});

describe('a comment is refused', () => {
  const base = { commentText: 'words' };
  test.each([
    ['that says nothing', { commentText: ' \n\t\u00a0' }, 'BAD_USER_INPUT', 'commentText'],
    ['that is too long', { commentText: 'x'.repeat(10_001) }, 'BAD_USER_INPUT', 'commentText'],
    ['with control characters', { commentText: 'a\u0000b' }, 'BAD_USER_INPUT', 'commentText'],
    ['that was not UTF-8', { commentText: 'gr\ufffd\ufffder' }, 'BAD_USER_INPUT', 'commentText'],
    ['on no tracker', { trackerId: '999999' }, 'NOT_FOUND', 'trackerId'],
    ['to no comment', { parentCommentId: '999999' }, 'NOT_FOUND', 'parentCommentId'],
  ])('%s', async (_what, args, code, field) => {
    const refused = await perform(api, 'viewer', 'addComment', { trackerId, ...base, ...args });
    expect(refused).toMatchObject({ code, field });
    expect(await stored()).toEqual([]);
  });

  test('to a comment on another tracker, also to a reply there', async () => {
    const { all } = await addThread();
    for (const parentCommentId of all) {
      const elsewhere = { trackerId: '1000', commentText: 'words', parentCommentId };
      expect(await perform(api, 'viewer', 'addComment', elsewhere)).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'parentCommentId',
      });
    }
    expect(await stored()).toHaveLength(3);
  });
});

describe('resolving', () => {
  test('closes the whole thread, and no other one', async () => {
    const { first, all } = await addThread();
    const other = await add('viewer', 'something else');

    const resolved = await done('analyst', 'resolveComment', { id: first.id });

    expect(resolved).toMatchObject({
      isResolved: true,
      resolvedBy: { username: 'analyst' },
      tracker: { commentCount: 4, unresolvedCommentCount: 1, openThreadCount: 1 },
      version: 2,
    });
    expect(Date.parse(resolved.resolvedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(await stored()).toMatchObject([
      ...all.map((id) => ({ id, is_resolved: true, resolved_by_id: 2, when: true })),
      { id: other.id, is_resolved: false, resolved_by_id: null, when: false },
    ]);
    for (const parentCommentId of all) {
      const reply = { trackerId, commentText: 'one more', parentCommentId };
      expect(await perform(api, 'admin', 'addComment', reply)).toMatchObject({
        code: 'INVALID_STATE',
        rule: 'THREAD_CLOSED',
      });
    }
  });

  test('a second time changes nothing: who resolved it first has done it', async () => {
    const { first } = await addThread();
    await done('analyst', 'resolveComment', { id: first.id });
    const before = await stored();
    expect(await done('admin', 'resolveComment', { id: first.id })).toMatchObject({
      resolvedBy: { username: 'analyst' },
      version: 2,
    });
    expect(await stored()).toEqual(before);
  });

  test('can be undone, for the whole thread; then it can go on', async () => {
    const { first, deep } = await addThread();
    await done('analyst', 'resolveComment', { id: first.id });
    expect(await done('admin', 'unresolveComment', { id: first.id })).toMatchObject({
      isResolved: false,
      resolvedAt: null,
      resolvedBy: null,
      tracker: { commentCount: 3, unresolvedCommentCount: 3, openThreadCount: 1 },
    });
    for (const row of await stored()) {
      expect(row).toMatchObject({ is_resolved: false, resolved_by_id: null, when: false });
    }
    const { version } = await done('analyst', 'unresolveComment', { id: first.id });
    expect(version).toBe(3);
    expect((await add('viewer', 'on we go', deep.id))['parentCommentId']).toBe(deep.id);
  });

  test.each(['resolveComment', 'unresolveComment'])(
    '%s is for threads, not for replies',
    async (name) => {
      const { reply, deep } = await addThread();
      const before = await stored();
      for (const { id } of [reply, deep]) {
        expect(await perform(api, 'analyst', name, { id })).toMatchObject({
          code: 'INVALID_STATE',
          rule: 'NOT_A_THREAD',
        });
      }
      expect(await perform(api, 'analyst', name, { id: '999999' })).toMatchObject({
        code: 'NOT_FOUND',
        field: 'id',
      });
      expect(await perform(api, 'viewer', name, { id: reply.id })).toMatchObject({
        code: 'FORBIDDEN',
      });
      expect(await stored()).toEqual(before);
    },
  );
});

describe('editing', () => {
  test.each(['viewer', 'admin'])('is for the author and for administrators: %s', async (who) => {
    const { id } = await add('viewer', 'as it was');
    const edited = await done(who, 'editComment', {
      id,
      commentText: ' as it is ',
      commentType: 'QUESTION',
      expectedVersion: 1,
    });
    expect(edited).toMatchObject({
      commentText: 'as it is',
      commentType: 'QUESTION',
      user: { username: 'viewer' },
      version: 2,
    });
    const stale = { id, commentText: 'again', expectedVersion: 1 };
    expect(await perform(api, who, 'editComment', stale)).toMatchObject({
      code: 'STALE',
      extensions: { currentVersion: 2, current: { commentText: 'as it is' } },
    });
  });

  test('is not for others', async () => {
    const { id } = await add('viewer', 'mine');
    const before = await stored();
    const theirs = { id, commentText: 'yours' };
    expect((await perform(api, 'analyst', 'editComment', theirs)).code).toBe('FORBIDDEN');
    expect(await stored()).toEqual(before);
  });

  test.each([
    [{ commentText: '  ' }, 'commentText'],
    [{ commentText: null }, 'commentText'],
    [{ commentType: null }, 'commentType'],
  ])('leaves no comment without words and type: %o', async (args, field) => {
    const { id } = await add('viewer', 'words');
    expect(await perform(api, 'viewer', 'editComment', { id, ...args })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
    });
  });

  test('what is the same already makes no version', async () => {
    const { id } = await add('viewer', 'words');
    expect((await done('viewer', 'editComment', { id, commentText: 'words' })).version).toBe(1);
    expect((await done('viewer', 'editComment', { id })).version).toBe(1);
  });
});
