import type { Logger } from 'pino';
import type { Sql } from '../kernel/database.ts';
import { hoursKept } from './idempotency.ts';

const everyMinutes = 10;

/** Throws away, now and then, what has had its time: remembered answers and counted tries. */
export const housekeeping = (sql: Sql, log: Logger): (() => void) => {
  const sweep = async () => {
    await sql`delete from kernel.answers where created_at < now() - make_interval(hours => ${hoursKept})`;
    await sql`delete from kernel.attempts where until < now()`;
  };
  const timer = setInterval(
    () => sweep().catch((error: unknown) => log.warn({ err: error }, 'the housekeeping failed')),
    everyMinutes * 60_000,
  ).unref();
  return () => clearInterval(timer);
};
