import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { recorded } from '../support/entity-type.ts';
import { lastRecord, type Plant, plant, recordsSince, tally } from '../support/plant.ts';
import { succeeded } from '../support/succeeded.ts';
import { deletables, isThere, remove, types, whyNot } from './deleting.ts';
import { countsOf, destroy, detachable, snapshot, undo } from './undoing.ts';

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  at = await plant(api.sql);
});

describe('a delete that is undone', () => {
  test.each(types)('of a %s leaves everything as it was', async (type) => {
    // who is deleted leaves rows behind that are changed by it, and changed back
    const unstamped = type === 'USER' ? detachable : [];
    const before = await snapshot(api.sql, unstamped);
    const record = await destroy(api, type, at[deletables[type][1]] as number);
    expect(await snapshot(api.sql, unstamped)).not.toEqual(before);
    const { data } = await succeeded(undo(api, record));
    expect(data?.entityId).toBe(String(at[deletables[type][1]]));
    expect(await snapshot(api.sql, unstamped)).toEqual(before);
  });

  test.each([
    ['STUDY', 1],
    ['STUDY', 2],
    ['PACKAGE', 1],
    ['TAG', 1],
  ] as const)('of the demo’s %s %i leaves everything as it was', async (type, id) => {
    const before = await snapshot(api.sql);
    const { data: gone } = await remove(api, type, id, 'cascade: true');
    const last = await lastRecord(api.sql);
    const { data } = await succeeded(undo(api, gone?.auditLogId));
    expect(await snapshot(api.sql)).toEqual(before);
    const [own] = Object.keys(countsOf(data?.restored));
    expect(countsOf(data?.restored)).toEqual({
      ...countsOf(gone?.impacts),
      [own ?? '']: 1,
    });
    expect(data).toMatchObject({ entityType: own, reattached: [], left: [] });

    const records = await recordsSince(api.sql, last);
    const back = Object.entries(countsOf(data?.restored)).map(([type, n]) => [recorded(type), n]);
    expect(tally(records.map(({ entity_type }) => entity_type))).toEqual(Object.fromEntries(back));
    expect(new Set(records.map(({ action, username }) => `${action} ${username}`))).toEqual(
      new Set(['CREATE admin']),
    );
  });

  test('may bring back more rows than a request may read', async () => {
    const small = await startApi({ MAX_ROWS: '20' });
    const before = await snapshot(small.sql);
    const { data: gone } = await remove(small, 'STUDY', 1, 'cascade: true');
    const { data } = await succeeded(undo(small, gone?.auditLogId));
    expect(
      Object.values(countsOf(data?.restored)).reduce((sum, each) => sum + each, 0),
    ).toBeGreaterThan(1000);
    expect(await snapshot(small.sql)).toEqual(before);
    await small.stop();
  });

  test('can be done again, and undone again', async () => {
    const before = await snapshot(api.sql);
    for (let times = 0; times < 3; times += 1) {
      const record = await destroy(api, 'STUDY', at.study);
      expect((await undo(api, record)).errors).toBeUndefined();
    }
    expect(await snapshot(api.sql)).toEqual(before);
  });

  test('does not keep new rows from being made', async () => {
    await undo(api, await destroy(api, 'STUDY', at.study));
    const { errors } = await api.as('admin').run(`mutation {
      createStudy(input: { studyLabel: "${at.name} after" }) { id }
    }`);
    expect(errors).toBeUndefined();
  });

  test('brings back a thread of 27 replies to replies', async () => {
    let parent = at.thread;
    for (let depth = 0; depth < 27; depth += 1) {
      const [row] = await api.sql`insert into pearl.tracker_comments
        (tracker_id, user_id, comment_text, parent_comment_id)
        values (${at.busyTracker}, 3, ${`reply ${depth}`}, ${parent}) returning id`;
      parent = Number(row?.['id']);
    }
    for (const [type, id] of [
      ['TRACKER_COMMENT', at.thread],
      ['STUDY', at.study],
    ] as const) {
      const before = await snapshot(api.sql);
      const { data } = await succeeded(undo(api, await destroy(api, type, id)));
      expect(countsOf(data?.restored)['TRACKER_COMMENT']).toBe(type === 'STUDY' ? 30 : 29);
      expect(await snapshot(api.sql)).toEqual(before);
    }
  });

  test('brings back a thread whose replies are older than what they reply to', async () => {
    await api.sql`update pearl.tracker_comments set parent_comment_id = ${at.settled} where id = ${at.reply}`;
    await api.sql`update pearl.tracker_comments set parent_comment_id = ${at.settled} where id = ${at.thread}`;
    const before = await snapshot(api.sql);
    await succeeded(undo(api, await destroy(api, 'TRACKER_COMMENT', at.settled)));
    expect(await snapshot(api.sql)).toEqual(before);
  });

  test('does not bring back what had been deleted before', async () => {
    await destroy(api, 'TRACKER_COMMENT', at.reply);
    const before = await snapshot(api.sql);
    await succeeded(undo(api, await destroy(api, 'REPORTING_EFFORT_ITEM', at.busy)));
    expect(await snapshot(api.sql)).toEqual(before);
  });

  test('does not bring back what was deleted before it in the same request', async () => {
    const token = await api.authority.sign('admin');
    const answer = await api.post(
      {
        query: `mutation {
          reply: deleteComment(id: ${at.reply}) { auditLogId }
          item: deleteReportingEffortItem(id: ${at.busy}, cascade: true) { auditLogId }
        }`,
      },
      { authorization: `Bearer ${token}`, 'idempotency-key': `${at.name} both`.replace(' ', '-') },
    );
    const { data } = (await answer.json()) as {
      data: Record<'reply' | 'item', { auditLogId: string }>;
    };
    await succeeded(undo(api, data.item.auditLogId));
    expect(await isThere(api, 'TRACKER_COMMENT', at.thread)).toBe(true);
    expect(await isThere(api, 'TRACKER_COMMENT', at.reply)).toBe(false);
    await succeeded(undo(api, data.reply.auditLogId));
    expect(await isThere(api, 'TRACKER_COMMENT', at.reply)).toBe(true);
  });

  test('of one of several items brings back that item alone', async () => {
    const before = await snapshot(api.sql);
    await succeeded(
      api.as('admin').run(`mutation {
        deleteReportingEffortItems(ids: [${at.idle}, ${at.busy}, ${at.done}], cascade: true) { done }
      }`),
    );
    const records = await api.sql<{ id: number; entity_id: number }[]>`
      select id, entity_id from pearl.audit_logs where entity_type = 'ReportingEffortItem' and action = 'DELETE'
      and entity_id in (${at.idle}, ${at.busy}, ${at.done})`;
    const recordOf = (item: number) => records.find(({ entity_id }) => entity_id === item)?.id;

    const { data } = await succeeded(undo(api, recordOf(at.busy)));
    expect(countsOf(data?.restored)).toEqual({
      REPORTING_EFFORT_ITEM: 1,
      TRACKER: 1,
      TRACKER_COMMENT: 3,
    });
    expect(await isThere(api, 'REPORTING_EFFORT_ITEM', at.idle)).toBe(false);
    await succeeded(undo(api, recordOf(at.idle)));
    await succeeded(undo(api, recordOf(at.done)));
    expect(await snapshot(api.sql)).toEqual(before);
  });

  test('may have been done by plain SQL', async () => {
    const before = await snapshot(api.sql);
    const last = await lastRecord(api.sql);
    await api.sql`delete from pearl.studies where id = ${at.study}`;
    const records = await recordsSince(api.sql, last);
    const record = records.find(({ entity_type }) => entity_type === 'Study');
    await succeeded(undo(api, record?.id));
    expect(await snapshot(api.sql)).toEqual(before);
  });
});

