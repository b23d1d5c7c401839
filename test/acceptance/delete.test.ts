import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { type Api, startApi } from '../support/api.ts';
import { recorded } from '../support/entity-type.ts';
import { lastRecord, type Plant, plant, recordsSince, tally } from '../support/plant.ts';
import {
  type DeletableType,
  deletables,
  type Impact,
  isThere,
  preview,
  remove,
  replyElsewhere,
  types,
  whyNot,
} from './deleting.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const idOf = (type: DeletableType, of: Plant) => of[deletables[type][1]] as number;

type Dependents = (of: Plant) => [entityType: string, count: number, samples: string[]][];

/** What people call rows of a type. */
const called: Record<string, string> = {
  DATABASE_RELEASE: 'database release',
  REPORTING_EFFORT: 'reporting effort',
  REPORTING_EFFORT_ITEM: 'items',
  TRACKER: 'tracker',
  TRACKER_COMMENT: 'comment',
  PACKAGE_ITEM: 'package item',
  TRACKER_TAG: 'tag of a tracker',
};

/** What stands in the way of each type, in the order in which it is told. */
const busyTracker = ({ name, username }: Plant) => `${name} busy (${username})`;
const items: Dependents = (of) => [
  ['REPORTING_EFFORT_ITEM', 3, [`${of.name} idle`, `${of.name} busy`, `${of.name} done`]],
  [
    'TRACKER',
    3,
    [`${of.name} idle`, busyTracker(of), `${of.name} done (mira.okafor, jonas.lindqvist)`],
  ],
  ['TRACKER_COMMENT', 3, ['first', 'second', 'settled']],
];

const inTheWay: Record<DeletableType, Dependents> = {
  STUDY: (of) => [
    ['DATABASE_RELEASE', 1, ['lock']],
    ['REPORTING_EFFORT', 1, ['report']],
    ...items(of),
  ],
  DATABASE_RELEASE: (of) => [['REPORTING_EFFORT', 1, ['report']], ...items(of)],
  REPORTING_EFFORT: items,
  REPORTING_EFFORT_ITEM: (of) => [
    ['TRACKER', 1, [busyTracker(of)]],
    ['TRACKER_COMMENT', 3, ['first', 'second', 'settled']],
  ],
  TRACKER_COMMENT: () => [['TRACKER_COMMENT', 1, ['second']]],
  PACKAGE: () => [['PACKAGE_ITEM', 1, ['t1']]],
  PACKAGE_ITEM: () => [],
  TEXT_ELEMENT: () => [],
  TAG: ({ name }) => [['TRACKER_TAG', 1, [`${name} idle`]]],
  USER: (of) => [
    ['TRACKER', 1, [busyTracker(of)]],
    ['TRACKER_COMMENT', 1, ['settled']],
  ],
};

describe('deleting by itself', () => {
  const needsCascade = (type: DeletableType) => !['PACKAGE_ITEM', 'TEXT_ELEMENT'].includes(type);

  test.each(types.filter(needsCascade))('a %s says what depends on it', async (type) => {
    const of = await plant(api.sql);
    const { code, dependents, message } = whyNot(await remove(api, type, idOf(type, of)));
    expect(code).toBe('HAS_DEPENDENTS');
    expect(
      (dependents as Impact[]).map((each) => [each.entityType, each.count, each.samples]),
    ).toEqual(inTheWay[type](of));
    for (const [entityType, count] of inTheWay[type](of))
      expect(message).toContain(`${count} ${called[entityType]}`);
    expect(await isThere(api, type, idOf(type, of))).toBe(true);
  });

  test.each<[DeletableType, string]>([
    ['STUDY', 'they are deleted too.'],
    ['USER', 'it is deleted; they are kept, but no longer refer to it.'],
  ])('a %s says what a cascade would make of that', async (type, fate) => {
    const of = await plant(api.sql);
    const { message } = whyNot(await remove(api, type, idOf(type, of)));
    expect(String(message).split('With "cascade: true" ')[1]).toBe(fate);
  });

  test.each(types.filter((type) => !needsCascade(type)))(
    'a %s goes with its parts',
    async (type) => {
      const of = await plant(api.sql);
      expect((await remove(api, type, idOf(type, of))).errors).toBeUndefined();
      expect(await isThere(api, type, idOf(type, of))).toBe(false);
    },
  );

  test('an item goes with its details, texts, tags and tracker as long as nobody works on it', async () => {
    const of = await plant(api.sql);
    const { data } = await remove(api, 'REPORTING_EFFORT_ITEM', of.idle);
    expect(
      data?.impacts.map(({ entityType, effect, count }) => [entityType, effect, count]),
    ).toEqual([
      ['REPORTING_EFFORT_TLF_DETAILS', 'REMOVED', 1],
      ['REPORTING_EFFORT_ITEM_TEXT_ELEMENT', 'REMOVED', 1],
      ['TRACKER', 'REMOVED', 1],
      ['TRACKER_TAG', 'REMOVED', 1],
    ]);
  });

  test.each([
    ['a programmer', 'primary_programmer_id = 2'],
    ['somebody to check it', 'qc_programmer_id = 2'],
  ])('an item with %s is refused', async (_who, set) => {
    const of = await plant(api.sql);
    await api.sql.unsafe(
      `update pearl.reporting_effort_item_trackers set ${set} where id = ${of.idleTracker}`,
    );
    const { code, dependents } = whyNot(await remove(api, 'REPORTING_EFFORT_ITEM', of.idle));
    expect(code).toBe('HAS_DEPENDENTS');
    expect(dependents).toMatchObject([{ entityType: 'TRACKER', count: 1 }]);
  });

  test('an item that has been talked about is refused', async () => {
    const of = await plant(api.sql);
    await api
      .as('viewer')
      .run(`mutation { addComment(trackerId: ${of.idleTracker}, commentText: "why?") { id } }`);
    const { dependents } = whyNot(await remove(api, 'REPORTING_EFFORT_ITEM', of.idle));
    expect(dependents).toMatchObject([
      { entityType: 'TRACKER_COMMENT', count: 1, samples: ['why?'] },
    ]);
  });

  test('a list of dependents names the first five of them', async () => {
    const of = await plant(api.sql);
    await api.sql`insert into pearl.database_releases (study_id, database_release_label, database_release_date)
      select ${of.study}, 'lock ' || n, '2026-01-01' from generate_series(1, 7) n`;
    const { dependents, message } = whyNot(await remove(api, 'STUDY', of.study));
    expect((dependents as Impact[])[0]).toMatchObject({
      count: 8,
      samples: ['lock', 'lock 1', 'lock 2', 'lock 3', 'lock 4'],
    });
    expect(message).toContain(
      '8 database releases (lock, lock 1, lock 2, lock 3, lock 4 and 3 more)',
    );
  });
});

