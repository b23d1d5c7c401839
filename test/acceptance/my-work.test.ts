import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { performed } from '../support/perform.ts';
import { type Plant, plant } from '../support/plant.ts';
import { succeeded } from '../support/succeeded.ts';
import { whyNot } from './deleting.ts';

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  at = await plant(api.sql);
});

const AtAGlance = graphql(`
  query AtAGlance($side: Side, $filter: TrackerFilter) {
    myWork(side: $side, filter: $filter) {
      totalCount
      openCount
      overdueCount
      dueSoonCount
      awaitingCheckCount
      returnedCount
      trackers(first: 1000) { totalCount nodes { id isComplete isOverdue isDueSoon isAwaitingCheck returnCount primaryStatus } }
      unresolvedComments(first: 1000) { totalCount nodes { id isResolved trackerId } }
    }
  }
`);

const glance = async (who: string, variables: Parameters<typeof asked>[1] = {}) => {
  const { data, statements } = await succeeded(asked(who, variables));
  return { ...data.myWork, statements };
};
const asked = (
  who: string,
  variables: { side?: 'PRIMARY' | 'QC'; filter?: Record<string, unknown> },
) => api.as(who).run(AtAGlance, variables);
const as = (who: string, name: string, given: object) =>
  performed<{ id: string }>(api, who, name, given);
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const due = (tracker: number, days: number) =>
  api.sql`update pearl.reporting_effort_item_trackers set due_date = ${day(days)} where id = ${tracker}`;

describe('my work at a glance', () => {
  test.each([undefined, 'PRIMARY', 'QC'] as const)(
    'counts what the trackers say of themselves (%s)',
    async (side) => {
      const work = await glance('analyst', side ? { side } : {});
      const { nodes } = work.trackers;
      const own = {
        undefined: '2 in (primary_programmer_id, qc_programmer_id)',
        PRIMARY: 'primary_programmer_id = 2',
        QC: 'qc_programmer_id = 2',
      }[String(side)];
      const trackers = `pearl.reporting_effort_item_trackers where ${own}`;
      const ids = await api.sql.unsafe<{ id: string }[]>(
        `select id::text from ${trackers} order by reporting_effort_item_trackers.id`,
      );
      expect(nodes.map(({ id }) => id)).toEqual(ids.map(({ id }) => id));
      const how = (is: (tracker: (typeof nodes)[number]) => boolean) => nodes.filter(is).length;
      expect(work).toMatchObject({
        totalCount: nodes.length,
        openCount: how(({ isComplete }) => !isComplete),
        overdueCount: how(({ isOverdue }) => isOverdue),
        dueSoonCount: how(({ isDueSoon }) => isDueSoon),
        awaitingCheckCount: how(({ isAwaitingCheck }) => isAwaitingCheck),
        returnedCount: how((t) => t.returnCount > 0 && t.primaryStatus !== 'COMPLETED'),
      });
      expect(work.openCount).toBeGreaterThan(0);
      const [comments] = await api.sql.unsafe(
        `select count(*)::int from pearl.tracker_comments where not is_resolved and tracker_id in (select id from ${trackers})`,
      );
      expect(work.unresolvedComments.totalCount).toBe(comments?.['count']);
      expect(work.statements).toBe(4);
    },
  );

  test('knows what is due: overdue until today, soon from today for seven days', async () => {
    for (const [days, overdueCount, dueSoonCount] of [
      [-1, 1, 0],
      [0, 0, 1],
      [7, 0, 1],
      [8, 0, 0],
    ] as const) {
      await due(at.busyTracker, days);
      expect(await glance(at.username)).toMatchObject({ openCount: 1, overdueCount, dueSoonCount });
    }
  });

  test('knows what waits for its check, and what came back from it', async () => {
    const trackerId = String(at.busyTracker);
    await as('analyst', 'setTrackerStatus', { trackerId, role: 'PRIMARY', status: 'COMPLETED' });
    expect(await glance(at.username)).toMatchObject({ openCount: 0, awaitingCheckCount: 0 });
    await as('analyst', 'assignProgrammer', { trackerId, role: 'QC', userId: '4' });
    expect(await glance(at.username)).toMatchObject({ openCount: 1, awaitingCheckCount: 1 });
    await as('analyst', 'returnToPrimary', { trackerId, reason: 'It is wrong.' });
    expect(await glance(at.username)).toMatchObject({
      openCount: 1,
      awaitingCheckCount: 0,
      returnedCount: 1,
      unresolvedComments: { totalCount: 3 },
      trackers: { nodes: [{ returnCount: 1 }] },
    });
    await as('analyst', 'setTrackerStatus', { trackerId, role: 'PRIMARY', status: 'COMPLETED' });
    expect(await glance(at.username)).toMatchObject({
      returnedCount: 0,
      trackers: { nodes: [{ returnCount: 1 }] },
    });
  });

  test('is of those trackers only that a filter finds', async () => {
    const filter = { item: { itemCode: { contains: 'none is called so' } } };
    expect(await glance('analyst', { filter })).toMatchObject({
      totalCount: 0,
      trackers: { totalCount: 0 },
      unresolvedComments: { totalCount: 0 },
    });
    expect(
      whyNot(await asked('analyst', { filter: { id: { in: Array(1001).fill('1') } } })),
    ).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  test('is nothing of those who have nothing to do, and of nobody else’s', async () => {
    expect(await glance('viewer')).toMatchObject({ totalCount: 0, trackers: { nodes: [] } });
    expect(whyNot(await api.as(null).run(AtAGlance, {}))).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});
