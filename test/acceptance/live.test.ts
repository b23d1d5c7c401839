import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { type Api, startApi } from '../support/api.ts';
import { documentOf, listen } from '../support/live.ts';
import { performed } from '../support/perform.ts';
import { type Plant, plant } from '../support/plant.ts';
import { hearing, words } from './hearing.ts';

let api: Api;
let e: Plant;
let f: Plant;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  [e, f] = [await plant(api.sql), await plant(api.sql)];
});

const of = ({ effort }: Plant) => ({ reportingEffortId: effort });
const asAnalyst = (name: string, args: object) => performed(api, 'analyst', name, args);
const asAdmin = (name: string, args: object, selection?: string) =>
  performed<Record<string, unknown>>(api, 'admin', name, args, selection);

describe('trackerChanged', () => {
  const trackers = (args = {}) => ({ field: 'trackerChanged', args });

  test('says what was done to which tracker by whom and when, and how the tracker is now', async () => {
    const began = new Date().toISOString();
    const { heard } = await hearing(api, { heard: trackers(of(e)) }, () =>
      asAnalyst('updateTracker', { id: e.idleTracker, input: { qcLevel: 3, priority: 'HIGH' } }),
    );
    const [told, ...more] = heard;
    expect(more).toEqual([]);
    expect(told).toEqual({
      cursor: expect.stringMatching(/^[\w-]+$/),
      action: 'UPDATED',
      entityType: 'TRACKER',
      id: String(e.idleTracker),
      deletedNodeId: null,
      changedFields: expect.arrayContaining(['qcLevel', 'priority']),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      actor: { username: 'analyst' },
      tracker: { id: String(e.idleTracker), version: 2 },
      tag: null,
    });
    expect(told?.changedFields).toHaveLength(2);
    const at = String(told?.at);
    expect(at >= began.slice(0, 19) && at <= new Date().toISOString()).toBe(true);
  });

  test('tells of one effort, one tracker or one programmer what belongs to it', async () => {
    const heard = await hearing(
      api,
      {
        all: trackers(),
        e: trackers(of(e)),
        f: trackers(of(f)),
        tracker: trackers({ trackerId: e.idleTracker }),
        other: trackers({ trackerId: e.busyTracker }),
        programmer: trackers({ programmerId: 6 }),
        stranger: trackers({ programmerId: f.user }),
        elsewhere: trackers({ reportingEffortId: f.effort, trackerId: e.idleTracker }),
      },
      async () => {
        const who = { trackerId: e.idleTracker, role: 'PRIMARY' };
        await asAnalyst('assignProgrammer', { ...who, userId: '6' });
        await asAnalyst('unassignProgrammer', who);
        await asAnalyst('updateTracker', { id: e.idleTracker, input: { qcLevel: 3 } });
      },
    );
    const assigned = `UPDATED ${e.idleTracker} primaryProgrammerId primaryStatus`;
    const three = [assigned, assigned, `UPDATED ${e.idleTracker} qcLevel`];
    expect(words(heard.all)).toEqual(three);
    expect(words(heard.e)).toEqual(three);
    expect(words(heard.tracker)).toEqual(three);
    expect(words(heard.programmer)).toEqual(three.slice(0, 2)); // one after, one before
    for (const none of [heard.f, heard.other, heard.stranger, heard.elsewhere]) {
      expect(none).toEqual([]);
    }
  });

  test('takes a tag for a change of its tracker, also one that is deleted for all', async () => {
    const { here, there } = await hearing(
      api,
      { here: trackers(of(e)), there: trackers(of(f)) },
      async () => {
        await asAnalyst('tagTracker', { trackerId: e.busyTracker, tagId: String(e.tag) });
        await asAnalyst('untagTracker', { trackerId: e.busyTracker, tagId: String(e.tag) });
        await asAdmin('deleteTag', { id: String(e.tag), cascade: true });
      },
    );
    const busy = `UPDATED ${e.busyTracker} tags`;
    expect(words(here)).toEqual([busy, busy, `UPDATED ${e.idleTracker} tags`]);
    expect(here.map(({ tracker }) => tracker)).toEqual(
      here.map(({ id }) => expect.objectContaining({ id })),
    );
    expect(there).toEqual([]);
  });

  test('tells of what goes with a user, and of work that is handed on to one', async () => {
    const topics = { mine: trackers({ programmerId: e.user }), all: trackers(of(e)) };
    const { mine, all } = await hearing(api, topics, () =>
      asAdmin('deleteUser', { id: String(e.user), cascade: true }),
    );
    const told = (change: string) => `UPDATED ${e.busyTracker} ${change}`; // also who resolved one is gone
    const both = [told('comments'), told('primaryProgrammerId primaryStatus')];
    expect([words(mine), words(all)]).toEqual([both, both]);
  });
});

