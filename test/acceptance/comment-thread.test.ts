import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { perform, performed } from '../support/perform.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.sql`delete from pearl.tracker_comments`;
});
afterAll(() => api.stop());

const trackerId = '1';

const add = async (username: string, parentCommentId: string | null = null) => {
  const args = { trackerId, commentText: `by ${username}`, parentCommentId };
  return (await performed(api, username, 'addComment', args)).id;
};

const counts = async () => {
  const document = `query Counts($id: ID!) { tracker(id: $id) { commentCount unresolvedCommentCount openThreadCount } }`;
  const { data } = await api
    .as('viewer')
    .run<{ tracker: Record<string, number> }, object>(document, { id: trackerId });
  return Object.values(data.tracker);
};

describe('deleting a comment', () => {
  test.each(['analyst', 'viewer'])(
    'is not for its author %s, only for administrators',
    async (who) => {
      const id = await add(who);
      expect((await perform(api, who, 'deleteComment', { id, cascade: true })).code).toBe(
        'FORBIDDEN',
      );
      await performed(api, 'admin', 'deleteComment', { id });
      expect(await counts()).toEqual([0, 0, 0]);
    },
  );

  test('that has replies needs their deletion to be asked for', async () => {
    const first = await add('viewer');
    const reply = await add('analyst', first);
    await add('viewer', reply);
    const lone = await add('viewer');
    expect(await counts()).toEqual([4, 4, 2]);

    const refused = await perform(api, 'admin', 'deleteComment', { id: first });
    expect(refused).toMatchObject({
      code: 'HAS_DEPENDENTS',
      extensions: { dependents: [{ entityType: 'TRACKER_COMMENT', count: 2 }] },
    });
    expect(await counts()).toEqual([4, 4, 2]);

    await performed(api, 'admin', 'resolveComment', { id: lone });
    expect(await counts()).toEqual([4, 3, 1]);
    const done = await performed(api, 'admin', 'deleteComment', { id: first, cascade: true });
    expect(done['impacts']).toEqual([
      { entityType: 'TRACKER_COMMENT', effect: 'REMOVED', count: 2 },
    ]);
    expect(await counts()).toEqual([1, 0, 0]);
    await performed(api, 'admin', 'deleteComment', { id: lone });
  });

  test('in a resolved thread is not for its author: what was said there stays, as it was said', async () => {
    const first = await add('admin');
    const reply = await add('admin', first);
    const viewers = await add('viewer', first);
    await performed(api, 'analyst', 'resolveComment', { id: first });
    for (const [who, name, args] of [
      ['viewer', 'editComment', { id: viewers, commentText: 'Never said' }],
      ['admin', 'editComment', { id: viewers, commentText: 'Never said' }],
      ['admin', 'editComment', { id: reply, commentType: 'ISSUE' }],
      ['admin', 'deleteComment', { id: reply }],
      ['admin', 'deleteComment', { id: first, cascade: true }],
    ] as const) {
      const refused = await perform(api, who, name, args);
      expect(refused).toMatchObject({ code: 'INVALID_STATE', rule: 'THREAD_CLOSED' });
    }
    await performed(api, 'analyst', 'unresolveComment', { id: first });
    await performed(api, 'viewer', 'editComment', { id: viewers, commentText: 'Said otherwise' });
    await performed(api, 'admin', 'deleteComment', { id: first, cascade: true });
  });

  test('that is a reply leaves the thread', async () => {
    const first = await add('viewer');
    const reply = await add('analyst', first);
    await performed(api, 'admin', 'deleteComment', { id: reply });
    expect(await counts()).toEqual([1, 1, 1]);
    expect(await perform(api, 'admin', 'deleteComment', { id: reply })).toMatchObject({
      code: 'NOT_FOUND',
      field: 'id',
    });
    await performed(api, 'admin', 'deleteComment', { id: first });
  });
});

/** Comments that are in another state than the first of their thread. */
const torn = () => api.sql`
  with recursive thread as (
    select id, id as first, is_resolved, is_resolved as closed from pearl.tracker_comments where parent_comment_id is null
    union all
    select c.id, thread.first, c.is_resolved, thread.closed
    from pearl.tracker_comments c join thread on c.parent_comment_id = thread.id
  )
  select id, first, is_resolved, closed from thread where is_resolved <> closed`;

