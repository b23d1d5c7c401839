import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Sql } from '../database/connection.ts';
import { domains } from '../domains/index.ts';
import { tidySessions } from '../kernel/accounts/operator.ts';
import { countDays } from '../kernel/trail/audit-days.ts';
import { prune } from '../kernel/trail/prune.ts';
import { hoursKept } from '../kernel/write/long-command.ts';

const everyMinutes = 10;
const countedEveryMinutes = 1;

/**
 * Throws away, now and then, what has had its time: remembered answers, counted tries, tickets and, if so wished, old
 * records. It also does what domains do by the clock, and counts what has been recorded.
 */
export const housekeeping = (
  { auditDays, domains: served }: Config,
  sql: Sql,
  log: Logger,
  wrote: () => void,
): (() => void) => {
  const sweep = async () => {
    await sql`delete from kernel.answers where created_at < now() - make_interval(hours => ${hoursKept})`;
    await sql`delete from kernel.commands where seen_at < now() - make_interval(hours => ${hoursKept})`;
    await sql`delete from kernel.attempts where until < now()`;
    await sql`delete from kernel.tickets where expires_at < now()`;
    for (const name of served) {
      const { domain } = domains[name];
      await tidySessions(sql, domain);
      if (auditDays === 0) continue;
      const records = await prune(sql, domain.trail, auditDays);
      if (records > 0) log.info({ domain: name, records }, 'the audit trail was pruned');
    }
  };
  const count = async () => {
    for (const name of served) await countDays(sql, domains[name].domain.trail);
  };
  const tick = async (statement: string) => {
    const { count } = await sql.unsafe(statement);
    if (count > 0) wrote();
  };
  const every = (seconds: number, act: () => Promise<void>) => {
    let isBusy = false;
    return setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      act()
        .catch((error: unknown) => log.warn({ err: error }, 'the housekeeping failed'))
        .finally(() => (isBusy = false));
    }, seconds * 1000).unref();
  };
  const clocks = served.flatMap((name) => domains[name].domain.record.clock ?? []);
  const timers = [
    every(everyMinutes * 60, sweep),
    every(countedEveryMinutes * 60, count),
    ...clocks.map(({ seconds, statement }) => every(seconds, () => tick(statement))),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
};