describe('commentChanged', () => {
  const comments = (args = {}) => ({ field: 'commentChanged', args });

  test('tells of new comments, replies, edits and settled threads, of one effort or tracker', async () => {
    let reply = '';
    const ears = {
      e: comments(of(e)),
      f: comments(of(f)),
      tracker: comments({ trackerId: e.busyTracker }),
      other: comments({ trackerId: e.idleTracker }),
    };
    const heard = await hearing(api, ears, async () => {
      const { id } = await asAnalyst('addComment', {
        trackerId: e.busyTracker,
        commentText: 'why?',
        parentCommentId: e.thread,
      });
      reply = id;
      await asAnalyst('editComment', { id, commentText: 'why not?' });
      await asAnalyst('resolveComment', { id: e.thread });
    });
    const { e: here, tracker, f: there, other } = heard;
    expect(words(here).slice(0, 2)).toEqual([`CREATED ${reply}`, `UPDATED ${reply} commentText`]);
    const resolved = 'isResolved resolvedAt resolvedById';
    expect(words(here).slice(2).toSorted()).toEqual(
      [String(e.thread), String(e.reply), reply]
        .map((id) => `UPDATED ${id} ${resolved}`)
        .toSorted(),
    );
    expect(here[0]).toMatchObject({
      actor: { username: 'analyst' },
      trackerComment: { id: reply },
    });
    expect(tracker.map(({ id }) => id)).toEqual(here.map(({ id }) => id));
    expect([there, other]).toEqual([[], []]);
  });
});

describe('itemChanged', () => {
  const items = (args = {}) => ({ field: 'itemChanged', args });

  test('tells of items, their details and their texts, of one effort', async () => {
    const ears = { e: items(of(e)), f: items(of(f)), all: items() };
    let made = '';
    const heard = await hearing(api, ears, async () => {
      const { id } = await asAdmin('createReportingEffortItem', {
        input: { reportingEffortId: e.effort, itemCode: `${e.name} new`, itemType: 'DATASET' },
      });
      made = String(id);
      await api.sql`update pearl.reporting_effort_items set item_description = 'new' where id = ${e.done}`;
      await api.sql`update pearl.reporting_effort_tlf_details set tlf_type = 'FIGURE' where reporting_effort_item_id = ${e.idle}`;
      await api.sql`update pearl.reporting_effort_dataset_details set record_count = 8 where reporting_effort_item_id = ${e.done}`;
      await api.sql`delete from pearl.reporting_effort_item_text_elements where reporting_effort_item_id = ${e.idle}`;
    });
    const expected = [
      `UPDATED ${e.done} itemDescription`,
      `UPDATED ${e.idle} details`,
      `UPDATED ${e.done} details`,
      `UPDATED ${e.idle} textElements`,
    ];
    expect(words(heard.e)[0]).toBe(`CREATED ${made}`);
    expect(words(heard.e).slice(-4)).toEqual(expected);
    for (const { id, reportingEffortItem } of heard.e)
      expect(reportingEffortItem).toMatchObject({ id });
    expect(heard.e.slice(-4).map(({ actor }) => actor)).toEqual([null, null, null, null]);
    expect(words(heard.all)).toEqual(words(heard.e));
    expect(heard.f).toEqual([]);
  });
});

