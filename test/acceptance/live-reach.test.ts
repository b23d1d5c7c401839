import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import type { Told } from '../support/live.ts';
import { performed } from '../support/perform.ts';
import { type Plant, plant, tally } from '../support/plant.ts';
import { type Ear, hearing, words } from './hearing.ts';

/* Whatever changes rows, its subscribers hear of it, and nobody else. */

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

const as = (who: string, name: string, args: object, selection?: string) =>
  performed<Record<string, unknown>>(api, who, name, args, selection);

const inEffort = (name: string, { effort }: Plant, field: string): Record<string, Ear> => ({
  [name]: { field, args: { reportingEffortId: effort } },
});
const three = (name: string, of: Plant): Record<string, Ear> => ({
  ...inEffort(`${name} trackers`, of, 'trackerChanged'),
  ...inEffort(`${name} comments`, of, 'commentChanged'),
  ...inEffort(`${name} items`, of, 'itemChanged'),
});
const structure: Record<string, Ear> = { structure: { field: 'structureChanged' } };
const actions = (told: readonly Told[] = []) => tally(told.map(({ action }) => action));
const idsOf = (told: readonly Told[] = [], action: string) =>
  told
    .filter((each) => each.action === action)
    .map(({ id }) => Number(id))
    .toSorted((one, other) => one - other);

const nothingOf = (name: string, heard: Record<string, Told[]>) => {
  for (const part of ['trackers', 'comments', 'items']) {
    expect(heard[`${name} ${part}`], `${name} ${part}`).toEqual([]);
  }
};

describe('a cascade', () => {
  const whole = {
    deleteStudy: 'study',
    deleteDatabaseRelease: 'release',
    deleteReportingEffort: 'effort',
  } as const;

  test.each(Object.entries(whole))(
    'by %s tells the effort of all that goes, and no other',
    async (command, key) => {
      const ears = { ...three('e', e), ...three('f', f), ...structure };
      const heard = await hearing(api, ears, () =>
        as('admin', command, { id: String(e[key]), cascade: true }, '{ entityId }'),
      );
      nothingOf('f', heard);
      expect(idsOf(heard['e trackers'], 'DELETED')).toEqual([
        e.idleTracker,
        e.busyTracker,
        e.doneTracker,
      ]);
      expect(idsOf(heard['e comments'], 'DELETED')).toEqual([e.thread, e.reply, e.settled]);
      expect(idsOf(heard['e items'], 'DELETED')).toEqual([e.idle, e.busy, e.done]);
      expect(actions(heard['structure'])).toEqual({
        DELETED: { deleteStudy: 3, deleteDatabaseRelease: 2, deleteReportingEffort: 1 }[command],
      });
      const deleted = Object.values(heard)
        .flat()
        .filter(({ action }) => action === 'DELETED');
      for (const { actor, ...told } of deleted) {
        expect(actor).toEqual({ username: 'admin' });
        expect(
          [told['tracker'], told['trackerComment'], told['reportingEffortItem']].some(Boolean),
        ).toBe(false);
      }
    },
  );

  test('ends with a row’s deletion: nothing is told of the row after that', async () => {
    const heard = await hearing(api, three('e', e), () =>
      as('admin', 'deleteReportingEffort', { id: String(e.effort), cascade: true }, '{ entityId }'),
    );
    for (const told of Object.values(heard)) {
      for (const [id, changes] of Map.groupBy(told, (each) => each.id)) {
        expect(changes.at(-1)?.action, words(told.filter((each) => each.id === id)).join()).toBe(
          'DELETED',
        );
      }
    }
  });

  test('that is undone tells that all of it is there again, and how it is', async () => {
    const deleted = await as(
      'admin',
      'deleteReportingEffort',
      { id: String(e.effort), cascade: true },
      '{ auditLogId }',
    );
    const ears = { ...three('e', e), ...three('f', f), ...structure };
    const heard = await hearing(api, ears, () =>
      as('admin', 'undoDelete', { auditLogId: deleted['auditLogId'] }, '{ entityId }'),
    );
    nothingOf('f', heard);
    expect(idsOf(heard['e trackers'], 'CREATED')).toEqual([
      e.idleTracker,
      e.busyTracker,
      e.doneTracker,
    ]);
    expect(idsOf(heard['e comments'], 'CREATED')).toEqual([e.thread, e.reply, e.settled]);
    expect(idsOf(heard['e items'], 'CREATED')).toEqual([e.idle, e.busy, e.done]);
    expect(words(heard['structure'] ?? [])).toEqual([`CREATED ${e.effort}`]);
    for (const { id, tracker } of heard['e trackers'] ?? []) expect(tracker).toMatchObject({ id });
  });
});

