import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Bulk, perform, performed } from '../support/perform.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** Every tracker is as a new one; Jonas checks the second, and the third is programmed. */
beforeEach(async () => {
  await api.sql`
    update pearl.reporting_effort_item_trackers set primary_programmer_id = case id when 3 then 4 end,
      qc_programmer_id = case id when 2 then 5 end, qc_status = 'NOT_STARTED', in_production = false, qc_level = null,
      primary_status = case id when 3 then 'COMPLETED' else 'NOT_STARTED' end, priority = 'MEDIUM', due_date = null`;
  await api.sql`delete from pearl.tracker_tags`;
});

const rowsOf = (ids: readonly number[]) => api.sql<Record<string, unknown>[]>`
  select id, primary_programmer_id, qc_programmer_id, primary_status, qc_status, priority, qc_level, due_date, version
  from pearl.reporting_effort_item_trackers where id = any(${`{${ids.join(',')}}`}::int[]) order by id`;

const records = async () => {
  const [row] = await api.sql<{ count: number }[]>`select count(*)::int from pearl.audit_logs`;
  return row?.count ?? 0;
};

const primary = (trackerId: number, userId = 5) => ({
  trackerId: String(trackerId),
  role: 'PRIMARY',
  userId: String(userId),
});

type Trial = readonly [name: string, args: object, codes: readonly (string | null)[]];
/** Good rows among rows that are refused, each for a reason of its own. */
const mixed: readonly Trial[] = [
  [
    'assignProgrammers',
    {
      assignments: [
        primary(1),
        primary(2),
        primary(999999),
        primary(4, 4711),
        primary(5, 16),
        { ...primary(6), expectedVersion: 0 },
        primary(7),
      ],
    },
    [null, 'INVALID_STATE', 'NOT_FOUND', 'NOT_FOUND', 'INVALID_STATE', 'STALE', null],
  ],
  [
    'setTrackerStatuses',
    {
      updates: [
        { trackerId: '3', role: 'PRIMARY', status: 'IN_PROGRESS' },
        { trackerId: '4', role: 'PRIMARY', status: 'IN_PROGRESS' },
        { trackerId: '999999', role: 'QC', status: 'COMPLETED' },
        { trackerId: '3', role: 'QC', status: 'NOT_STARTED', expectedVersion: 0 },
      ],
    },
    [null, 'INVALID_STATE', 'NOT_FOUND', 'STALE'],
  ],
  [
    'updateTrackers',
    {
      updates: [
        { trackerId: '1', priority: 'HIGH', dueDate: '2026-12-24' },
        { trackerId: '3', inProduction: true },
        { trackerId: '999999', priority: 'LOW' },
        { trackerId: '4', priority: 'LOW', expectedVersion: 0 },
        { trackerId: '5', qcLevel: 2 },
      ],
    },
    [null, 'INVALID_STATE', 'NOT_FOUND', 'STALE', null],
  ],
  ['tagTrackers', { trackerIds: ['1', '999999', '3'], tagId: '1' }, [null, 'NOT_FOUND', null]],
];

describe.each(mixed)('%s with rows that are refused', (name, args, codes) => {
  const touched = [1, 2, 3, 4, 5, 6, 7];

  test('does nothing at all, and says of each row why', async () => {
    const [before, count] = [await rowsOf(touched), await records()];
    const answer = await performed<Bulk>(api, 'admin', name, args);
    expect(answer.outcomes.map(({ code }) => code)).toEqual(codes.map((code) => code ?? 'ABORTED'));
    expect(answer.outcomes.map(({ index }) => index)).toEqual(codes.map((_, at) => at));
    expect(answer.outcomes.every(({ ok, message }) => !ok && message !== null)).toBe(true);
    expect(answer).toMatchObject({ done: 0, refused: codes.length });
    expect(await rowsOf(touched)).toEqual(before);
    expect(await records()).toBe(count);
  });

  test('does the others if it is told to skip them', async () => {
    const answer = await performed<Bulk>(api, 'admin', name, { ...args, onError: 'SKIP' });
    expect(answer.outcomes.map(({ code }) => code)).toEqual(codes);
    expect(answer.outcomes.map(({ ok }) => ok)).toEqual(codes.map((code) => code === null));
    expect(answer.done).toBe(codes.filter((code) => code === null).length);
    expect(answer.refused).toBe(codes.filter((code) => code !== null).length);
  });
});

test('what is skipped stays as it is, and what is done is what was asked for', async () => {
  const before = await rowsOf([1, 2, 4, 5, 6]);
  await performed<Bulk>(api, 'admin', 'updateTrackers', { ...mixed[2]?.[1], onError: 'SKIP' });
  const after = await rowsOf([1, 2, 4, 5, 6]);
  const changed = before.map((row) => ({
    ...row,
    ...(row['id'] === 1 && { priority: 'HIGH', due_date: '2026-12-24' }),
    ...(row['id'] === 5 && { qc_level: 2 }),
    version: Number(row['version']) + Number(row['id'] === 1 || row['id'] === 5),
  }));
  expect(after).toEqual(changed);
});