describe('a user who comes back', () => {
  const work = async () => {
    const [row] =
      await api.sql`select primary_programmer_id as programmer, primary_status as status, resolved_by_id as resolver
      from pearl.reporting_effort_item_trackers t join pearl.tracker_comments c on c.tracker_id = t.id
      where t.id = ${at.busyTracker} and c.id = ${at.settled}`;
    return row;
  };

  test('gets the work back, and the comments that the user has resolved', async () => {
    const before = await work();
    const record = await destroy(api, 'USER', at.user);
    expect(await work()).toEqual({ programmer: null, status: 'NOT_STARTED', resolver: null });
    const last = await lastRecord(api.sql);
    const { data } = await succeeded(undo(api, record));
    expect(await work()).toEqual(before);
    expect(data).toMatchObject({ entityType: 'USER', entityId: String(at.user) });
    expect(countsOf(data?.restored)).toEqual({ USER: 1 });
    expect(countsOf(data?.reattached)).toEqual({ TRACKER: 1, TRACKER_COMMENT: 1 });
    expect(countsOf(data?.left)).toEqual({ USER_PASSWORD: 1, SESSION: 1 });
    const records = await recordsSince(api.sql, last);
    expect(
      records.map((each) => `${each.action} ${each.entity_type} ${each.username}`).sort(),
    ).toEqual(['CREATE User admin', 'UPDATE Tracker admin', 'UPDATE TrackerComment admin']);
  });

  test('does not get a tracker that has been changed since', async () => {
    const record = await destroy(api, 'USER', at.user);
    await succeeded(
      api
        .as('admin')
        .run(`mutation { updateTracker(id: ${at.busyTracker}, input: { priority: LOW }) { id } }`),
    );
    const { data } = await succeeded(undo(api, record));
    expect(await work()).toEqual({ programmer: null, status: 'NOT_STARTED', resolver: at.user });
    expect(countsOf(data?.reattached)).toEqual({ TRACKER_COMMENT: 1 });
    expect(countsOf(data?.left)).toMatchObject({ TRACKER: 1 });
  });

  test('gets both sides of the work back', async () => {
    await api.sql`update pearl.reporting_effort_item_trackers set qc_programmer_id = ${at.user} where id = ${at.doneTracker}`;
    const before = await snapshot(api.sql, detachable);
    const { data } = await succeeded(undo(api, await destroy(api, 'USER', at.user)));
    expect(countsOf(data?.reattached)).toEqual({ TRACKER: 2, TRACKER_COMMENT: 1 });
    expect(await snapshot(api.sql, detachable)).toEqual(before);
  });

  test('is not let in by the old password, for that is gone', async () => {
    await succeeded(undo(api, await destroy(api, 'USER', at.user)));
    const { errors } = await api
      .as(null)
      .run(
        `mutation { signIn(username: "${at.username}", password: "correct horse battery") { expiresIn } }`,
      );
    expect(whyNot({ errors } as Parameters<typeof whyNot>[0])).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});
