import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { cursorOf, documentOf, listen, type Told } from '../support/live.ts';
import { performed } from '../support/perform.ts';
import { type Plant, plant } from '../support/plant.ts';
import { hearing, words } from './hearing.ts';

/* What a row shows of others is told with it. */

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

const as = (who: string, name: string, given: object, selection?: string) =>
  performed<{ id: string }>(api, who, name, given, selection);
const inEffort = (field: string, { effort }: Plant) => ({
  field,
  args: { reportingEffortId: effort },
});

const counts = 'commentCount comments openThreadCount unreadCount unresolvedCommentCount';

describe('a comment', () => {
  test('is a change of its tracker, and names the fields that follow from it', async () => {
    const ears = {
      effort: inEffort('trackerChanged', e),
      tracker: { field: 'trackerChanged', args: { trackerId: e.idleTracker } },
      elsewhere: inEffort('trackerChanged', f),
    };
    const heard = await hearing(api, ears, async () => {
      const { id } = await as('viewer', 'addComment', {
        trackerId: String(e.idleTracker),
        commentText: 'why?',
      });
      await as('viewer', 'editComment', { id, commentText: 'why not?' });
      await as('analyst', 'resolveComment', { id });
      await as('admin', 'deleteComment', { id });
    });
    expect(words(heard.effort)).toEqual(
      [counts, 'comments', 'comments openThreadCount unresolvedCommentCount', counts].map(
        (fields) => `UPDATED ${e.idleTracker} ${fields}`,
      ),
    );
    expect(words(heard.tracker)).toEqual(words(heard.effort));
    expect(heard.elsewhere).toEqual([]);
  });

  test('brings the dashboard the number for its badge', async () => {
    const query = `subscription ($id: ID, $since: String) {
      trackerChanged(reportingEffortId: $id, since: $since) { cursor tracker { openThreadCount commentCount } }
    }`;
    const dashboard = listen(api, 'viewer', {
      query,
      variables: { id: String(e.effort) },
      since: await cursorOf(api),
    });
    const say = (more: object) =>
      as('viewer', 'addComment', { trackerId: String(e.idleTracker), commentText: 'x', ...more });
    const { id } = await say({});
    await dashboard.until(1);
    await say({ parentCommentId: id });
    const told = await dashboard.until(2);
    await dashboard.stop();
    expect(told.map(({ tracker }) => tracker)).toEqual([
      { openThreadCount: 1, commentCount: 1 },
      { openThreadCount: 1, commentCount: 2 },
    ]);
  });

  test('that goes with its tracker is no change of it', async () => {
    const heard = await hearing(api, { e: inEffort('trackerChanged', e) }, () =>
      as('admin', 'deleteReportingEffortItem', { id: String(e.busy), cascade: true }),
    );
    expect(words(heard.e)).toEqual([`DELETED ${e.busyTracker}`]);
  });
});

describe('a tag that changes', () => {
  const rename = () =>
    as('admin', 'updateTag', {
      id: String(e.tag),
      input: { name: `${e.name} other`, color: '#000000' },
    });
  const tagAll = (effort: number) => api.sql`
    insert into pearl.tracker_tags (tracker_id, tag_id)
    select t.id, ${e.tag} from pearl.reporting_effort_item_trackers t
    join pearl.reporting_effort_items i on i.id = reporting_effort_item_id where reporting_effort_id = ${effort}
    on conflict do nothing`;

  test('is told to those whose trackers have it', async () => {
    await api.sql`insert into pearl.tracker_tags (tracker_id, tag_id) values (${e.busyTracker}, ${e.tag})`;
    const ears = {
      effort: inEffort('trackerChanged', e),
      all: { field: 'trackerChanged' },
      tracker: { field: 'trackerChanged', args: { trackerId: e.busyTracker } },
      programmer: { field: 'trackerChanged', args: { programmerId: e.user } },
      own: { field: 'myWorkChanged', who: e.username },
      elsewhere: inEffort('trackerChanged', f),
      another: { field: 'trackerChanged', args: { trackerId: e.doneTracker } },
      others: { field: 'trackerChanged', args: { programmerId: f.user } },
      ownOfOthers: { field: 'myWorkChanged', who: f.username },
    };
    const heard = await hearing(api, ears, rename);
    const { elsewhere, another, others, ownOfOthers, ...told } = heard;
    for (const each of Object.values(told)) {
      expect(words(each)).toEqual([`UPDATED ${e.tag} color name`]);
      expect(each[0]).toMatchObject({
        entityType: 'TAG',
        tag: { id: String(e.tag) },
        tracker: null,
      });
    }
    expect([elsewhere, another, others, ownOfOthers]).toEqual([[], [], [], []]);
  });

  test('is told once, however many trackers have it', async () => {
    for (const effort of [1, e.effort]) await tagAll(effort);
    const [row] = await api.sql<{ n: number }[]>`
      select count(*)::int as n from pearl.tracker_tags where tag_id = ${e.tag}`;
    expect(row?.n).toBeGreaterThan(50);
    const ears = {
      all: { field: 'trackerChanged' },
      one: { field: 'trackerChanged', args: { reportingEffortId: 1 } },
    };
    const heard = await hearing(api, ears, rename);
    expect(words(heard.all)).toEqual([`UPDATED ${e.tag} color name`]);
    expect(words(heard.one)).toEqual(words(heard.all));
  });

  test('is told to nobody when no tracker has it', async () => {
    await api.sql`delete from pearl.tracker_tags where tag_id = ${e.tag}`;
    const heard = await hearing(api, { all: { field: 'trackerChanged' } }, async () => {
      await rename();
      await as('admin', 'createTag', { input: { name: `${e.name} new` } });
      await as('admin', 'deleteTag', { id: String(e.tag) });
    });
    expect(heard.all).toEqual([]);
  });
});