describe('a reply that is brought back', () => {
  const undo = (auditLogId: unknown) =>
    perform(api, 'admin', 'undoDelete', { auditLogId }, '{ entityId }');

  test.each([
    ['resolved', ['resolveComment']],
    ['reopened', ['unresolveComment', 'resolveComment']],
  ])('to a thread that has been %s since has to wait until it is as before', async (_how, acts) => {
    const [change = '', before] = acts;
    const back = before ?? 'unresolveComment';
    const first = await add('viewer');
    const reply = await add('analyst', first);
    const deep = await add('viewer', reply);
    if (before) await performed(api, 'analyst', before, { id: first });
    const gone = await performed(api, 'admin', 'deleteComment', { id: reply, cascade: true });
    await performed(api, 'analyst', change, { id: first });
    expect(await undo(gone['auditLogId'])).toMatchObject({
      code: 'INVALID_STATE',
      rule: 'ONE_THREAD',
    });
    expect(await api.sql`select from pearl.tracker_comments where id = ${deep}`).toEqual([]);

    await performed(api, 'analyst', back, { id: first });
    expect((await undo(gone['auditLogId'])).code).toBeUndefined();
    expect(await torn()).toEqual([]);
    await performed(api, 'admin', 'deleteComment', { id: first, cascade: true });
  });

  test('while its thread is being resolved is resolved with it, or refused', async () => {
    for (let times = 0; times < 20; times += 1) {
      const first = await add('viewer');
      const gone = await performed(api, 'admin', 'deleteComment', {
        id: await add('analyst', first),
      });
      const acts = [
        () => undo(gone['auditLogId']),
        () => perform(api, 'analyst', 'resolveComment', { id: first }),
      ];
      await Promise.all((times % 2 ? acts : acts.toReversed()).map((act) => act()));
      expect(await torn()).toEqual([]);
      await performed(api, 'admin', 'deleteComment', { id: first, cascade: true });
    }
  });
});

describe('when two do it at once', () => {
  const rounds = Array.from({ length: 20 }, (_, at) => at);

  test('a reply never stays open in a thread that is resolved', async () => {
    const threads = await Promise.all(
      rounds.map(async () => {
        const first = await add('viewer');
        return { first, deep: await add('viewer', await add('analyst', first)) };
      }),
    );
    const answers: (string | undefined)[][] = [];
    for (const [at, { first, deep }] of threads.entries()) {
      const reply = (parentCommentId: string) =>
        perform(api, 'viewer', 'addComment', { trackerId, commentText: 'late', parentCommentId });
      const resolve = () => perform(api, 'analyst', 'resolveComment', { id: first });
      const acts = [() => reply(deep), resolve, () => reply(first), () => reply(deep)];
      const turned = [...acts.slice(at % 4), ...acts.slice(0, at % 4)];
      answers.push((await Promise.all(turned.map((act) => act()))).map(({ code }) => code));
    }
    expect(await torn()).toEqual([]);
    expect(new Set(answers.flat())).toEqual(new Set([undefined, 'INVALID_STATE']));
    const [open] = await api.sql`
      select count(*)::int from pearl.tracker_comments where not is_resolved`;
    expect(open).toEqual({ count: 0 });
  });

  test('a thread is resolved as a whole or open as a whole', async () => {
    const first = await add('viewer');
    for (const _ of [1, 2, 3]) await add('analyst', await add('viewer', first));
    for (const _ of rounds) {
      const both = ['resolveComment', 'unresolveComment', 'resolveComment'].map((name) =>
        perform(api, 'analyst', name, { id: first }),
      );
      expect((await Promise.all(both)).map(({ code }) => code)).toEqual(Array(3).fill(undefined));
      expect(await torn()).toEqual([]);
    }
  });

  test('a reply to a comment that is being deleted is deleted with it, or refused', async () => {
    for (const _ of rounds) {
      const first = await add('viewer');
      const [deleted, ...replies] = await Promise.all([
        perform(api, 'admin', 'deleteComment', { id: first, cascade: true }),
        ...[1, 2].map(() =>
          perform(api, 'viewer', 'addComment', {
            trackerId,
            commentText: 'late',
            parentCommentId: first,
          }),
        ),
      ]);
      expect([undefined, 'STALE']).toContain(deleted?.code);
      for (const { code } of replies)
        expect([undefined, 'NOT_FOUND', 'PARENT_MISSING']).toContain(code);
    }
  });
});