describe('a cascade', () => {
  test.each(types)('of a %s does what its preview said, and says so', async (type) => {
    const of = await plant(api.sql);
    const id = idOf(type, of);
    const foreseen = await preview(api, type, id);
    expect(foreseen).toMatchObject({
      entityType: type,
      entityId: String(id),
      isBlocked: false,
      needsCascade: inTheWay[type](of).length > 0,
    });
    const last = await lastRecord(api.sql);
    const { data } = await remove(
      api,
      type,
      id,
      `cascade: true, previewToken: "${foreseen.token}"`,
    );
    expect(data).toMatchObject({ entityType: type, entityId: String(id) });
    expect(data?.deletedNodeId).toBe(nodeIdOf(recorded(type), id));
    expect(data?.impacts).toEqual(foreseen.impacts);

    const records = await recordsSince(api.sql, last);
    const own = records.filter((each) => String(each.id) === data?.auditLogId);
    expect(own).toMatchObject([{ entity_id: id, action: 'DELETE', username: 'admin' }]);
    const others = records.filter((each) => !own.includes(each));
    expect(tally(others.map((each) => `${each.entity_type} ${each.action}`))).toEqual(
      Object.fromEntries(
        foreseen.impacts.map(({ entityType, effect, count }) => [
          `${recorded(entityType)} ${effect === 'REMOVED' ? 'DELETE' : 'UPDATE'}`,
          count,
        ]),
      ),
    );
    expect(await isThere(api, type, id)).toBe(false);
  });

  test('of a whole demo study removes it and nothing else', async () => {
    const foreseen = await preview(api, 'STUDY', 2);
    const others =
      await api.sql`select md5(string_agg(t::text, '|' order by id)) as digest from pearl.studies t where id <> 2`;
    const { data } = await remove(api, 'STUDY', 2, 'cascade: true');
    expect(data?.impacts).toEqual(foreseen.impacts);
    expect(foreseen.impacts.length).toBeGreaterThanOrEqual(8);
    expect([
      ...(await api.sql`select md5(string_agg(t::text, '|' order by id)) as digest from pearl.studies t`),
    ]).toEqual([...others]);
  });

  test('of an item takes replies, and what replies to those, though they stand under another item', async () => {
    const of = await plant(api.sql);
    await replyElsewhere(api.sql, of);
    const foreseen = await preview(api, 'REPORTING_EFFORT_ITEM', of.busy);
    const comments = { entityType: 'TRACKER_COMMENT', effect: 'REMOVED', count: 5 };
    expect(foreseen.impacts).toContainEqual(expect.objectContaining(comments));
    const options = `cascade: true, previewToken: "${foreseen.token}"`;
    const { data } = await remove(api, 'REPORTING_EFFORT_ITEM', of.busy, options);
    expect(data?.impacts).toEqual(foreseen.impacts);
  });

  test('of a user leaves the work behind: what was in progress is not started', async () => {
    const of = await plant(api.sql);
    await remove(api, 'USER', of.user, 'cascade: true');
    const [tracker] = await api.sql`select primary_programmer_id, primary_status
      from pearl.reporting_effort_item_trackers where id = ${of.busyTracker}`;
    expect(tracker).toEqual({ primary_programmer_id: null, primary_status: 'NOT_STARTED' });
  });
});