describe('a text with other content', () => {
  const write = (id: number) =>
    as('admin', 'updateTextElement', { id: String(id), input: { content: `${e.name} other` } });

  test('is told to those whose items use it', async () => {
    const ears = {
      effort: inEffort('itemChanged', e),
      all: { field: 'itemChanged' },
      packages: { field: 'packageChanged' },
      elsewhere: inEffort('itemChanged', f),
    };
    const heard = await hearing(api, ears, () => write(e.text));
    const told = (each: readonly Told[]) => each.map(({ textElement }) => textElement);
    for (const each of [heard.effort, heard.all, heard.packages]) {
      expect(words(each)).toEqual([`UPDATED ${e.text} content`]);
      expect(told(each)).toEqual([{ id: String(e.text), version: 2 }]);
    }
    expect(heard.elsewhere).toEqual([]);
  });

  test('is told to nobody else', async () => {
    const ears = { all: { field: 'itemChanged' }, packages: { field: 'packageChanged' } };
    expect(await hearing(api, ears, () => write(e.spareText))).toEqual({ all: [], packages: [] });
  });
});

describe('what goes from one row to another', () => {
  const ears = () => ({
    lost: { field: 'trackerChanged', args: { trackerId: e.busyTracker } },
    got: { field: 'trackerChanged', args: { trackerId: f.idleTracker } },
    from: inEffort('trackerChanged', e),
    to: inEffort('trackerChanged', f),
    all: { field: 'trackerChanged' },
  });

  test.each([
    [
      'a comment',
      counts,
      () => api.sql`
      update pearl.tracker_comments set tracker_id = ${f.idleTracker} where id = ${e.settled}`,
    ],
    [
      'a tag',
      'tags',
      async () => api.sql`
      update pearl.tracker_tags set tracker_id = ${f.idleTracker}
      where tracker_id = ${e.busyTracker} and tag_id = ${e.tag}`,
    ],
  ] as const)('%s, is told of both, to each its own', async (_, fields, move) => {
    await api.sql`insert into pearl.tracker_tags (tracker_id, tag_id) values (${e.busyTracker}, ${e.tag})`;
    const heard = await hearing(api, ears(), move);
    const [lost, got] = [e.busyTracker, f.idleTracker].map((id) => `UPDATED ${id} ${fields}`);
    expect(Object.values(heard).map(words)).toEqual([[lost], [got], [lost], [got], [lost, got]]);
    const rest = listen(api, 'viewer', {
      query: documentOf('trackerChanged'),
      since: heard.all[0]?.cursor,
    });
    expect(words(await rest.until(1))).toEqual([got]);
    await rest.stop();
  });

  test('is told of texts that are merged, with the counts that follow', async () => {
    const heard = await hearing(api, { texts: { field: 'textElementChanged' } }, () =>
      as('admin', 'mergeTextElements', { from: [String(e.text)], into: String(e.spareText) }),
    );
    expect(words(heard.texts)).toEqual([
      `UPDATED ${e.spareText} itemCount items usageCount`,
      `UPDATED ${e.spareText} packageItemCount packageItems usageCount`,
      `DELETED ${e.text}`,
    ]);
  });
});
