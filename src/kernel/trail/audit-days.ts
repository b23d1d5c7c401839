import type { Sql } from '../../database/connection.ts';
import { nameOf } from '../schema/table.ts';
import type { AuditTrail } from './audit-trail.ts';

/** The records of a trail that its days do not have yet: `counted` has one row, with the snapshot that they are of. */
export const uncounted = (log: string): string =>
  // as a range of two ends it looks as small as it is, so that its index is used
  `select entity_type, action, username, "timestamp"::date as day, 1 as count from ${log}
   where xact_id >= (select pg_snapshot_xmin(snapshot) from counted) and xact_id < '9223372036854775807'
     and not pg_visible_in_snapshot(xact_id, (select snapshot from counted))
     and id > (select record from counted)`;

/**
 * Incremental view maintenance: adds to the days of a trail (`kernel.audit_days`) what has been recorded since the last
 * time. Servers take turns.
 */
export const countDays = (sql: Sql, { log }: AuditTrail): Promise<void> =>
  sql.begin(async (tx) => {
    const trail = nameOf(log);
    await tx`set local statement_timeout = 0`; // a server's limit is for its requests
    const [last] = await tx<[{ isFirst: boolean }?]>`
      select counted is null as "isFirst" from kernel.epochs where trail = ${trail} for update`;
    if (!last) return;
    if (last.isFirst) await tx`delete from kernel.audit_days where trail = ${trail}`;
    await tx.unsafe(adding(trail), [trail]);
  });

const adding = (log: string) =>
  `with counted as materialized (
     select coalesce(counted, '1:1:') as snapshot, case when counted is null then 0 else record end as record
     from kernel.epochs where trail = $1
   ), added as (
     select day, entity_type, action, username, count(*) as count from (${uncounted(log)}) records group by 1, 2, 3, 4
   ), former as (
     delete from kernel.audit_days where trail = $1 and day in (
       select day from added union select day from kernel.audit_days where trail = $1 and count < 0
     ) returning day, entity_type, action, username, count
   ), anew as (
     insert into kernel.audit_days (trail, day, entity_type, action, username, count)
     select $1, day, entity_type, action, username, sum(count)
     from (select * from added union all select * from former) days
     group by 2, 3, 4, 5 having sum(count) > 0
   )
   update kernel.epochs set counted = pg_current_snapshot() where trail = $1`;
