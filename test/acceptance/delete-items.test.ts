import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { type Api, startApi } from '../support/api.ts';
import { lastRecord, type Plant, plant, recordsSince, tally } from '../support/plant.ts';
import { replyElsewhere } from './deleting.ts';

/* Many items are deleted by the rules of one. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

let at: Plant;
beforeEach(async () => {
  at = await plant(api.sql);
});

type Outcome = {
  index: number;
  id: string;
  ok: boolean;
  code: string | null;
  message: string | null;
};
type Bulk = { done: number; refused: number; outcomes: Outcome[] };

const removeAll = async (ids: readonly (number | string)[], options = ''): Promise<Bulk> => {
  const { data, errors } = await api.as('admin').run<{ deleteReportingEffortItems: Bulk }, unknown>(
    `mutation ($ids: [ID!]!) { deleteReportingEffortItems(ids: $ids${options && ', '}${options}) {
        done refused outcomes { index id: entityId ok code message }
      } }`,
    { ids },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.deleteReportingEffortItems;
};

const left = async (): Promise<string[]> => {
  const found =
    await api.sql`select item_code from pearl.reporting_effort_items where reporting_effort_id = ${at.effort} order by id`;
  return found.map(({ item_code }) => item_code.split(' ')[1]);
};

const outcomes = ({ outcomes: each }: Bulk) =>
  each.map(({ id, ok, code }) => [Number(id), ok, code]);

test('all go that nobody works on, in one transaction', async () => {
  const another = await plant(api.sql);
  const last = await lastRecord(api.sql);
  const result = await removeAll([another.idle, at.idle]);
  expect(result).toMatchObject({ done: 2, refused: 0 });
  expect(result.outcomes).toEqual([
    { index: 0, id: String(another.idle), ok: true, code: null, message: null },
    { index: 1, id: String(at.idle), ok: true, code: null, message: null },
  ]);
  expect(await left()).toEqual(['busy', 'done']);
  const records = await recordsSince(api.sql, last);
  expect(tally(records.map(({ entity_type }) => entity_type))).toEqual({
    ReportingEffortItem: 2,
    ReportingEffortTlfDetails: 2,
    ReportingEffortItemTextElement: 2,
    Tracker: 2,
    TrackerTag: 2,
  });
});

describe('when some are refused', () => {
  test('each is told of what hangs on it, be it on several', async () => {
    await replyElsewhere(api.sql, at);
    const [busy, idle] = (await removeAll([at.busy, at.idle])).outcomes;
    expect(busy?.message).toContain('5 comments (first, second, settled, elsewhere, below it)');
    expect(idle?.message).toContain('2 comments (elsewhere, below it)');
  });

  test('none goes', async () => {
    const last = await lastRecord(api.sql);
    const result = await removeAll([at.idle, at.busy, at.done]);
    expect(result).toMatchObject({ done: 0, refused: 3 });
    expect(outcomes(result)).toEqual([
      [at.idle, false, 'ABORTED'],
      [at.busy, false, 'HAS_DEPENDENTS'],
      [at.done, false, 'HAS_DEPENDENTS'],
    ]);
    expect(result.outcomes[1]?.message).toContain('3 comments (first, second, settled)');
    expect(await left()).toEqual(['idle', 'busy', 'done']);
    expect(await recordsSince(api.sql, last)).toEqual([]);
  });

  test('the others go, if that is wanted', async () => {
    const result = await removeAll([at.busy, at.idle, 999_999], 'onError: SKIP');
    expect(result).toMatchObject({ done: 1, refused: 2 });
    expect(outcomes(result)).toEqual([
      [at.busy, false, 'HAS_DEPENDENTS'],
      [at.idle, true, null],
      [999_999, false, 'NOT_FOUND'],
    ]);
    expect(await left()).toEqual(['busy', 'done']);
  });

  test('all being refused, nothing goes', async () => {
    const result = await removeAll([at.busy, 999_999], 'onError: SKIP');
    expect(result).toMatchObject({ done: 0, refused: 2 });
    expect(await left()).toEqual(['idle', 'busy', 'done']);
  });
});

test('with a cascade those go that somebody works on, too', async () => {
  expect(await removeAll([at.busy, at.done], 'cascade: true')).toMatchObject({ done: 2 });
  expect(await left()).toEqual(['idle']);
});

test('an id that does not exist keeps the others', async () => {
  const result = await removeAll([at.idle, 999_999], 'cascade: true');
  expect(outcomes(result)).toEqual([
    [at.idle, false, 'ABORTED'],
    [999_999, false, 'NOT_FOUND'],
  ]);
  expect(await left()).toEqual(['idle', 'busy', 'done']);
});

test('an item cannot go twice', async () => {
  const aborted = await removeAll([at.idle, at.idle]);
  expect(outcomes(aborted)).toEqual([
    [at.idle, false, 'ABORTED'],
    [at.idle, false, 'NOT_FOUND'],
  ]);
  expect(await left()).toEqual(['idle', 'busy', 'done']);

  const skipped = await removeAll([at.idle, at.idle], 'onError: SKIP');
  expect(outcomes(skipped)).toEqual([
    [at.idle, true, null],
    [at.idle, false, 'NOT_FOUND'],
  ]);
  expect(await left()).toEqual(['busy', 'done']);
});

test('no items are no work', async () => {
  expect(await removeAll([])).toEqual({ done: 0, refused: 0, outcomes: [] });
});

test.each([
  ['an id of another kind', 'x'],
  ['one of nothing', ''],
])('%s is refused by itself', async (_what, id) => {
  const { outcomes: rows } = await removeAll([at.idle, id]);
  expect(rows.map(({ code }) => code)).toEqual(['ABORTED', 'BAD_USER_INPUT']);
  expect(rows[1]).toMatchObject({
    id,
    message: 'ids must be the id of a row: a whole number from 1.',
  });
});

test('a thousand go in as many statements as two, and each thousand more in one more', async () => {
  const make = async (count: number) => {
    const made = await api.sql<{ id: number }[]>`
      with items as (
        insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
        select ${at.effort}, ${at.name} || ' many ' || ${count}::int || '/' || n, 'TLF' from generate_series(1, ${count}::int) n
        returning id
      ), trackers as (
        insert into pearl.reporting_effort_item_trackers (reporting_effort_item_id) select id from items
      ) select id from items`;
    return made.map(({ id }) => id);
  };
  const statements = async (count: number) => {
    const { data, extensions } = await api
      .as('admin')
      .run<{ deleteReportingEffortItems: Bulk }, unknown>(
        'mutation ($ids: [ID!]!) { deleteReportingEffortItems(ids: $ids) { done } }',
        { ids: await make(count) },
      );
    expect(data.deleteReportingEffortItems.done).toBe(count);
    return extensions?.sql.statements;
  };
  const few = await statements(2);
  expect(few).toBeLessThanOrEqual(10);
  expect(await statements(1000)).toBe(few);
  expect(await statements(3000)).toBe(Number(few) + 2);
});

test('says which type has gone, and the ids of the rows among those of all types', async () => {
  const { data } = await api.as('admin').run<{ deleteReportingEffortItems: object }, unknown>(
    `mutation { deleteReportingEffortItems(ids: [${at.idle}, ${at.busy}], onError: SKIP) {
        outcomes { entityType entityId ok } deletedNodeIds
      } }`,
  );
  const entityType = 'REPORTING_EFFORT_ITEM';
  expect(data.deleteReportingEffortItems).toEqual({
    outcomes: [
      { entityType, entityId: String(at.idle), ok: true },
      { entityType, entityId: String(at.busy), ok: false },
    ],
    deletedNodeIds: [nodeIdOf('ReportingEffortItem', at.idle)],
  });
});
