import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../../src/database/connection.ts';
import { loaded } from '../../src/domains/index.ts';
import { pearl } from '../../src/domains/pearl/domain.ts';
import { countDays } from '../../src/kernel/trail/audit-days.ts';
import { prune } from '../../src/kernel/trail/prune.ts';
import { epochOf } from '../../src/live/epoch.ts';
import { type Api, startApi } from '../support/api.ts';
import { typeNamed } from '../support/entity-type.ts';
import { server } from '../support/homes.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { succeeded } from '../support/succeeded.ts';

/* The summary of a time says what the trail says, whatever of its days has been counted. */

await loaded(['pearl']);
const { trail } = pearl;
const log = '"pearl"."audit_logs"';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await recorded(400);
});
afterAll(() => api.stop());

const count = () => countDays(api.sql, trail);

/** Records of the first ten days of 2026, by several people or by nobody. */
const recorded = (records: number, sql = api.sql) => sql`
  insert into pearl.audit_logs (entity_type, entity_id, action, username, changes, "timestamp")
  select (array['Study', 'Tracker', 'Tag'])[1 + floor(random() * 3)], n, (array['CREATE', 'UPDATE', 'DELETE'])[1 + floor(random() * 3)],
    (array['admin', 'viewer', null])[1 + floor(random() * 3)], '{}', '2026-01-01T00:00:00Z'::timestamptz + random() * interval '10 days'
  from generate_series(1, ${records}::int) n`;

type Count = { readonly name: string | null; readonly count: number };
type Summary = Readonly<Record<'byEntityType' | 'byAction' | 'byUser' | 'byDay', Count[]>> & {
  readonly total: number;
};

const summary = async (from: string, to: string) => {
  const { data } = await succeeded(
    api.as('admin').run<{ auditSummary: Summary }, unknown>(
      `{ auditSummary(from: "${from}", to: "${to}") {
        total byEntityType { name count } byAction { name count } byUser { name count } byDay { name count }
      } }`,
    ),
  );
  return data.auditSummary;
};

const sorted = (counts: readonly Count[]) =>
  counts
    .map(({ name, count: of }) => ({ name, count: of }))
    .toSorted((a, b) => `${a.name}`.localeCompare(`${b.name}`));

/** What the trail itself says. */
const bySql = async (from: string, to: string) => {
  const by = async (of: string) =>
    sorted(
      await api.sql.unsafe<Count[]>(
        `select ${of} as name, count(*)::int as count from pearl.audit_logs
         where "timestamp" >= '${from}' and "timestamp" < '${to}' group by 1`,
      ),
    );
  const byAction = await by('action');
  return {
    total: byAction.reduce((sum, each) => sum + each.count, 0),
    byEntityType: await by(typeNamed('entity_type')),
    byAction,
    byUser: await by('username'),
    byDay: await by(`("timestamp" at time zone 'UTC')::date::text`),
  };
};

const periods: readonly (readonly [string, string])[] = [
  ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'],
  ['2026-01-02T00:00:00Z', '2026-01-05T00:00:00Z'],
  ['2026-01-02T13:14:15.123456Z', '2026-01-08T01:02:03Z'],
  ['2026-01-02T00:00:00.000001Z', '2026-01-03T23:59:59.999999Z'],
  ['2026-01-04T06:00:00Z', '2026-01-04T18:00:00Z'],
  ['2026-01-03T00:00:00+05:00', '2026-01-06T00:00:00+05:00'],
];

/** What the summaries say that the trail does not. */
const differences = async () => {
  const found: unknown[] = [];
  for (const period of periods) {
    const { byEntityType, byAction, byUser, byDay, total } = await summary(...period);
    const said = {
      total,
      byEntityType: sorted(byEntityType),
      byAction: sorted(byAction),
      byUser: sorted(byUser),
      byDay: sorted(byDay),
    };
    const trailed = await bySql(...period);
    if (!isDeepStrictEqual(said, trailed)) found.push({ period, said, trailed });
  }
  return found;
};

