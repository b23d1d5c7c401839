import { afterAll, beforeAll, expect, test } from 'vitest';
import { pearl } from '../../src/domains/pearl/domain.ts';
import { countDays } from '../../src/kernel/trail/audit-days.ts';
import { epochOf } from '../../src/live/epoch.ts';
import { closeReading, openReading, reading, scansOf, touched } from './query-plan.ts';
import type { Statement } from './reading.ts';

/* What the summary of a time reads: days that have been counted, and of the trail only what is not in them. */

const log = '"pearl"."audit_logs"';
const aDay = 1000;

/** Records of January 2026, so many of every day. */
const recordJanuary = () => reading.sql`
  insert into pearl.audit_logs (entity_type, entity_id, action, changes, "timestamp")
  select 'Tag', n, 'UPDATE', '{}', '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 day' / ${aDay}::int
  from generate_series(0, 31 * ${aDay}::int - 1) n`;

beforeAll(async () => {
  await openReading();
  await epochOf(reading.sql, log);
  await recordJanuary();
  await countDays(reading.sql, pearl.trail);
  // others on this Postgres may be at what they began long ago, and none of it is written here
  await reading.sql`
    update kernel.epochs set counted = format('%1$s:%1$s:', pg_snapshot_xmax(counted))::pg_snapshot
    where trail = ${log}`;
  await reading.sql`vacuum analyze`;
});
afterAll(closeReading);

/** The total, and how many records it has looked at. */
const summary = async (from: string, to: string) => {
  const { data, statements } = await reading.read<{ auditSummary: { total: number } }>(
    `{ auditSummary(from: "${from}", to: "${to}") { total } }`,
    {},
    { role: 'ADMIN' },
  );
  const scans = await scansOf(statements[0] as Statement, 'generic', 'audit_logs');
  const looked = scans.reduce((sum, scan) => sum + touched(scan), 0);
  return { total: data.auditSummary.total, looked };
};

test('a month that has been counted is not looked for in the trail', async () => {
  expect(await summary('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')).toEqual({
    total: 31 * aDay,
    looked: 0,
  });
});

test('of days that are in it in part, that part is', async () => {
  expect(await summary('2026-01-01T18:00:00Z', '2026-01-31T06:00:00Z')).toEqual({
    total: 29 * aDay + aDay / 2,
    looked: aDay / 2,
  });
});

test('what has come since is found by its transaction, however much there is of its time', async () => {
  await reading.sql`insert into pearl.audit_logs (entity_type, entity_id, action, changes, "timestamp")
    values ('Tag', 1, 'UPDATE', '{}', '2026-01-09T12:00:00Z'), ('Tag', 1, 'UPDATE', '{}', '2025-01-09T12:00:00Z')`;
  expect(await summary('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')).toEqual({
    total: 31 * aDay + 1,
    looked: 2,
  });
});
