import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forecast } from '../../../src/domains/pearl/numbers/forecast.ts';
import { type Api, startApi } from '../../support/api.ts';
import { succeeded } from '../../support/succeeded.ts';

describe('a forecast of a made history', () => {
  test('is a date where every week was like the others', () => {
    expect(forecast(95, Array(12).fill(10))).toEqual({ weeks: [10, 10, 10], reason: null });
    expect(forecast(100, Array(4).fill(10)).weeks).toEqual([10, 10, 10]);
    expect(forecast(101, Array(4).fill(10)).weeks).toEqual([11, 11, 11]);
  });

  test('is a range where weeks differed: the wider, the more they did', () => {
    const [early, likely, late] = forecast(200, [5, 15, 5, 15, 5, 15, 5, 15]).weeks ?? [0, 0, 0];
    expect(likely).toBeCloseTo(20, -0.5);
    expect(early).toBeLessThan(likely);
    expect(late).toBeGreaterThan(likely);
    const [first, , last] = forecast(200, [0, 20, 0, 20, 0, 20, 0, 20]).weeks ?? [0, 0, 0];
    expect(last - first).toBeGreaterThan(late - early);
  });

  test('begins with the first completion', () => {
    expect(forecast(100, [0, 0, 0, 10, 10, 10, 10]).weeks).toEqual([10, 10, 10]);
  });

  test('is the same for the same history', () => {
    const history = [3, 9, 0, 14, 2, 7];
    expect(forecast(80, history)).toEqual(forecast(80, [...history]));
  });

  test.each([
    ['DONE', 0, [1, 2, 3, 4]],
    ['NO_PACE', 5, [0, 0, 0, 0, 0]],
    ['NO_PACE', 5, []],
    ['TOO_SHORT', 5, [0, 0, 0, 4, 4, 4]],
    ['TOO_FAR', 10_000, [1, 0, 0, 0]],
  ] as const)('is %s for %i open after %j', (reason, open, history) => {
    expect(forecast(open, history)).toEqual({ weeks: null, reason });
  });

  test('holds what comes in about eight cases of ten, where weeks go on as they were', () => {
    let state = 1;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const week = () => Math.floor(random() * 21);
    const cases = Array.from({ length: 200 }, () => {
      const { weeks } = forecast(150, Array.from({ length: 26 }, week));
      let [left, end] = [150, 0];
      for (; left > 0; end++) left -= week();
      return weeks !== null && weeks[0] <= end && end <= weeks[2];
    });
    const held = cases.filter(Boolean).length / cases.length;
    expect(held).toBeGreaterThan(0.65);
    expect(held).toBeLessThan(0.95);
  });
});

describe('the throughput', () => {
  let api: Api;
  const trackers = 'pearl.reporting_effort_item_trackers';
  beforeAll(async () => {
    api = await startApi();
    // done two items a week for eight weeks, some of them checked a week after they were programmed, and one nobody knows when
    await api.sql.unsafe(`alter table ${trackers} disable trigger user`);
    await api.sql.unsafe(`update ${trackers} set primary_status = 'NOT_STARTED', qc_status = 'NOT_STARTED', in_production = false,
      primary_completed_by_id = null, primary_completed_at = null, qc_completed_at = null, primary_programmer_id = 4,
      qc_programmer_id = case when id % 2 = 0 then 5 end`);
    await api.sql.unsafe(`update ${trackers} t set primary_status = 'COMPLETED', qc_status = case when id % 2 = 0 then 'COMPLETED' else 'NOT_STARTED' end,
        primary_completed_at = now() - make_interval(weeks => (nth / 2 + 1)::int + case when id % 2 = 0 then 1 else 0 end),
        qc_completed_at = case when id % 2 = 0 then now() - make_interval(weeks => (nth / 2 + 1)::int) end
      from (select t.id as tracker, row_number() over (order by t.id) - 1 as nth from ${trackers} t
        join pearl.reporting_effort_items i on i.id = t.reporting_effort_item_id where reporting_effort_id = 1 limit 16) n
      where t.id = tracker`);
    await api.sql.unsafe(`update ${trackers} set primary_status = 'COMPLETED', qc_programmer_id = null where id = (
      select max(t.id) from ${trackers} t join pearl.reporting_effort_items i on i.id = t.reporting_effort_item_id
      where reporting_effort_id = 1)`);
    await api.sql.unsafe(`alter table ${trackers} enable trigger user`);
  });
  afterAll(() => api.stop());

  const ask = async <Data>(field: string) =>
    succeeded(api.as('viewer').run<Record<string, Data>, never>(`{ ${field} }`));
  const weeksOf = '{ openCount undatedCount weeks { monday completedCount } }';
  type Weeks = { openCount: number; weeks: { monday: string; completedCount: number }[] };

  test('has every week from a Monday on, with what was completed in it, in as many statements as its scope needs', async () => {
    const { data, statements } = await ask<Weeks>(
      `throughput(reportingEffortId: 1, weeks: 10) ${weeksOf}`,
    );
    const { weeks = [], ...rest } = data['throughput'] ?? { openCount: 0 };
    expect(weeks.map(({ completedCount }) => completedCount)).toEqual([
      0,
      0,
      ...Array(8).fill(2),
      0,
    ]);
    expect(new Set(weeks.map(({ monday }) => new Date(monday).getUTCDay()))).toEqual(new Set([1]));
    const [open] = await api.sql`select count(*)::int - 17 as "openCount"
      from pearl.reporting_effort_items where reporting_effort_id = 1`;
    expect(rest).toEqual({ ...Object(open), undatedCount: 1 });
    expect(statements).toBe(2);
    expect((await ask(`throughput ${weeksOf}`)).statements).toBe(1);
  });

  test('leads to a forecast of the same items, with a reason where there is none', async () => {
    const dates = '{ openCount early likely late reason }';
    const { data } = await ask<Record<string, unknown>>(
      `forecast(reportingEffortId: 1, weeks: 8) ${dates}`,
    );
    const open = Number(data['forecast']?.['openCount']);
    const day = new Date(Date.now() + Math.ceil(open / 2) * 7 * 86_400_000)
      .toISOString()
      .slice(0, 10);
    expect(data['forecast']).toMatchObject({ early: day, likely: day, late: day, reason: null });
    const none = await ask(`forecast(reportingEffortId: 2) ${dates}`);
    expect(none.data['forecast']).toMatchObject({ early: null, late: null, reason: 'NO_PACE' });
  });

  test('costs what it takes to read all items, as a forecast and a dashboard do, however little is asked of it', async () => {
    const frugal = await startApi({ MAX_COST: '10000' });
    for (const [field, cost] of [
      ['forecast { openCount }', 40_001],
      ['throughput(weeks: 104) { openCount }', 20_105],
      ['throughput { openCount }', 20_027],
      ['dashboard { itemCount }', 20_001],
    ] as const) {
      const { errors } = await frugal.as('viewer').run(`{ ${field} }`);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'TOO_EXPENSIVE', cost });
    }
    await frugal.stop();
  });

  test.each(['throughput(weeks: 0) { openCount }', 'forecast(weeks: 105) { openCount }'])(
    'is refused as %s',
    async (field) => {
      const { errors } = await api.as('viewer').run(`{ ${field} }`);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'weeks' });
    },
  );
});
