import type { AuditTrail } from './audited.ts';
import type { Sql } from './database.ts';
import { nameOf } from './table.ts';

const atOnce = 10_000;

/** Throws away what a trail has recorded before so many days, and remembers up to where: nobody goes on from there. */
export const prune = async (sql: Sql, { log }: AuditTrail, days: number): Promise<number> => {
  const table = nameOf(log);
  for (let pruned = 0; ; ) {
    const count = await sql.begin(async (tx) => {
      await tx`select set_config('app.prune', 'on', true)`;
      const gone = await tx.unsafe(
        `delete from ${table} where id in (
           select id from ${table} where "timestamp" < now() - make_interval(days => $1::int)
           order by "timestamp" limit ${atOnce}
         ) returning xact_id::text`,
        [days],
      );
      await tx.unsafe(
        `insert into kernel.pruned as p (trail, xact_id)
         select $1, gone::xid8 from unnest($2::text[]) as gone order by gone::xid8 desc limit 1
         on conflict (trail) do update set xact_id = greatest(p.xact_id, excluded.xact_id)`,
        [table, `{${gone.map(({ xact_id: id }) => id).join()}}`],
      );
      return gone.length;
    });
    pruned += count;
    if (count < atOnce) return pruned;
  }
};
