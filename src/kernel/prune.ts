import type { AuditTrail } from './audited.ts';
import type { Sql } from './database.ts';
import { nameOf } from './table.ts';

const atOnce = 10_000;

/**
 * Throws away what a trail has recorded before so many days, and remembers up to where: nobody goes on from there. What one
 * command has recorded goes together: half of it would bring half of what it deleted back.
 */
export const prune = async (sql: Sql, { log }: AuditTrail, days: number): Promise<number> => {
  const table = nameOf(log);
  for (let pruned = 0; ; ) {
    // one message is one transaction
    const [, [{ count }]] = await sql.unsafe<[unknown, [{ count: number }]]>(
      `select set_config('app.prune', 'on', true);
       with gone as (
         delete from ${table} where id in (
           select id from ${table} where "timestamp" < now() - make_interval(days => ${Number(days)})
           order by "timestamp" fetch first ${atOnce} rows with ties
         ) returning xact_id
       ), remembered as (
         insert into kernel.pruned as p (trail, xact_id)
         select '${table}', xact_id from gone order by xact_id desc limit 1
         on conflict (trail) do update set xact_id = greatest(p.xact_id, excluded.xact_id)
       )
       select count(*)::int from gone`,
    );
    pruned += count;
    if (count < atOnce) return pruned;
  }
};
