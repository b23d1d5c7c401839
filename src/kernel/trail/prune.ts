import type { Sql } from '../../database/connection.ts';
import { nameOf } from '../schema/table.ts';
import type { AuditTrail } from './audit-trail.ts';

const atOnce = 10_000;

/** Throws away what a trail has recorded before so many days, some of it at a time (`kernel.prune`). */
export const prune = async (sql: Sql, { log }: AuditTrail, days: number): Promise<number> => {
  for (let pruned = 0; ; ) {
    const [{ count }] = await sql<[{ count: number }]>`
      select kernel.prune(${nameOf(log)}, ${days}, ${atOnce}) as count`;
    pruned += count;
    if (count < atOnce) return pruned;
  }
};
