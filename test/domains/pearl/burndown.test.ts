import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { plant } from '../../support/plant.ts';
import { succeeded } from '../../support/succeeded.ts';
import { dayAt, makeHistory, stateAfter, staysIn, writeHistory } from './made-history.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type Day = {
  day: string;
  openCount: number;
  doneCount: number;
  addedCount: number;
  removedCount: number;
};
type Burndown = { since: string | null; trailSince: string | null; days: Day[] };
type Stay = {
  side: string;
  status: string;
  endedCount: number;
  stayingCount: number;
  medianDays: number | null;
  p90Days: number | null;
};

const ask = <Result>(field: string, selection: string) =>
  succeeded(
    api.as('viewer').run<{ result: Result }, never>(`{ result: ${field} { ${selection} } }`),
  );
const burndown = async (args: string) => {
  const selection = 'since trailSince days { day openCount doneCount addedCount removedCount }';
  const { data, statements } = await ask<Burndown>(`burndown(${args})`, selection);
  return { ...data.result, statements };
};
const staysOf = async (args: string) => {
  const selection =
    'trailSince statuses { side status endedCount stayingCount medianDays p90Days }';
  const { data, statements } = await ask<{ statuses: Stay[] }>(`timeInStatus(${args})`, selection);
  return { statuses: data.result.statuses, statements };
};
const today = () => new Date().toISOString().slice(0, 10);

/** The value that so many of sorted values do not exceed, between two of them where it falls there. */
const percentile = (values: readonly number[], part: number) => {
  const sorted = values.toSorted((one, other) => one - other);
  const at = part * (sorted.length - 1);
  const [low = 0, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
};

describe('of a made history', () => {
  const length = 120;
  const efforts: number[] = [];
  const items = Array.from({ length: 60 }, (_, nth) => 700_000 + nth);
  const effortOf = (item: number) => efforts[item % 2] ?? 0;
  const history = makeHistory(2026, items, length);
  let study: number;
  beforeAll(async () => {
    const at = await plant(api.sql);
    study = at.study;
    await api.sql`delete from pearl.reporting_effort_items where reporting_effort_id = ${at.effort}`;
    await api.sql`delete from pearl.item_steps where study_id = ${study}`;
    const [second] = await api.sql<{ id: number }[]>`
      insert into pearl.reporting_efforts (database_release_id, database_release_label)
      values (${at.release}, 'the second') returning id`;
    efforts.push(at.effort, second?.id ?? 0);
    await writeHistory(api.sql, history, effortOf);
  });

  const within = () => [
    [`studyId: ${study}`, history] as const,
    ...efforts.map(
      (id) =>
        [`reportingEffortId: ${id}`, history.filter(({ item }) => effortOf(item) === id)] as const,
    ),
  ];

  test('the burndown says of every day what a walk through it does', async () => {
    for (const [scope, own] of within()) {
      const since = own[0]?.at.slice(0, 10) ?? '';
      const [first, last] = [dayAt(-20), dayAt(2 * length)];
      const found = await burndown(`${scope}, from: "${first}", to: "${last}"`);
      const days = Array.from({ length: 2 * length + 21 }, (_, nth) => dayAt(nth - 20));
      const expected = days.filter((day) => day >= since).map((day) => stateAfter(own, day));
      expect(found.days).toEqual(expected);
      expect(found.since).toBe(since);
      for (const name of ['openCount', 'doneCount', 'addedCount', 'removedCount'] as const)
        expect(Math.max(...expected.map((day) => day[name]))).toBeGreaterThan(0);
      // what was before the first day counts as well
      const some = await burndown(`${scope}, from: "${dayAt(60)}", to: "${dayAt(70)}"`);
      expect(some.days).toEqual(expected.filter(({ day }) => day >= dayAt(60) && day <= dayAt(70)));
    }
  });

  test('the time in each status is what a walk through it says', async () => {
    for (const [scope, own] of within()) {
      const { statuses } = await staysOf(scope);
      const expected = [
        ['PRIMARY', 'primary_status'] as const,
        ['QC', 'qc_status'] as const,
      ].flatMap(([side, column]) =>
        [...staysIn(own, column)].map(([status, stays]) => {
          const ended = stays.filter((each) => each !== null);
          return {
            side,
            status,
            endedCount: ended.length,
            stayingCount: stays.length - ended.length,
            medianDays: ended.length > 0 ? percentile(ended, 0.5) : null,
            p90Days: ended.length > 0 ? percentile(ended, 0.9) : null,
          };
        }),
      );
      expect(statuses).toHaveLength(expected.length);
      for (const { side, status, ...rest } of expected) {
        const { medianDays, p90Days, ...found } =
          statuses.find((each) => each.side === side && each.status === status) ?? {};
        expect({ status, ...found }).toMatchObject({
          endedCount: rest.endedCount,
          stayingCount: rest.stayingCount,
        });
        expect(medianDays ?? -1).toBeCloseTo(rest.medianDays ?? -1, 5);
        expect(p90Days ?? -1).toBeCloseTo(rest.p90Days ?? -1, 5);
      }
    }
  });

  test('the return rate is the returns for each completion', async () => {
    for (const [scope, own] of within()) {
      const { data } = await ask<{ returns: object }>(
        `dashboard(${scope})`,
        'returns { returnCount programmedCount rate }',
      );
      const returnCount = own.filter(({ isReturn }) => isReturn).length;
      const programmedCount = own.filter(
        ({ type, before, after }) =>
          type === 'Tracker' &&
          before &&
          before.primary_status !== 'COMPLETED' &&
          after?.primary_status === 'COMPLETED',
      ).length;
      expect(returnCount).toBeGreaterThan(0);
      expect(data.result.returns).toEqual({
        returnCount,
        programmedCount,
        rate: Math.min(1, returnCount / programmedCount),
      });
    }
  });
});

test('each takes as many statements, whatever its scope holds', async () => {
  const days = `from: "2025-06-01"`;
  for (const [scope, statements] of [
    ['', 1],
    ['studyId: 1', 2],
    ['databaseReleaseId: 1', 2],
    ['reportingEffortId: 1', 2],
  ] as const) {
    expect((await burndown([scope, days].filter(Boolean).join(', '))).statements).toBe(statements);
    const { data, statements: asked } = await ask<{ statuses: Stay[] }>(
      `timeInStatus${scope && `(${scope})`}`,
      'statuses { status }',
    );
    expect(data.result.statuses.length).toBeGreaterThan(0);
    expect(asked).toBe(statements);
  }
});

test.each([
  ['burndown(from: "2026-02-01", to: "2026-01-31") { since }', 'BAD_USER_INPUT', 'from'],
  ['burndown(from: "2020-01-01", to: "2026-01-31") { since }', 'BAD_USER_INPUT', 'from'],
  ['burndown(studyId: 99999, from: "2026-01-01") { since }', 'NOT_FOUND', 'studyId'],
  ['timeInStatus(reportingEffortId: 99999) { trailSince }', 'NOT_FOUND', 'reportingEffortId'],
])('%s is refused as %s', async (field, code, argument) => {
  const { errors } = await api.as('viewer').run(`{ ${field} }`);
  expect(errors?.[0]?.extensions).toMatchObject({ code, field: argument });
});

test('days to come are not told', async () => {
  const to = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const { days } = await burndown(`reportingEffortId: 1, from: "${today()}", to: "${to}"`);
  expect(days.map(({ day }) => day)).toEqual([today()]);
});