test('rows about one tracker count in their order, and are one change of it', async () => {
  const [[before], count] = [await rowsOf([1]), await records()];
  const set = (role: string, status: string) => ({ trackerId: '1', role, status });
  await performed<Bulk>(api, 'admin', 'assignProgrammers', {
    assignments: [primary(1, 4), primary(1, 6), { ...primary(1, 4), role: 'QC' }],
  });
  const answer = await performed<Bulk>(api, 'admin', 'setTrackerStatuses', {
    updates: [
      set('QC', 'IN_PROGRESS'),
      set('PRIMARY', 'COMPLETED'),
      set('QC', 'IN_PROGRESS'),
      set('PRIMARY', 'IN_PROGRESS'),
      set('QC', 'COMPLETED'),
    ],
    onError: 'SKIP',
  });
  expect(answer.outcomes.map(({ code }) => code)).toEqual([
    'INVALID_STATE',
    null,
    null,
    'INVALID_STATE',
    null,
  ]);
  expect(await rowsOf([1])).toEqual([
    {
      ...before,
      primary_programmer_id: 6,
      primary_status: 'COMPLETED',
      qc_programmer_id: 4,
      qc_status: 'COMPLETED',
      version: Number(before?.['version']) + 2,
    },
  ]);
  expect(await records()).toBe(count + 2);
});

test('one tracker twice with the version that somebody knows is no reason to refuse the second', async () => {
  const [row] = await rowsOf([1]);
  const expectedVersion = row?.['version'];
  const answer = await performed<Bulk>(api, 'admin', 'updateTrackers', {
    updates: [
      { trackerId: '1', priority: 'HIGH', expectedVersion },
      { trackerId: '1', qcLevel: 3, expectedVersion },
    ],
  });
  expect(answer.done).toBe(2);
});

test('rows with and without a value, of every kind of column, are written together', async () => {
  const update = { trackerId: '1', dueDate: '2026-02-28', qcLevel: 1, priority: 'HIGH' };
  await performed(api, 'admin', 'updateTrackers', { updates: [update] });
  await performed(api, 'admin', 'updateTrackers', {
    updates: [
      { trackerId: '1', dueDate: null, qcLevel: null },
      { trackerId: '2', dueDate: '2026-03-01', qcLevel: 2 },
      { trackerId: '3', priority: 'LOW' },
    ],
  });
  expect(await rowsOf([1, 2, 3])).toMatchObject([
    { due_date: null, qc_level: null, priority: 'HIGH' },
    { due_date: '2026-03-01', qc_level: 2, priority: 'MEDIUM' },
    { due_date: null, qc_level: null, priority: 'LOW' },
  ]);
});

test('brings the rows that it was done for, each once and as they are now, in one statement', async () => {
  const run = (qcLevel: number, trackers: string) => {
    const updates = [1, 999_999, 2, 1].map((id, at) => ({
      trackerId: String(id),
      qcLevel: at === 3 ? qcLevel : 1,
    }));
    const selection = `{ outcomes { entityType entityId ok } ${trackers} }`;
    return perform<object>(api, 'admin', 'updateTrackers', { updates, onError: 'SKIP' }, selection);
  };
  const without = await run(2, '');
  const { value, statements } = await run(3, 'trackers { id qcLevel item { id } }');
  expect(value).toEqual({
    outcomes: ['1', '999999', '2', '1'].map((entityId) => ({
      entityType: 'TRACKER',
      entityId,
      ok: entityId !== '999999',
    })),
    trackers: [
      { id: '1', qcLevel: 3, item: { id: expect.any(String) } },
      { id: '2', qcLevel: 1, item: { id: expect.any(String) } },
    ],
  });
  expect(statements).toBe(Number(without.statements) + 2); // trackers and items
});

test('counts what it may answer with before it does anything', async () => {
  const updates = Array.from({ length: 100 }, (_, at) => ({
    trackerId: String(at + 1),
    qcLevel: 2,
  }));
  const small = await startApi({ MAX_COST: '1000' });
  const run = (first: number) =>
    perform(
      small,
      'admin',
      'updateTrackers',
      { updates },
      `{ trackers { comments(first: ${first}) { nodes { id } } } }`,
    );
  const changes = async () =>
    (await small.sql`select from pearl.audit_logs where action = 'UPDATE'`).length;
  const before = await changes();
  expect((await run(100)).code).toBe('TOO_EXPENSIVE');
  expect(await changes()).toBe(before);
  expect((await run(1)).code).toBeUndefined();
  await small.stop();
});

test('no rows are nothing to do', async () => {
  for (const args of [{ updates: [] }, { updates: [], onError: 'SKIP' }]) {
    expect(await performed(api, 'admin', 'updateTrackers', args)).toEqual({
      done: 0,
      refused: 0,
      outcomes: [],
    });
  }
});