describe('the summary is that of the trail', () => {
  test('before anything is counted, and after', async () => {
    await api.sql`update kernel.epochs set counted = null`;
    expect(await differences()).toEqual([]);
    await count();
    expect(await differences()).toEqual([]);
    await count();
    expect(await differences()).toEqual([]);
  });

  test('when records of old times have come, by nobody or by a command of now', async () => {
    await count();
    await recorded(50);
    await api.as('viewer').run(`mutation { addComment(trackerId: 1, commentText: "now") { id } }`);
    expect(await differences()).toEqual([]);
    await count();
    expect(await differences()).toEqual([]);
  });

  // the embedded database has one connection
  test.skipIf(!server)('when a transaction is committed after it has been counted', async () => {
    const meanwhile = await openMeanwhile(api);
    await meanwhile.sql.begin(async (tx) => {
      await recorded(50, tx as unknown as Sql);
      await recorded(5);
      await count();
      expect(await differences()).toEqual([]);
    });
    expect(await differences()).toEqual([]);
    await count();
    expect(await differences()).toEqual([]);
    await meanwhile.close();
  });

  test('when a part of it, counted or not, has been pruned', async () => {
    const daysTo = async (moment: string) => {
      const [row] = await api.sql<[{ days: number }]>`
        select ceil(extract(epoch from now() - ${moment}::timestamptz) / 86400)::int as days`;
      return row.days;
    };
    await count();
    await recorded(50);
    expect(await prune(api.sql, trail, await daysTo('2026-01-03T12:00:00Z'))).toBeGreaterThan(50);
    expect(await differences()).toEqual([]);
    await count();
    expect(await differences()).toEqual([]);
    await prune(api.sql, trail, await daysTo('2026-01-05T00:00:00Z'));
    expect(await differences()).toEqual([]);
    await recorded(100);
    await count();
    expect(await differences()).toEqual([]);
    const negative = await api.sql`select from kernel.audit_days where count <= 0`;
    expect(negative).toHaveLength(0);
  });

  test('when the database comes out of a dump, with transaction ids of elsewhere', async () => {
    await count();
    await api.sql`alter table pearl.audit_logs disable trigger keep`;
    await api.sql`update pearl.audit_logs set xact_id = (pg_current_xact_id()::text::bigint + id % 400)::text::xid8`;
    await api.sql`alter table pearl.audit_logs enable trigger keep`;
    await api.sql`update kernel.epochs set epoch = 'another one', counted = '9000000000:9000000000:'`;
    await epochOf(api.sql, log);
    expect(await differences()).toEqual([]);
    await recorded(20);
    await count();
    await recorded(20);
    expect(await differences()).toEqual([]);
    await prune(api.sql, trail, 0);
    expect(await differences()).toEqual([]);
    await recorded(300);
    await count();
    expect(await differences()).toEqual([]);
  });

  test('while several count, prune and write at a time', async () => {
    const others = server ? [await openMeanwhile(api), await openMeanwhile(api)] : [];
    const connections = [api, ...others].map(({ sql }) => sql);
    const act = async (sql: Api['sql']) => {
      for (let times = 0; times < 25; times += 1) {
        await recorded(randomInt(1, 9), sql);
        if (times % 3 === 0) await countDays(sql, trail);
        if (times % 5 === 0) await sql`select kernel.prune(${log}, 0, 5)`;
      }
    };
    await Promise.all(connections.map(act));
    expect(await differences()).toEqual([]);
    await count();
    expect(await differences()).toEqual([]);
    for (const other of others) await other.close();
  });
});

test('whole days are counted once, and the rest of a time from the trail', async () => {
  await recorded(200);
  await count();
  await api.sql`insert into kernel.audit_days (trail, day, entity_type, action, username, count)
    values (${log}, '2026-01-04', 'Study', 'UPDATE', 'admin', 1000000)`;
  const beyond = async (from: string, to: string) =>
    (await summary(from, to)).total - (await bySql(from, to)).total;
  expect(await beyond('2026-01-03T23:00:00Z', '2026-01-05T00:00:00Z')).toBe(1000000);
  expect(await beyond('2026-01-04T00:00:00Z', '2026-01-05T00:00:00Z')).toBe(1000000);
  expect(await beyond('2026-01-04T00:00:00.000001Z', '2026-01-05T00:00:00Z')).toBe(0);
  expect(await beyond('2026-01-04T00:00:00Z', '2026-01-04T23:59:59.999999Z')).toBe(0);
});

test('a server has counted what there is when it starts', async () => {
  const fresh = await startApi();
  const [row] = await fresh.sql`
    select (select sum(count)::int from kernel.audit_days) as counted, (select count(*)::int from pearl.audit_logs) as records`;
  expect(row?.['counted']).toBe(row?.['records']);
  await fresh.stop();
});