describe('the others', () => {
  test('structureChanged tells of studies, releases and efforts', async () => {
    const { heard } = await hearing(api, { heard: { field: 'structureChanged' } }, async () => {
      const { id } = await asAdmin('createStudy', { input: { studyLabel: `${e.name} other` } });
      await asAdmin('updateStudy', { id, input: { studyLabel: `${e.name} renamed` } });
      await api.sql`update pearl.database_releases set database_release_date = '2026-03-01' where id = ${e.release}`;
      await api.sql`delete from pearl.reporting_efforts where id = ${f.effort}`;
    });
    const [made, renamed, release, effort] = heard;
    expect(words(heard).slice(0, 4)).toEqual([
      `CREATED ${made?.id}`,
      `UPDATED ${made?.id} studyLabel`,
      `UPDATED ${e.release} databaseReleaseDate`,
      `DELETED ${f.effort}`,
    ]);
    expect(renamed).toMatchObject({ study: { id: made?.id }, databaseRelease: null });
    expect(release).toMatchObject({ study: null, databaseRelease: { id: String(e.release) } });
    expect(effort).toMatchObject({ entityType: 'REPORTING_EFFORT', reportingEffort: null });
    expect(effort?.deletedNodeId).toBe(nodeIdOf('ReportingEffort', f.effort));
  });

  test('packageChanged tells of packages, their items, and those items’ details and texts', async () => {
    const { heard } = await hearing(api, { heard: { field: 'packageChanged' } }, async () => {
      await api.sql`update pearl.packages set therapeutic_area = 'all' where id = ${e.pack}`;
      await api.sql`update pearl.package_items set item_description = 'a' where id = ${e.packItem}`;
      await api.sql`update pearl.package_tlf_details set tlf_type = 'LISTING' where package_item_id = ${e.packItem}`;
      await api.sql`delete from pearl.package_item_text_elements where package_item_id = ${e.packItem}`;
    });
    expect(words(heard)).toEqual([
      `UPDATED ${e.pack} therapeuticArea`,
      `UPDATED ${e.packItem} itemDescription`,
      `UPDATED ${e.packItem} details`,
      `UPDATED ${e.packItem} textElements`,
    ]);
    expect(heard.map((told) => [Boolean(told['package']), Boolean(told['packageItem'])])).toEqual([
      [true, false],
      [false, true],
      [false, true],
      [false, true],
    ]);
  });

  test('textElementChanged tells of text elements', async () => {
    const { heard } = await hearing(api, { heard: { field: 'textElementChanged' } }, async () => {
      await asAdmin('updateTextElement', { id: String(e.text), input: { content: 'other' } });
      await asAdmin('deleteTextElement', { id: String(e.spareText) });
    });
    expect(words(heard)).toEqual([`UPDATED ${e.text} content`, `DELETED ${e.spareText}`]);
    expect(heard.map(({ textElement }) => Boolean(textElement))).toEqual([true, false]);
  });

  test('userChanged tells ADMINs of users', async () => {
    const { heard } = await hearing(
      api,
      { heard: { who: 'admin', field: 'userChanged' } },
      async () => {
        await asAdmin('deactivateUser', { id: String(e.user) });
        await api.sql`update pearl.user_passwords set password_hash = 'secret' where user_id = ${f.user}`;
      },
    );
    expect(words(heard)).toEqual([`UPDATED ${e.user} isActive`]);
    expect(heard[0]).toMatchObject({ actor: { username: 'admin' }, user: { id: String(e.user) } });
  });

  test.each(['viewer', 'analyst'])('userChanged is refused to %s', async (who) => {
    const listener = listen(api, who, { query: documentOf('userChanged') });
    expect(await listener.refused()).toMatchObject({ code: 'FORBIDDEN' });
  });
});
