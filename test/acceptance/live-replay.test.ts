import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { cursorOf } from '../support/live.ts';
import { performed } from '../support/perform.ts';
import { type Plant, plant } from '../support/plant.ts';
import { hearing } from './hearing.ts';

/* What has happened is told by where it happened, not by where its rows are when it is told. */

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

const comment = (commentText: string) =>
  performed(api, 'analyst', 'addComment', { trackerId: String(e.busyTracker), commentText });

describe('a change is told, then and later, to those whom it concerned when it was made:', () => {
  test('a comment on an item that goes to another effort afterwards', async () => {
    const ears = {
      here: { field: 'commentChanged', args: { reportingEffortId: e.effort } },
      there: { field: 'commentChanged', args: { reportingEffortId: f.effort } },
    };
    const heard = await hearing(api, ears, async () => {
      const { id } = await comment('before');
      await cursorOf(api); // it is told
      await api.sql`update pearl.reporting_effort_items set reporting_effort_id = ${f.effort} where id = ${e.busy}`;
      return id;
    });
    expect([heard.here.length, heard.there.length]).toEqual([1, 0]);
  });

  test('a comment on a tracker that goes to somebody else afterwards', async () => {
    const ears = {
      mine: { who: e.username, field: 'myWorkChanged' },
      theirs: { who: f.username, field: 'myWorkChanged' },
    };
    const heard = await hearing(api, ears, async () => {
      await comment('before');
      await cursorOf(api); // it is told
      const side = { trackerId: String(e.busyTracker), role: 'PRIMARY' };
      await performed(api, 'analyst', 'assignProgrammer', { ...side, userId: String(f.user) });
    });
    expect([heard.mine.length, heard.theirs.length]).toEqual([2, 1]);
  });

  test('a row that is changed, and deleted afterwards', async () => {
    const ears = {
      here: { field: 'commentChanged', args: { reportingEffortId: e.effort } },
      tracker: { field: 'commentChanged', args: { trackerId: e.busyTracker } },
      mine: { who: e.username, field: 'myWorkChanged' },
    };
    const heard = await hearing(api, ears, async () => {
      await comment('before');
      await cursorOf(api); // it is told
      await api.sql`delete from pearl.studies where id = ${e.study}`;
    });
    expect(heard.here.map(({ action }) => action)).toEqual([
      'CREATED',
      'DELETED',
      'DELETED',
      'DELETED',
      'DELETED',
    ]);
    expect(heard.tracker).toHaveLength(5);
    expect(heard.mine.filter(({ action }) => action === 'DELETED')).toHaveLength(5);
  });
});