describe('many rows at once', () => {
  test('by a bulk command are told one by one', async () => {
    const ears = { ...three('e', e), ...three('f', f) };
    const heard = await hearing(api, ears, async () => {
      const ids = [e.idleTracker, e.busyTracker, e.doneTracker];
      await as('admin', 'updateTrackers', {
        updates: ids.map((trackerId) => ({ trackerId: String(trackerId), priority: 'CRITICAL' })),
      });
      await as('admin', 'tagTrackers', { tagId: String(f.tag), trackerIds: ids.map(String) });
      await as('admin', 'deleteReportingEffortItems', {
        ids: [String(e.idle), String(e.done)],
        cascade: true,
      });
    });
    nothingOf('f', heard);
    const updates = (heard['e trackers'] ?? []).filter(({ changedFields }) =>
      changedFields.includes('priority'),
    );
    expect(idsOf(updates, 'UPDATED')).toEqual([e.idleTracker, e.busyTracker, e.doneTracker]);
    expect(idsOf(heard['e trackers'], 'DELETED')).toEqual([e.idleTracker, e.doneTracker]);
    expect(idsOf(heard['e items'], 'DELETED')).toEqual([e.idle, e.done]);
  });

  test('by one statement of plain SQL are told one by one, to each effort its own', async () => {
    const ears = { ...three('e', e), ...three('f', f) };
    const heard = await hearing(
      api,
      ears,
      () => api.sql`update pearl.tracker_comments set comment_text = comment_text || '!'
        where tracker_id in ${api.sql([e.busyTracker, f.busyTracker])}`,
    );
    expect(idsOf(heard['e comments'], 'UPDATED')).toEqual([e.thread, e.reply, e.settled]);
    expect(idsOf(heard['f comments'], 'UPDATED')).toEqual([f.thread, f.reply, f.settled]);
    for (const [ear, { busyTracker }] of [
      ['e trackers', e],
      ['f trackers', f],
    ] as const) {
      expect(words(heard[ear] ?? [])).toEqual(Array(3).fill(`UPDATED ${busyTracker} comments`));
    }
  });

  test('that are moved to another effort are told to both', async () => {
    const ears = { ...three('e', e), ...three('f', f) };
    const heard = await hearing(
      api,
      ears,
      () =>
        api.sql`update pearl.reporting_effort_items set reporting_effort_id = ${f.effort} where id = ${e.idle}`,
    );
    const moved = [`UPDATED ${e.idle} reportingEffortId`];
    expect([words(heard['e items'] ?? []), words(heard['f items'] ?? [])]).toEqual([moved, moved]);
  });

  test('that are rolled back, or not changed by an update, are not told', async () => {
    const heard = await hearing(api, three('e', e), async () => {
      await api.sql
        .begin(async (sql) => {
          await sql`update pearl.reporting_effort_item_trackers set qc_level = 3 where id = ${e.busyTracker}`;
          throw new Error('no');
        })
        .catch(() => {});
      await api.sql`update pearl.reporting_effort_item_trackers set qc_level = qc_level where id = ${e.busyTracker}`;
    });
    expect(Object.values(heard).flat()).toEqual([]);
  });
});

describe('myWorkChanged', () => {
  const ears = ({ username }: Plant, { username: other }: Plant) => ({
    mine: { who: username, field: 'myWorkChanged' },
    theirs: { who: other, field: 'myWorkChanged' },
    nobodys: { who: 'viewer', field: 'myWorkChanged' },
  });

  test('tells a programmer of own trackers, comments and tags', async () => {
    const heard = await hearing(api, ears(e, f), async () => {
      await as('analyst', 'updateTracker', { id: String(e.busyTracker), input: { qcLevel: 3 } });
      await as('analyst', 'addComment', {
        trackerId: String(e.busyTracker),
        commentText: 'for you',
      });
      await as('analyst', 'tagTracker', { trackerId: String(e.busyTracker), tagId: String(e.tag) });
      await as('analyst', 'updateTracker', { id: String(e.idleTracker), input: { qcLevel: 3 } });
      await as('analyst', 'addComment', {
        trackerId: String(e.idleTracker),
        commentText: 'for nobody',
      });
    });
    const [level, comment, tag, ...more] = heard.mine;
    expect(more).toEqual([]);
    expect(level).toMatchObject({ tracker: { id: String(e.busyTracker) }, trackerComment: null });
    expect(comment).toMatchObject({
      action: 'CREATED',
      tracker: null,
      trackerComment: { id: comment?.id },
    });
    expect(tag).toMatchObject({ changedFields: ['tags'], tracker: { id: String(e.busyTracker) } });
    expect([heard.theirs, heard.nobodys]).toEqual([[], []]);
  });

  test('tells both when work goes from one to another, and then only the other', async () => {
    const side = { trackerId: String(e.busyTracker), role: 'PRIMARY' };
    const heard = await hearing(api, ears(e, f), async () => {
      await as('analyst', 'assignProgrammer', { ...side, userId: String(f.user) });
      await as('analyst', 'updateTracker', { id: side.trackerId, input: { qcLevel: 2 } });
      await as('analyst', 'updateTracker', { id: side.trackerId, input: { qcLevel: 3 } });
    });
    expect(heard.mine.map(({ changedFields }) => changedFields)).toEqual([['primaryProgrammerId']]);
    expect(heard.theirs.map(({ changedFields }) => changedFields)).toEqual([
      ['primaryProgrammerId'],
      ['qcLevel'],
      ['qcLevel'],
    ]);
  });

  test('counts who checks a tracker as well as who programs it', async () => {
    await api.sql`update pearl.reporting_effort_item_trackers set qc_programmer_id = ${f.user} where id = ${e.busyTracker}`;
    const heard = await hearing(api, ears(e, f), () =>
      as('analyst', 'addComment', { trackerId: String(e.busyTracker), commentText: 'for both' }),
    );
    expect([heard.mine, heard.theirs, heard.nobodys].map(({ length }) => length)).toEqual([
      1, 1, 0,
    ]);
  });
});
