import type { Sql } from '../database/connection.ts';

/** What the transaction ids of a trail belong to, and the last record that carries one of elsewhere. */
export type Epoch = { readonly epoch: string; readonly record: number };

/**
 * Finds out in which epoch a trail is: a database at one time, since a recovery to an earlier one gives transaction ids
 * anew, and a restore says that it was one by a comment. In a new epoch, all that is recorded already counts as committed long ago.
 */
export const epochOf = async (sql: Sql, log: string): Promise<Epoch> => {
  const [now] = await sql<[{ epoch: string }]>`
    select concat_ws('.', system_identifier, timeline_id,
      (select oid from pg_database where datname = current_database()),
      (select extract(epoch from min(applied_at)) from kernel.migrations), -- copies of a template have all else in common
      md5(obj_description('kernel.epochs'::regclass, 'pg_class'))) as epoch
    from pg_control_system(), pg_control_checkpoint()`;
  const [known] = await find(sql, log);
  if (known?.epoch === now.epoch) return known;
  return sql.begin(async (tx) => {
    await tx.unsafe(`lock table ${log} in share mode`); // what is being written has its id already
    await tx`
      with begun as (
        insert into kernel.epochs as e (trail, epoch, record)
        select ${log}, ${now.epoch}, coalesce(max(id), 0) from ${tx.unsafe(log)}
        on conflict (trail) do update set epoch = excluded.epoch, record = excluded.record, counted = null
        where e.epoch <> excluded.epoch -- another server may have been faster
        returning trail
      )
      delete from kernel.pruned using begun where pruned.trail = begun.trail`;
    const [begun] = await find(tx, log);
    if (!begun) throw new Error(`There is no epoch of ${log}.`);
    return begun;
  });
};

const find = (sql: Pick<Sql, 'unsafe'>, log: string) =>
  sql.unsafe<Epoch[]>('select epoch, record from kernel.epochs where trail = $1', [log]);
